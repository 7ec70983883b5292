#include "hive/read_whole.h"

#include <fmt/format.h>

namespace hive {

Result<std::vector<std::byte>> read_whole(const ByteSource& source) {
  std::vector<std::byte> bytes(static_cast<std::size_t>(source.size_bytes()));
  const auto got = source.read_at(0, bytes);
  if (!got) return got.error();
  if (*got < bytes.size()) {
    return Error{ErrorCode::truncated,
                 "the file became shorter while it was read",
                 fmt::format("{} bytes", bytes.size()),
                 fmt::format("{} bytes", *got),
                 {}};
  }
  return bytes;
}

}  // namespace hive
