// libwim's decompressors alone: they take memory and give memory. Its reader of files is not used, because a hostile
// header makes it take gigabytes, and it reads nothing but paths (images.md 1.3).
#include <fmt/format.h>
#include <wimlib.h>

#include <memory>

#include "hive/wim_codec.h"

namespace hive {
namespace {

wimlib_compression_type number_of(WimCodec codec) {
  switch (codec) {
    case WimCodec::none:
      break;
    case WimCodec::xpress:
      return WIMLIB_COMPRESSION_TYPE_XPRESS;
    case WimCodec::lzx:
      return WIMLIB_COMPRESSION_TYPE_LZX;
    case WimCodec::lzms:
      return WIMLIB_COMPRESSION_TYPE_LZMS;
  }
  return WIMLIB_COMPRESSION_TYPE_NONE;
}

}  // namespace

Result<WimDecompress> open_wim_codec(WimCodec codec, std::uint32_t chunk_bytes) {
  wimlib_decompressor* opened = nullptr;
  const int failure = wimlib_create_decompressor(number_of(codec), chunk_bytes, &opened);
  // Shared, because a std::function must be copyable.
  const std::shared_ptr<wimlib_decompressor> decompressor(opened, &wimlib_free_decompressor);
  if (failure != 0) {
    return Error{ErrorCode::unsupported,
                 "libwim has no decompressor for this WIM",
                 {},
                 fmt::format("{} with chunks of {} bytes (error {})", name_of(codec), chunk_bytes, failure),
                 {}};
  }
  return WimDecompress([decompressor](Bytes stored, std::span<std::byte> original) {
    return wimlib_decompress(stored.data(), stored.size(), original.data(), original.size(), decompressor.get()) == 0;
  });
}

std::string wim_codec_version() {
  const std::uint32_t version = wimlib_get_version();
  return fmt::format("libwim {}.{}.{}", version >> 20U, (version >> 10U) & 0x3FFU, version & 0x3FFU);
}

std::string_view binary_licence() { return "GPL-3.0-or-later with libwim; the source is Apache-2.0"; }

}  // namespace hive
