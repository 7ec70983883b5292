// Numbers and offsets: PKWARE, "APPNOTE.TXT - .ZIP File Format Specification", 4.3.7, 4.3.12, 4.3.14 to 4.3.16, 4.5.3.

#include "hive/zip_directory.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>

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

/// Where the directory lies.
struct Directory {
  std::uint64_t entries = 0;
  std::uint64_t at = 0;
  std::uint64_t end = 0;
  std::uint64_t shift = 0;  ///< what stands in front of the archive: a program that unpacks it
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
  Directory found{.entries = *end.u16(10), .at = *end.u32(16), .end = end_at, .shift = 0};
  std::uint64_t bytes = *end.u32(12);
  const auto locator = read_exactly(source, end_at - std::min<std::uint64_t>(end_at, kLocatorBytes), kLocatorBytes,
                                    "the end of a large ZIP");
  if (locator && *ByteReader(*locator).u32(0) == 0x0706'4B50) {
    // Programs that unpack themselves shift this, too; none of 4 GiB is known.
    found.end = *ByteReader(*locator).u64(8);
    const auto end64 = read_exactly(source, found.end, kEnd64Bytes, "the end of a large ZIP");
    if (!end64) return end64.error();
    const ByteReader reader(*end64);
    found.entries = *reader.u64(32);
    bytes = *reader.u64(40);
    found.at = *reader.u64(48);
  }
  if (bytes > found.end || found.at > found.end - bytes) {
    return disagreement("the directory of the ZIP does not fit in front of its end",
                        fmt::format("at most {}", found.end), fmt::format("{} bytes at {}", bytes, found.at), end_at);
  }
  found.shift = found.end - bytes - found.at;
  found.at += found.shift;
  return found;
}

/// The offset that did not fit into 32 bits: behind the sizes that did not.
std::uint64_t offset_in_extra(ByteReader entry, Bytes extra) {
  const ByteReader reader(extra);
  for (std::size_t at = 0; reader.u16(at + 2); at += 4 + *reader.u16(at + 2)) {
    if (*reader.u16(at) != kExtra64) continue;
    const std::size_t before = (*entry.u32(24) == kIn64 ? 8U : 0U) + (*entry.u32(20) == kIn64 ? 8U : 0U);
    return reader.u64(at + 4 + before).value_or(kIn64);
  }
  return kIn64;
}

/// The name at the file.
Result<std::string> name_at(const ByteSource& source, std::uint64_t offset) {
  const auto header = read_exactly(source, offset, kFileBytes, "a file of the ZIP");
  if (!header) return header.error();
  const ByteReader reader(*header);
  if (*reader.u32(0) != 0x0403'4B50) {
    return disagreement("the directory of the ZIP leads to no file", "PK\\x03\\x04",
                        fmt::format("0x{:08x}", *reader.u32(0)), offset);
  }
  return read_text(source, offset + kFileBytes, *reader.u16(26), "the name of a file of the ZIP");
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
    const auto name = read_text(source, at + kEntryBytes, name_bytes, "a name in the directory of the ZIP");
    if (!name) return name.error();
    std::uint64_t file = *entry.u32(42);
    if (file == kIn64) {
      const auto extra = read_exactly(source, at + kEntryBytes + name_bytes, extra_bytes, "the directory of the ZIP");
      if (!extra) return extra.error();
      file = offset_in_extra(entry, *extra);
    }
    const auto own = name_at(source, file + directory->shift);
    if (!own) return own.error();
    if (*own != *name) {
      return disagreement("the directory of the ZIP names a file otherwise than the file itself", printable(*own),
                          printable(*name), at);
    }
    at += kEntryBytes + name_bytes + extra_bytes + *entry.u16(32);
  }
  if (seen == directory->entries || seen > limits::kMaxArchiveEntries)
    return std::nullopt;  // too many: the index tells
  return disagreement("the directory of the ZIP has not the entries that it counts",
                      fmt::format("{}", directory->entries), fmt::format("{}", seen), at);
}

}  // namespace hive
