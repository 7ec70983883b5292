#include "tests/fuzz/mutate_log.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "hive/regf/builder.h"
#include "hive/regf/marvin32.h"
#include "tests/fuzz/mutate_field.h"
#include "tests/fuzz/regf_files.h"

namespace fuzz {
namespace {

using File = std::vector<std::byte>;
constexpr std::uint32_t kEntryMagic = 0x454C7648;  // "HvLE"
constexpr std::uint32_t kNewLog = 6;
constexpr std::size_t kEntryHead = 40;

std::uint32_t u32(const File& file, std::size_t at) { return hive::ByteReader(file).u32(at).value_or(0); }

struct Entry {
  std::size_t at = 0;
  std::size_t size = 0;
};

std::vector<Entry> entries_of(const File& log) {
  std::vector<Entry> entries;
  for (std::size_t at = kSectorBytes; at + kEntryHead <= log.size();) {
    const std::size_t size = u32(log, at + 4);
    const bool sound = u32(log, at) == kEntryMagic && size >= kEntryHead && size <= log.size() - at;
    if (sound) entries.push_back({at, size});
    at += sound ? (size + kSectorBytes - 1) / kSectorBytes * kSectorBytes : kSectorBytes;
  }
  return entries;
}

void repair_hashes(File& log, const Entry& entry) {
  const std::size_t claimed = u32(log, entry.at + 4);
  const std::size_t size = claimed >= kEntryHead && claimed <= log.size() - entry.at ? claimed : entry.size;
  const hive::Bytes whole(log.data() + entry.at, size);
  const std::uint64_t body = hive::regf::marvin32(whole.subspan(kEntryHead));
  put(log, entry.at + 24, 8, body);
  put(log, entry.at + 32, 8, hive::regf::marvin32(whole.first(32)));
}

std::uint64_t interesting(std::uint64_t now, Random& random) {
  constexpr std::array<std::uint64_t, 14> kValues{
      0, 1, 8, 40, 511, 512, 513, 0x1000, 0xFFFF, 0x7FFF'FFFF, 0x8000'0000, 0xFFFF'F000, 0xFFFF'FFFF, 4096};
  switch (below(random, 3)) {
    case 0:
      return kValues[below(random, kValues.size())];
    case 1:
      return now + 512 * (below(random, 9)) - 2048;
    default:
      return now + below(random, 5) - 2;
  }
}

void change_entry(File& log, const Entry& entry, Random& random) {
  constexpr std::array<std::size_t, 5> kFields{4, 8, 12, 16, 20};
  const std::size_t choice = below(random, 10);
  if (choice < kFields.size()) {
    const std::size_t at = entry.at + kFields[choice];
    put(log, at, 4, interesting(u32(log, at), random));
  } else if (choice < 8) {  // a page's place or length
    const std::size_t pages = std::max<std::size_t>(u32(log, entry.at + 20), 1);
    const std::size_t at = entry.at + kEntryHead + 4 * below(random, std::min<std::size_t>(2 * pages, 4096));
    if (at + 4 <= entry.at + entry.size) put(log, at, 4, interesting(u32(log, at), random));
  } else {  // what a page holds
    const std::size_t at = entry.at + kEntryHead + below(random, entry.size - kEntryHead + 1);
    put(log, at, 1 + below(random, 4), random());
  }
  if (below(random, 8) != 0) repair_hashes(log, entry);
}

// Entries doubled, dropped, changed with another.
void change_order(File& log, const std::vector<Entry>& entries, Random& random) {
  const Entry& one = entries[below(random, entries.size())];
  const Entry& other = entries[below(random, entries.size())];
  const File copy(log.begin() + static_cast<std::ptrdiff_t>(one.at),
                  log.begin() + static_cast<std::ptrdiff_t>(one.at + one.size));
  const auto place = log.begin() + static_cast<std::ptrdiff_t>(other.at);
  switch (below(random, 3)) {
    case 0:
      log.insert(place, copy.begin(), copy.end());
      break;
    case 1:
      log.erase(place, place + static_cast<std::ptrdiff_t>(other.size));
      break;
    default:
      std::copy_n(copy.begin(), std::min(one.size, other.size), place);
  }
}

void change_bitmap(File& log, Random& random) {
  const std::size_t sector = kSectorBytes * std::clamp<std::size_t>(u32(log, 44), 1, 8);
  if (log.size() <= sector + 8) return;
  const std::size_t bits = u32(log, 40) / kSectorBytes;
  const std::size_t at = sector + (below(random, 8) == 0 ? 0 : 4 + below(random, bits / 8 + 1));
  if (at < log.size()) log[at] ^= std::byte{static_cast<unsigned char>(1U << below(random, 8))};
}

void change_head(File& log, Random& random) {
  constexpr std::array<std::size_t, 10> kFields{0, 4, 8, 12, 20, 24, 28, 36, 40, 44};
  const std::size_t at = kFields[below(random, kFields.size())];
  const std::uint64_t value = interesting(u32(log, at), random);
  put(log, at, 4, value);
  // A log is only believed when both numbers are the same.
  if (at == 4 && below(random, 2) == 0) put(log, 8, 4, value);
}

}  // namespace

bool is_log(const File& file) { return has_magic(file, 0) && u32(file, 28) != 0; }

void mutate_log(File& log, Random& random) {
  if (log.size() < kSectorBytes) return;
  const std::vector<Entry> entries = entries_of(log);
  const std::size_t choice = below(random, 16);
  if (choice == 0) {
    log.resize(below(random, log.size() + 1));
  } else if (choice < 4) {
    change_head(log, random);
  } else if (u32(log, 28) != kNewLog) {
    change_bitmap(log, random);
  } else if (entries.empty()) {
    put(log, below(random, log.size()), 4, random());
  } else if (choice < 6) {
    change_order(log, entries, random);
  } else {
    change_entry(log, entries[below(random, entries.size())], random);
  }
  if (log.size() >= kSectorBytes && below(random, 16) != 0) hive::regf::repair_checksum(log);
}

}  // namespace fuzz
