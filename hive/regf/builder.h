#pragma once
// Writes hives: the cases of the rules and the fixture machines go through it into the real reader, so
// that what is tested is what ships. It writes format 1.5 with `lh` lists, sorted as Windows sorts, big
// data in `db` cells, names in Latin-1 where they fit. Told to, it lies in one place (tests of damage).

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "hive/value.h"

namespace hive::regf {

/// A key to be written. Children and values may stand in any order.
struct BuildKey {
  std::string name;
  std::uint64_t written = 0;  ///< FILETIME
  std::vector<Value> values;  ///< name, type and data are used
  std::vector<BuildKey> subkeys;

  /// The child with this name (without case), made when missing. The reference lives until the next call.
  BuildKey& child(const std::string& child_name);
  /// Replaces or appends a value (name without case).
  void set(Value value);
  /// Removes a child or a value; no effect when there is none.
  void remove_child(const std::string& child_name);
  void remove_value(const std::string& value_name);
};

struct BuildOptions {
  std::uint32_t minor = 5;  ///< 1.3 to 1.6
  std::uint32_t primary_sequence = 1;
  std::uint32_t secondary_sequence = 1;       ///< other than primary: a dirty hive
  std::uint64_t written = 0;                  ///< base block
  std::uint32_t list_entries_per_leaf = 507;  ///< more subkeys than this: an `ri` list over leaves
  char leaf_kind = 'h';                       ///< 'h' lh, 'f' lf, 'i' li
};

/// The bytes of a whole hive. Deterministic.
std::vector<std::byte> build_hive(const BuildKey& root, const BuildOptions& options = {});

/// Recomputes the base block's checksum after bytes were changed on purpose.
void repair_checksum(std::vector<std::byte>& hive);

}  // namespace hive::regf
