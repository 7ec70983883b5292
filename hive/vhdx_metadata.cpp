// [MS-VHDX]: tables of regions at 192 and 256 KiB ("regi" at 0, CRC-32C of 64 KiB at 4, count u32 at 8, from 16 on
// entries of 32 bytes: GUID, place u64 at 16, length u32 at 24). The metadata region begins with a table of 64 KiB:
// count u16 at 10, from 32 on entries of 32 bytes: GUID, place in the region u32 at 16, length u32 at 20.

#include "hive/vhdx_metadata.h"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <string_view>

#include "hive/crc32.h"
#include "hive/disk_formats.h"
#include "hive/guid.h"
#include "hive/read_exactly.h"
#include "hive/utf16.h"

namespace hive::disk_formats {
namespace {

constexpr std::uint64_t kKiB = 1024;
constexpr std::size_t kTableBytes = 64 * kKiB;
constexpr std::uint32_t kRegi = 0x6967'6572;
/// Entries of a table of regions, and of the metadata (2.2.3.1, 2.6.1.1).
constexpr std::uint32_t kMaxEntries = 2047;
/// Pairs of a parent locator: five keys are defined (2.6.2.6.3), the rest is head-room.
constexpr std::uint16_t kMaxPairs = 16;
constexpr std::string_view kTableRegion = "2DC27766-F623-4200-9D64-115E9BFD4A08";
constexpr std::string_view kMetadataRegion = "8B7CA206-4790-4B9A-B8FE-575F050F886E";
constexpr std::string_view kFileParameters = "CAA16737-FA36-4D43-B3B6-33F0AA44E76B";
constexpr std::string_view kDiskSize = "2FA54224-CD1B-4876-B211-5DBED83BF4B8";
constexpr std::string_view kSectorSize = "8141BF1D-A96F-4709-BA47-F233A8FAAB5F";
constexpr std::string_view kParentLocator = "A8D35F2D-B30B-454D-ABF7-D3D84834AB0C";
constexpr std::uint32_t kHasParent = 1U << 1U;

struct Region {
  std::uint64_t offset = 0;
  std::uint32_t size_bytes = 0;
};

struct Regions {
  std::optional<Region> table;
  std::optional<Region> metadata;
};

Result<Regions> regions_of(const ByteSource& file) {
  for (const std::uint64_t place : {192 * kKiB, 256 * kKiB}) {
    auto bytes = read_exactly(file, place, kTableBytes, "the table of regions of the VHDX");
    if (!bytes) return std::move(bytes).error();
    const ByteReader reader(*bytes);
    if (reader.u32(0) != kRegi || check_around<Crc32c>(*bytes, 4) != reader.u32(4)) continue;
    Regions regions;
    const std::uint32_t count = std::min(reader.u32(8).value_or(0), kMaxEntries);
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t at = 16 + i * 32;
      const std::string guid = guid_at(*bytes, at);
      const Region region{reader.u64(at + 16).value_or(0), reader.u32(at + 24).value_or(0)};
      if (guid == kMetadataRegion) regions.metadata = region;
      if (guid == kTableRegion) regions.table = region;
    }
    if (regions.metadata && regions.table) return regions;
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
  constexpr std::uint16_t kMostBytes = 2048;  // a path of Windows has some 260 letters; no key that is asked for has 30
  if (count > kMostBytes || !fits(offset, count, item.size())) return {};
  return utf8_from_utf16(item.subspan(offset, count));
}

/// The keys and values of a parent locator (2.6.2.6). The name beside the child is taken before those of another
/// computer; `parent_linkage` is the parent's GUID of its data in braces.
void read_locator(Bytes item, VhdxMetadata& metadata) {
  const ByteReader reader(item);
  std::string elsewhere;
  const std::uint16_t count = std::min(reader.u16(18).value_or(0), kMaxPairs);
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t at = 20 + i * 12;
    if (!fits(at, 12, item.size())) break;
    const std::string key = text_at(item, *reader.u32(at), *reader.u16(at + 8));
    std::string value = text_at(item, *reader.u32(at + 4), *reader.u16(at + 10));
    if (key == "parent_linkage") metadata.parent_id = without_braces(value);
    if (key == "relative_path") metadata.parent_name = std::move(value);
    if (key == "absolute_win32_path" || (key == "volume_path" && elsewhere.empty())) elsewhere = std::move(value);
  }
  if (metadata.parent_name.empty()) metadata.parent_name = std::move(elsewhere);
}

void take(std::string_view guid, Bytes item, VhdxMetadata& metadata) {
  const ByteReader reader(item);
  if (guid == kFileParameters) {
    metadata.block_bytes = reader.u32(0).value_or(0);
    metadata.has_parent = (reader.u32(4).value_or(0) & kHasParent) != 0;
  }
  if (guid == kDiskSize) metadata.disk_bytes = reader.u64(0).value_or(0);
  if (guid == kSectorSize) metadata.sector_bytes = reader.u32(0).value_or(0);
  if (guid == kParentLocator) read_locator(item, metadata);
}

}  // namespace

Result<VhdxMetadata> read_vhdx_metadata(const ByteSource& file) {
  constexpr std::array<std::string_view, 4> kWanted{kFileParameters, kDiskSize, kSectorSize, kParentLocator};
  const auto regions = regions_of(file);
  if (!regions) return regions.error();
  const Region& region = *regions->metadata;
  const auto table = read_exactly(file, region.offset, kTableBytes, "the metadata of the VHDX");
  if (!table) return table.error();
  VhdxMetadata metadata;
  metadata.table_offset = regions->table->offset;
  metadata.table_bytes = regions->table->size_bytes;
  const ByteReader reader(*table);
  std::set<std::string> seen;
  const std::uint32_t count = std::min<std::uint32_t>(reader.u16(10).value_or(0), kMaxEntries);
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t at = 32 + i * 32;
    const std::string guid = guid_at(*table, at);
    const std::uint32_t offset = reader.u32(at + 16).value_or(0);
    const std::uint32_t size = std::min<std::uint32_t>(reader.u32(at + 20).value_or(0), kTableBytes);
    if (std::ranges::find(kWanted, guid) == kWanted.end() || offset > region.size_bytes) continue;
    if (!seen.insert(guid).second) return corrupt("an item of the VHDX's metadata is there twice", guid);
    const auto item = read_exactly(file, region.offset + offset, size, "an item of the VHDX's metadata");
    if (!item) return item.error();
    take(guid, *item, metadata);
  }
  if (!seen.contains(std::string(kFileParameters))) return corrupt("the VHDX does not say whether it has a parent");
  return metadata;
}

}  // namespace hive::disk_formats
