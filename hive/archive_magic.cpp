#include <array>
#include <cstddef>
#include <span>
#include <string_view>

#include "hive/archive_tree.h"

namespace hive {

bool is_archive(const ByteSource& source) {
  using namespace std::string_view_literals;
  // The end of the first header of a tar (POSIX.1-1988 "ustar") lies at 257.
  constexpr std::size_t kTarMagic = 257;
  std::array<char, kTarMagic + 5> start{};
  const auto got = source.read_at(0, std::as_writable_bytes(std::span(start)));
  if (!got) return false;
  const std::string_view seen(start.data(), *got);
  if (seen.size() == start.size() && seen.substr(kTarMagic) == "ustar") return true;
  for (const std::string_view magic : {"PK\3\4"sv, "PK\5\6"sv, "7z\xBC\xAF\x27\x1C"sv, "\x1F\x8B\x08"sv,
                                       "\xFD"
                                       "7zXZ\0"sv,
                                       "BZh"sv, "\x28\xB5\x2F\xFD"sv}) {
    if (seen.starts_with(magic)) return true;
  }
  return false;
}

}  // namespace hive
