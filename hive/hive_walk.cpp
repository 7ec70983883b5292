// Hive: listings and the walk over every key.

#include <algorithm>
#include <optional>
#include <unordered_set>
#include <utility>

#include "hive/anomaly_log.h"
#include "hive/hive.h"
#include "hive/key_from_node.h"
#include "hive/limits.h"
#include "hive/regf/bins.h"
#include "hive/regf/subkey_list.h"

namespace hive {

namespace {

/// Which cells were seen: one bit for each place where a cell can begin.
class VisitedCells {
 public:
  explicit VisitedCells(std::uint64_t bins_end) : bits_(static_cast<std::size_t>(bins_end / 8 / 64 + 1), 0) {}

  /// True the first time.
  bool insert(std::uint32_t cell) {
    const std::size_t word = cell / 8 / 64;
    const std::uint64_t bit = 1ULL << (cell / 8 % 64);
    if (word >= bits_.size() || (bits_[word] & bit) != 0) return false;
    bits_[word] |= bit;
    return true;
  }

 private:
  std::vector<std::uint64_t> bits_;
};

/// Watches the names of one list go by.
class OrderCheck {
 public:
  explicit OrderCheck(std::uint32_t list_cell) : list_cell_(list_cell) {}

  /// Disorder is told once for each list, a repeated name each time.
  regf::Damage next(const regf::KeyNode& node) {
    regf::Damage damage;
    const int order = has_last_ ? regf::compare(last_.name, node.name) : -1;
    if (order >= 0) rising_ = false;
    if (order == 0 && last_.cell == node.cell) {
      damage = {regf::Flaw::repeated_entry, regf::file_offset(list_cell_), 0, regf::file_offset(node.cell)};
    } else if (order == 0) {
      damage = {regf::Flaw::duplicate_key, regf::file_offset(last_.cell), 0, regf::file_offset(node.cell)};
    } else if (order > 0 && !told_) {
      damage = {regf::Flaw::unsorted_list, regf::file_offset(list_cell_), 0, 0};
      told_ = true;
    }
    last_ = node;
    has_last_ = true;
    return damage;
  }

  /// Each name so far came behind the one before: no key was there twice.
  bool rising() const { return rising_; }

 private:
  std::uint32_t list_cell_;
  regf::KeyNode last_;
  bool has_last_ = false;
  bool told_ = false;
  bool rising_ = true;
};

/// Places of a file that are worth one read together with what lies between them: a read through the layers of a disk
/// image costs as much as copying this many bytes.
constexpr std::uint64_t kNearBytes = 32U * 1024;
/// How far ahead the keys of a list are expected: main memory takes as long as some of them.
constexpr std::size_t kExpectedKeys = 8;
/// Keys of a list that get their memory (100 bytes each) before they are read: more than a sound list holds; a hostile
/// one may name as many as its hive has bytes for, and none of them be a key.
constexpr std::size_t kReservedKeys = 65'536;
/// Lists with fewer keys load them one by one.
constexpr std::size_t kManyKeys = 64;

/// Loads the records of many keys in the order of the file. Their list is ordered by name, and the tens of thousands of
/// one list lie all over the hive. What cannot be loaded is told where it is looked at.
void load_together(const LazyBytes& bytes, const regf::Cells& all, const std::vector<std::uint32_t>& keys) {
  if (keys.size() < kManyKeys || !bytes.source().in_memory().empty()) return;
  std::vector<std::uint64_t> places;
  places.reserve(keys.size());
  for (const std::uint32_t cell : keys) {
    const std::uint64_t place = regf::file_offset(cell);
    if (all.plausible(cell) && fits(place, regf::kLeastKeyBytes, bytes.size_bytes())) places.push_back(place);
  }
  std::ranges::sort(places);
  for (std::size_t i = 0; i < places.size();) {
    const std::uint64_t begin = places[i];
    std::uint64_t end = begin;
    for (; i < places.size() && places[i] <= end + kNearBytes && places[i] < begin + LazyBytes::kWalkBlockBytes; ++i) {
      end = places[i] + regf::kLeastKeyBytes;
    }
    (void)bytes.view(begin, end - begin);
  }
}

struct HashedName {
  std::uint32_t hash = 0;
  std::uint32_t cell = 0;
};

struct Frame {
  std::uint32_t key = 0;
  std::vector<std::uint32_t> children;
  std::size_t next = 0;
  OrderCheck order;
};

}  // namespace

Listing<Key> Hive::list_subkeys(const Key& key) const {
  Listing<Key> listing;
  const regf::Cells all = cells();
  const auto missing = [&](const regf::Damage& damage) {
    tell(listing.anomalies, damage, key.name);
    if (!listing.error) listing.error = error_of(damage, key.name);
  };
  const auto parent = regf::read_key_node(all, cell_of(key));
  if (!parent) {
    missing(parent.damage);
    return listing;
  }
  if (is_layered(*parent)) missing(layer_damage(*parent));
  if (key.doubt) missing(key.doubt);
  const regf::SubkeyCells children = regf::read_subkey_cells(all, *parent, regf::most_keys(all));
  for (const regf::Damage& damage : children.met) missing(damage);
  load_together(bytes_, all, children.cells);
  OrderCheck order(parent->subkey_list);
  std::optional<VisitedCells> seen;
  // The keys of a sound hive fit into it once; keys that share their names cannot make us copy for ever.
  std::uint64_t budget = all.held_bytes();
  listing.items.reserve(std::min(children.cells.size(), kReservedKeys));
  for (std::size_t i = 0; i < children.cells.size(); ++i) {
    const std::uint32_t cell = children.cells[i];
    if (i + kExpectedKeys < children.cells.size()) bytes_.expect(regf::file_offset(children.cells[i + kExpectedKeys]));
    if (cell == parent->cell) {
      missing({regf::Flaw::key_cycle, regf::file_offset(cell), 0, 0});
      continue;
    }
    const auto node = regf::read_key_node(all, cell);
    if (!node) {
      missing(node.damage);
      continue;
    }
    const regf::Damage flaw = regf::flaw_as_child(*node, parent->cell);
    if (flaw) missing(flaw);
    if (const regf::Damage damage = order.next(*node)) tell(listing.anomalies, damage, key.name);
    if (!order.rising()) {
      if (!seen) {
        seen.emplace(regf::kBinsStart + all.held_bytes());
        for (std::size_t k = 0; k < i; ++k) seen->insert(children.cells[k]);
      }
      if (!seen->insert(cell)) {
        missing({regf::Flaw::repeated_entry, regf::file_offset(parent->subkey_list), 0, regf::file_offset(cell)});
        continue;
      }
    }
    if (node->layer != 0) tell(listing.anomalies, layer_damage(*node), key.name);
    const std::uint64_t taken = regf::kLeastKeyBytes + node->name.bytes.size();
    if (taken > budget) {
      missing({regf::Flaw::list_too_long, regf::file_offset(parent->subkey_list), i, children.cells.size()});
      break;
    }
    budget -= taken;
    listing.items.push_back(key_from_node(*node, key.doubt ? key.doubt : flaw));
  }
  return listing;
}

Listing<Value> Hive::list_values(const Key& key) const {
  Listing<Value> listing;
  const regf::Cells all = cells();
  const auto missing = [&](const regf::Damage& damage) {
    tell(listing.anomalies, damage, key.name);
    if (!listing.error) listing.error = error_of(damage, key.name);
  };
  const auto node = regf::read_key_node(all, cell_of(key));
  if (!node) {
    missing(node.damage);
    return listing;
  }
  if (is_layered(*node)) missing(layer_damage(*node));
  if (key.doubt) missing(key.doubt);
  const regf::ValueList list = regf::read_value_list(all, key.value_list, key.value_count);
  if (list.damage) missing(list.damage);
  const auto repeated = regf::find_repeated_value(list, key.value_list);
  if (repeated) missing(repeated);
  std::unordered_set<std::uint32_t> seen;
  listing.items.reserve(std::min<std::size_t>(list.count, 64));
  // The values of a sound hive fit into it once; values that share their data or names cannot make us copy for ever.
  std::uint64_t budget = all.held_bytes();
  std::vector<HashedName> names;
  for (std::uint32_t i = 0; i < list.count; ++i) {
    if (repeated && !seen.insert(list.entry(i)).second) continue;
    const auto record = regf::read_value_record(all, list.entry(i));
    if (!record) {
      missing(record.damage);
      continue;
    }
    const std::uint64_t declared = record->is_inline ? 0 : record->size_bytes;
    const std::uint64_t taken = regf::kValueHeaderBytes + record->name.bytes.size() + declared;
    if (taken > budget) {
      missing({regf::Flaw::oversized_data, regf::file_offset(record->cell), budget, taken});
      continue;
    }
    budget -= taken;
    regf::ValueBytes bytes = regf::read_value_bytes(all, *record, base_.minor);
    if (bytes.damage) tell(listing.anomalies, bytes.damage, key.name);
    if (list.count > 1) names.push_back({regf::hash_of(record->name), record->cell});
    listing.items.push_back(read_value(*record, std::move(bytes)));
  }
  std::ranges::sort(names, {}, &HashedName::hash);
  for (std::size_t i = 1; i < names.size(); ++i) {
    if (names[i - 1].hash != names[i].hash) continue;
    const auto one = regf::read_value_record(all, names[i - 1].cell);
    const auto other = regf::read_value_record(all, names[i].cell);
    if (!one || !other || regf::compare(one->name, other->name) != 0) continue;
    const auto [first, second] = std::minmax({regf::file_offset(one->cell), regf::file_offset(other->cell)});
    tell(listing.anomalies, {regf::Flaw::duplicate_value, first, 0, second}, key.name);
  }
  return listing;
}

void Hive::examine_bins() const {
  const std::uint64_t end = std::min(regf::kBinsStart + base_.bins_bytes, bytes_.size_bytes());
  for (std::uint64_t at = regf::kBinsStart; fits(at, regf::kFirstCell, end);) {
    const regf::BinHeader bin = regf::read_bin_header(bytes_, at, bins_end_);
    if (bin.flaw) note(bin.flaw, "");
    at += bin.size;
  }
}

WalkTotals Hive::walk(const KeyVisitor& visit) const {
  WalkTotals totals;
  const regf::Cells all = cells();
  VisitedCells visited(regf::kBinsStart + all.held_bytes());
  // Every key stands in one list: more entries than keys can exist are damage.
  std::uint64_t entries_left = regf::most_keys(all);
  std::vector<std::string> path;
  std::vector<Frame> frames;
  const auto unreadable = [&](const regf::Damage& damage) {
    note(damage, path.empty() ? "" : path.back());
    ++totals.unreadable;
  };
  // Visits a key whose name stands at the end of `path`; a key with subkeys stays there until they are done.
  const auto enter = [&](const regf::KeyNode& node, const Key& key) {
    ++totals.keys;
    if (node.layer != 0) note(layer_damage(node), path.empty() ? "" : path.back());
    if (!visit(key, path)) {
      totals.complete = false;
      return false;
    }
    regf::SubkeyCells children = regf::read_subkey_cells(all, node, entries_left);
    for (const regf::Damage& damage : children.met) unreadable(damage);
    if (path.size() >= limits::kMaxKeyDepth && !children.cells.empty()) {
      unreadable({regf::Flaw::key_depth, regf::file_offset(node.cell), limits::kMaxKeyDepth, 0});
      totals.complete = false;
      children.cells.clear();
    }
    entries_left -= children.cells.size();
    if (children.cells.empty()) {
      if (!path.empty()) path.pop_back();
      return true;
    }
    frames.push_back({node.cell, std::move(children.cells), 0, OrderCheck(node.subkey_list)});
    return true;
  };

  bytes_.read_ahead(LazyBytes::kWalkBlockBytes);
  examine_bins();
  const auto root = regf::read_key_node(all, base_.root_cell);
  if (!root) {
    unreadable(root.damage);
  } else {
    visited.insert(root->cell);
    bool going_on = enter(*root, key_from_node(*root));
    while (going_on && !frames.empty()) {
      Frame& frame = frames.back();
      if (frame.next == frame.children.size()) {
        frames.pop_back();
        if (!path.empty()) path.pop_back();
        continue;
      }
      const std::uint32_t cell = frame.children[frame.next++];
      const auto node = regf::read_key_node(all, cell);
      if (!node) {
        unreadable(node.damage);
        continue;
      }
      if (!visited.insert(cell)) {
        unreadable({regf::Flaw::key_cycle, regf::file_offset(cell), 0, 0});
        continue;
      }
      if (const regf::Damage damage = regf::flaw_as_child(*node, frame.key))
        note(damage, path.empty() ? "" : path.back());
      if (const regf::Damage damage = frame.order.next(*node)) note(damage, path.empty() ? "" : path.back());
      const Key key = key_from_node(*node);
      path.push_back(key.name);
      going_on = enter(*node, key);
    }
  }
  bytes_.read_ahead(LazyBytes::kLookupBlockBytes);
  return totals;
}

}  // namespace hive
