#include "hive/regf/damage.h"

#include <fmt/format.h>

#include <utility>

#include "hive/utf16.h"

namespace hive::regf {

namespace {

/// How a flaw is told. `{}` in `expected` and `found` stand for the numbers of the Damage.
struct Wording {
  ErrorCode code;
  const char* word;
  const char* message;
  const char* expected;
  const char* found;
};

Wording wording_of(Flaw flaw) {
  constexpr ErrorCode corrupt = ErrorCode::corrupt;
  switch (flaw) {
    case Flaw::none:
      break;
    case Flaw::no_cell:
      return {corrupt, "bad-cell", "a cell is missing", "a cell", "no cell (0xffffffff)"};
    case Flaw::misaligned:
      return {corrupt, "bad-cell", "a cell offset points into the middle of a cell", "a multiple of 8", "0x{:08x}"};
    case Flaw::outside_bins:
      return {corrupt, "bad-cell", "a cell lies outside the hive bins", "an offset below 0x{:08x}", "0x{:08x}"};
    case Flaw::behind_end:
      return {ErrorCode::truncated, "truncated", "a cell lies behind the end of the file", "at least {} bytes",
              "a file of {} bytes"};
    case Flaw::unreadable_file:
      return {ErrorCode::io, "io", "the file could not be read", "", ""};
    case Flaw::free_cell:
      return {corrupt, "bad-cell", "a reference leads to a free cell", "an allocated cell (negative size)",
              "size 0x{:08x}"};
    case Flaw::bad_cell_size:
      return {corrupt, "bad-cell", "a cell has an impossible size", "a multiple of 8", "{} bytes"};
    case Flaw::cell_too_long:
      return {corrupt, "bad-cell", "a cell reaches beyond the hive bins", "at most {} bytes", "{} bytes"};
    case Flaw::cell_too_short:
      return {corrupt, "bad-cell", "a cell is too short for its record", "at least {} bytes", "{} bytes"};
    case Flaw::not_a_key:
      return {corrupt, "not-a-key", "a reference to a key leads to something else", "`nk`", "0x{:04x}"};
    case Flaw::bad_key_name:
      return {corrupt, "bad-key-name", "the name of a key is empty, or does not fit its cell or its encoding",
              "1 to {} bytes, even in UTF-16", "{} bytes"};
    case Flaw::not_a_list:
      return {corrupt, "not-a-list", "a reference to a list of subkeys leads to something else",
              "`lf`, `lh`, `li` or `ri`", "0x{:04x}"};
    case Flaw::list_too_long:
      return {corrupt, "list-too-long", "a list of subkeys claims more entries than its cell holds", "at most {}",
              "{}"};
    case Flaw::list_nesting:
      return {corrupt, "list-nesting", "lists of subkeys are nested too deeply", "at most {} levels", "more"};
    case Flaw::list_cycle:
      return {corrupt, "list-cycle", "a list of subkeys contains itself or the same list twice", "distinct lists",
              "0x{:08x} again"};
    case Flaw::subkey_count:
      return {corrupt, "subkey-count", "a key and its list disagree on the number of subkeys", "{}", "{}"};
    case Flaw::unsorted_list:
      return {corrupt, "unsorted-list",
              "a list of subkeys is out of order: Windows searches it by order and may not see some of its keys",
              "names in Windows' order", ""};
    case Flaw::wrong_hash:
      return {corrupt, "wrong-hash", "the hash of a subkey does not fit its name: Windows may not see the key",
              "0x{:08x}", "0x{:08x}"};
    case Flaw::duplicate_key:
      return {corrupt, "duplicate-key", "two subkeys have the same name", "one", "another key at 0x{1:08x}"};
    case Flaw::wrong_parent:
      return {corrupt, "wrong-parent", "a key stands in the list of a key that is not its parent", "parent 0x{:08x}",
              "0x{:08x}"};
    case Flaw::repeated_entry:
      return {corrupt, "repeated-entry", "a list of subkeys names a key twice: it has lost another", "distinct keys",
              "0x{:08x} again"};
    case Flaw::key_cycle:
      return {corrupt, "key-cycle", "a key is reached twice", "a tree", ""};
    case Flaw::key_depth:
      return {ErrorCode::limit_exceeded, "key-depth", "keys are nested too deeply", "at most {} levels", "more"};
    case Flaw::layered_key:
      return {ErrorCode::unsupported, "layered-key",
              "the hive is a layer of a container: what is not in it may be in the layer below", "a whole hive",
              "a differencing hive (layer {1})"};
    case Flaw::not_the_root:
      return {corrupt, "not-the-root", "the base block names a root that is a subkey of another key",
              "a key without a parent", "a subkey of the key at 0x{1:08x}"};
    case Flaw::not_a_value:
      return {corrupt, "not-a-value", "a reference to a value leads to something else", "`vk`", "0x{:04x}"};
    case Flaw::bad_value_name:
      return {corrupt, "bad-value-name", "the name of a value does not fit its cell or its encoding",
              "at most {} bytes, even in UTF-16", "{} bytes"};
    case Flaw::value_list_too_long:
      return {corrupt, "list-too-long", "a key claims more values than its list holds", "at most {}", "{}"};
    case Flaw::value_count:
      return {corrupt, "value-count", "a key has no values but a list of them", "{} values", "a list at 0x{:08x}"};
    case Flaw::uncounted_value:
      return {corrupt, "value-count", "a key counts fewer values than its list holds", "{} values",
              "another at 0x{1:08x}"};
    case Flaw::repeated_value:
      return {corrupt, "repeated-entry", "a list of values names a value twice: it has lost another", "distinct values",
              "0x{:08x} again"};
    case Flaw::duplicate_value:
      return {corrupt, "duplicate-value", "two values of a key have the same name", "one",
              "another value at 0x{1:08x}"};
    case Flaw::short_data:
      return {corrupt, "short-data", "a value declares more data than the hive holds", "{} bytes", "{} bytes"};
    case Flaw::not_big_data:
      return {corrupt, "bad-big-data", "the segments of a big value do not cover its size", "{} segments", "{}"};
    case Flaw::oversized_data:
      return {ErrorCode::limit_exceeded, "oversized-data", "a value is too large to be read", "at most {} bytes",
              "{} bytes"};
    case Flaw::bad_checksum:
      return {corrupt, "bad-checksum", "the checksum of the base block is wrong", "0x{:08x}", "0x{:08x}"};
    case Flaw::dirty:
      return {corrupt, "dirty", "the hive was not written completely: newer data may lie in its logs",
              "equal sequence numbers", "{} and {}"};
    case Flaw::bins_size:
      return {corrupt, "bins-size", "the size of the hive bins is impossible", "a positive multiple of 4096",
              "{1} bytes"};
    case Flaw::truncated:
      return {ErrorCode::truncated, "truncated", "the file ends before its hive bins do", "{} bytes", "{} bytes"};
    case Flaw::bad_bin_header:
      return {corrupt, "bad-bin-header", "a hive bin has no valid header", "`hbin` and its own offset", "0x{1:08x}"};
    case Flaw::bad_bin_size:
      return {corrupt, "bad-bin-header", "a hive bin has an impossible size", "a multiple of 4096, at most 0x{:08x}",
              "0x{1:08x}"};
  }
  return {corrupt, "damage", "the hive is damaged", "", ""};
}

std::string filled(const char* pattern, const Damage& damage, bool is_found) {
  const std::string_view text = pattern;
  // A pattern names its number by position when both are needed; else `{}` is the number of its own side.
  if (text.find("{1") != std::string_view::npos || text.find("{} and {}") != std::string_view::npos) {
    return fmt::format(fmt::runtime(text), damage.expected, damage.found);
  }
  return fmt::format(fmt::runtime(text), is_found ? damage.found : damage.expected);
}

}  // namespace

Error to_error(const Damage& damage, std::string key) {
  const Wording wording = wording_of(damage.flaw);
  Error error{
      wording.code, wording.message, filled(wording.expected, damage, false), filled(wording.found, damage, true), {}};
  error.where.key = std::move(key);
  error.where.offset = damage.offset;
  return error;
}

Anomaly to_anomaly(const Damage& damage, const std::string& key) {
  const Error error = to_error(damage, key);
  std::string message = error.message;
  if (!key.empty()) message += " in " + printable(key);
  if (!error.expected.empty() && !error.found.empty()) {
    message += fmt::format(" (expected {}, found {})", error.expected, error.found);
  }
  return {wording_of(damage.flaw).word, damage.offset, std::move(message)};
}

bool breaks_structure(Flaw flaw) {
  switch (flaw) {
    case Flaw::none:
    case Flaw::unsorted_list:
    case Flaw::wrong_hash:
    case Flaw::duplicate_key:
    case Flaw::duplicate_value:
    case Flaw::layered_key:
    case Flaw::bad_checksum:
    case Flaw::dirty:
      return false;
    default:
      return true;
  }
}

const char* word_of(Flaw flaw) { return wording_of(flaw).word; }

}  // namespace hive::regf
