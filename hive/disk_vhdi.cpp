// libvhdi declares what takes a handle of libbfio only where HAVE_LIBBFIO is defined.
#define HAVE_LIBBFIO 1
#include <libbfio.h>
#include <libvhdi.h>

#include "hive/disk_formats.h"
#include "hive/libyal_disk.h"

namespace hive::disk_formats {

Opened open_libvhdi(Source file) {
  using Said = libyal::Complaint<&libvhdi_error_free, &libvhdi_error_backtrace_sprint>;
  return libyal::open_disk<Said, &libvhdi_file_initialize, &libvhdi_file_free, &libvhdi_file_open_file_io_handle,
                           &libvhdi_file_get_media_size, &libvhdi_file_read_buffer_at_offset>(
      std::move(file), LIBVHDI_OPEN_READ, "VHD or VHDX");
}

std::string libvhdi_version() { return fmt::format("libvhdi {}", libvhdi_get_version()); }

}  // namespace hive::disk_formats
