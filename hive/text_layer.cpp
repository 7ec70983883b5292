#include "hive/text_layer.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "hive/upcase.h"
#include "hive/utf16.h"

namespace hive {
namespace {

void add_once(std::vector<std::size_t>& texts, std::size_t text) {
  if (std::ranges::find(texts, text) == texts.end()) texts.push_back(text);
}

bool says_it(std::size_t text, const TextPlace& at, const std::vector<std::size_t>& also) {
  return at.text == text || std::ranges::find(also, text) != also.end();
}

}  // namespace

std::size_t TextLayer::add_text(std::string name) {
  names_.push_back(std::move(name));
  return names_.size() - 1;
}

std::string TextLayer::shown(const TextPlace& place) const {
  return fmt::format("{} line {}", names_.at(place.text), place.line);
}

std::u16string TextLayer::slot(std::size_t node, const std::string& name) {
  std::u16string key;
  for (unsigned shift = 0; shift < 64; shift += 16) key += static_cast<char16_t>(node >> shift & 0xFFFFU);
  return key + upcase(utf16_from_utf8(name));
}

void TextLayer::state(std::size_t node, TextPlace at) {
  Node& it = nodes_[node];
  if (!it.stated) {
    it.stated = true;
    it.at = at;
    it.also.clear();
  } else if (at.text != it.at.text) {
    add_once(it.also, at.text);
  }
}

std::size_t TextLayer::slot_of_child(std::size_t node, const std::string& name) {
  const auto [found, is_new] = child_slots_.try_emplace(slot(node, name), nodes_.size());
  if (is_new) {
    Node& child = nodes_.emplace_back();
    child.name = name;
    child.parent = node;
    nodes_[node].children.push_back(found->second);
  }
  return found->second;
}

std::size_t TextLayer::child_of(std::size_t node, const std::string& name, TextPlace at) {
  const std::size_t child = slot_of_child(node, name);
  state(child, at);
  return child;
}

std::string TextLayer::path_of(std::size_t node) const {
  std::string path;
  for (; node != 0; node = nodes_[node].parent) path = "\\" + nodes_[node].name + path;
  return path.empty() ? "the root" : path.substr(1);
}

void TextLayer::put(std::size_t node, hive::Value value, TextPlace at, bool deleted) {
  std::vector<Entry>& entries = nodes_[node].entries;
  const auto [found, is_new] = value_slots_.try_emplace(slot(node, value.name), entries.size());
  if (is_new) {
    entries.push_back({std::move(value), at, deleted, {}, {}});
    return;
  }
  Entry& entry = entries[found->second];
  if (importing_) {
    entry = {std::move(value), at, deleted, {}, {}};
    return;
  }
  if (entry.at.text == at.text) {
    entry = {std::move(value), at, deleted, std::move(entry.also), entry.contradicts};
    return;
  }
  const bool same = entry.deleted == deleted && entry.value.type == value.type && entry.value.data == value.data;
  if (same) {
    add_once(entry.also, at.text);
  } else if (!entry.contradicts) {
    entry.contradicts = at;
  }
}

void TextLayer::remove_below(std::size_t node) {
  std::vector<std::size_t> waiting{node};
  while (!waiting.empty()) {
    const std::size_t next = waiting.back();
    waiting.pop_back();
    Node& it = nodes_[next];
    for (const Entry& entry : it.entries) value_slots_.erase(slot(next, entry.value.name));
    it.entries.clear();
    it.covered.clear();
    it.stated = it.has_header = false;
    for (const std::size_t child : it.children) {
      child_slots_.erase(slot(next, nodes_[child].name));
      waiting.push_back(child);
    }
    it.children.clear();
  }
}

void TextLayer::add(std::size_t text, std::span<const std::string> path, RegTextKey key, bool covers) {
  importing_ = false;
  take(text, path, std::move(key), covers);
}

void TextLayer::import(std::size_t text, std::span<const std::string> path, RegTextKey key) {
  importing_ = true;
  take(text, path, std::move(key), false);
}

void TextLayer::cover_nothing() {
  for (Node& node : nodes_) node.covered.clear();
}

void TextLayer::take(std::size_t text, std::span<const std::string> path, RegTextKey key, bool covers) {
  const TextPlace at{text, key.line};
  std::size_t node = 0;
  if (key.deleted) {
    // What leads to a deleted key need not be there; the place is kept all the same.
    for (const std::string& segment : path) node = slot_of_child(node, segment);
    remove_below(node);
    nodes_[node].hidden = at;
    return;
  }
  state(node, at);
  for (const std::string& segment : path) {
    for (Cover& cover : nodes_[node].covered) cover.below = cover.below || cover.at.text == text;
    node = child_of(node, segment, at);
  }
  Node& it = nodes_[node];
  if (!std::exchange(it.has_header, true)) it.at = at;
  const auto is_of_text = [text](const Cover& cover) { return cover.at.text == text; };
  if (covers && std::ranges::none_of(it.covered, is_of_text)) it.covered.push_back({at, false});
  // Both lists stand in the order of the file.
  auto deletion = key.deleted_values.begin();
  const auto delete_up_to = [&](std::size_t line) {
    for (; deletion != key.deleted_values.end() && deletion->line < line; ++deletion) {
      hive::Value gone;
      gone.name = std::move(deletion->name);
      put(node, std::move(gone), {text, deletion->line}, true);
    }
  };
  for (RegTextValue& value : key.values) {
    delete_up_to(value.line);
    const std::size_t line = value.line;
    put(node, static_cast<hive::Value&&>(value), {text, line}, false);
  }
  delete_up_to(static_cast<std::size_t>(-1));
}

TextLayer::Key TextLayer::find_key(std::span<const std::string> path) const {
  Key out;
  std::size_t node = 0;
  std::optional<TextPlace> hidden;
  std::optional<TextPlace> covered;  // of what is below the nodes so far
  for (std::size_t depth = 0;; ++depth) {
    const Node& it = nodes_[node];
    if (it.hidden) hidden = it.hidden;
    const auto below = std::ranges::find_if(it.covered, &Cover::below);
    if (below != it.covered.end()) covered = below->at;
    if (it.contradicts && !out.contradicts) {
      out.contradicts = it.contradicts;
      out.at = it.at;
    }
    if (it.stated) out.depth = depth;
    if (depth == path.size()) {
      out.stated = it.stated;
      out.reached = true;
      out.node = node;
      out.covered = !it.covered.empty();
      break;
    }
    const auto next = child_slots_.find(slot(node, path[depth]));
    if (next == child_slots_.end()) break;
    node = next->second;
  }
  out.hides = hidden.has_value();
  out.covered_below = covered.has_value();
  out.covered = out.covered || out.covered_below;
  if (out.contradicts) return out;
  if (out.stated) {
    out.at = nodes_[out.node].at;
  } else if (hidden) {
    out.at = *hidden;
  } else if (covered) {
    out.at = *covered;
  }
  return out;
}

TextLayer::Value TextLayer::find_value(std::size_t node, const std::string& name) const {
  const auto found = value_slots_.find(slot(node, name));
  if (found == value_slots_.end()) return {};
  const Entry& entry = nodes_[node].entries[found->second];
  return {entry.deleted ? Value::Says::deleted : Value::Says::set, &entry.value, entry.at, entry.contradicts};
}

std::vector<TextLayer::Child> TextLayer::children(std::size_t node) const {
  std::vector<Child> out;
  for (const std::size_t child : nodes_[node].children) {
    const Node& it = nodes_[child];
    if (it.stated || it.hidden) out.push_back({it.name, it.stated});
  }
  return out;
}

std::vector<std::string> TextLayer::find_contradictions(std::size_t limit) {
  std::vector<std::string> told;
  if (names_.size() < 2) return told;
  const auto tell = [&](std::size_t node, const std::string& name, const TextPlace& one, const TextPlace& other) {
    if (told.size() >= limit) return;
    told.push_back(fmt::format("{}{}: {}, {}", path_of(node), name, shown(one), shown(other)));
  };
  struct Waiting {
    std::size_t node;
    std::vector<TextPlace> covered;
    bool told = false;  ///< a key above says it
  };
  std::vector<Waiting> waiting{{0, {}, false}};
  while (!waiting.empty()) {
    Waiting next = std::move(waiting.back());
    waiting.pop_back();
    Node& it = nodes_[next.node];
    for (const TextPlace& by : next.covered) {
      if (!it.stated || it.contradicts || says_it(by.text, it.at, it.also)) continue;
      it.contradicts = by;
      if (!std::exchange(next.told, true)) tell(next.node, "", it.at, by);
    }
    std::vector<TextPlace> covering_values = next.covered;
    for (const Cover& cover : it.covered) {
      if (std::ranges::find(next.covered, cover.at.text, &TextPlace::text) != next.covered.end()) continue;
      covering_values.push_back(cover.at);
      if (cover.below) next.covered.push_back(cover.at);
    }
    for (Entry& entry : it.entries) {
      for (const TextPlace& by : covering_values) {
        // An export that leaves a value out says that it is absent.
        if (entry.contradicts || entry.deleted || says_it(by.text, entry.at, entry.also)) continue;
        entry.contradicts = by;
      }
      if (entry.contradicts && !next.told) tell(next.node, "\\" + entry.value.name, entry.at, *entry.contradicts);
    }
    for (const std::size_t child : it.children) waiting.push_back({child, next.covered, next.told});
  }
  return told;
}

}  // namespace hive
