#pragma once
// What is wrong at one place of a hive. Small and trivially copied, so that reading a sound hive never
// pays for words; spelled out as Error or Anomaly only when somebody asks.

#include <cstdint>
#include <string>

#include "hive/anomaly.h"
#include "hive/error.h"

namespace hive::regf {

enum class Flaw : std::uint8_t {
  none,
  // A cell that cannot be read.
  no_cell,
  misaligned,
  outside_bins,
  behind_end,
  unreadable_file,
  free_cell,
  bad_cell_size,
  cell_too_long,
  cell_too_short,
  // Keys and their lists.
  not_a_key,
  bad_key_name,
  not_a_list,
  list_too_long,
  list_nesting,
  list_cycle,
  subkey_count,
  unsorted_list,
  wrong_hash,
  duplicate_key,
  wrong_parent,
  repeated_entry,
  key_cycle,
  key_depth,
  layered_key,
  not_the_root,
  // Values.
  not_a_value,
  bad_value_name,
  value_list_too_long,
  value_count,
  uncounted_value,
  repeated_value,
  duplicate_value,
  short_data,
  not_big_data,
  oversized_data,
  // The hive as a whole.
  bad_checksum,
  dirty,
  bins_size,
  truncated,
  bad_bin_header,
  bad_bin_size,
};

/// `offset` is absolute in the hive file; what `expected` and `found` count depends on the flaw.
struct Damage {
  Flaw flaw = Flaw::none;
  std::uint64_t offset = 0;
  std::uint64_t expected = 0;
  std::uint64_t found = 0;

  explicit operator bool() const { return flaw != Flaw::none; }
};

/// A value, or the damage that explains its absence.
template <class T>
struct Checked {
  T value{};
  Damage damage{};

  explicit operator bool() const { return damage.flaw == Flaw::none; }
  const T* operator->() const { return &value; }
  const T& operator*() const { return value; }
};

/// `key` is the registry key that was being read, for people; may be empty.
Error to_error(const Damage& damage, std::string key);
Anomaly to_anomaly(const Damage& damage, const std::string& key);
/// True for what makes a hive `damaged`: something is broken, not merely odd, unwritten or out of order.
bool breaks_structure(Flaw flaw);
/// The stable word of an anomaly, e.g. "unsorted-list".
const char* word_of(Flaw flaw);

}  // namespace hive::regf
