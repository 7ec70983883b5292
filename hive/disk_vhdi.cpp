// libvhdi declares what takes a handle of libbfio only where HAVE_LIBBFIO is defined.
#define HAVE_LIBBFIO 1
#include <libbfio.h>
#include <libvhdi.h>

#include "hive/disk_formats.h"
#include "hive/libyal_disk.h"

namespace hive::disk_formats {
namespace {

using Said = libyal::Complaint<&libvhdi_error_free, &libvhdi_error_backtrace_sprint>;
constexpr std::string_view kWhat = "VHD or VHDX";

Result<std::shared_ptr<libyal::OpenDisk<&libvhdi_file_free>>> open_one(Source file) {
  return libyal::open_handle<Said, &libvhdi_file_initialize, &libvhdi_file_free, &libvhdi_file_open_file_io_handle,
                             &libvhdi_file_get_media_size>(std::move(file), LIBVHDI_OPEN_READ, kWhat);
}

}  // namespace

Opened open_libvhdi(const std::vector<Source>& chain) {
  auto disk = open_one(chain.front());
  if (!disk) return std::move(disk).error();
  auto child = *disk;
  for (std::size_t i = 1; i < chain.size(); ++i) {
    auto parent = open_one(chain[i]);
    if (!parent) return std::move(parent).error();
    Said said;
    if (libvhdi_file_set_parent_file(child->handle.get(), (*parent)->handle.get(), said.out()) != 1) {
      return libyal::failure(child->source(), "the parent of the VHD or VHDX does not fit", said.cause());
    }
    child->below = *parent;
    child = *std::move(parent);
  }
  return libyal::stream_of<Said, &libvhdi_file_read_buffer_at_offset>(*std::move(disk), kWhat);
}

std::string libvhdi_version() { return fmt::format("libvhdi {}", libvhdi_get_version()); }

}  // namespace hive::disk_formats
