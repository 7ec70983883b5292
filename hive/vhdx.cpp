// What libvhdi does not ask of a VHDX: whether its log was applied, and which parent it has. [MS-VHDX] 2.2: headers at
// 64 and 128 KiB ("head" at 0, CRC-32C of 4,096 bytes at 4, sequence number u64 at 8, GUID of the data's last change at
// 32, GUID of the log at 48, its length u32 at 68, its place u64 at 72), the higher number counts.

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

#include "hive/crc32.h"
#include "hive/disk_chain.h"
#include "hive/disk_formats.h"
#include "hive/guid.h"
#include "hive/read_exactly.h"
#include "hive/vhdx_difference.h"
#include "hive/vhdx_log.h"
#include "hive/vhdx_metadata.h"

namespace hive::disk_formats {
namespace {

constexpr std::uint64_t kKiB = 1024;
constexpr std::size_t kHeaderBytes = 4096;
constexpr std::uint32_t kHead = 0x6461'6568;

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
  auto metadata = read_vhdx_metadata(*link.file);
  if (!metadata) return std::move(metadata).error();
  link.has_parent = metadata->has_parent;
  link.parent_name = std::move(metadata->parent_name);
  link.parent_id = std::move(metadata->parent_id);
  return link;
}

}  // namespace

Opened open_vhdx(Source file, const Place& place, std::vector<Note>& notes) {
  auto link = read_link(std::move(file), notes);
  if (!link) return std::move(link).error();
  const auto chain = chain_of("VHDX", *std::move(link), place, notes, read_link);
  if (!chain) return chain.error();
  Opened disk = open_libvhdi(chain->back());
  for (std::size_t i = chain->size() - 1; disk && i-- > 0;) disk = lay_vhdx_over((*chain)[i], *std::move(disk));
  return disk;
}

}  // namespace hive::disk_formats
