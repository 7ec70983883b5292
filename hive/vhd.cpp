// Virtual Hard Disk Image Format Specification 1.0 (Microsoft). Footer, the last 512 bytes: "conectix" at 0, place of
// the dynamic header u64 at 16, size of the disk u64 at 48, type u32 at 60 (2 fixed, 3 dynamic, 4 differencing), one's
// complement of the sum of all bytes but these at 64, the disk's own GUID at 68. Dynamic header: "cxsparse" at 0, GUID
// of the parent at 40, its name at 64, 512 bytes UTF-16. All numbers and that name are big-endian.

#include <fmt/format.h>

#include <algorithm>

#include "hive/big_endian.h"
#include "hive/disk_chain.h"
#include "hive/disk_formats.h"
#include "hive/guid.h"
#include "hive/limits.h"
#include "hive/read_exactly.h"
#include "hive/says.h"
#include "hive/utf16.h"
#include "hive/vhd_difference.h"
#include "hive/window_source.h"

namespace hive::disk_formats {
namespace {

constexpr std::size_t kFooterBytes = 512;
constexpr std::size_t kDynamicHeaderBytes = 1024;
constexpr std::uint64_t kFixed = 2;
constexpr std::uint64_t kDifferencing = 4;

std::string parent_name(Bytes header) {
  std::u16string name;
  for (std::size_t at = 64; at < 64 + 512; at += 2) {
    const auto unit = static_cast<char16_t>(big_endian(header, at, 2));
    if (unit == 0) break;
    name += unit;
  }
  return utf8_from_utf16(name);
}

/// The footer, checked.
Result<std::vector<std::byte>> footer_of(const ByteSource& file) {
  if (file.size_bytes() < kFooterBytes) return corrupt("the VHD is shorter than its footer");
  auto footer = read_exactly(file, file.size_bytes() - kFooterBytes, kFooterBytes, "the footer of the VHD");
  if (!footer) return footer;
  if (!says(*footer, 0, "conectix")) {
    Error error = corrupt("the VHD has no footer at its end; the end is missing");
    error.code = ErrorCode::truncated;
    return error;
  }
  if (!is_sound_vhd(*footer, 64)) return corrupt("the footer of the VHD does not match its checksum");
  const std::uint64_t type = big_endian(*footer, 60, 4);
  if (type < kFixed || type > kDifferencing) return corrupt("the VHD is of an unknown type", fmt::format("{}", type));
  return footer;
}

Result<Link> read_link(Source file, std::vector<Note>&) {
  const auto footer = footer_of(*file);
  if (!footer) return footer.error();
  Link link{.file = file, .id = guid_at(*footer, 68), .has_parent = false, .parent_name = {}, .parent_id = {}};
  if (big_endian(*footer, 60, 4) != kDifferencing) return link;
  const auto header =
      read_exactly(*file, big_endian(*footer, 16, 8), kDynamicHeaderBytes, "the dynamic header of the VHD");
  if (!header) return header.error();
  link.has_parent = true;
  link.parent_name = parent_name(*header);
  link.parent_id = guid_at(*header, 40);
  return link;
}

/// A VHD without a parent.
Opened open_whole(Source file) {
  const auto footer = footer_of(*file);
  if (!footer) return footer.error();
  if (big_endian(*footer, 60, 4) != kFixed) return open_libvhdi(std::move(file));
  const std::uint64_t size = big_endian(*footer, 48, 8);
  const std::uint64_t end = file->size_bytes() - kFooterBytes;
  if (size > end) {
    Error error = corrupt("the VHD is shorter than its disk", fmt::format("{} bytes", end));
    error.code = ErrorCode::truncated;
    error.expected = fmt::format("{} bytes", size);
    return error;
  }
  return Source(std::make_shared<WindowSource>(std::move(file), 0, size));
}

}  // namespace

bool is_sound_vhd(Bytes bytes, std::size_t own) {
  std::uint32_t sum = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (i < own || i >= own + 4) sum += std::to_integer<std::uint32_t>(bytes[i]);
  }
  return ~sum == big_endian(bytes, own, 4);
}

Opened open_vhd(Source file, const Place& place, std::vector<Note>& notes) {
  auto link = read_link(std::move(file), notes);
  if (!link) return std::move(link).error();
  const auto chain = chain_of("VHD", *std::move(link), place, notes, read_link);
  if (!chain) return chain.error();
  Opened disk = open_whole(chain->back());
  for (std::size_t i = chain->size() - 1; disk && i-- > 0;) {
    const auto footer = footer_of(*(*chain)[i]);
    if (!footer) return footer.error();
    disk = lay_over((*chain)[i], big_endian(*footer, 48, 8), big_endian(*footer, 16, 8), *std::move(disk));
  }
  return disk;
}

}  // namespace hive::disk_formats
