#include "hive/wim_codec.h"

#include <fmt/format.h>

#include <bit>

#include "hive/limits.h"
#include "hive/wim_read.h"

namespace hive {

std::string_view name_of(WimCodec codec) {
  switch (codec) {
    case WimCodec::none:
      break;
    case WimCodec::xpress:
      return "XPRESS";
    case WimCodec::lzx:
      return "LZX";
    case WimCodec::lzms:
      return "LZMS";
  }
  return "no";
}

namespace {

struct Bounds {
  std::uint32_t least = 0;
  std::uint32_t most = 0;
};

Bounds bounds_of(WimCodec codec) {
  switch (codec) {
    case WimCodec::none:
      break;
    case WimCodec::xpress:
      return {1U << 12U, 1U << 16U};
    case WimCodec::lzx:
      return {1U << 15U, 1U << 21U};
    case WimCodec::lzms:
      return {1U << 15U, limits::kMaxWimChunkBytes};
  }
  return {1U << 12U, limits::kMaxWimChunkBytes};
}

}  // namespace

std::optional<Error> check_chunk_bytes(WimCodec codec, std::uint32_t chunk_bytes, std::uint64_t offset) {
  const Bounds bounds = bounds_of(codec);
  if (std::has_single_bit(chunk_bytes) && chunk_bytes >= bounds.least && chunk_bytes <= bounds.most) {
    return std::nullopt;
  }
  return wim_error(ErrorCode::corrupt, fmt::format("{} has no chunks of this size", name_of(codec)), offset,
                   fmt::format("a power of 2 from {} to {}", bounds.least, bounds.most),
                   fmt::format("{}", chunk_bytes));
}

}  // namespace hive
