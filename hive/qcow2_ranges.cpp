// QEMU, docs/interop/qcow2.txt. Header, big-endian: bits of a cluster's size u32 at 20, bytes of the disk u64 at 24,
// entries of the L1 table u32 at 36, its place u64 at 40. An entry of L1 is the place of an L2 table (bits 9 to 55),
// which is one cluster of entries for a cluster each: bit 62 compressed, else bit 0 "reads as all zeros", no place: in
// the backing file.

#include "hive/qcow2_ranges.h"

#include <fmt/format.h>

#include "hive/big_endian.h"
#include "hive/disk_formats.h"
#include "hive/limits.h"
#include "hive/read_exactly.h"

namespace hive {
namespace {

constexpr std::size_t kHeaderBytes = 104;
constexpr std::uint64_t kPlace = 0x00FF'FFFF'FFFF'FE00;
constexpr std::uint64_t kCompressed = 1ULL << 62U;
constexpr std::uint64_t kZero = 1;
constexpr std::size_t kEntryBytes = 8;

/// Where a cluster begins in the file; a compressed one by as many low bits as its length leaves.
std::uint64_t host_offset(std::uint64_t entry, std::uint64_t cluster_bits) {
  return (entry & kCompressed) != 0 ? entry & ((1ULL << (62 - (cluster_bits - 8))) - 1) : entry & kPlace;
}

/// The last cluster may be short, but it begins in the file: another file was cut, and what else is missing nobody
/// knows.
Error beyond_end(std::uint64_t offset, const ByteSource& file) {
  Error error = disk_formats::corrupt("a cluster of the QCOW2 lies beyond the end of the file",
                                      fmt::format("an end at {}", file.size_bytes()));
  error.code = ErrorCode::truncated;
  error.expected = fmt::format("a cluster at {}", offset);
  return error;
}

/// Joins neighbours; false when there are too many.
bool add(std::vector<Layer>& layers, const Layer& layer) {
  if (!layers.empty()) {
    Layer& last = layers.back();
    const bool goes_on = last.from != Layer::From::file || last.place + last.size_bytes == layer.place;
    if (last.from == layer.from && last.offset + last.size_bytes == layer.offset && goes_on) {
      last.size_bytes += layer.size_bytes;
      return true;
    }
  }
  if (layers.size() == limits::kMaxQcowRanges) return false;
  layers.push_back(layer);
  return true;
}

}  // namespace

Result<std::vector<Layer>> layers_of_qcow2(const ByteSource& file, bool has_backing) {
  std::vector<Layer> layers;
  const auto header = read_exactly(file, 0, kHeaderBytes, "the header of the QCOW2");
  if (!header) return header.error();
  const bool marks_zeros = big_endian(*header, 4, 4) >= 3;
  const std::uint64_t bits = big_endian(*header, 20, 4);
  // 512 bytes to 2 MiB, the same document.
  if (bits < 9 || bits > 21) return disk_formats::corrupt("the QCOW2 has clusters of an impossible size");
  const auto cluster = static_cast<std::size_t>(1) << bits;
  const std::uint64_t tables = big_endian(*header, 36, 4);
  if (tables * kEntryBytes > limits::kMaxQcowTableBytes) return disk_formats::too_much("the QCOW2 has too many tables");
  const auto first = read_exactly(file, big_endian(*header, 40, 8), static_cast<std::size_t>(tables) * kEntryBytes,
                                  "the first table of the QCOW2");
  if (!first) return first.error();
  const std::size_t entries = cluster / kEntryBytes;
  const std::uint64_t covered = std::uint64_t{entries} * cluster;  // bytes of the disk that one table describes
  const std::uint64_t disk = big_endian(*header, 24, 8);
  if (disk > limits::kMaxDiskBytes) return disk_formats::too_much("the QCOW2 claims too large a disk");
  if (tables < (disk + covered - 1) / covered) {
    return disk_formats::corrupt("the tables of the QCOW2 describe less than its disk");
  }
  std::uint64_t read = 0;
  for (std::size_t i = 0; i < tables && i < limits::kMaxDiskBytes / covered; ++i) {
    const std::uint64_t place = big_endian(*first, i * kEntryBytes, kEntryBytes) & kPlace;
    if (place == 0) {
      if (has_backing && !add(layers, {i * covered, covered, Layer::From::parent, 0})) {
        return disk_formats::too_much("the disk of the QCOW2 is in too many pieces");
      }
      continue;
    }
    read += cluster;
    if (read > limits::kMaxQcowTableBytes) return disk_formats::too_much("the QCOW2 has too many tables");
    const auto second = read_exactly(file, place, cluster, "a second table of the QCOW2");
    if (!second) return second.error();
    for (std::size_t j = 0; j < entries; ++j) {
      const std::uint64_t entry = big_endian(*second, j * kEntryBytes, kEntryBytes);
      if (host_offset(entry, bits) >= file.size_bytes()) return beyond_end(host_offset(entry, bits), file);
      if ((entry & kCompressed) != 0) continue;
      const std::uint64_t stored = entry & kPlace;
      Layer layer{std::uint64_t{i} * covered + j * cluster, cluster, Layer::From::file, stored};
      if (marks_zeros && (entry & kZero) != 0) {
        layer.from = Layer::From::zeros;
      } else if (stored == 0) {
        if (!has_backing) continue;
        layer.from = Layer::From::parent;
      }
      // What libqcow reads as well is left to it when the list is full.
      if (!add(layers, layer) && layer.from != Layer::From::file) {
        return disk_formats::too_much("the disk of the QCOW2 is in too many pieces");
      }
    }
  }
  return layers;
}

}  // namespace hive
