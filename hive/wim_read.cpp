#include "hive/wim_read.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace hive {
Error wim_error(ErrorCode code, std::string message, std::uint64_t offset, std::string expected, std::string found) {
  return Error{code, std::move(message), std::move(expected), std::move(found), Location{{}, {}, {}, offset}};
}

std::optional<Error> read_all(const ByteSource& source, std::uint64_t offset, std::span<std::byte> into,
                              std::string_view what) {
  std::size_t done = 0;
  while (done < into.size()) {
    const auto got = source.read_at(offset + done, into.subspan(done));
    if (!got) return got.error();
    if (*got == 0) {
      return wim_error(ErrorCode::truncated, fmt::format("the file ends inside its {}", what), offset,
                       fmt::format("{} bytes", into.size()), fmt::format("{} bytes", done));
    }
    done += *got;
  }
  return std::nullopt;
}

std::optional<Error> check_part(const ByteSource& source, std::uint64_t offset, std::uint64_t size_bytes,
                                std::string_view what) {
  if (fits(offset, size_bytes, source.size_bytes())) return std::nullopt;
  return wim_error(ErrorCode::truncated, fmt::format("the file ends inside its {}", what), offset,
                   fmt::format("{} bytes", size_bytes), fmt::format("a file of {} bytes", source.size_bytes()));
}

Result<std::vector<std::byte>> read_part(const ByteSource& source, std::uint64_t offset, std::uint64_t size_bytes,
                                         std::string_view what) {
  if (auto error = check_part(source, offset, size_bytes, what)) return *std::move(error);
  std::vector<std::byte> bytes(static_cast<std::size_t>(size_bytes));
  if (auto error = read_all(source, offset, bytes, what)) return *std::move(error);
  return bytes;
}

}  // namespace hive
