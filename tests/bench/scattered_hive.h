#pragma once
// A large hive as years of use leave it. What setup made stands in the order in which it was made; the cells of keys
// that came later, and of every list of subkeys that grew since, are spread over the whole file in an order that has
// nothing to do with their names. A key's values stand near it, as Windows allocates them. The same calls make the
// same bytes.

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "hive/bytes.h"
#include "hive/value.h"

namespace bench {

class ScatteredHive {
 public:
  using Key = std::uint32_t;  ///< number of a key; 0 is the root

  explicit ScatteredHive(std::string root_name);

  /// A new subkey; nobody checks that its name is new. Names are ASCII.
  Key add(Key parent, std::string name);
  /// The keys of `path` below `parent`, each made when this call or an earlier one has not.
  Key add_path(Key parent, std::string_view path);

  /// A value of the key that was made last.
  void text(std::string_view name, std::string_view content);
  void number(std::string_view name, std::uint32_t content);
  void binary(std::string_view name, std::size_t size_bytes);

  /// Keys made until now are setup's.
  void end_setup() { setup_keys_ = keys_.size(); }

  /// The hive file, in format 1.5 with `lh` lists of at most 507 entries below `ri`. The keys are used up.
  std::vector<std::byte> write();

 private:
  struct Record {
    std::string name;
    Key parent = 0;
    std::uint32_t cell = 0;
    std::uint32_t first_value = 0;
    std::uint32_t value_count = 0;
  };
  struct SmallValue {
    std::string name;
    std::string content;
    hive::ValueType type;
  };
  class Writer;

  void add_value(std::string_view name, hive::ValueType type, std::string content);

  std::vector<Record> keys_;
  std::vector<SmallValue> values_;
  std::vector<std::pair<std::string, Key>> known_paths_;
  std::size_t setup_keys_ = 1;
};

}  // namespace bench
