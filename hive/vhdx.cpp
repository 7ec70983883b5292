// What libvhdi does not ask of a VHDX: whether its log was applied, and which parent it has. [MS-VHDX] 2.2: headers at
// 64 and 128 KiB ("head" at 0, CRC-32C of 4,096 bytes at 4, sequence number u64 at 8, GUID of the data's last change at
// 32, GUID of the log at 48, its length u32 at 68, its place u64 at 72), the higher number counts; tables of regions at
// 192 and 256 KiB ("regi" at 0, CRC-32C of 64 KiB at 4, count u32 at 8, from 16 on entries of 32 bytes: GUID, place u64
// at 16, length u32 at 24).

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

#include "hive/crc32.h"
#include "hive/disk_chain.h"
#include "hive/disk_formats.h"
#include "hive/guid.h"
#include "hive/read_exactly.h"
#include "hive/utf16.h"
#include "hive/vhdx_log.h"

namespace hive::disk_formats {
namespace {

constexpr std::uint64_t kKiB = 1024;
constexpr std::size_t kHeaderBytes = 4096;
constexpr std::size_t kTableBytes = 64 * kKiB;
constexpr std::uint32_t kHead = 0x6461'6568;
constexpr std::uint32_t kRegi = 0x6967'6572;
/// Entries of a table of regions, and of the metadata (2.2.3.1, 2.6.1.1).
constexpr std::uint32_t kMaxEntries = 2047;
constexpr std::string_view kMetadataRegion = "8B7CA206-4790-4B9A-B8FE-575F050F886E";
constexpr std::string_view kFileParameters = "CAA16737-FA36-4D43-B3B6-33F0AA44E76B";
constexpr std::string_view kParentLocator = "A8D35F2D-B30B-454D-ABF7-D3D84834AB0C";
constexpr std::uint32_t kHasParent = 1U << 1U;

bool is_sound(Bytes bytes) { return check_around<Crc32c>(bytes, 4) == ByteReader(bytes).u32(4); }

/// The header in use; an Error when both are damaged.
Result<std::vector<std::byte>> header_of(const ByteSource& file) {
  std::optional<std::vector<std::byte>> best;
  for (const std::uint64_t place : {64 * kKiB, 128 * kKiB}) {
    auto bytes = read_exactly(file, place, kHeaderBytes, "the header of the VHDX");
    if (!bytes) return std::move(bytes).error();
    if (ByteReader(*bytes).u32(0) != kHead || !is_sound(*bytes)) continue;
    if (!best || ByteReader(*bytes).u64(8) > ByteReader(*best).u64(8)) best = *std::move(bytes);
  }
  if (!best) return corrupt("both headers of the VHDX are damaged");
  return *std::move(best);
}

struct Region {
  std::uint64_t offset = 0;
  std::uint32_t size_bytes = 0;
};

Result<Region> metadata_of(const ByteSource& file) {
  for (const std::uint64_t place : {192 * kKiB, 256 * kKiB}) {
    auto bytes = read_exactly(file, place, kTableBytes, "the table of regions of the VHDX");
    if (!bytes) return std::move(bytes).error();
    const ByteReader reader(*bytes);
    if (reader.u32(0) != kRegi || !is_sound(*bytes)) continue;
    const std::uint32_t count = std::min(reader.u32(8).value_or(0), kMaxEntries);
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t at = 16 + i * 32;
      if (guid_at(*bytes, at) != kMetadataRegion) continue;
      return Region{reader.u64(at + 16).value_or(0), reader.u32(at + 24).value_or(0)};
    }
  }
  return corrupt("the VHDX has no sound table of its regions");
}

/// `{83ed1a52-...}` as guid_at() writes it.
std::string without_braces(std::string_view text) {
  if (text.size() >= 2 && text.front() == '{' && text.back() == '}') text = text.substr(1, text.size() - 2);
  std::string guid(text);
  for (char& letter : guid) {
    if (letter >= 'a' && letter <= 'f') letter = static_cast<char>(letter - 'a' + 'A');
  }
  return guid;
}

std::string text_at(Bytes item, std::uint32_t offset, std::uint16_t count) {
  return fits(offset, count, item.size()) ? utf8_from_utf16(item.subspan(offset, count)) : std::string();
}

/// The keys and values of a parent locator (2.6.2.6). The name beside the child is taken before those of another
/// computer; `parent_linkage` is the parent's GUID of its data in braces.
void read_locator(Bytes item, Link& link) {
  const ByteReader reader(item);
  std::string elsewhere;
  const std::uint16_t count = reader.u16(18).value_or(0);
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t at = 20 + i * 12;
    if (!fits(at, 12, item.size())) break;
    const std::string key = text_at(item, *reader.u32(at), *reader.u16(at + 8));
    std::string value = text_at(item, *reader.u32(at + 4), *reader.u16(at + 10));
    if (key == "parent_linkage") link.parent_id = without_braces(value);
    if (key == "relative_path") link.parent_name = std::move(value);
    if (key == "absolute_win32_path" || (key == "volume_path" && elsewhere.empty())) elsewhere = std::move(value);
  }
  if (link.parent_name.empty()) link.parent_name = std::move(elsewhere);
}

/// Fills in the parent; an Error when it cannot be told whether there is one.
std::optional<Error> read_parent(const ByteSource& file, Link& link) {
  const auto region = metadata_of(file);
  if (!region) return region.error();
  const auto table = read_exactly(file, region->offset, kTableBytes, "the metadata of the VHDX");
  if (!table) return table.error();
  const ByteReader reader(*table);
  bool has_parameters = false;
  const std::uint32_t count = std::min<std::uint32_t>(reader.u16(10).value_or(0), kMaxEntries);
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t at = 32 + i * 32;
    const std::string guid = guid_at(*table, at);
    const std::uint32_t offset = reader.u32(at + 16).value_or(0);
    const std::uint32_t size = std::min<std::uint32_t>(reader.u32(at + 20).value_or(0), kTableBytes);
    if ((guid != kFileParameters && guid != kParentLocator) || offset > region->size_bytes) continue;
    const auto item = read_exactly(file, region->offset + offset, size, "an item of the VHDX's metadata");
    if (!item) return item.error();
    if (guid == kParentLocator) read_locator(*item, link);
    if (guid == kFileParameters) {
      has_parameters = true;
      link.has_parent = (ByteReader(*item).u32(4).value_or(0) & kHasParent) != 0;
    }
  }
  if (!has_parameters) return corrupt("the VHDX does not say whether it has a parent");
  return std::nullopt;
}

Result<Link> read_link(Source file, std::vector<Note>& notes) {
  const auto header = header_of(*file);
  if (!header) return header.error();
  Link link{.file = file, .id = guid_at(*header, 32), .has_parent = false, .parent_name = {}, .parent_id = {}};
  if (!is_zero_guid(*header, 48)) {
    const ByteReader reader(*header);
    const Bytes guid = Bytes(*header).subspan(48, 16);
    auto replayed = replay(file, VhdxLog{.offset = reader.u64(72).value_or(0),
                                         .size_bytes = reader.u32(68).value_or(0),
                                         .guid = {guid.begin(), guid.end()}});
    if (!replayed) return std::move(replayed).error();
    link.file = *std::move(replayed);
    notes.push_back(
        Note{"vhdx-log-replayed", "the VHDX was not closed cleanly; the newer sectors in its log were used"});
  }
  if (auto error = read_parent(*link.file, link)) return *std::move(error);
  return link;
}

}  // namespace

Opened open_vhdx(Source file, const Place& place, std::vector<Note>& notes) {
  auto link = read_link(std::move(file), notes);
  if (!link) return std::move(link).error();
  const auto chain = chain_of("VHDX", *std::move(link), place, notes, read_link);
  if (!chain) return chain.error();
  return open_libvhdi(*chain);
}

}  // namespace hive::disk_formats
