#include "hive/regf/subkey_search.h"

#include <algorithm>
#include <optional>

#include "hive/regf/subkey_index.h"

namespace hive::regf {

namespace {

/// Keys with up to so many subkeys are read name by name before one is called absent.
constexpr std::uint32_t kReadAllNames = 64;

class Search {
 public:
  Search(const Cells& cells, const KeyNode& parent, const SubkeyList& top, const WantedName& name)
      : cells_(cells), parent_(parent), top_(top), name_(name) {}

  std::optional<SubkeySearch> quick() const;
  /// Of a miss: what a second look shows of this name, or of every name that the quick search does not find.
  enum class Miss { absent, unsure, sound_list, broken_list };
  Miss look_again() const;

 private:
  enum class Probe { before, equal, after, broken };
  Probe probe(std::uint32_t cell) const;
  /// The leaf that holds the name if the leaves are sorted.
  Checked<SubkeyList> likely_leaf() const;
  std::optional<SubkeySearch> by_hash(const SubkeyList& leaf) const;
  std::optional<SubkeySearch> by_order(const SubkeyList& leaf, bool& broken, std::uint32_t* place = nullptr) const;
  /// The name of an entry whose hint and parent are right; else an empty one.
  RecordName sound_name(const SubkeyList& leaf, std::uint32_t index) const;
  /// Every entry is sound, none is the wanted one, all are in order behind `last`, which moves on.
  bool none_when_read(const SubkeyList& leaf, RecordName& last) const;
  /// No entry has the wanted hash and the wanted name, and every entry may be a cell.
  bool none_by_hash(const SubkeyList& leaf) const;
  /// From `index` on, the first entry of an `lh` list with the hash of the wanted name; the count when there is none.
  std::uint32_t next_with_hash(const SubkeyList& leaf, std::uint32_t index) const;
  /// The leaf lies in order behind `last`, which moves to its end: its first and last names are sound, and where the
  /// wanted name would lie between them, its order says no as well.
  bool none_by_order(const SubkeyList& leaf, RecordName& last) const;

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
  for (std::uint32_t i = next_with_hash(leaf, 0); i < leaf.count; i = next_with_hash(leaf, i + 1)) {
    if (probe(leaf.entry(i)) != Probe::equal) continue;
    if (hit) {
      if (leaf.entry(i) != hit->cell) hit->other = leaf.entry(i);
    } else {
      hit = SubkeySearch{true, leaf.entry(i), kNoCell, {}};
      // A second key of this name, whatever its hash, stands beside it in a sorted list.
      if (i > 0 && leaf.entry(i - 1) != hit->cell && probe(leaf.entry(i - 1)) == Probe::equal) {
        hit->other = leaf.entry(i - 1);
      } else if (i + 1 < leaf.count && leaf.entry(i + 1) != hit->cell && probe(leaf.entry(i + 1)) == Probe::equal) {
        hit->other = leaf.entry(i + 1);
      }
    }
  }
  return hit;
}

std::optional<SubkeySearch> Search::by_order(const SubkeyList& leaf, bool& broken, std::uint32_t* place) const {
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
      // A key that took this name by damage stands where its old name belongs.
      if (leaf.kind == ListKind::lf && sound_name(leaf, middle).bytes.empty()) return std::nullopt;
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
  if (place) *place = low;
  return std::nullopt;
}

std::optional<SubkeySearch> Search::quick() const {
  const Checked<SubkeyList> leaf = likely_leaf();
  if (!leaf || leaf->kind == ListKind::ri) return std::nullopt;
  if (leaf->kind == ListKind::lh) return by_hash(*leaf);
  bool broken = false;
  return by_order(*leaf, broken);
}

RecordName Search::sound_name(const SubkeyList& leaf, std::uint32_t index) const {
  const Checked<KeyNode> node = read_key_node(cells_, leaf.entry(index));
  if (!node || flaw_as_child(*node, parent_.cell) || !agrees({leaf.kind, leaf.hint(index)}, node->name)) return {};
  return node->name;
}

bool Search::none_when_read(const SubkeyList& leaf, RecordName& last) const {
  for (std::uint32_t i = 0; i < leaf.count; ++i) {
    const RecordName name = sound_name(leaf, i);
    if (name.bytes.empty() || equal(name, name_)) return false;
    // Names that only rise cannot be repeated, nor can their cells.
    if (!last.bytes.empty() && compare(last, name) >= 0) return false;
    last = name;
  }
  return true;
}

std::uint32_t Search::next_with_hash(const SubkeyList& leaf, std::uint32_t index) const {
  constexpr std::uint32_t kAtOnce = 16;
  const std::uint32_t hash = name_.hash();
  // The same question for some entries together, whose answer is nearly always no.
  while (leaf.count - index >= kAtOnce) {
    const ByteReader some{leaf.entries.subspan(std::size_t{index} * 8).first<std::size_t{kAtOnce} * 8>()};
    bool any = false;
    for (std::size_t i = 0; i < kAtOnce; ++i) any |= some.u32(i * 8 + 4) == hash;
    if (any) break;
    index += kAtOnce;
  }
  while (index < leaf.count && leaf.hint(index) != hash) ++index;
  return index;
}

bool Search::none_by_hash(const SubkeyList& leaf) const {
  for (std::uint32_t i = 0; i < leaf.count; ++i) {
    if (!cells_.plausible(leaf.entry(i))) return false;
  }
  for (std::uint32_t i = next_with_hash(leaf, 0); i < leaf.count; i = next_with_hash(leaf, i + 1)) {
    // Another name of the same hash, or the wanted key with its name or its entry changed.
    const RecordName name = sound_name(leaf, i);
    if (name.bytes.empty() || equal(name, name_)) return false;
  }
  return true;
}

bool Search::none_by_order(const SubkeyList& leaf, RecordName& last) const {
  if (leaf.count == 0) return true;
  const RecordName first = sound_name(leaf, 0);
  const RecordName end = sound_name(leaf, leaf.count - 1);
  if (first.bytes.empty() || end.bytes.empty()) return false;
  if (!last.bytes.empty() && compare(last, first) >= 0) return false;
  if (leaf.count > 1 && compare(first, end) >= 0) return false;
  last = end;
  if (compare(first, name_) > 0 || compare(end, name_) < 0) return true;
  bool broken = false;
  std::uint32_t place = 0;
  if (by_order(leaf, broken, &place) || broken) return false;
  for (std::uint32_t i = place - std::min(place, 1U); i < leaf.count && i <= place; ++i) {
    if (sound_name(leaf, i).bytes.empty()) return false;
  }
  return true;
}

Search::Miss Search::look_again() const {
  if (top_.shortfall || find_repeated_leaf(top_)) return Miss::broken_list;
  const std::uint32_t leaves = leaf_count(top_);
  std::uint64_t total = 0;
  RecordName last;
  bool all_read = true;
  for (std::uint32_t i = 0; i < leaves; ++i) {
    const Checked<SubkeyList> leaf = read_leaf(cells_, top_, i);
    if (!leaf || leaf->shortfall) return Miss::broken_list;
    total += leaf->count;
    if (total > parent_.subkey_count) return Miss::broken_list;
    // Only `lh` lists hold something that tells about a whole name without reading it.
    const bool read_all = leaf->kind != ListKind::lh || parent_.subkey_count <= kReadAllNames;
    all_read = all_read && read_all;
    if (read_all && !none_when_read(*leaf, last)) return Miss::broken_list;
    // The hashes say no; ask the order too, so that one wrong hash cannot hide a key.
    if (!read_all && !(none_by_hash(*leaf) && none_by_order(*leaf, last))) return Miss::unsure;
  }
  if (total != parent_.subkey_count) return Miss::broken_list;
  return all_read ? Miss::sound_list : Miss::absent;
}

}  // namespace

SubkeySearch find_subkey(const Cells& cells, const KeyNode& parent, const WantedName& name, KnownLists& known,
                         std::vector<Damage>& met) {
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
  if (known.is_sound(parent.cell)) return {};
  if (!known.is_broken(parent.cell)) {
    const Search::Miss miss = search.look_again();
    if (miss == Search::Miss::sound_list) known.add_sound(parent.cell);
    if (miss == Search::Miss::broken_list) known.add_broken(parent.cell);
    if (miss == Search::Miss::absent || miss == Search::Miss::sound_list) return {};
  }
  const SubkeyIndex* index = known.index_of(parent.cell);
  if (index == nullptr) index = &known.add(parent.cell, SubkeyIndex::read(cells, parent, *top), most_keys(cells));
  return index->find(cells, name, met);
}

}  // namespace hive::regf
