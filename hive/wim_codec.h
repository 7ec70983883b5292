#pragma once
// The compression of a WIM's chunks. Each chunk stands alone: stored bytes in, original bytes out. What decompresses
// them is one function, from libwim where the build has it (wim_codec_wimlib.cpp) and missing where it has not
// (wim_codec_none.cpp).

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "hive/bytes.h"
#include "hive/result.h"

namespace hive {

enum class WimCodec { none, xpress, lzx, lzms };

std::string_view name_of(WimCodec codec);

/// Whether the codec has chunks of this size: powers of 2 (wimlib.h; LZMS as far as Microsoft's readers go). `none` has
/// the widest bounds: its chunks are never decompressed. Errors: corrupt, at `offset`, where the WIM says the size.
std::optional<Error> check_chunk_bytes(WimCodec codec, std::uint32_t chunk_bytes, std::uint64_t offset);

/// Fills `original`, whose size is the chunk's exact original size; false when the stored bytes are no such chunk. True
/// proves nothing: about 8 % of changed chunks decode to wrong bytes (images.md 1.5). Not safe for use by two threads.
using WimDecompress = std::function<bool(Bytes stored, std::span<std::byte> original)>;

/// For chunks of up to `chunk_bytes` bytes, which must be one of the codec's sizes. Errors: unsupported when this build
/// reads no compressed WIM, or the codec refuses the size.
Result<WimDecompress> open_wim_codec(WimCodec codec, std::uint32_t chunk_bytes);

/// The library that decompresses and its version, for `--version`; empty when this build reads uncompressed WIMs alone.
std::string wim_codec_version();
/// Under which licence this binary may be handed on: libwim as Debian builds it is GPL-3 (images.md 7), the source of
/// hiveaudit is Apache-2.0.
std::string_view binary_licence();

}  // namespace hive
