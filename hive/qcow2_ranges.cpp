// QEMU, docs/interop/qcow2.txt. Header, big-endian: bits of a cluster's size u32 at 20, entries of the L1 table u32 at
// 36, its place u64 at 40. An entry of L1 is the place of an L2 table (bits 9 to 55), which is one cluster of entries
// for a cluster each: bit 62 compressed, else bit 0 "reads as all zeros".

#include "hive/qcow2_zeros.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

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

Error too_much(std::string message) {
  Error error = disk_formats::corrupt(std::move(message));
  error.code = ErrorCode::limit_exceeded;
  return error;
}

class ZeroedSource final : public ByteSource {
 public:
  ZeroedSource(std::shared_ptr<const ByteSource> below, std::vector<ZeroRange> ranges)
      : below_(std::move(below)), ranges_(std::move(ranges)) {}

  std::uint64_t size_bytes() const override { return below_->size_bytes(); }
  bool has_changed() const override { return below_->has_changed(); }

  Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> into) const override {
    auto got = below_->read_at(offset, into);
    if (!got) return got;
    const std::uint64_t end = offset + *got;
    auto range = std::ranges::upper_bound(ranges_, offset, {}, &ZeroRange::offset);
    if (range != ranges_.begin()) --range;
    for (; range != ranges_.end() && range->offset < end; ++range) {
      const std::uint64_t first = std::max(range->offset, offset);
      const std::uint64_t last = std::min(range->offset + range->size_bytes, end);
      if (first < last) {
        std::ranges::fill(
            into.subspan(static_cast<std::size_t>(first - offset), static_cast<std::size_t>(last - first)),
            std::byte{0});
      }
    }
    return got;
  }

 private:
  std::shared_ptr<const ByteSource> below_;
  std::vector<ZeroRange> ranges_;
};

}  // namespace

Result<std::vector<ZeroRange>> zero_ranges_of_qcow2(const ByteSource& file) {
  std::vector<ZeroRange> ranges;
  const auto header = read_exactly(file, 0, kHeaderBytes, "the header of the QCOW2");
  if (!header) return header.error();
  if (big_endian(*header, 4, 4) < 3) return ranges;
  const std::uint64_t bits = big_endian(*header, 20, 4);
  // 512 bytes to 2 MiB, the same document.
  if (bits < 9 || bits > 21) return disk_formats::corrupt("the QCOW2 has clusters of an impossible size");
  const auto cluster = static_cast<std::size_t>(1) << bits;
  const std::uint64_t tables = big_endian(*header, 36, 4);
  if (tables * kEntryBytes > limits::kMaxQcowTableBytes) return too_much("the QCOW2 has too many tables");
  const auto first = read_exactly(file, big_endian(*header, 40, 8), static_cast<std::size_t>(tables) * kEntryBytes,
                                  "the first table of the QCOW2");
  if (!first) return first.error();
  const std::size_t entries = cluster / kEntryBytes;
  std::uint64_t read = 0;
  for (std::size_t i = 0; i < tables && i < limits::kMaxDiskBytes / entries / cluster; ++i) {
    const std::uint64_t place = big_endian(*first, i * kEntryBytes, kEntryBytes) & kPlace;
    if (place == 0) continue;
    read += cluster;
    if (read > limits::kMaxQcowTableBytes) return too_much("the QCOW2 has too many tables");
    const auto second = read_exactly(file, place, cluster, "a second table of the QCOW2");
    if (!second) return second.error();
    for (std::size_t j = 0; j < entries; ++j) {
      const std::uint64_t entry = big_endian(*second, j * kEntryBytes, kEntryBytes);
      if ((entry & kCompressed) != 0 || (entry & kZero) == 0) continue;
      const std::uint64_t offset = (std::uint64_t{i} * entries + j) * cluster;
      if (!ranges.empty() && ranges.back().offset + ranges.back().size_bytes == offset) {
        ranges.back().size_bytes += cluster;
      } else if (ranges.size() == limits::kMaxQcowZeroRanges) {
        return too_much("the QCOW2 has too many ranges of zeros");
      } else {
        ranges.push_back(ZeroRange{offset, cluster});
      }
    }
  }
  return ranges;
}

std::shared_ptr<const ByteSource> with_zeros(std::shared_ptr<const ByteSource> disk, std::vector<ZeroRange> ranges) {
  if (ranges.empty()) return disk;
  return std::make_shared<ZeroedSource>(std::move(disk), std::move(ranges));
}

}  // namespace hive
