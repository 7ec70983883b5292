#include "hive/regf/subkey_index.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "hive/limits.h"

namespace hive::regf {

void SubkeyIndex::block(const Damage& damage) {
  if (!blocked_) blocked_ = damage;
  if (met_.size() < limits::kMaxAnomaliesTold) met_.push_back(damage);
}

SubkeyIndex SubkeyIndex::read(const Cells& cells, const KeyNode& parent, const SubkeyList& top) {
  std::vector<NameHint> hints;
  const SubkeyCells all = read_subkey_cells(cells, parent, most_keys(cells), &hints);
  SubkeyIndex index;
  index.list_cell_ = top.cell;
  index.entries_.reserve(all.cells.size());
  for (const Damage& damage : all.met) index.block(damage);
  bool sorted = true;
  bool hashed = true;
  RecordName last;
  std::uint32_t last_cell = kNoCell;
  for (std::size_t i = 0; i < all.cells.size(); ++i) {
    const std::uint32_t cell = all.cells[i];
    const Checked<KeyNode> node = read_key_node(cells, cell);
    if (!node) {
      index.block(node.damage);
      continue;
    }
    if (const Damage flaw = flaw_as_child(*node, parent.cell)) index.block(flaw);
    const RecordName stored = node->name;
    if (stored.units() == 0) continue;
    const std::uint32_t hash = hash_of(stored);
    if (!agrees(hints[i], stored)) index.block({Flaw::wrong_hash, file_offset(cell), hash, hints[i].hint});
    hashed = hashed && hints[i].kind == ListKind::lh;
    const int order = last.units() > 0 ? compare(last, stored) : -1;
    if (order > 0) sorted = false;
    if (order == 0) {
      index.block(cell == last_cell ? Damage{Flaw::repeated_entry, file_offset(top.cell), 0, file_offset(cell)}
                                    : Damage{Flaw::duplicate_key, file_offset(last_cell), 0, file_offset(cell)});
    }
    last = stored;
    last_cell = cell;
    index.entries_.push_back({hash, static_cast<std::uint32_t>(i), cell});
  }
  if (!sorted) index.add_disorder(all.cells, hashed);
  std::ranges::sort(index.entries_, [](const Entry& a, const Entry& b) {
    return std::tie(a.hash, a.place) < std::tie(b.hash, b.place);
  });
  return index;
}

void SubkeyIndex::add_disorder(std::vector<std::uint32_t> cells, bool hashed) {
  const Damage disorder{Flaw::unsorted_list, file_offset(list_cell_), 0, 0};
  met_.push_back(disorder);
  std::ranges::sort(cells);
  const auto twice = std::ranges::adjacent_find(cells);
  if (twice != cells.end()) block({Flaw::repeated_entry, file_offset(list_cell_), 0, file_offset(*twice)});
  // Only a hash proves that a name is the one that was written; without it a changed name looks like this.
  if (!hashed && !blocked_) blocked_ = disorder;
}

SubkeySearch SubkeyIndex::find(const Cells& cells, const WantedName& name, std::vector<Damage>& met) const {
  SubkeySearch result;
  for (auto entry = std::ranges::lower_bound(entries_, name.hash(), {}, &Entry::hash);
       entry != entries_.end() && entry->hash == name.hash(); ++entry) {
    const Checked<RecordName> stored = read_key_name(cells, entry->cell);
    if (!stored || !equal(*stored, name)) continue;
    if (!result.found) {
      result.found = true;
      result.cell = entry->cell;
    } else if (entry->cell != result.cell) {
      result.other = entry->cell;
    }
  }
  for (const Damage& damage : met_) {
    // The two keys of the wanted name are the answer itself.
    const bool is_answer = damage.flaw == Flaw::duplicate_key && damage.offset == file_offset(result.cell);
    if (!result.found || !is_answer) met.push_back(damage);
  }
  if (!result.found) {
    result.blocked = blocked_;
  } else if (met_.empty()) {
    // Windows would not have found it either: say why.
    met.push_back({Flaw::wrong_hash, file_offset(list_cell_), name.hash(), 0});
  }
  return result;
}

const SubkeyIndex* KnownLists::index_of(std::uint32_t key_cell) const {
  const auto found = indexes_.find(key_cell);
  return found == indexes_.end() ? nullptr : &found->second;
}

const SubkeyIndex& KnownLists::add(std::uint32_t key_cell, SubkeyIndex index, std::uint64_t most) {
  if (names_ + index.size() > most) {
    indexes_.clear();
    names_ = 0;
  }
  names_ += index.size();
  return indexes_.insert_or_assign(key_cell, std::move(index)).first->second;
}

}  // namespace hive::regf
