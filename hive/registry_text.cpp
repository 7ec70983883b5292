// What .reg texts add to the answers of a Registry, and its listings.
#include <fmt/format.h>

#include <algorithm>
#include <cassert>

#include "hive/registry.h"
#include "hive/upcase.h"
#include "hive/utf16.h"

namespace hive {
namespace {

void forget_place(Lookup& out) {
  out.key_offset.reset();
  out.written = 0;
  out.anomalies.clear();
  out.error.reset();
  out.hive_absent = false;
}

/// No input says anything of it: as if its hive were missing.
void tell_nothing(Lookup& out) {
  forget_place(out);
  out.presence = Presence::unreadable;
  out.hive_absent = true;
  out.hive.reset();
  out.stored_as.clear();
  out.stored_segments = {};
  out.deepest_key.clear();
}

}  // namespace

void Registry::mount_machine_text(const std::string& hklm_child, std::shared_ptr<TextLayer> layer,
                                  std::vector<std::size_t> rows, std::optional<ControlSet> control_set) {
  assert(layer != nullptr && !has_machine_hive(hklm_child));
  if (control_set) control_set_ = std::move(control_set);
  const std::size_t index = rows.empty() ? 0 : rows.front();
  machine_.push_back(Mount{hklm_child, nullptr, index, std::move(layer), std::move(rows)});
}

std::size_t Registry::mount_user_text(std::shared_ptr<TextLayer> layer, std::vector<std::size_t> rows) {
  assert(layer != nullptr);
  const std::size_t index = rows.empty() ? 0 : rows.front();
  users_.push_back(Mount{{}, nullptr, index, std::move(layer), std::move(rows)});
  return users_.size() - 1;
}

void Registry::tell_text(const Mount& mount, const TextPlace& at, Presence presence, Lookup& out) {
  forget_place(out);
  out.presence = presence;
  out.line = at.line;
  if (at.text < mount.rows.size()) out.hive = mount.rows[at.text];
}

void Registry::tell_contradiction(const Located& located, const TextPlace& at, const TextPlace& other, Lookup& out) {
  tell_text(*located.mount, at, Presence::unreadable, out);
  out.error = Error{ErrorCode::corrupt,
                    "two texts contradict each other here",
                    "texts that say the same",
                    fmt::format("{}, {}", located.mount->layer->shown(at), located.mount->layer->shown(other)),
                    {}};
}

void Registry::answer_by_text(const Located& located, Lookup& out) {
  const TextLayer::Key& text = *located.text;
  if (text.contradicts) {
    tell_contradiction(located, text.at, *text.contradicts, out);
  } else if (text.stated) {
    tell_text(*located.mount, text.at, Presence::present, out);
    out.deepest_key.clear();
  } else if (text.hides || text.covered) {
    tell_text(*located.mount, text.at, Presence::absent, out);
    RegistryPath deepest = located.asked(out);
    const std::size_t mount_depth = deepest.root == Root::hklm ? 1 : 0;
    deepest.segments = deepest.segments.first(std::min(deepest.segments.size(), text.depth + mount_depth));
    out.deepest_key = to_text(deepest);
  } else {
    tell_nothing(out);
  }
}

bool Registry::value_by_text(const Located& located, const std::string& name, Lookup& out) {
  if (!located.text) return false;
  const TextLayer::Key& text = *located.text;
  if (text.contradicts) return true;
  if (!text.stated) return located.only_text();
  const TextLayer::Value said = located.mount->layer->find_value(text.node, name);
  if (said.contradicts) {
    tell_contradiction(located, said.at, *said.contradicts, out);
    return true;
  }
  switch (said.says) {
    case TextLayer::Value::Says::set:
      tell_text(*located.mount, said.at, Presence::present, out);
      out.deepest_key.clear();
      out.value = *said.value;
      return true;
    case TextLayer::Value::Says::deleted:
      tell_text(*located.mount, said.at, Presence::absent, out);
      out.deepest_key = to_text(located.asked(out));
      return true;
    case TextLayer::Value::Says::nothing:
      break;
  }
  // A key that the text made holds what the text says; one that was there holds what it held.
  const bool made_by_text = located.only_text() || (!located.key && out.presence == Presence::present);
  if (!made_by_text) return false;
  if (located.unreadable) {
    out.presence = Presence::unreadable;
    out.error = located.unreadable;
  } else if (located.hive == nullptr && !text.covered && !text.hides) {
    tell_nothing(out);
  } else {
    tell_text(*located.mount, text.at, Presence::absent, out);
    out.deepest_key = to_text(located.asked(out));
  }
  return true;
}

Registry::SubkeyNames Registry::subkeys(const RegistryPath& path, std::optional<std::size_t> user) const {
  SubkeyNames answer;
  const Located located = locate(path, user, answer.key);
  const bool only_text = located.only_text();
  if (located.key && !only_text) answer.items = located.hive->list_subkeys(*located.key);
  if (!located.text || !located.text->reached || located.text->contradicts) return answer;
  if (located.unreadable) answer.items.error = located.unreadable;
  if (only_text && located.text->stated) answer.key.hive_absent = !located.text->covered_below && !located.text->hides;
  std::vector<Key>& items = answer.items.items;
  for (const TextLayer::Child& child : located.mount->layer->children(located.text->node)) {
    const auto is_it = [&](const Key& key) { return equal_names(key.name, child.name); };
    if (!child.stated) {
      if (!only_text) std::erase_if(items, is_it);
    } else if (only_text || std::ranges::none_of(items, is_it)) {
      items.emplace_back().name = child.name;
    }
  }
  return answer;
}

Registry::ValueItems Registry::values(const RegistryPath& path, std::optional<std::size_t> user) const {
  ValueItems answer;
  const Located located = locate(path, user, answer.key);
  const bool only_text = located.only_text();
  if (located.key && !only_text) answer.items = located.hive->list_values(*located.key);
  if (!located.text || !located.text->stated || located.text->contradicts) return answer;
  if (located.unreadable) answer.items.error = located.unreadable;
  if (only_text) answer.key.hive_absent = !located.text->covered && !located.text->hides;
  std::vector<Value>& items = answer.items.items;
  for (const TextLayer::Entry& entry : located.mount->layer->entries(located.text->node)) {
    if (!only_text) std::erase_if(items, [&](const Value& it) { return equal_names(it.name, entry.value.name); });
    if (!entry.deleted) items.push_back(entry.value);
  }
  return answer;
}

std::optional<Registry::Storage> Registry::storage_of(const RegistryPath& path, std::optional<std::size_t> user) const {
  Lookup found;
  const Located located = locate(path, user, found);
  if (located.mount == nullptr) return std::nullopt;
  return Storage{located.mount->hklm_child, user, std::move(found.stored_segments)};
}

void Registry::import_key(const Storage& storage, RegTextKey key, std::size_t row, const std::string& text_name) {
  Mount* mount = nullptr;
  for (Mount& it : machine_) {
    if (!storage.hklm_child.empty() && equal_names(it.hklm_child, storage.hklm_child)) mount = &it;
  }
  if (storage.hklm_child.empty() && storage.user && *storage.user < users_.size()) mount = &users_[*storage.user];
  assert(mount != nullptr);
  if (!mount->layer) mount->layer = std::make_shared<TextLayer>();
  // A copy of this registry goes on answering as before.
  if (mount->layer.use_count() > 1) mount->layer = std::make_shared<TextLayer>(*mount->layer);
  if (mount->rows.empty() || mount->rows.back() != row) {
    mount->layer->add_text(text_name);
    mount->rows.push_back(row);
  }
  mount->layer->import(mount->rows.size() - 1, storage.segments, std::move(key));
}

}  // namespace hive
