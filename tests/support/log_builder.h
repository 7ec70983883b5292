#pragma once
// Transaction logs for tests: what leads from one hive to another, in either format.

#include <cstdint>
#include <utility>
#include <vector>

#include "hive/recovery.h"
#include "hive/regf/base_block.h"
#include "hive/regf/builder.h"
#include "hive/regf/marvin32.h"
#include "tests/support/regf_patch.h"

namespace hiveaudit_tests {

using ByteVector = std::vector<std::byte>;

struct PageChange {
  std::uint32_t offset = 0;  ///< from the hive bins
  ByteVector bytes;
};

/// Sectors of the bins that differ, `unit` bytes each; `after` may be longer.
inline std::vector<PageChange> changes(const ByteVector& before, const ByteVector& after, std::size_t unit) {
  std::vector<PageChange> pages;
  for (std::size_t at = 4096; at < after.size(); at += unit) {
    const auto from = after.begin() + static_cast<std::ptrdiff_t>(at);
    const ByteVector page(from, from + static_cast<std::ptrdiff_t>(unit));
    const bool same = at + unit <= before.size() &&
                      std::equal(page.begin(), page.end(), before.begin() + static_cast<std::ptrdiff_t>(at));
    if (!same) pages.push_back({static_cast<std::uint32_t>(at - 4096), page});
  }
  return pages;
}

inline void mark_dirty(ByteVector& hive, std::uint32_t primary, std::uint32_t secondary) {
  poke(hive, 4, primary);
  poke(hive, 8, secondary);
  hive::regf::repair_checksum(hive);
}

/// The head of a log: the hive's base block with both sequence numbers equal.
inline ByteVector log_head(const ByteVector& hive, std::uint32_t type, std::uint32_t number) {
  ByteVector head(hive.begin(), hive.begin() + 512);
  poke(head, 4, number);
  poke(head, 8, number);
  poke(head, 28, type);
  hive::regf::repair_checksum(head);
  return head;
}

inline ByteVector log_entry(std::uint32_t number, std::uint32_t bins_bytes, const std::vector<PageChange>& pages) {
  ByteVector entry(40 + 8 * pages.size());
  for (const PageChange& page : pages) entry.insert(entry.end(), page.bytes.begin(), page.bytes.end());
  entry.resize((entry.size() + 511) / 512 * 512);
  poke(entry, 0, 0x454C'7648U);
  poke(entry, 4, static_cast<std::uint32_t>(entry.size()));
  poke(entry, 12, number);
  poke(entry, 16, bins_bytes);
  poke(entry, 20, static_cast<std::uint32_t>(pages.size()));
  for (std::size_t i = 0; i < pages.size(); ++i) {
    poke(entry, 40 + 8 * i, pages[i].offset);
    poke(entry, 44 + 8 * i, static_cast<std::uint32_t>(pages[i].bytes.size()));
  }
  poke(entry, 24, hive::regf::marvin32(hive::Bytes(entry).subspan(40)));
  poke(entry, 32, hive::regf::marvin32(hive::Bytes(entry).first(32)));
  return entry;
}

inline std::uint32_t bins_of(const ByteVector& hive) { return static_cast<std::uint32_t>(hive.size() - 4096); }

/// A log of the new format whose first entry carries `first`, one entry for each following hive of `steps`.
inline ByteVector new_log(const std::vector<ByteVector>& steps, std::uint32_t first) {
  ByteVector log = log_head(steps.front(), 6, first);
  for (std::size_t i = 1; i < steps.size(); ++i) {
    const ByteVector entry =
        log_entry(first + static_cast<std::uint32_t>(i) - 1, bins_of(steps[i]), changes(steps[i - 1], steps[i], 4096));
    log.insert(log.end(), entry.begin(), entry.end());
  }
  return log;
}

/// A log of the old format, sectors of 512 x `cluster` bytes.
inline ByteVector old_log(const ByteVector& before, const ByteVector& after, std::uint32_t number,
                          std::uint32_t cluster = 1) {
  const std::size_t sector = std::size_t{512} * cluster;
  ByteVector log = log_head(after, 1, number);
  poke(log, 44, cluster);
  hive::regf::repair_checksum(log);
  log.resize(sector);
  const std::size_t map_bytes = bins_of(after) / 512 / 8;
  ByteVector map(4 + map_bytes);
  poke(map, 0, 0x5452'4944U);
  ByteVector pages;
  for (const PageChange& page : changes(before, after, 512)) {
    const std::size_t bit = page.offset / 512;
    map[4 + bit / 8] |= static_cast<std::byte>(1U << (bit % 8));
    pages.insert(pages.end(), page.bytes.begin(), page.bytes.end());
  }
  log.insert(log.end(), map.begin(), map.end());
  log.resize((log.size() + sector - 1) / sector * sector);
  log.insert(log.end(), pages.begin(), pages.end());
  return log;
}

inline hive::HiveLog as_log(std::string path, ByteVector bytes) {
  hive::HiveLog log;
  log.path = std::move(path);
  log.size_bytes = bytes.size();
  log.source = hive::open_memory(std::move(bytes));
  return log;
}

inline ByteVector all_bytes(const hive::ByteSource& source) {
  ByteVector bytes(static_cast<std::size_t>(source.size_bytes()));
  const auto got = source.read_at(0, bytes);
  bytes.resize(got ? *got : 0);
  return bytes;
}

}  // namespace hiveaudit_tests
