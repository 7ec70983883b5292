// Virtual Hard Disk Image Format Specification 1.0 (Microsoft). Footer, the last 512 bytes: "conectix" at 0, place of
// the dynamic header u64 at 16, size of the disk u64 at 48, type u32 at 60 (2 fixed, 3 dynamic, 4 differencing), one's
// complement of the sum of all bytes but these at 64. Dynamic header: "cxsparse" at 0, name of the parent at 64, 512
// bytes UTF-16. All numbers and that name are big-endian.

#include <fmt/format.h>

#include <algorithm>

#include "hive/big_endian.h"
#include "hive/disk_formats.h"
#include "hive/limits.h"
#include "hive/read_exactly.h"
#include "hive/says.h"
#include "hive/utf16.h"
#include "hive/window_source.h"

namespace hive::disk_formats {
namespace {

constexpr std::size_t kFooterBytes = 512;
constexpr std::size_t kDynamicHeaderBytes = 1024;

bool is_sound(Bytes footer) {
  std::uint32_t sum = 0;
  for (std::size_t i = 0; i < footer.size(); ++i) {
    if (i < 64 || i >= 68) sum += std::to_integer<std::uint32_t>(footer[i]);
  }
  return ~sum == big_endian(footer, 64, 4);
}

std::string parent_name(const ByteSource& file, std::uint64_t header) {
  const auto bytes = read_exactly(file, header, kDynamicHeaderBytes, "the dynamic header");
  if (!bytes) return {};
  std::u16string name;
  for (std::size_t at = 64; at < 64 + 512; at += 2) {
    const auto unit = static_cast<char16_t>(big_endian(*bytes, at, 2));
    if (unit == 0) break;
    name += unit;
  }
  return utf8_from_utf16(name);
}

}  // namespace

Opened open_vhd(Source file) {
  if (file->size_bytes() < kFooterBytes) return corrupt("the VHD is shorter than its footer");
  const std::uint64_t end = file->size_bytes() - kFooterBytes;
  const auto footer = read_exactly(*file, end, kFooterBytes, "the footer of the VHD");
  if (!footer) return footer.error();
  if (!says(*footer, 0, "conectix")) {
    Error error = corrupt("the VHD has no footer at its end; the end is missing");
    error.code = ErrorCode::truncated;
    return error;
  }
  if (!is_sound(*footer)) return corrupt("the footer of the VHD does not match its checksum");
  const std::uint64_t type = big_endian(*footer, 60, 4);
  const std::uint64_t size = big_endian(*footer, 48, 8);
  if (type == 4) return needs_parent("VHD", parent_name(*file, big_endian(*footer, 16, 8)));
  if (type == 3) return open_libvhdi(std::move(file));
  if (type != 2) return corrupt("the VHD is of an unknown type", fmt::format("{}", type));
  if (size > end) {
    Error error = corrupt("the VHD is shorter than its disk", fmt::format("{} bytes", end));
    error.code = ErrorCode::truncated;
    error.expected = fmt::format("{} bytes", size);
    return error;
  }
  return Source(std::make_shared<WindowSource>(std::move(file), 0, size));
}

}  // namespace hive::disk_formats
