// Hive: one key or one value by name.

#include <utility>

#include "hive/anomaly_log.h"
#include "hive/hive.h"
#include "hive/key_from_node.h"
#include "hive/limits.h"
#include "hive/regf/bins.h"
#include "hive/regf/subkey_index.h"

namespace hive {

namespace {

/// Layer 1, a tombstone: the merged registry has no such key (hives.md 11, "layered").
constexpr std::uint8_t kTombstone = 1;

/// Windows NT left references to lists of other keys behind in keys without values (seen in clean hives).
constexpr std::uint32_t kStaleListMinor = 3;

std::string path_text(std::span<const std::string> segments) {
  std::string text;
  for (const std::string& segment : segments) {
    if (!text.empty()) text += '\\';
    text += segment;
  }
  return text;
}

}  // namespace

KeyLookup Hive::root() const { return find_key({}); }

KeyLookup Hive::find_key(std::span<const std::string> segments) const {
  KeyLookup lookup;
  const regf::Cells all = cells();
  std::vector<regf::Damage> met;
  regf::WantedName name("");
  bool ambiguous = false;
  // Why what the keys met last have not may be elsewhere.
  regf::Damage doubt = root_flaw_;
  const auto unreadable = [&](const regf::Damage& damage, std::size_t depth) {
    lookup.presence = Presence::unreadable;
    lookup.error = error_of(damage, path_text(segments.first(depth)));
  };
  const auto note_met = [&](std::size_t depth) {
    for (const regf::Damage& damage : met) tell(lookup.anomalies, damage, path_text(segments.first(depth)));
    met.clear();
  };

  regf::Checked<regf::KeyNode> node = regf::read_key_node(all, base_.root_cell);
  if (!node) {
    tell(lookup.anomalies, node.damage, "");
    unreadable(node.damage, 0);
    return lookup;
  }
  if (root_flaw_) tell(lookup.anomalies, root_flaw_, "");
  if (layered_ && !doubt) doubt = layer_damage(*node);
  for (std::size_t depth = 0;; ++depth) {
    tell_bin(lookup.anomalies, node->cell, node->cell == base_.root_cell ? "" : segments[depth - 1]);
    if (node->layer != 0) {
      if (!doubt) doubt = layer_damage(*node);
      tell(lookup.anomalies, layer_damage(*node), path_text(segments.first(depth)));
    }
    if (node->layer == kTombstone) {
      unreadable(layer_damage(*node), depth);
      return lookup;
    }
    lookup.depth = depth;
    if (depth == segments.size()) break;
    if (depth == limits::kMaxKeyDepth) {
      met.push_back({regf::Flaw::key_depth, regf::file_offset(node->cell), limits::kMaxKeyDepth, 0});
      unreadable(met.back(), depth);
      note_met(depth);
      lookup.deepest = key_from_node(*node, doubt);
      return lookup;
    }
    name.assign(segments[depth]);
    const regf::SubkeySearch found = regf::find_subkey(all, *node, name, *known_lists_, met);
    const bool twice = found.found && found.other != regf::kNoCell;
    if (twice) {
      met.push_back({regf::Flaw::duplicate_key, regf::file_offset(found.cell), 0, regf::file_offset(found.other)});
    }
    if (!met.empty()) note_met(depth);
    const regf::KeyNode parent = *node;
    if (found.found) {
      node = regf::read_key_node(all, found.cell);
      if (node) {
        if (const regf::Damage flaw = regf::flaw_as_child(*node, parent.cell)) {
          // It may be another key's subkey: what it has not may be in the key that was here.
          tell(lookup.anomalies, flaw, path_text(segments.first(depth + 1)));
          if (!doubt) doubt = flaw;
        }
        ambiguous = ambiguous || twice;
        continue;
      }
      unreadable(node.damage, depth + 1);
    } else if (found.blocked) {
      unreadable(found.blocked, depth);
    } else if (doubt) {
      unreadable(doubt, depth);
    } else if (ambiguous) {
      // The other key of the same name may have what this one has not.
      unreadable({regf::Flaw::duplicate_key, regf::file_offset(parent.cell), 0, regf::file_offset(parent.cell)}, depth);
    } else {
      lookup.presence = Presence::absent;
    }
    lookup.deepest = key_from_node(parent, doubt);
    return lookup;
  }
  lookup.presence = ambiguous ? Presence::ambiguous : Presence::present;
  lookup.key = key_from_node(*node, doubt);
  lookup.deepest = lookup.key;
  return lookup;
}

Value Hive::read_value(const regf::ValueRecord& record, regf::ValueBytes bytes) const {
  Value value;
  value.name = regf::to_utf8(record.name);
  value.type = static_cast<ValueType>(record.type);
  value.data = std::move(bytes.bytes);
  value.offset = regf::file_offset(record.cell);
  value.complete = !bytes.damage;
  return value;
}

ValueLookup Hive::find_value(const Key& key, std::string_view name) const {
  ValueLookup lookup;
  const regf::Cells all = cells();
  regf::Damage blocked;
  const auto met = [&](const regf::Damage& damage) { tell(lookup.anomalies, damage, key.name); };
  const auto block = [&](const regf::Damage& damage) {
    if (!blocked) blocked = damage;
    met(damage);
  };
  const auto node = regf::read_key_node(all, cell_of(key));
  if (!node) {
    met(node.damage);
    lookup.error = error_of(node.damage, key.name);
    return lookup;
  }
  const regf::WantedName wanted(name);
  const regf::ValueList list = regf::read_value_list(all, key.value_list, key.value_count);
  if (list.damage) block(list.damage);
  regf::ValueRecord first;
  bool found = false;
  bool ambiguous = false;
  std::uint32_t unnamed = regf::kNoCell;
  regf::Damage second_unnamed;
  std::optional<std::uint32_t> last_broken;  // a hostile list names one again and again
  for (std::uint32_t i = 0; i < list.count; ++i) {
    if (list.entry(i) == last_broken) continue;
    if (const regf::RecordName other = regf::peek_value_name(all, list.entry(i));
        !other.bytes.empty() && !regf::equal(other, wanted)) {
      continue;
    }
    const regf::Checked<regf::ValueRecord> record = regf::read_value_record(all, list.entry(i));
    if (!record) {
      block(record.damage);
      last_broken = list.entry(i);
    } else if (!regf::equal(record->name, wanted)) {
      // A key has one unnamed value at most.
      if (record->name.units() != 0) continue;
      if (unnamed == regf::kNoCell) {
        unnamed = record->cell;
      } else if (unnamed != record->cell) {
        second_unnamed = {regf::Flaw::duplicate_value, regf::file_offset(unnamed), 0, regf::file_offset(record->cell)};
      }
    } else if (!found) {
      first = *record;
      found = true;
    } else if (record->cell != first.cell) {
      ambiguous = true;
      met({regf::Flaw::duplicate_value, regf::file_offset(first.cell), 0, regf::file_offset(record->cell)});
    }
  }
  if (found && first.tombstone && is_layered(*node)) {
    met(layer_damage(*node));
    lookup.error = error_of(layer_damage(*node), key.name);
    return lookup;
  }
  if (!found) {
    if (second_unnamed) block(second_unnamed);
    if (!blocked) {
      if (const regf::Damage repeated = regf::find_repeated_value(list, key.value_list)) block(repeated);
    }
    if (key.value_count == 0 && base_.minor > kStaleListMinor) {
      if (const auto denied = regf::find_denied_values(all, node->cell, key.value_list)) block(denied);
    }
    if (const auto left = regf::find_uncounted_value(all, node->cell, key.value_list, key.value_count, wanted)) {
      block(left);
    }
    if (!blocked) blocked = key.doubt;
    if (!blocked && is_layered(*node)) blocked = layer_damage(*node);
    if (!blocked) lookup.presence = Presence::absent;
    if (blocked) lookup.error = error_of(blocked, key.name);
    return lookup;
  }
  tell_bin(lookup.anomalies, first.cell, key.name);
  if (!first.is_inline && all.plausible(first.data_cell)) tell_bin(lookup.anomalies, first.data_cell, key.name);
  regf::ValueBytes bytes = regf::read_value_bytes(all, first, base_.minor);
  if (bytes.damage) met(bytes.damage);
  if (!bytes.readable) {
    lookup.error = error_of(bytes.damage, key.name);
    return lookup;
  }
  lookup.presence = ambiguous ? Presence::ambiguous : Presence::present;
  lookup.value = read_value(first, std::move(bytes));
  return lookup;
}

}  // namespace hive
