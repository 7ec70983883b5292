// libvmdk declares what takes a handle of libbfio only where HAVE_LIBBFIO is defined.
#define HAVE_LIBBFIO 1
#include <libbfio.h>
#include <libvmdk.h>

#include "hive/disk_formats.h"
#include "hive/libyal_disk.h"

namespace hive::disk_formats {
namespace {

using Said = libyal::Complaint<&libvmdk_error_free, &libvmdk_error_backtrace_sprint>;

/// The description and the data lie in the same file, which libvmdk wants to have by two handles, the second in a pool.
/// The pool owns what is in it: the handle is taken out before the pool goes.
struct Vmdk {
  std::shared_ptr<BfioSource> description;
  std::shared_ptr<BfioSource> data;
  libbfio_pool_t* pool = nullptr;
  int entry = -1;
  libvmdk_handle_t* handle = nullptr;

  Vmdk() = default;
  Vmdk(const Vmdk&) = delete;
  Vmdk& operator=(const Vmdk&) = delete;
  ~Vmdk() {
    libvmdk_handle_free(&handle, nullptr);
    libbfio_handle_t* taken_out = nullptr;
    if (entry >= 0) libbfio_pool_remove_handle(pool, entry, &taken_out, nullptr);
    libbfio_pool_free(&pool, nullptr);
  }
  const BfioSource& source() const { return *data; }
};

constexpr std::string_view kProblem = "the VMDK cannot be read";

Error failed(const Vmdk& disk, const Said& said) {
  if (auto below = disk.description->take_error()) return *std::move(below);
  return libyal::failure(disk.source(), kProblem, said.cause());
}

}  // namespace

Opened open_libvmdk(Source file) {
  auto description = BfioSource::open(file);
  if (!description) return std::move(description).error();
  auto data = BfioSource::open(std::move(file));
  if (!data) return std::move(data).error();
  auto disk = std::make_shared<Vmdk>();
  disk->description = std::move(*description);
  disk->data = std::move(*data);
  Said said;
  size64_t size = 0;
  if (libvmdk_handle_initialize(&disk->handle, said.out()) != 1 ||
      libvmdk_handle_open_file_io_handle(disk->handle, disk->description->handle(), LIBVMDK_OPEN_READ, said.out()) !=
          1 ||
      libbfio_pool_initialize(&disk->pool, 0, LIBBFIO_POOL_UNLIMITED_NUMBER_OF_OPEN_HANDLES, said.out()) != 1 ||
      libbfio_pool_append_handle(disk->pool, &disk->entry, disk->data->handle(), LIBBFIO_OPEN_READ, said.out()) != 1 ||
      libvmdk_handle_open_extent_data_files_file_io_pool(disk->handle, disk->pool, said.out()) != 1 ||
      libvmdk_handle_get_media_size(disk->handle, &size, said.out()) != 1) {
    return failed(*disk, said);
  }
  if (size > limits::kMaxDiskBytes) return corrupt("the VMDK claims too large a disk", fmt::format("{} bytes", size));
  libvmdk_handle_t* handle = disk->handle;
  return Source(std::make_shared<libyal::Stream<&libvmdk_handle_read_buffer_at_offset, Said, Vmdk>>(
      std::move(disk), handle, size, kProblem));
}

std::string libvmdk_version() { return fmt::format("libvmdk {}", libvmdk_get_version()); }

}  // namespace hive::disk_formats
