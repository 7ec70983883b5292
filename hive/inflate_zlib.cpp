// Otherwise zlib declares the input as writable.
#define ZLIB_CONST
#include <fmt/format.h>
#include <zlib.h>

#include <limits>

#include "hive/inflate.h"

namespace hive {

bool can_inflate() { return true; }

std::optional<std::size_t> inflate(Bytes stored, std::span<std::byte> into) {
  constexpr std::size_t kMost = std::numeric_limits<uInt>::max();
  if (stored.size() > kMost || into.size() > kMost) return std::nullopt;
  z_stream stream{};
  stream.next_in = reinterpret_cast<const Bytef*>(stored.data());
  stream.avail_in = static_cast<uInt>(stored.size());
  if (inflateInit(&stream) != Z_OK) return std::nullopt;
  stream.next_out = reinterpret_cast<Bytef*>(into.data());
  stream.avail_out = static_cast<uInt>(into.size());
  const int outcome = ::inflate(&stream, Z_FINISH);
  const std::size_t count = into.size() - stream.avail_out;
  inflateEnd(&stream);
  if (outcome != Z_STREAM_END) return std::nullopt;
  return count;
}

std::string inflate_version() { return fmt::format("zlib {}", zlibVersion()); }

}  // namespace hive
