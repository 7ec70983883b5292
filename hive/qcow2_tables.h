#pragma once
// The tables of a QCOW2, which say where the clusters of its disk are (QEMU, docs/interop/qcow2.txt). Header,
// big-endian: version u32 at 4, bits of a cluster's size u32 at 20, bytes of the disk u64 at 24, entries of the L1
// table u32 at 36, its place u64 at 40. An entry of L1 is the place of an L2 table (bits 9 to 55), which is one cluster
// of entries for a cluster each: bit 62 compressed, else a place; from version 3 on, bit 0 "reads as all zeros".

#include <cstddef>
#include <cstdint>
#include <vector>

#include "hive/byte_source.h"
#include "hive/bytes.h"

namespace hive {

struct Qcow2Tables {
  static constexpr std::size_t kEntryBytes = 8;

  std::uint64_t bits = 0;          ///< of a cluster's size: 9 to 21
  std::vector<std::byte> first{};  ///< the L1 table
  std::uint64_t disk_bytes = 0;    ///< as the header claims
  bool marks_zeros = false;        ///< its version knows that mark

  std::size_t cluster_bytes() const { return std::size_t{1} << bits; }
  /// How many clusters a second table describes.
  std::size_t entries() const { return cluster_bytes() / kEntryBytes; }
  /// How many second tables there may be.
  std::size_t count() const { return first.size() / kEntryBytes; }
  /// Where the second table `number`, one of count(), is in the file; 0: there is none.
  std::uint64_t second_at(std::size_t number) const;
  /// That table, from such a place. Errors: io, truncated.
  Result<std::vector<std::byte>> second(const ByteSource& file, std::uint64_t place) const;

  /// What a second table says of its cluster `number`, one of entries().
  static std::uint64_t entry(Bytes second, std::size_t number);
  static bool is_compressed(std::uint64_t entry);
  /// Of an entry that is not compressed, in a file that marks_zeros.
  static bool is_zeros(std::uint64_t entry);
  /// Where the cluster of an entry begins in the file; 0 of one that is not compressed: nowhere.
  std::uint64_t place_of(std::uint64_t entry) const;
  /// How much of the file a compressed cluster may take from there on.
  std::uint64_t packed_bytes(std::uint64_t entry) const;
};

/// Errors: io, truncated, corrupt (a size of clusters that cannot be), limit_exceeded (too many tables).
Result<Qcow2Tables> read_qcow2_tables(const ByteSource& file);

}  // namespace hive
