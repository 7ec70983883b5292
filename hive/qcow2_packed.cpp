// A compressed cluster is a raw deflate stream (RFC 1951): QEMU, docs/interop/qcow2.txt.

#include "hive/qcow2_packed.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "hive/chunked_source.h"
#include "hive/inflate.h"
#include "hive/read_exactly.h"

namespace hive {
namespace {

using disk_formats::Source;

/// Unpacked clusters that are kept: records of NTFS lie scattered, and the same few are asked for again and again.
constexpr std::size_t kKeptBytes = 8U * 1024 * 1024;
constexpr std::size_t kMostKept = 64;

class PackedClusters final : public ChunkedSource {
 public:
  PackedClusters(Source file, Source disk, Qcow2Tables tables)
      : ChunkedSource(disk->size_bytes(), static_cast<std::uint32_t>(tables.cluster_bytes()), kKeptBytes, kMostKept),
        file_(std::move(file)),
        disk_(std::move(disk)),
        tables_(std::move(tables)) {}

  bool has_changed() const override { return file_->has_changed(); }

 private:
  std::optional<Error> unpack(std::uint64_t index, std::span<std::byte> into) const override {
    const auto entry = entry_of(index);
    if (!entry) return entry.error();
    if (Qcow2Tables::is_compressed(*entry)) return inflate_cluster(*entry, into);
    const auto got = disk_->read_at(index * tables_.cluster_bytes(), into);
    if (!got) return got.error();
    if (*got == into.size()) return std::nullopt;
    return disk_formats::corrupt("a cluster of the QCOW2 ends too early");
  }

  /// 0, which is not compressed, where no table is.
  Result<std::uint64_t> entry_of(std::uint64_t cluster) const {
    const std::uint64_t number = cluster / tables_.entries();
    if (number >= tables_.count()) return std::uint64_t{0};
    const std::uint64_t place = tables_.second_at(static_cast<std::size_t>(number));
    if (place == 0) return std::uint64_t{0};
    if (table_place_ != place) {
      auto bytes = tables_.second(*file_, place);
      if (!bytes) return std::move(bytes).error();
      table_ = std::move(*bytes);
      table_place_ = place;
    }
    return Qcow2Tables::entry(table_, static_cast<std::size_t>(cluster % tables_.entries()));
  }

  std::optional<Error> inflate_cluster(std::uint64_t entry, std::span<std::byte> into) const {
    if (!can_inflate()) {
      return unsupported("the QCOW2 is compressed, which this build does not read", "a build with zlib");
    }
    const std::uint64_t place = tables_.place_of(entry);
    // The last sector may be cut by the end of the file.
    const std::uint64_t most = file_->size_bytes() - std::min(place, file_->size_bytes());
    const auto size = static_cast<std::size_t>(std::min(tables_.packed_bytes(entry), most));
    const auto stored = read_exactly(*file_, place, size, "a compressed cluster of the QCOW2");
    if (!stored) return stored.error();
    std::vector<std::byte> whole(tables_.cluster_bytes());  // the last cluster of a disk may have less in it
    if (!inflate_raw(*stored, whole)) {
      Error error = disk_formats::corrupt("a compressed cluster of the QCOW2 does not unpack to its size");
      error.expected = fmt::format("{} bytes", whole.size());
      error.where.offset = place;
      return error;
    }
    std::copy_n(whole.begin(), into.size(), into.begin());
    return std::nullopt;
  }

  Source file_;
  Source disk_;
  Qcow2Tables tables_;
  mutable std::uint64_t table_place_ = 0;  ///< 0: none is kept
  mutable std::vector<std::byte> table_;
};

}  // namespace

Source with_packed_clusters(Source file, Source disk, Qcow2Tables tables) {
  return std::make_shared<PackedClusters>(std::move(file), std::move(disk), std::move(tables));
}

}  // namespace hive
