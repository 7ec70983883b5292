// What stands in front of a QCOW2 file, asked before libqcow reads it, and its backing file, which libqcow reads only
// when it is a QCOW too (QEMU, docs/interop/qcow2.txt). Big-endian: name of the backing file at u64 8 with u32 length
// at 16, encryption u32 at 32; from version 3 on incompatible features u64 at 72, size of the header u32 at 100. Behind
// the header extensions: kind u32, length u32, bytes filled up to 8; kind 0xE2792ACA: the format of the backing file.
// What its clusters hold is read by others: qcow2_packed those that are compressed, qcow2_ranges most of the rest.

#include <fmt/format.h>

#include <array>

#include "hive/big_endian.h"
#include "hive/disk_formats.h"
#include "hive/layered_source.h"
#include "hive/patched_source.h"
#include "hive/qcow2_packed.h"
#include "hive/qcow2_ranges.h"
#include "hive/read_exactly.h"

namespace hive::disk_formats {
namespace {

constexpr std::size_t kHeaderBytes = 104;
/// "Must not be longer than 1023 bytes", docs/interop/qcow2.txt.
constexpr std::uint64_t kMaxNameBytes = 1023;
/// Version 2 has no field for it.
constexpr std::uint64_t kOldHeaderBytes = 72;
constexpr std::uint64_t kBackingFormat = 0xE279'2ACA;
constexpr std::size_t kMaxExtensions = 64;
/// The name's place and length.
constexpr std::size_t kNameAt = 8;
constexpr std::array<std::byte, 12> kNoName{};

constexpr std::uint64_t kMarkedCorrupt = 1U << 1U;
constexpr std::uint64_t kDataElsewhere = 1U << 2U;
constexpr std::uint64_t kCompressionKind = 1U << 3U;
constexpr std::uint64_t kExtendedTables = 1U << 4U;
constexpr std::uint64_t kKnown = (1U << 5U) - 1;

/// Empty when there is none, or none that may be one.
std::string text_at(const ByteSource& file, std::uint64_t offset, std::uint64_t count) {
  if (count > kMaxNameBytes) return {};
  const auto text = read_text(file, offset, static_cast<std::size_t>(count), "a name in the QCOW2");
  return text ? *text : std::string();
}

/// `raw`, `qcow2`, ...; empty when the file does not say.
std::string backing_format(const ByteSource& file, Bytes header) {
  std::uint64_t at = big_endian(header, 4, 4) >= 3 ? big_endian(header, 100, 4) : kOldHeaderBytes;
  for (std::size_t i = 0; i < kMaxExtensions; ++i) {
    const auto extension = read_exactly(file, at, 8, "an extension of the QCOW2's header");
    if (!extension) return {};
    const std::uint64_t kind = big_endian(*extension, 0, 4);
    const std::uint64_t count = big_endian(*extension, 4, 4);
    if (kind == 0) return {};
    if (kind == kBackingFormat) return text_at(file, at + 8, count);
    at += 8 + (count + 7) / 8 * 8;
  }
  return {};
}

/// As QEMU calls it.
std::string_view name_of_backing(DiskFormat format) {
  switch (format) {
    case DiskFormat::vhd:
      return "vpc";
    case DiskFormat::vhdx:
      return "vhdx";
    case DiskFormat::qcow2:
      return "qcow2";
    case DiskFormat::vmdk:
      return "vmdk";
    default:
      return "raw";
  }
}

/// A backing file that is said to be raw is raw, whatever its first bytes say: they are the guest's.
Opened open_backing(const std::string& name, const std::string& format, const Place& place, std::vector<Note>& notes) {
  auto file = open_parent("QCOW2", name, place);
  if (!file) return file;
  notes.push_back(parent_note("QCOW2", name));
  if (format == "raw") return file;
  auto disk =
      open_any(*std::move(file), {.name = file_name_of(name), .beside = place.beside, .depth = place.depth + 1});
  if (!disk) return in_parent(name, std::move(disk).error());
  notes.insert(notes.end(), disk->notes.begin(), disk->notes.end());
  if (!format.empty() && format != name_of_backing(disk->format)) {
    return corrupt(fmt::format("the backing file {} of the QCOW2 is not of its kind", shown_name(name)), format);
  }
  return std::move(disk->bytes);
}

}  // namespace

Opened open_qcow2(Source file, const Place& place, std::vector<Note>& notes) {
  const auto header = read_exactly(*file, 0, kHeaderBytes, "the header of the QCOW2");
  if (!header) return header.error();
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
  const std::uint64_t name_at = big_endian(*header, kNameAt, 8);
  Source backing;
  if (name_at != 0) {
    const std::string name = text_at(*file, name_at, big_endian(*header, 16, 4));
    auto opened = open_backing(name, backing_format(*file, *header), place, notes);
    if (!opened) return opened;
    backing = *std::move(opened);
  }
  auto tables = read_qcow2_tables(*file);
  if (!tables) return std::move(tables).error();
  auto layers = layers_of_qcow2(*file, *tables, backing != nullptr);
  if (!layers) return std::move(layers).error();
  const Source whole = file;
  if (backing != nullptr) {  // libqcow would ask for it where the layers already answer
    auto alone = std::make_shared<PatchedSource>(std::move(file));
    alone->lay(kNameAt, kNoName);
    file = std::move(alone);
  }
  auto disk = open_libqcow(std::move(file));
  if (!disk) return disk;
  Source bytes = with_packed_clusters(whole, *std::move(disk), *std::move(tables));
  if (layers->empty()) return bytes;
  return Source(std::make_shared<LayeredSource>(std::move(bytes), whole, std::move(backing), *std::move(layers)));
}

}  // namespace hive::disk_formats
