#pragma once
// A virtual disk that a library of the libyal family opened from one handle of libbfio. Includes none of them.

#include "hive/libyal.h"
#include "hive/limits.h"

namespace hive::libyal {

template <auto free_function>
struct OpenDisk {
  std::shared_ptr<BfioSource> bytes;
  Handle<free_function> handle;

  const BfioSource& source() const { return *bytes; }
};

/// What differs between the libraries is their functions' names. `what` names the container in errors.
template <class Said, auto initialize, auto free_function, auto open_function, auto size_function, auto read_function>
Result<std::shared_ptr<const ByteSource>> open_disk(std::shared_ptr<const ByteSource> file, int access_flags,
                                                    std::string_view what) {
  auto bytes = BfioSource::open(std::move(file));
  if (!bytes) return std::move(bytes).error();
  auto disk = std::make_shared<OpenDisk<free_function>>();
  disk->bytes = std::move(*bytes);
  const std::string problem = fmt::format("the {} cannot be read", what);
  std::intptr_t* handle = nullptr;
  std::uint64_t size = 0;
  Said said;
  if (initialize(&handle, said.out()) != 1) return failure(disk->source(), problem, said.cause());
  disk->handle.reset(handle);
  if (open_function(handle, disk->bytes->handle(), access_flags, said.out()) != 1 ||
      size_function(handle, &size, said.out()) != 1) {
    return failure(disk->source(), problem, said.cause());
  }
  if (size > limits::kMaxDiskBytes) {
    return Error{.code = ErrorCode::limit_exceeded,
                 .message = fmt::format("the {} claims too large a disk", what),
                 .expected = fmt::format("at most {} bytes", limits::kMaxDiskBytes),
                 .found = fmt::format("{}", size),
                 .where = {}};
  }
  return std::shared_ptr<const ByteSource>(
      std::make_shared<Stream<read_function, Said, OpenDisk<free_function>>>(std::move(disk), handle, size, problem));
}

}  // namespace hive::libyal
