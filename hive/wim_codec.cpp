#include "hive/wim_codec.h"

#include "hive/limits.h"

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

WimChunkBounds chunk_bounds(WimCodec codec) {
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

}  // namespace hive
