// What stands in front of a QCOW2 file, asked before libqcow reads it (QEMU, docs/interop/qcow2.txt). Big-endian: name
// of the backing file at u64 8 with u32 length at 16, encryption u32 at 32; from version 3 on incompatible features u64
// at 72.

#include <fmt/format.h>

#include <cstring>

#include "hive/big_endian.h"
#include "hive/disk_formats.h"
#include "hive/qcow2_zeros.h"
#include "hive/read_exactly.h"

namespace hive::disk_formats {
namespace {

constexpr std::size_t kHeaderBytes = 104;
/// "Must not be longer than 1023 bytes", docs/interop/qcow2.txt.
constexpr std::uint64_t kMaxNameBytes = 1023;

constexpr std::uint64_t kMarkedCorrupt = 1U << 1U;
constexpr std::uint64_t kDataElsewhere = 1U << 2U;
constexpr std::uint64_t kCompressionKind = 1U << 3U;
constexpr std::uint64_t kExtendedTables = 1U << 4U;
constexpr std::uint64_t kKnown = (1U << 5U) - 1;

std::string backing_name(const ByteSource& file, std::uint64_t offset, std::uint64_t count) {
  if (count > kMaxNameBytes) return {};
  const auto bytes = read_exactly(file, offset, static_cast<std::size_t>(count), "the name of the backing file");
  if (!bytes) return {};
  std::string name(bytes->size(), '\0');
  if (!name.empty()) std::memcpy(name.data(), bytes->data(), name.size());
  return name;
}

}  // namespace

Opened open_qcow2(Source file, std::vector<Note>& notes) {
  const auto header = read_exactly(*file, 0, kHeaderBytes, "the header of the QCOW2");
  if (!header) return header.error();
  if (const std::uint64_t offset = big_endian(*header, 8, 8)) {
    return needs_parent("QCOW2", backing_name(*file, offset, big_endian(*header, 16, 4)));
  }
  if (big_endian(*header, 32, 4) != 0) return unsupported("the QCOW2 is encrypted", "a decrypted copy");
  const std::uint64_t features = big_endian(*header, 4, 4) >= 3 ? big_endian(*header, 72, 8) : 0;
  if ((features & kDataElsewhere) != 0) {
    return unsupported("the QCOW2 keeps its data in another file", "that file, as a raw disk, or a copy in one file");
  }
  if ((features & kCompressionKind) != 0) {
    return unsupported("the QCOW2 is compressed with zstd, which is not read", "a copy made with qemu-img convert");
  }
  if ((features & (kExtendedTables | ~kKnown)) != 0) {
    return unsupported("the QCOW2 uses features that are not read", "a copy made with qemu-img convert");
  }
  if ((features & kMarkedCorrupt) != 0) {
    notes.push_back(Note{"qcow2-marked-corrupt", "QEMU marked the QCOW2 as damaged; what is read may be wrong"});
  }
  auto zeros = zero_ranges_of_qcow2(*file);
  if (!zeros) return std::move(zeros).error();
  auto disk = open_libqcow(std::move(file));
  if (!disk) return disk;
  return with_zeros(*std::move(disk), *std::move(zeros));
}

}  // namespace hive::disk_formats
