#pragma once
// What every reader of a part of a WIM needs: errors that know their place, bytes that are all there.

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "hive/byte_source.h"
#include "hive/error.h"
#include "hive/result.h"

namespace hive {

/// `offset` is in bytes from the start of the WIM, or of the metadata where the message says so.
Error wim_error(ErrorCode code, std::string message, std::uint64_t offset, std::string expected = {},
                std::string found = {});

/// All of `into`, from `offset`. Errors: those of the source; truncated when it ends before; `what` names in the
/// message what was read.
std::optional<Error> read_all(const ByteSource& source, std::uint64_t offset, std::span<std::byte> into,
                              std::string_view what);

/// What is wrong with a place that does not lie in the source: truncated.
std::optional<Error> check_part(const ByteSource& source, std::uint64_t offset, std::uint64_t size_bytes,
                                std::string_view what);

/// `size_bytes` bytes at `offset`; the caller bounded the size, a place outside of the source is refused before
/// anything is allocated.
Result<std::vector<std::byte>> read_part(const ByteSource& source, std::uint64_t offset, std::uint64_t size_bytes,
                                         std::string_view what);

}  // namespace hive
