#include "hive/regf/subkey_search.h"

#include <optional>

namespace hive::regf {

namespace {

/// Keys with up to so many subkeys are read name by name before one is called absent: as cheap as being clever.
constexpr std::uint32_t kReadAllNames = 16;

class Search {
 public:
  Search(const Cells& cells, const KeyNode& parent, const SubkeyList& top, const WantedName& name)
      : cells_(cells), parent_(parent), top_(top), name_(name) {}

  std::optional<SubkeySearch> quick() const;
  bool surely_absent() const;
  SubkeySearch name_by_name(std::vector<Damage>& met) const;

 private:
  enum class Probe { before, equal, after, broken };
  Probe probe(std::uint32_t cell) const;
  /// The leaf that holds the name if the leaves are sorted.
  Checked<SubkeyList> likely_leaf() const;
  std::optional<SubkeySearch> by_hash(const SubkeyList& leaf) const;
  std::optional<SubkeySearch> by_order(const SubkeyList& leaf, bool& broken) const;
  bool none_in_leaf(const SubkeyList& leaf) const;

  const Cells& cells_;
  const KeyNode& parent_;
  const SubkeyList& top_;
  const WantedName& name_;
};

Search::Probe Search::probe(std::uint32_t cell) const {
  RecordName stored = peek_key_name(cells_, cell);
  if (stored.bytes.empty()) {
    const Checked<RecordName> read = read_key_name(cells_, cell);
    if (!read) return Probe::broken;
    stored = *read;
  }
  const int order = compare(stored, name_);
  if (order == 0) return Probe::equal;
  return order < 0 ? Probe::before : Probe::after;
}

Checked<SubkeyList> Search::likely_leaf() const {
  if (top_.kind != ListKind::ri || top_.count == 0) return {top_, {}};
  std::uint32_t low = 0;
  std::uint32_t high = top_.count;
  Checked<SubkeyList> chosen = read_leaf(cells_, top_, 0);
  // The first name of leaf `low` is not behind the wanted name, that of leaf `high` is.
  while (high - low > 1) {
    const std::uint32_t middle = low + (high - low) / 2;
    const Checked<SubkeyList> leaf = read_leaf(cells_, top_, middle);
    if (!leaf) return leaf;
    const Probe first = leaf->count == 0 ? Probe::after : probe(leaf->entry(0));
    if (first == Probe::broken) return {{}, {Flaw::not_a_key, file_offset(leaf->entry(0)), 0, 0}};
    if (first == Probe::after) {
      high = middle;
    } else {
      low = middle;
      chosen = leaf;
    }
  }
  return chosen;
}

std::optional<SubkeySearch> Search::by_hash(const SubkeyList& leaf) const {
  std::optional<SubkeySearch> hit;
  const ByteReader entries{leaf.entries};
  const std::uint32_t hash = name_.hash();
  for (std::uint32_t i = 0; i < leaf.count; ++i) {
    if (entries.u32(std::size_t{i} * 8 + 4) != hash || probe(leaf.entry(i)) != Probe::equal) continue;
    if (hit) {
      if (leaf.entry(i) != hit->cell) hit->other = leaf.entry(i);
    } else {
      hit = SubkeySearch{true, leaf.entry(i), kNoCell, {}};
    }
  }
  return hit;
}

std::optional<SubkeySearch> Search::by_order(const SubkeyList& leaf, bool& broken) const {
  std::uint32_t low = 0;
  std::uint32_t high = leaf.count;
  while (low < high) {
    const std::uint32_t middle = low + (high - low) / 2;
    const Probe found = probe(leaf.entry(middle));
    if (found == Probe::broken) {
      broken = true;
      return std::nullopt;
    }
    if (found == Probe::equal) {
      const bool before = middle > 0 && probe(leaf.entry(middle - 1)) == Probe::equal;
      const bool after = middle + 1 < leaf.count && probe(leaf.entry(middle + 1)) == Probe::equal;
      const std::uint32_t cell = leaf.entry(before ? middle - 1 : middle);
      const std::uint32_t other = before ? leaf.entry(middle) : (after ? leaf.entry(middle + 1) : kNoCell);
      return SubkeySearch{true, cell, other == cell ? kNoCell : other, {}};
    }
    if (found == Probe::before) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return std::nullopt;
}

std::optional<SubkeySearch> Search::quick() const {
  const Checked<SubkeyList> leaf = likely_leaf();
  if (!leaf || leaf->kind == ListKind::ri) return std::nullopt;
  if (leaf->kind == ListKind::lh) return by_hash(*leaf);
  bool broken = false;
  return by_order(*leaf, broken);
}

bool Search::none_in_leaf(const SubkeyList& leaf) const {
  // Only `lh` lists hold something that tells about a name without reading it, and only where many names
  // would have to be read is that worth less certainty: Windows finds a key of such a list by hash alone.
  const bool read_all = leaf.kind != ListKind::lh || parent_.subkey_count <= kReadAllNames;
  for (std::uint32_t i = 0; i < leaf.count; ++i) {
    const std::uint32_t cell = leaf.entry(i);
    if (!cells_.plausible(cell)) return false;
    if (!read_all && leaf.hint(i) != name_.hash()) continue;
    const Probe found = probe(cell);
    if (found == Probe::equal || found == Probe::broken) return false;
  }
  if (read_all) return true;
  // The hashes say no; ask the order too, so that one wrong hash cannot hide a key.
  bool broken = false;
  return !by_order(leaf, broken) && !broken;
}

bool Search::surely_absent() const {
  if (top_.shortfall || find_repeated_leaf(top_)) return false;
  const std::uint32_t leaves = leaf_count(top_);
  std::uint64_t total = 0;
  for (std::uint32_t i = 0; i < leaves; ++i) {
    const Checked<SubkeyList> leaf = read_leaf(cells_, top_, i);
    if (!leaf || leaf->shortfall) return false;
    total += leaf->count;
    if (total > parent_.subkey_count) return false;
    if (!none_in_leaf(*leaf)) return false;
  }
  return total == parent_.subkey_count;
}

SubkeySearch Search::name_by_name(std::vector<Damage>& met) const {
  SubkeyCells all = read_subkey_cells(cells_, parent_, most_keys(cells_));
  SubkeySearch result;
  const auto block = [&](const Damage& damage) {
    if (!result.blocked) result.blocked = damage;
    met.push_back(damage);
  };
  for (const Damage& damage : all.met) block(damage);
  bool sorted = true;
  RecordName last;
  for (const std::uint32_t cell : all.cells) {
    const Checked<RecordName> stored = read_key_name(cells_, cell);
    if (!stored) {
      block(stored.damage);
      continue;
    }
    if (last.units() > 0 && compare(last, *stored) > 0) sorted = false;
    last = *stored;
    if (!equal(*stored, name_)) continue;
    if (result.found) {
      if (result.cell != cell) result.other = cell;
    } else {
      result.found = true;
      result.cell = cell;
    }
  }
  if (!sorted) met.push_back({Flaw::unsorted_list, file_offset(top_.cell), 0, 0});
  if (!result.found) return result;
  result.blocked = {};
  // Windows would not have found it either: say why.
  if (sorted && met.empty()) {
    met.push_back({Flaw::wrong_hash, file_offset(top_.cell), name_.hash(), 0});
  }
  return result;
}

}  // namespace

SubkeySearch find_subkey(const Cells& cells, const KeyNode& parent, const WantedName& name, std::vector<Damage>& met) {
  if (parent.subkey_count == 0 && parent.subkey_list == kNoCell) return {};
  const Checked<SubkeyList> top = read_subkey_list(cells, parent.subkey_list);
  if (parent.subkey_count == 0) {
    // A stale reference is harmless; a sound list with entries means that the count is wrong.
    if (!top || top->count == 0) return {};
    met.push_back({Flaw::subkey_count, file_offset(parent.cell), 0, top->count});
    SubkeySearch contradicted;
    contradicted.blocked = met.back();
    return contradicted;
  }
  if (!top) {
    met.push_back(top.damage);
    SubkeySearch unreadable;
    unreadable.blocked = top.damage;
    return unreadable;
  }
  const Search search(cells, parent, *top, name);
  if (const auto hit = search.quick()) return *hit;
  if (search.surely_absent()) return {};
  return search.name_by_name(met);
}

}  // namespace hive::regf
