#include "hive/qcow2_tables.h"

#include "hive/big_endian.h"
#include "hive/disk_formats.h"
#include "hive/limits.h"
#include "hive/read_exactly.h"

namespace hive {
namespace {

constexpr std::size_t kHeaderBytes = 104;
constexpr std::uint64_t kPlace = 0x00FF'FFFF'FFFF'FE00;
constexpr std::uint64_t kCompressed = 1ULL << 62U;
constexpr std::uint64_t kZeros = 1;
constexpr std::uint64_t kSector = 512;

/// The entry of a compressed cluster: its place in so many low bits, and above them how many sectors it takes besides
/// the one that it begins in.
std::uint64_t bits_of_place(std::uint64_t cluster_bits) { return 62 - (cluster_bits - 8); }

}  // namespace

std::uint64_t Qcow2Tables::second_at(std::size_t number) const { return entry(first, number) & kPlace; }

Result<std::vector<std::byte>> Qcow2Tables::second(const ByteSource& file, std::uint64_t place) const {
  return read_exactly(file, place, cluster_bytes(), "a second table of the QCOW2");
}

std::uint64_t Qcow2Tables::entry(Bytes second, std::size_t number) {
  return big_endian(second, number * kEntryBytes, kEntryBytes);
}

bool Qcow2Tables::is_zeros(std::uint64_t entry) { return (entry & kZeros) != 0; }

bool Qcow2Tables::is_compressed(std::uint64_t entry) { return (entry & kCompressed) != 0; }

std::uint64_t Qcow2Tables::place_of(std::uint64_t entry) const {
  return is_compressed(entry) ? entry & ((1ULL << bits_of_place(bits)) - 1) : entry & kPlace;
}

std::uint64_t Qcow2Tables::packed_bytes(std::uint64_t entry) const {
  const std::uint64_t sectors = ((entry & (kCompressed - 1)) >> bits_of_place(bits)) + 1;
  return sectors * kSector - place_of(entry) % kSector;
}

Result<Qcow2Tables> read_qcow2_tables(const ByteSource& file) {
  const auto header = read_exactly(file, 0, kHeaderBytes, "the header of the QCOW2");
  if (!header) return header.error();
  const std::uint64_t bits = big_endian(*header, 20, 4);
  // 512 bytes to 2 MiB: QEMU, docs/interop/qcow2.txt.
  if (bits < 9 || bits > 21) return disk_formats::corrupt("the QCOW2 has clusters of an impossible size");
  const std::uint64_t bytes = big_endian(*header, 36, 4) * Qcow2Tables::kEntryBytes;
  if (bytes > limits::kMaxQcowTableBytes) return disk_formats::too_much("the QCOW2 has too many tables");
  auto first =
      read_exactly(file, big_endian(*header, 40, 8), static_cast<std::size_t>(bytes), "the first table of the QCOW2");
  if (!first) return std::move(first).error();
  return Qcow2Tables{bits, *std::move(first), big_endian(*header, 24, 8), big_endian(*header, 4, 4) >= 3};
}

}  // namespace hive
