// QEMU, docs/interop/qcow2.txt: a compressed cluster is a raw deflate stream (RFC 1951). Its entry holds the place in
// the file in the low x bits, x = 62 - (bits of a cluster's size - 8), and above them how many sectors of 512 bytes it
// takes besides the one that it begins in.

#include "hive/qcow2_packed.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "hive/big_endian.h"
#include "hive/inflate.h"
#include "hive/read_exactly.h"

namespace hive {
namespace {

using disk_formats::Source;

constexpr std::size_t kHeaderBytes = 104;
constexpr std::uint64_t kPlace = 0x00FF'FFFF'FFFF'FE00;
constexpr std::uint64_t kCompressed = 1ULL << 62U;
constexpr std::size_t kEntryBytes = 8;
constexpr std::uint64_t kSector = 512;

/// One part of the file, kept: the questions come in order.
struct Kept {
  std::uint64_t number = ~0ULL;
  std::vector<std::byte> bytes;
};

class PackedClusters final : public ByteSource {
 public:
  PackedClusters(Source file, Source disk, std::uint64_t bits, std::vector<std::byte> tables)
      : file_(std::move(file)), disk_(std::move(disk)), bits_(bits), tables_(std::move(tables)) {}

  std::uint64_t size_bytes() const override { return disk_->size_bytes(); }
  bool has_changed() const override { return file_->has_changed(); }

  Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> into) const override {
    std::size_t done = 0;
    while (done < into.size() && offset + done < size_bytes()) {
      const std::uint64_t at = offset + done;
      const std::uint64_t within = at % cluster_bytes();
      const std::uint64_t left = std::min(size_bytes() - at, cluster_bytes() - within);
      const auto piece =
          into.subspan(done, static_cast<std::size_t>(std::min<std::uint64_t>(into.size() - done, left)));
      const auto entry = entry_of(at >> bits_);
      if (!entry) return entry.error();
      if ((*entry & kCompressed) == 0) {
        const auto got = disk_->read_at(at, piece);
        if (!got) return got.error();
        if (*got == 0) break;
        done += *got;
        continue;
      }
      if (auto failed = unpack(at >> bits_, *entry)) return *std::move(failed);
      std::copy_n(cluster_.bytes.begin() + static_cast<std::ptrdiff_t>(within), piece.size(), piece.begin());
      done += piece.size();
    }
    return done;
  }

 private:
  std::uint64_t cluster_bytes() const { return 1ULL << bits_; }

  /// 0, which is not compressed, where no table is.
  Result<std::uint64_t> entry_of(std::uint64_t cluster) const {
    const std::uint64_t entries = cluster_bytes() / kEntryBytes;
    const auto number = static_cast<std::size_t>(cluster / entries);
    if (!fits(number * kEntryBytes, kEntryBytes, tables_.size())) return std::uint64_t{0};
    const std::uint64_t place = big_endian(tables_, number * kEntryBytes, kEntryBytes) & kPlace;
    if (place == 0) return std::uint64_t{0};
    if (table_.number != number) {
      auto bytes =
          read_exactly(*file_, place, static_cast<std::size_t>(cluster_bytes()), "a second table of the QCOW2");
      if (!bytes) return std::move(bytes).error();
      table_ = {number, std::move(*bytes)};
    }
    return big_endian(table_.bytes, static_cast<std::size_t>(cluster % entries) * kEntryBytes, kEntryBytes);
  }

  std::optional<Error> unpack(std::uint64_t number, std::uint64_t entry) const {
    if (cluster_.number == number) return std::nullopt;
    if (!can_inflate()) {
      return unsupported("the QCOW2 is compressed, which this build does not read", "a build with zlib");
    }
    const std::uint64_t place_bits = 62 - (bits_ - 8);
    const std::uint64_t place = entry & ((1ULL << place_bits) - 1);
    const std::uint64_t sectors = ((entry & (kCompressed - 1)) >> place_bits) + 1;
    // The last sector may be cut by the end of the file.
    const std::uint64_t most = file_->size_bytes() - std::min(place, file_->size_bytes());
    const auto size = static_cast<std::size_t>(std::min(sectors * kSector - place % kSector, most));
    const auto stored = read_exactly(*file_, place, size, "a compressed cluster of the QCOW2");
    if (!stored) return stored.error();
    cluster_ = {~0ULL, std::vector<std::byte>(static_cast<std::size_t>(cluster_bytes()))};
    if (!inflate_raw(*stored, cluster_.bytes)) {
      Error error = disk_formats::corrupt("a compressed cluster of the QCOW2 does not unpack to its size");
      error.expected = fmt::format("{} bytes", cluster_bytes());
      error.where.offset = place;
      return error;
    }
    cluster_.number = number;
    return std::nullopt;
  }

  Source file_;
  Source disk_;
  std::uint64_t bits_;
  std::vector<std::byte> tables_;
  mutable Kept table_;
  mutable Kept cluster_;
};

}  // namespace

disk_formats::Opened with_packed_clusters(Source file, Source disk) {
  const auto header = read_exactly(*file, 0, kHeaderBytes, "the header of the QCOW2");
  if (!header) return header.error();
  auto tables =
      read_exactly(*file, big_endian(*header, 40, 8),
                   static_cast<std::size_t>(big_endian(*header, 36, 4)) * kEntryBytes, "the first table of the QCOW2");
  if (!tables) return std::move(tables).error();
  return Source(std::make_shared<PackedClusters>(std::move(file), std::move(disk), big_endian(*header, 20, 4),
                                                 std::move(*tables)));
}

}  // namespace hive
