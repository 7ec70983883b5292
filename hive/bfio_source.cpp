// libbfio's callbacks over a ByteSource. They return -1 for failures and leave the reason in the object: libbfio's own
// errors can only be made by a part of it that it does not export.

#include "hive/bfio_source.h"

#include <libbfio.h>

#include <algorithm>
#include <cstdio>
#include <limits>
#include <utility>

namespace hive {

struct BfioSource::Callbacks {
  static BfioSource* self(std::intptr_t* io_handle) { return static_cast<BfioSource*>(static_cast<void*>(io_handle)); }

  static int free(std::intptr_t** io_handle, libbfio_error_t**) {
    *io_handle = nullptr;  // the BfioSource owns itself
    return 1;
  }
  static int clone(std::intptr_t**, std::intptr_t*, libbfio_error_t**) { return -1; }

  static int open(std::intptr_t* io_handle, int access_flags, libbfio_error_t**) {
    if ((access_flags & LIBBFIO_ACCESS_FLAG_WRITE) != 0) return -1;
    self(io_handle)->is_open_ = true;
    return 1;
  }
  static int close(std::intptr_t* io_handle, libbfio_error_t**) {
    self(io_handle)->is_open_ = false;
    return 0;
  }

  static ssize_t read(std::intptr_t* io_handle, std::uint8_t* buffer, std::size_t size, libbfio_error_t**) {
    BfioSource& source = *self(io_handle);
    if (buffer == nullptr || size > static_cast<std::size_t>(std::numeric_limits<ssize_t>::max())) return -1;
    auto got =
        source.below_->read_at(source.position_, std::span(static_cast<std::byte*>(static_cast<void*>(buffer)), size));
    if (!got) {
      source.error_ = std::move(got).error();
      return -1;
    }
    source.position_ += *got;
    return static_cast<ssize_t>(*got);
  }
  static ssize_t write(std::intptr_t*, const std::uint8_t*, std::size_t, libbfio_error_t**) { return -1; }

  static off64_t seek(std::intptr_t* io_handle, off64_t offset, int whence, libbfio_error_t**) {
    BfioSource& source = *self(io_handle);
    const std::uint64_t size = source.below_->size_bytes();
    constexpr auto kFarthest = static_cast<std::uint64_t>(std::numeric_limits<off64_t>::max());
    std::uint64_t from = 0;
    if (whence == SEEK_CUR) from = source.position_;
    if (whence == SEEK_END) from = size;
    if (from > kFarthest) return -1;
    off64_t to = 0;
    if (__builtin_add_overflow(static_cast<off64_t>(from), offset, &to) || to < 0) return -1;
    source.position_ = static_cast<std::uint64_t>(to);
    return to;
  }

  static int exists(std::intptr_t*, libbfio_error_t**) { return 1; }
  static int is_open(std::intptr_t* io_handle, libbfio_error_t**) { return self(io_handle)->is_open_ ? 1 : 0; }
  static int size(std::intptr_t* io_handle, size64_t* size, libbfio_error_t**) {
    *size = self(io_handle)->below_->size_bytes();
    return 1;
  }
};

Result<std::shared_ptr<BfioSource>> BfioSource::open(std::shared_ptr<const ByteSource> below) {
  std::shared_ptr<BfioSource> source(new BfioSource(std::move(below)));
  auto* self = static_cast<std::intptr_t*>(static_cast<void*>(source.get()));
  const int made = libbfio_handle_initialize(
      &source->handle_, self, &Callbacks::free, &Callbacks::clone, &Callbacks::open, &Callbacks::close,
      &Callbacks::read, &Callbacks::write, &Callbacks::seek, &Callbacks::exists, &Callbacks::is_open, &Callbacks::size,
      LIBBFIO_FLAG_IO_HANDLE_NON_MANAGED | LIBBFIO_FLAG_IO_HANDLE_CLONE_BY_FUNCTION, nullptr);
  if (made != 1) {
    return Error{
        .code = ErrorCode::unsupported, .message = "libbfio makes no handle", .expected = {}, .found = {}, .where = {}};
  }
  return source;
}

BfioSource::~BfioSource() { libbfio_handle_free(&handle_, nullptr); }

std::optional<Error> BfioSource::take_error() const { return std::exchange(error_, std::nullopt); }

}  // namespace hive
