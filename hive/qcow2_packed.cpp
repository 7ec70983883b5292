// QEMU, docs/interop/qcow2.txt: a compressed cluster is a raw deflate stream (RFC 1951). Its entry holds the place in
// the file in the low x bits, x = 62 - (bits of a cluster's size - 8), and above them how many sectors of 512 bytes it
// takes besides the one that it begins in.

#include "hive/qcow2_packed.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "hive/big_endian.h"
#include "hive/chunked_source.h"
#include "hive/inflate.h"
#include "hive/limits.h"
#include "hive/read_exactly.h"

namespace hive {
namespace {

using disk_formats::Source;

constexpr std::size_t kHeaderBytes = 104;
constexpr std::uint64_t kPlace = 0x00FF'FFFF'FFFF'FE00;
constexpr std::uint64_t kCompressed = 1ULL << 62U;
constexpr std::size_t kEntryBytes = 8;
constexpr std::uint64_t kSector = 512;

/// Unpacked clusters that are kept: records of NTFS lie scattered, and the same few are asked for again and again.
constexpr std::size_t kKeptBytes = 8U * 1024 * 1024;
constexpr std::size_t kMostKept = 64;

class PackedClusters final : public ChunkedSource {
 public:
  PackedClusters(Source file, Source disk, std::uint32_t cluster_bytes, std::uint64_t place_bits,
                 std::vector<std::byte> tables)
      : ChunkedSource(disk->size_bytes(), cluster_bytes, kKeptBytes, kMostKept),
        file_(std::move(file)),
        disk_(std::move(disk)),
        cluster_bytes_(cluster_bytes),
        place_bits_(place_bits),
        tables_(std::move(tables)) {}

  bool has_changed() const override { return file_->has_changed(); }

 private:
  std::optional<Error> unpack(std::uint64_t index, std::span<std::byte> into) const override {
    const auto entry = entry_of(index);
    if (!entry) return entry.error();
    if ((*entry & kCompressed) != 0) return inflate_cluster(*entry, into);
    const auto got = disk_->read_at(index * cluster_bytes_, into);
    if (!got) return got.error();
    if (*got == into.size()) return std::nullopt;
    return disk_formats::corrupt("a cluster of the QCOW2 ends too early");
  }

  /// 0, which is not compressed, where no table is.
  Result<std::uint64_t> entry_of(std::uint64_t cluster) const {
    const std::uint64_t entries = cluster_bytes_ / kEntryBytes;
    const std::uint64_t number = cluster / entries;
    if (number >= tables_.size() / kEntryBytes) return std::uint64_t{0};
    const std::uint64_t place =
        big_endian(tables_, static_cast<std::size_t>(number) * kEntryBytes, kEntryBytes) & kPlace;
    if (place == 0) return std::uint64_t{0};
    if (table_place_ != place) {
      auto bytes = read_exactly(*file_, place, cluster_bytes_, "a second table of the QCOW2");
      if (!bytes) return std::move(bytes).error();
      table_ = std::move(*bytes);
      table_place_ = place;
    }
    return big_endian(table_, static_cast<std::size_t>(cluster % entries) * kEntryBytes, kEntryBytes);
  }

  std::optional<Error> inflate_cluster(std::uint64_t entry, std::span<std::byte> into) const {
    if (!can_inflate()) {
      return unsupported("the QCOW2 is compressed, which this build does not read", "a build with zlib");
    }
    const std::uint64_t place = entry & ((1ULL << place_bits_) - 1);
    const std::uint64_t sectors = ((entry & (kCompressed - 1)) >> place_bits_) + 1;
    // The last sector may be cut by the end of the file.
    const std::uint64_t most = file_->size_bytes() - std::min(place, file_->size_bytes());
    const auto size = static_cast<std::size_t>(std::min(sectors * kSector - place % kSector, most));
    const auto stored = read_exactly(*file_, place, size, "a compressed cluster of the QCOW2");
    if (!stored) return stored.error();
    std::vector<std::byte> whole(cluster_bytes_);  // the last cluster of a disk may have less in it
    if (!inflate_raw(*stored, whole)) {
      Error error = disk_formats::corrupt("a compressed cluster of the QCOW2 does not unpack to its size");
      error.expected = fmt::format("{} bytes", cluster_bytes_);
      error.where.offset = place;
      return error;
    }
    std::copy_n(whole.begin(), into.size(), into.begin());
    return std::nullopt;
  }

  Source file_;
  Source disk_;
  std::uint32_t cluster_bytes_;
  std::uint64_t place_bits_;
  std::vector<std::byte> tables_;
  mutable std::uint64_t table_place_ = 0;  ///< 0: none is kept
  mutable std::vector<std::byte> table_;
};

}  // namespace

disk_formats::Opened with_packed_clusters(Source file, Source disk) {
  const auto header = read_exactly(*file, 0, kHeaderBytes, "the header of the QCOW2");
  if (!header) return header.error();
  // A file may change between two looks, so what layers_of_qcow2 found sound is asked again.
  const std::uint64_t bits = big_endian(*header, 20, 4);
  if (bits < 9 || bits > 21) return disk_formats::corrupt("the QCOW2 has clusters of an impossible size");
  const std::uint64_t table_bytes = big_endian(*header, 36, 4) * kEntryBytes;
  if (table_bytes > limits::kMaxQcowTableBytes) return disk_formats::too_much("the QCOW2 has too many tables");
  auto tables = read_exactly(*file, big_endian(*header, 40, 8), static_cast<std::size_t>(table_bytes),
                             "the first table of the QCOW2");
  if (!tables) return std::move(tables).error();
  return Source(std::make_shared<PackedClusters>(std::move(file), std::move(disk), std::uint32_t{1} << bits,
                                                 62 - (bits - 8), std::move(*tables)));
}

}  // namespace hive
