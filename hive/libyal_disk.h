#pragma once
// A virtual disk that a library of the libyal family opened from one handle of libbfio. Includes none of them.

#include "hive/libyal.h"
#include "hive/limits.h"

namespace hive::libyal {

template <auto free_function>
struct OpenDisk {
  std::shared_ptr<BfioSource> bytes;
  std::uint64_t size_bytes = 0;
  std::shared_ptr<OpenDisk> below;  ///< the parent whose handle this one reads from; null without one
  Handle<free_function> handle;     ///< last, so that it is freed before what it reads from

  const BfioSource& source() const { return *bytes; }
};

/// What differs between the libraries is their functions' names. `what` names the container in errors.
template <class Said, auto initialize, auto free_function, auto open_function, auto size_function>
Result<std::shared_ptr<OpenDisk<free_function>>> open_handle(std::shared_ptr<const ByteSource> file, int access_flags,
                                                             std::string_view what) {
  auto bytes = BfioSource::open(std::move(file));
  if (!bytes) return std::move(bytes).error();
  auto disk = std::make_shared<OpenDisk<free_function>>();
  disk->bytes = std::move(*bytes);
  const std::string problem = fmt::format("the {} cannot be read", what);
  std::intptr_t* handle = nullptr;
  Said said;
  if (initialize(&handle, said.out()) != 1) return failure(disk->source(), problem, said.cause());
  disk->handle.reset(handle);
  if (open_function(handle, disk->bytes->handle(), access_flags, said.out()) != 1 ||
      size_function(handle, &disk->size_bytes, said.out()) != 1) {
    return failure(disk->source(), problem, said.cause());
  }
  if (disk->size_bytes > limits::kMaxDiskBytes) {
    return Error{.code = ErrorCode::limit_exceeded,
                 .message = fmt::format("the {} claims too large a disk", what),
                 .expected = fmt::format("at most {} bytes", limits::kMaxDiskBytes),
                 .found = fmt::format("{}", disk->size_bytes),
                 .where = {}};
  }
  return disk;
}

template <class Said, auto read_function, auto free_function>
std::shared_ptr<const ByteSource> stream_of(std::shared_ptr<OpenDisk<free_function>> disk, std::string_view what) {
  std::intptr_t* const handle = disk->handle.get();
  const std::uint64_t size = disk->size_bytes;
  return std::make_shared<Stream<read_function, Said, OpenDisk<free_function>>>(
      std::move(disk), handle, size, fmt::format("the {} cannot be read", what));
}

/// A disk in one file.
template <class Said, auto initialize, auto free_function, auto open_function, auto size_function, auto read_function>
Result<std::shared_ptr<const ByteSource>> open_disk(std::shared_ptr<const ByteSource> file, int access_flags,
                                                    std::string_view what) {
  auto disk =
      open_handle<Said, initialize, free_function, open_function, size_function>(std::move(file), access_flags, what);
  if (!disk) return std::move(disk).error();
  return stream_of<Said, read_function>(*std::move(disk), what);
}

}  // namespace hive::libyal
