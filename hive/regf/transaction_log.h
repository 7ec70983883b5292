#pragma once
// Transaction logs: changes to a hive that Windows had not carried into it yet (hives.md 9, after the
// published format specification). A log begins with 512 bytes of a base block, then
//   old format (file type 1, 2; Windows 2000 to 8), S = 512 x cluster of the base block
//     S "DIRT" | S + 4 one bit for each 512 bytes of hive bins, low bit first | at the next multiple of S the
//     pages whose bit is set, in order, without gaps
//   new format (file type 6; Windows 8.1 and later), entries from 512 on, each a multiple of 512
//     0 "HvLE" | 4 size | 8 flags | 12 sequence number | 16 size of the hive bins afterwards | 20 count of pages
//     24 Marvin32 of bytes 40 to the end | 32 Marvin32 of bytes 0 to 31 | 40 pairs of offset (from the bins) and
//     length | the pages one after another
// Nothing here decides which log fits a hive; see hive/recovery.h.

#include <cstdint>
#include <optional>
#include <vector>

#include "hive/lazy_bytes.h"
#include "hive/regf/base_block.h"

namespace hive::regf {

/// Bytes for one place of the hive; a view into the log.
struct LogPage {
  std::uint64_t offset = 0;  ///< absolute in the hive file
  Bytes bytes;
};

struct LogEntry {
  std::uint32_t sequence = 0;
  std::uint32_t flags = 0;
  std::uint32_t bins_bytes = 0;  ///< size of the hive bins once it is applied
  std::uint64_t size_bytes = 0;  ///< of the entry
  std::vector<LogPage> pages;
};

constexpr bool is_new_log(const BaseBlock& head) { return head.type == 6; }

/// The base block of a log. Errors: corrupt (not a log, bad checksum, its two sequence numbers differ), truncated.
Result<BaseBlock> read_log_head(const LazyBytes& log);

/// Where the entries of a new log begin.
inline constexpr std::uint64_t kFirstLogEntry = 512;

/// The entry at `offset`, which must carry `sequence`. Errors: corrupt with the reason, truncated.
Result<LogEntry> read_log_entry(const LazyBytes& log, std::uint64_t offset, std::uint32_t sequence);

/// The first entry with a sound head at or behind `offset` whose number is `sequence` or later: changes that lie behind
/// damage. Nothing when what follows is remnants of older entries, as is usual.
/// Errors: io, truncated (the file became shorter): nobody can say what lies there.
Result<std::optional<std::uint32_t>> find_later_entry(const LazyBytes& log, std::uint64_t offset,
                                                      std::uint32_t sequence);

/// True when an entry with this number, or a later one, was begun at `offset` and cannot be read whole: damaged, cut
/// off, or not written to its end. Zeros, the end of the file and remnants of older entries are none.
bool is_broken_entry(const LazyBytes& log, std::uint64_t offset, std::uint32_t sequence);

/// All pages of an old log, neighbours joined, and how many pages of 512 bytes they are. Errors: corrupt (no
/// bitmap, an impossible cluster or size of bins), truncated (a page is missing: then none is given).
struct DirtyPages {
  std::vector<LogPage> runs;
  std::uint64_t count = 0;
};
Result<DirtyPages> read_dirty_pages(const LazyBytes& log, const BaseBlock& head);

/// True when `left` comes before `right`; sequence numbers wrap (hives.md 9.3).
constexpr bool comes_before(std::uint32_t left, std::uint32_t right) {
  return static_cast<std::int32_t>(left - right) < 0;
}

}  // namespace hive::regf
