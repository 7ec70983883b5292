// The format: Microsoft, "PE Format" (learn.microsoft.com/windows/win32/debug/pe-format), and "VS_VERSIONINFO
// structure" (learn.microsoft.com/windows/win32/menurc/vs-versioninfo).
#include "hive/pe_version.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "hive/bytes.h"
#include "hive/limits.h"

namespace hive {
namespace {

constexpr std::size_t kDosHeaderBytes = 64;
constexpr std::size_t kPeHeaderBytes = 24;  ///< signature and COFF header
constexpr std::uint32_t kPeSignature = 0x0000'4550;
constexpr std::uint16_t kDosSignature = 0x5A4D;
constexpr std::uint16_t kPe32 = 0x10B;
constexpr std::uint16_t kPe32Plus = 0x20B;
constexpr std::size_t kDirectoryBytes = 8;
constexpr std::uint32_t kResourceDirectory = 2;  ///< index in the list of data directories
constexpr std::size_t kSectionBytes = 40;
constexpr std::size_t kResourceHeadBytes = 16;
constexpr std::size_t kResourceEntryBytes = 8;
constexpr std::size_t kResourceDataBytes = 16;
constexpr std::uint32_t kIsSubdirectory = 0x8000'0000;
constexpr std::uint32_t kVersionType = 16;
constexpr std::size_t kVersionHeadBytes = 40;  ///< lengths, type, "VS_VERSION_INFO" and its NUL, padding
constexpr std::size_t kFixedPartBytes = 52;
constexpr std::uint32_t kFixedSignature = 0xFEEF'04BD;
constexpr std::u16string_view kVersionKey = u"VS_VERSION_INFO";

struct Section {
  std::uint32_t address = 0;
  std::uint32_t stored_bytes = 0;
  std::uint32_t offset = 0;
};

/// Bytes of the file that were asked for and are all there.
class Part {
 public:
  explicit Part(std::vector<std::byte> bytes) : bytes_(std::move(bytes)) {}

  // What is asked for lies inside what was read: each caller read as many bytes as it looks at.
  std::uint16_t u16(std::size_t offset) const { return ByteReader(bytes_).u16(offset).value_or(0); }
  std::uint32_t u32(std::size_t offset) const { return ByteReader(bytes_).u32(offset).value_or(0); }

 private:
  std::vector<std::byte> bytes_;
};

Error error_at(ErrorCode code, std::string message, std::uint64_t offset, std::string expected = {},
               std::string found = {}) {
  return Error{code, std::move(message), std::move(expected), std::move(found), Location{{}, {}, {}, offset}};
}

class Reader {
 public:
  explicit Reader(const ByteSource& source) : source_(source) {}

  Result<FileVersion> run() {
    if (auto failed = read_headers()) return *std::move(failed);
    const auto version = find_version();
    if (!version) return version.error();
    return read_fixed_part(*version);
  }

 private:
  /// Where data lies in the file, and how many bytes of it.
  struct Extent {
    std::uint64_t offset = 0;
    std::uint64_t size = 0;
  };

  Result<Part> read(std::uint64_t offset, std::size_t size, std::string_view what) const {
    if (!fits(offset, size, source_.size_bytes())) {
      return error_at(ErrorCode::truncated, fmt::format("the file ends inside its {}", what), offset,
                      fmt::format("{} bytes", size), fmt::format("a file of {} bytes", source_.size_bytes()));
    }
    std::vector<std::byte> bytes(size);
    const auto got = source_.read_at(offset, bytes);
    if (!got) return got.error();
    if (*got < size) {
      return error_at(ErrorCode::truncated, "the file became shorter while it was read", offset,
                      fmt::format("{} bytes", size), fmt::format("{} bytes", *got));
    }
    return Part(std::move(bytes));
  }

  /// The sections and where the resources are; an error when there is none of it.
  std::optional<Error> read_headers() {
    const auto dos = read(0, kDosHeaderBytes, "first header");
    if (!dos) return dos.error();
    if (dos->u16(0) != kDosSignature) return error_at(ErrorCode::corrupt, "this is no program file", 0, "MZ");
    const std::uint64_t pe_at = dos->u32(0x3C);
    const auto pe = read(pe_at, kPeHeaderBytes, "PE header");
    if (!pe) return pe.error();
    if (pe->u32(0) != kPeSignature) {
      return error_at(ErrorCode::corrupt, "this is no program file of Windows", pe_at, "PE");
    }
    const std::uint16_t sections = pe->u16(6);
    const std::size_t optional_bytes = pe->u16(20);
    const std::uint64_t optional_at = pe_at + kPeHeaderBytes;
    if (auto error = read_optional_header(optional_at, optional_bytes)) return error;
    return read_sections(optional_at + optional_bytes, sections);
  }

  std::optional<Error> read_optional_header(std::uint64_t at, std::size_t size) {
    const auto magic = read(at, 2, "optional header");
    if (!magic) return magic.error();
    const std::uint16_t kind = magic->u16(0);
    if (kind != kPe32 && kind != kPe32Plus) {
      return error_at(ErrorCode::corrupt, "the optional header is of an unknown kind", at, "0x10b or 0x20b",
                      fmt::format("{:#x}", kind));
    }
    const std::size_t list = kind == kPe32 ? 96 : 112;  // its count stands before it
    const std::size_t wanted = list + kResourceDirectory * kDirectoryBytes;
    if (size < wanted + kDirectoryBytes) return error_at(ErrorCode::unsupported, "the file has no resources", at);
    const auto count = read(at + list - 4, 4, "optional header");
    if (!count) return count.error();
    const auto directory = read(at + wanted, kDirectoryBytes, "optional header");
    if (!directory) return directory.error();
    resources_ = directory->u32(0);
    if (count->u32(0) <= kResourceDirectory || resources_ == 0) {
      return error_at(ErrorCode::unsupported, "the file has no resources", at);
    }
    return std::nullopt;
  }

  std::optional<Error> read_sections(std::uint64_t at, std::size_t count) {
    if (count > limits::kMaxPeSections) {
      return error_at(ErrorCode::limit_exceeded, "the file claims too many sections", at,
                      fmt::format("at most {}", limits::kMaxPeSections), fmt::format("{}", count));
    }
    const auto table = read(at, count * kSectionBytes, "list of sections");
    if (!table) return table.error();
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t from = i * kSectionBytes;
      sections_.push_back({table->u32(from + 12), table->u32(from + 16), table->u32(from + 20)});
    }
    return std::nullopt;
  }

  /// What lies at an address when the file is loaded: up to the end of what its section stores.
  Result<Extent> find(std::uint64_t address, std::uint64_t seen_at) const {
    for (const Section& section : sections_) {
      if (address < section.address || address - section.address >= section.stored_bytes) continue;
      const std::uint64_t inside = address - section.address;
      return Extent{section.offset + inside, section.stored_bytes - inside};
    }
    return error_at(ErrorCode::corrupt, "an address of the resources lies in no section", seen_at, {},
                    fmt::format("{:#x}", address));
  }

  /// The entry of a folder of resources: of the wanted type, or the first. `below` is the offset from the root.
  Result<std::uint32_t> find_entry(std::uint32_t below, std::optional<std::uint32_t> wanted) const {
    const auto place = find(resources_ + std::uint64_t{below}, resources_);
    if (!place) return place.error();
    if (place->size < kResourceHeadBytes) {
      return error_at(ErrorCode::corrupt, "a folder of resources leaves its section", place->offset);
    }
    const auto head = read(place->offset, kResourceHeadBytes, "resources");
    if (!head) return head.error();
    const std::size_t named = head->u16(12);
    const std::size_t count = named + head->u16(14);
    if (count > limits::kMaxResourceEntries) {
      return error_at(ErrorCode::limit_exceeded, "a folder of resources claims too many entries", place->offset,
                      fmt::format("at most {}", limits::kMaxResourceEntries), fmt::format("{}", count));
    }
    if (place->size - kResourceHeadBytes < count * kResourceEntryBytes) {
      return error_at(ErrorCode::corrupt, "a folder of resources leaves its section", place->offset);
    }
    const auto entries = read(place->offset + kResourceHeadBytes, count * kResourceEntryBytes, "resources");
    if (!entries) return entries.error();
    for (std::size_t i = wanted ? named : 0; i < count; ++i) {  // those with names stand before those with numbers
      const std::size_t from = i * kResourceEntryBytes;
      if (!wanted || entries->u32(from) == *wanted) return entries->u32(from + 4);
    }
    return error_at(ErrorCode::unsupported, "the file has no version", place->offset);
  }

  /// Type, name, language, data: four steps and no more, whatever the entries say.
  Result<Extent> find_version() const {
    std::uint32_t below = 0;
    for (int level = 0; level < 3; ++level) {
      const auto entry = find_entry(below, level == 0 ? std::optional(kVersionType) : std::nullopt);
      if (!entry) return entry.error();
      const bool is_folder = (*entry & kIsSubdirectory) != 0;
      if (is_folder != (level < 2)) {
        return error_at(ErrorCode::corrupt, "the version stands at a wrong depth of the resources", resources_);
      }
      below = *entry & ~kIsSubdirectory;
    }
    const auto place = find(resources_ + std::uint64_t{below}, resources_);
    if (!place) return place.error();
    const auto entry = read(place->offset, kResourceDataBytes, "resources");
    if (!entry) return entry.error();
    const std::uint64_t size = entry->u32(4);
    const auto stored = find(entry->u32(0), place->offset);
    if (!stored) return stored.error();
    if (size > stored->size) {
      return error_at(ErrorCode::corrupt, "the version leaves its section", place->offset,
                      fmt::format("at most {} bytes", stored->size), fmt::format("{}", size));
    }
    return Extent{stored->offset, size};
  }

  Result<FileVersion> read_fixed_part(const Extent& version) const {
    if (version.size < kVersionHeadBytes + kFixedPartBytes) {
      return error_at(ErrorCode::corrupt, "the version is too short", version.offset,
                      fmt::format("at least {} bytes", kVersionHeadBytes + kFixedPartBytes),
                      fmt::format("{}", version.size));
    }
    const auto part = read(version.offset, kVersionHeadBytes + kFixedPartBytes, "version");
    if (!part) return part.error();
    bool is_version = part->u16(0) <= version.size && part->u16(0) >= kVersionHeadBytes + kFixedPartBytes &&
                      part->u16(2) >= kFixedPartBytes;
    for (std::size_t i = 0; i <= kVersionKey.size(); ++i) {
      is_version = is_version && part->u16(6 + 2 * i) == (i < kVersionKey.size() ? kVersionKey[i] : u'\0');
    }
    if (!is_version || part->u32(kVersionHeadBytes) != kFixedSignature) {
      return error_at(ErrorCode::corrupt, "the version is none", version.offset, "VS_VERSION_INFO with its fixed part");
    }
    FileVersion found;
    found.offset = version.offset + kVersionHeadBytes;
    const std::size_t numbers = kVersionHeadBytes + 8;
    found.parts = {part->u16(numbers + 2), part->u16(numbers), part->u16(numbers + 6), part->u16(numbers + 4)};
    return found;
  }

  const ByteSource& source_;
  std::uint32_t resources_ = 0;  ///< address of the root folder
  std::vector<Section> sections_;
};

}  // namespace

std::string to_text(const FileVersion& version) { return fmt::format("{}", fmt::join(version.parts, ".")); }

Result<FileVersion> read_file_version(const ByteSource& source) { return Reader(source).run(); }

}  // namespace hive
