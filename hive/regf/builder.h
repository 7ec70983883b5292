#pragma once
// Writes hives: the cases of the rules and the fixture machines go through it into the real reader, so
// that what is tested is what ships. It writes format 1.5 with `lh` lists, sorted as Windows sorts, big
// data in `db` cells, names in Latin-1 where they fit. Tests of damage ask where its cells lie and change
// bytes there.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "hive/value.h"

namespace hive::regf {

/// A key to be written. Children and values may stand in any order.
struct BuildKey {
  std::string name;
  std::uint64_t written = 0;       ///< FILETIME
  std::vector<Value> values = {};  ///< name, type and data are used
  std::vector<BuildKey> subkeys = {};

  /// The child with this name (without case), made with this key's time when missing. The reference lives
  /// until the next call.
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
  std::string file_name = {};                 ///< base block, for people; its last 31 UTF-16 units
};

/// The bytes of a whole hive. Deterministic.
std::vector<std::byte> build_hive(const BuildKey& root, const BuildOptions& options = {});

enum class CellKind { key, security, subkey_list, subkey_leaf, value_list, value, value_data, segment_list, segment };

/// Where a cell was put. `subkey_leaf` is a leaf below an `ri` list.
struct BuiltCell {
  CellKind kind = CellKind::key;
  std::string key;           ///< path of its key below the root, with `\`; the root is ""
  std::string value;         ///< name of its value, for the kinds that belong to one
  std::uint64_t offset = 0;  ///< of the cell's size field, absolute in the file; its content begins 4 bytes on
};

struct BuiltHive {
  std::vector<std::byte> bytes;
  std::vector<BuiltCell> cells;  ///< in file order
};

/// The same bytes with a map of them, for tests that then damage one place.
BuiltHive build_located_hive(const BuildKey& root, const BuildOptions& options = {});

/// Offset of the first such cell in the map (names as they were given). It must be there.
std::uint64_t cell_offset(const BuiltHive& hive, CellKind kind, std::string_view key, std::string_view value = {});

/// Recomputes the base block's checksum after bytes were changed on purpose.
void repair_checksum(std::vector<std::byte>& hive);

}  // namespace hive::regf
