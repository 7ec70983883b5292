#include "hive/ewf_table.h"

#include <fmt/format.h>

#include <utility>

#include "hive/bytes.h"

namespace hive {
namespace {

constexpr std::uint32_t kCompressed = 1U << 31U;
constexpr std::size_t kHeaderBytes = 24;
constexpr std::size_t kEntryBytes = 4;
constexpr std::size_t kCheckBytes = 4;

}  // namespace

EwfChunkPlace EwfTable::place(std::size_t entry) const {
  const std::uint64_t begin = base + (entries[entry] & ~kCompressed);
  const std::uint64_t behind = entry + 1 < entries.size() ? base + (entries[entry + 1] & ~kCompressed) : end;
  return {begin, behind - begin, (entries[entry] & kCompressed) != 0};
}

Result<EwfTable> read_ewf_table(std::shared_ptr<const EwfSegment> segment, const EwfSection& section,
                                std::optional<EwfRange> chunks, std::uint64_t most_entries) {
  const auto header = read_ewf_sealed(*segment, section.begin, kHeaderBytes, "a table of the EWF image");
  if (!header) return header.error();
  const std::uint64_t count = ByteReader(*header).u32(0).value_or(0);
  const std::uint64_t entries_at = section.begin + kHeaderBytes;
  const std::uint64_t behind = entries_at + count * kEntryBytes + kCheckBytes;
  if (behind > section.end) {
    return ewf_error(*segment, section.offset, "a table of the EWF image has more entries than fit into its section",
                     fmt::format("{} bytes", section.end - section.begin), fmt::format("{} entries", count));
  }
  if (count > most_entries) {
    Error error = ewf_error(*segment, section.offset, "the EWF image has too many chunks",
                            fmt::format("{} more at most", most_entries), fmt::format("{}", count));
    error.code = ErrorCode::limit_exceeded;
    return error;
  }
  EwfTable table{
      .segment = std::move(segment), .base = ByteReader(*header).u64(8).value_or(0), .end = 0, .entries = {}};
  const auto bytes =
      read_ewf_sealed(*table.segment, entries_at, static_cast<std::size_t>(count) * kEntryBytes + kCheckBytes,
                      "the entries of a table of the EWF image");
  if (!bytes) return bytes.error();
  const EwfRange range = chunks.value_or(EwfRange{behind, section.end});
  table.end = range.end;
  table.entries.reserve(static_cast<std::size_t>(count));
  // Compared without the base: their sum could overflow.
  std::uint64_t least = table.base < range.begin ? range.begin - table.base : 0;
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint32_t entry = ByteReader(*bytes).u32(i * kEntryBytes).value_or(0);
    const std::uint64_t place = entry & ~kCompressed;
    if (table.base > range.end || place < least || place >= range.end - table.base) {
      return ewf_error(*table.segment, entries_at + i * kEntryBytes,
                       "the chunks of a table of the EWF image do not lie one behind the other where chunks belong",
                       fmt::format("bytes {} to {} of the file", range.begin, range.end),
                       fmt::format("base {} and entry {:08x}", table.base, entry));
    }
    least = place + 1;
    table.entries.push_back(entry);
  }
  return table;
}

}  // namespace hive
