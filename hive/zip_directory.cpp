// Numbers and offsets: PKWARE, "APPNOTE.TXT - .ZIP File Format Specification", 4.3.7, 4.3.12, 4.3.14 to 4.3.16, 4.5.3.

#include "hive/zip_directory.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "hive/limits.h"
#include "hive/read_exactly.h"
#include "hive/utf16.h"

namespace hive {
namespace {

constexpr std::size_t kEndBytes = 22;
constexpr std::size_t kMaxComment = 0xFFFF;
constexpr std::size_t kLocatorBytes = 20;
constexpr std::size_t kEnd64Bytes = 56;
constexpr std::size_t kEntryBytes = 46;
constexpr std::size_t kFileBytes = 30;
constexpr std::uint32_t kIn64 = 0xFFFF'FFFF;
constexpr std::uint16_t kExtra64 = 0x0001;
constexpr std::uint16_t kExtraUtf8 = 0x7075;

/// Where the directory lies.
struct Directory {
  std::uint64_t entries = 0;
  std::uint64_t at = 0;
  std::uint64_t end = 0;
  std::uint64_t counted = 0x1'0000;  ///< entries are counted up to this, and from 0 again
};

Error disagreement(std::string message, std::string expected, std::string found, std::uint64_t offset) {
  return Error{ErrorCode::corrupt, std::move(message), std::move(expected), std::move(found), {{}, {}, {}, offset}};
}

Result<Directory> find_directory(const ByteSource& source) {
  const std::uint64_t size = source.size_bytes();
  const auto tail = static_cast<std::size_t>(std::min<std::uint64_t>(size, kEndBytes + kMaxComment));
  const auto text = read_text(source, size - tail, tail, "the end of a ZIP");
  if (!text) return text.error();
  std::size_t at = text->rfind(std::string_view("PK\5\6"));
  while (at != std::string::npos && tail - at < kEndBytes)
    at = at == 0 ? std::string::npos : text->rfind("PK\5\6", at - 1);
  if (at == std::string::npos) return disagreement("the ZIP has no directory", "its end", "none", size);
  const std::uint64_t end_at = size - tail + at;
  const ByteReader end(std::as_bytes(std::span(*text)).subspan(at));
  Directory found{.entries = *end.u16(10), .at = *end.u32(16), .end = end_at};
  std::uint64_t bytes = *end.u32(12);
  const auto locator = read_exactly(source, end_at - std::min<std::uint64_t>(end_at, kLocatorBytes), kLocatorBytes,
                                    "the end of a large ZIP");
  if (locator && *ByteReader(*locator).u32(0) == 0x0706'4B50) {
    found.counted = std::numeric_limits<std::uint64_t>::max();
    found.end = *ByteReader(*locator).u64(8);
    const auto end64 = read_exactly(source, found.end, kEnd64Bytes, "the end of a large ZIP");
    if (!end64) return end64.error();
    const ByteReader reader(*end64);
    found.entries = *reader.u64(32);
    bytes = *reader.u64(40);
    found.at = *reader.u64(48);
  }
  // What lies in front of the first file, or behind the directory, is told by nobody: another ZIP, perhaps.
  if (bytes > found.end || found.at != found.end - bytes) {
    return disagreement("the directory of the ZIP does not lie where its end says",
                        fmt::format("{} bytes up to {}", bytes, found.end), fmt::format("a begin at {}", found.at),
                        end_at);
  }
  return found;
}

/// The data of a kind among the extra fields; empty when it is not there.
Bytes extra_of(Bytes extra, std::uint16_t kind) {
  const ByteReader reader(extra);
  for (std::size_t at = 0; reader.u16(at + 2); at += 4 + *reader.u16(at + 2)) {
    if (*reader.u16(at) == kind) return reader.part(at + 4, *reader.u16(at + 2)).value_or(Bytes());
  }
  return {};
}

/// The offset that did not fit into 32 bits: behind the sizes that did not.
std::uint64_t offset_in_extra(ByteReader entry, Bytes extra) {
  const std::size_t before = (*entry.u32(24) == kIn64 ? 8U : 0U) + (*entry.u32(20) == kIn64 ? 8U : 0U);
  return ByteReader(extra_of(extra, kExtra64)).u64(before).value_or(kIn64);
}

/// A name, and behind a NUL its spelling in UTF-8, which libarchive takes instead: Info-ZIP's field, 4.6.9.
std::string both_names(std::string name, Bytes extra) {
  const Bytes in_utf8 = extra_of(extra, kExtraUtf8);
  if (!in_utf8.empty()) name += '\0';
  for (const std::byte byte : in_utf8) name += static_cast<char>(byte);
  return name;
}

/// The names that stand behind a header, at the file or in the directory, with the extra fields.
struct Names {
  std::string name;
  std::vector<std::byte> extra;
};
Result<Names> names_at(const ByteSource& source, std::uint64_t at, std::size_t name_bytes, std::size_t extra_bytes,
                       std::string_view what) {
  auto name = read_text(source, at, name_bytes, what);
  if (!name) return std::move(name).error();
  auto extra = read_exactly(source, at + name_bytes, extra_bytes, what);
  if (!extra) return std::move(extra).error();
  std::string both = both_names(*std::move(name), *extra);
  return Names{std::move(both), *std::move(extra)};
}

/// The names at the file.
Result<std::string> name_at(const ByteSource& source, std::uint64_t offset) {
  const auto header = read_exactly(source, offset, kFileBytes, "a file of the ZIP");
  if (!header) return header.error();
  const ByteReader reader(*header);
  if (*reader.u32(0) != 0x0403'4B50) {
    return disagreement("the directory of the ZIP leads to no file", "PK\\x03\\x04",
                        fmt::format("0x{:08x}", *reader.u32(0)), offset);
  }
  auto names = names_at(source, offset + kFileBytes, *reader.u16(26), *reader.u16(28), "the name of a file of the ZIP");
  if (!names) return std::move(names).error();
  return std::move(names->name);
}

}  // namespace

std::optional<Error> zip_fault(const ByteSource& source) {
  const auto start = read_text(source, 0, std::min<std::uint64_t>(source.size_bytes(), 4), "the start of a ZIP");
  if (!start || (*start != "PK\3\4" && *start != "PK\5\6")) return std::nullopt;
  const auto directory = find_directory(source);
  if (!directory) return directory.error();
  std::uint64_t at = directory->at;
  std::uint64_t seen = 0;
  for (; at < directory->end && seen <= limits::kMaxArchiveEntries; ++seen) {
    const auto bytes = read_exactly(source, at, kEntryBytes, "the directory of the ZIP");
    if (!bytes) return bytes.error();
    const ByteReader entry(*bytes);
    if (*entry.u32(0) != 0x0201'4B50) break;
    const std::size_t name_bytes = *entry.u16(28);
    const std::size_t extra_bytes = *entry.u16(30);
    const auto listed =
        names_at(source, at + kEntryBytes, name_bytes, extra_bytes, "a name in the directory of the ZIP");
    if (!listed) return listed.error();
    const std::uint64_t file = *entry.u32(42) == kIn64 ? offset_in_extra(entry, listed->extra) : *entry.u32(42);
    const auto own = name_at(source, file);
    if (!own) return own.error();
    if (*own != listed->name) {
      return disagreement("the directory of the ZIP names a file otherwise than the file itself", printable(*own),
                          printable(listed->name), at);
    }
    at += kEntryBytes + name_bytes + extra_bytes + *entry.u16(32);
  }
  if (seen > limits::kMaxArchiveEntries) return std::nullopt;  // too many: the index tells
  if (seen % directory->counted == directory->entries && at == directory->end) return std::nullopt;
  return disagreement("the directory of the ZIP has not the entries that it counts",
                      fmt::format("{} up to {}", directory->entries, directory->end),
                      fmt::format("{} up to {}", seen, at), at);
}

}  // namespace hive
