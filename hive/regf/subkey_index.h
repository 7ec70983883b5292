#pragma once
// What misses have taught of a hive's lists of subkeys, so that the next miss in the same list costs next to nothing:
// a list that was read name by name and found sound needs no second look, one that was not is kept as an index of its
// names. Sound lists that are only searched are never here.

#include <cstdint>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "hive/regf/subkey_search.h"

namespace hive::regf {

/// All names of one list that no search can trust, read once.
class SubkeyIndex {
 public:
  static SubkeyIndex read(const Cells& cells, const KeyNode& parent, const SubkeyList& top);

  /// Appends to `met` what the list shows of damage, limits::kMaxAnomaliesTold at most.
  SubkeySearch find(const Cells& cells, const WantedName& name, std::vector<Damage>& met) const;
  std::size_t size() const { return entries_.size(); }

 private:
  struct Entry {
    std::uint32_t hash = 0;
    std::uint32_t place = 0;  ///< in list order
    std::uint32_t cell = 0;
  };
  void block(const Damage& damage);
  /// The list is out of order; `cells` are its keys, `hashed` that each name agrees with a hash.
  void add_disorder(std::vector<std::uint32_t> cells, bool hashed);

  std::uint32_t list_cell_ = 0;
  std::vector<Entry> entries_;  ///< by hash, then by place
  std::vector<Damage> met_;
  Damage blocked_{};  ///< why a name that is not here may yet be in the list
};

class KnownLists {
 public:
  bool is_sound(std::uint32_t key_cell) const { return sound_.contains(key_cell); }
  void add_sound(std::uint32_t key_cell) { sound_.insert(key_cell); }
  /// No second look at this list can be trusted, whatever the name.
  bool is_broken(std::uint32_t key_cell) const { return broken_.contains(key_cell); }
  void add_broken(std::uint32_t key_cell) { broken_.insert(key_cell); }
  const SubkeyIndex* index_of(std::uint32_t key_cell) const;
  /// Forgets other indexes when they would hold more names than `most`, the keys that the hive can hold.
  const SubkeyIndex& add(std::uint32_t key_cell, SubkeyIndex index, std::uint64_t most);

 private:
  std::unordered_set<std::uint32_t> sound_;
  std::unordered_set<std::uint32_t> broken_;
  std::unordered_map<std::uint32_t, SubkeyIndex> indexes_;
  std::uint64_t names_ = 0;
};

}  // namespace hive::regf
