#include <fmt/format.h>

#include "hive/wim_codec.h"

namespace hive {

Result<WimDecompress> open_wim_codec(WimCodec codec, std::uint32_t /*chunk_bytes*/) {
  return Error{ErrorCode::unsupported,
               "this build reads no compressed WIM",
               "a build with libwim (option hiveaudit_wimlib)",
               fmt::format("{} compression", name_of(codec)),
               {}};
}

std::string wim_codec_version() { return {}; }

std::string_view binary_licence() { return "Apache-2.0"; }

}  // namespace hive
