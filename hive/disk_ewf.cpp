// libewf declares what takes a pool of libbfio only where HAVE_LIBBFIO is defined. Its own copy of libbfio is newer
// than Debian's: the builds name libbfio behind it, so that all share one (else the pool made here is not the one it
// knows).
#define HAVE_LIBBFIO 1
#include <libbfio.h>
#include <libewf.h>

#include "hive/disk_formats.h"
#include "hive/libyal_disk.h"

namespace hive::disk_formats {
namespace {

using Said = libyal::Complaint<&libewf_error_free, &libewf_error_backtrace_sprint>;

/// The pool owns what is in it: the handle is taken out before the pool goes.
struct Ewf {
  std::shared_ptr<BfioSource> bytes;
  libbfio_pool_t* pool = nullptr;
  int entry = -1;
  libewf_handle_t* handle = nullptr;

  Ewf() = default;
  Ewf(const Ewf&) = delete;
  Ewf& operator=(const Ewf&) = delete;
  ~Ewf() {
    if (handle != nullptr) libewf_handle_close(handle, nullptr);
    libewf_handle_free(&handle, nullptr);
    libbfio_handle_t* taken_out = nullptr;
    if (entry >= 0) libbfio_pool_remove_handle(pool, entry, &taken_out, nullptr);
    libbfio_pool_free(&pool, nullptr);
  }
  const BfioSource& source() const { return *bytes; }
};

std::uint32_t bad_chunks(libewf_handle_t* handle) {
  std::uint32_t count = 0;
  return libewf_handle_get_number_of_checksum_errors(handle, &count, nullptr) == 1 ? count : 0;
}

/// A chunk that does not match its checksum is counted by libewf and given all the same.
ssize_t read_at(libewf_handle_t* handle, void* buffer, std::size_t size, off64_t offset, libewf_error_t** error) {
  if (libewf_handle_seek_offset(handle, offset, SEEK_SET, error) != offset) return -1;
  const ssize_t got = libewf_handle_read_buffer(handle, buffer, size, error);
  return bad_chunks(handle) != 0 ? -1 : got;
}

constexpr std::string_view kProblem = "the EWF file cannot be read";

}  // namespace

Opened open_libewf(Source file) {
  auto bytes = BfioSource::open(std::move(file));
  if (!bytes) return std::move(bytes).error();
  auto disk = std::make_shared<Ewf>();
  disk->bytes = std::move(*bytes);
  Said said;
  size64_t size = 0;
  if (libbfio_pool_initialize(&disk->pool, 0, LIBBFIO_POOL_UNLIMITED_NUMBER_OF_OPEN_HANDLES, said.out()) != 1 ||
      libbfio_pool_append_handle(disk->pool, &disk->entry, disk->bytes->handle(), LIBBFIO_OPEN_READ, said.out()) != 1 ||
      libewf_handle_initialize(&disk->handle, said.out()) != 1 ||
      libewf_handle_open_file_io_pool(disk->handle, disk->pool, LIBEWF_OPEN_READ, said.out()) != 1 ||
      libewf_handle_get_media_size(disk->handle, &size, said.out()) != 1) {
    return libyal::failure(disk->source(), kProblem, said.cause());
  }
  if (size > limits::kMaxDiskBytes)
    return corrupt("the EWF file claims too large a disk", fmt::format("{} bytes", size));
  libewf_handle_t* handle = disk->handle;
  return Source(std::make_shared<libyal::Stream<&read_at, Said, Ewf>>(std::move(disk), handle, size, kProblem));
}

std::string libewf_version() { return fmt::format("libewf {}", libewf_get_version()); }

}  // namespace hive::disk_formats
