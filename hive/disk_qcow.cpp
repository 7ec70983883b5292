// libqcow declares what takes a handle of libbfio only where HAVE_LIBBFIO is defined.
#define HAVE_LIBBFIO 1
#include <libbfio.h>
#include <libqcow.h>

#include "hive/disk_formats.h"
#include "hive/libyal_disk.h"

namespace hive::disk_formats {

Opened open_libqcow(Source file) {
  using Said = libyal::Complaint<&libqcow_error_free, &libqcow_error_backtrace_sprint>;
  return libyal::open_disk<Said, &libqcow_file_initialize, &libqcow_file_free, &libqcow_file_open_file_io_handle,
                           &libqcow_file_get_media_size, &libqcow_file_read_buffer_at_offset>(
      std::move(file), LIBQCOW_OPEN_READ, "QCOW2");
}

std::string libqcow_version() { return fmt::format("libqcow {}", libqcow_get_version()); }

}  // namespace hive::disk_formats
