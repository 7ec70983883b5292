#include "hive/reg_tree.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <utility>

#include "hive/registry_path.h"
#include "hive/upcase.h"
#include "hive/utf16.h"

namespace hive {
namespace {

using Segments = std::span<const std::string>;

/// Where a key of the text lies: which hive, and the path inside it.
struct Place {
  std::string tree;
  bool user = false;
  std::vector<std::string> segments;
};

std::optional<Place> place_of(const RegTextKey& key) {
  const Segments segments(key.segments);
  if (key.root == "HKEY_CURRENT_USER") return Place{"user", true, key.segments};
  if (segments.empty()) return std::nullopt;
  Place place{segments[0], key.root == "HKEY_USERS", {segments.begin() + 1, segments.end()}};
  if (place.user) return place;
  if (key.root != "HKEY_LOCAL_MACHINE") return std::nullopt;
  if (equal_names(place.tree, "SOFTWARE")) {
    place.tree = "SOFTWARE";
    return place;
  }
  if (!equal_names(place.tree, "SYSTEM")) return std::nullopt;
  place.tree = "SYSTEM";
  if (!place.segments.empty() && equal_names(place.segments[0], "CurrentControlSet")) {
    place.segments[0] = "ControlSet001";
  }
  return place;
}

bool begins_with(Segments path, Segments prefix) {
  return path.size() >= prefix.size() && std::ranges::equal(path.first(prefix.size()), prefix, equal_names);
}

/// A tree that grows, and every path that the text spoke of.
struct Growing {
  HiveTree tree;
  std::vector<std::vector<std::string>> mentioned;

  bool speaks_of(Segments path) const {
    return std::ranges::any_of(mentioned, [&](const auto& it) { return begins_with(it, path); });
  }
};

regf::BuildKey& make_path(regf::BuildKey& root, Segments path) {
  regf::BuildKey* key = &root;
  for (const std::string& segment : path) key = &key->child(segment);
  return *key;
}

void remove_path(regf::BuildKey& root, Segments path) {
  if (path.empty()) {
    root.values.clear();
    root.subkeys.clear();
    return;
  }
  regf::BuildKey* key = &root;
  for (const std::string& segment : path.first(path.size() - 1)) {
    const auto found =
        std::ranges::find_if(key->subkeys, [&](const auto& it) { return equal_names(it.name, segment); });
    if (found == key->subkeys.end()) return;
    key = &*found;
  }
  key->remove_child(path.back());
}

void apply(const RegTextKey& text, Segments path, regf::BuildKey& root) {
  if (text.deleted) return remove_path(root, path);
  regf::BuildKey& key = make_path(root, path);
  for (const RegTextDeletion& deleted : text.deleted_values) key.remove_value(deleted.name);
  for (const Value& value : text.values) key.set(value);
}

Value dword(std::string name, std::uint8_t number) {
  return {.name = std::move(name),
          .type = ValueType::dword,
          .data = {std::byte{number}, std::byte{0}, std::byte{0}, std::byte{0}}};
}

void add_role_keys(Growing& growing) {
  regf::BuildKey& root = growing.tree.root;
  const auto add = [&](std::vector<std::string> path) {
    if (!growing.speaks_of(path)) make_path(root, path);
  };
  if (growing.tree.user) {
    add({"Software"});
    add({"Control Panel"});
    add({"Environment"});
  } else if (growing.tree.name == "SOFTWARE") {
    add({"Microsoft", "Windows NT", "CurrentVersion"});
  } else {
    add({"ControlSet001"});
    const std::array<std::string, 1> select = {"Select"};
    if (growing.speaks_of(select)) return;
    regf::BuildKey& key = make_path(root, select);
    for (const char* name : {"Current", "Default", "LastKnownGood"}) key.set(dword(name, 1));
    key.set(dword("Failed", 0));
  }
}

int rank(const Growing& growing) {
  if (growing.tree.user) return 2;
  return growing.tree.name == "SYSTEM" ? 0 : 1;
}

}  // namespace

Result<std::vector<HiveTree>> hive_trees(const std::vector<RegTextKey>& keys, std::uint64_t written) {
  std::vector<Growing> growing;
  for (const RegTextKey& key : keys) {
    auto place = place_of(key);
    if (!place) {
      return Error{
          .code = ErrorCode::corrupt,
          .message = fmt::format("line {} names a key outside of the hives that can be built", key.line),
          .expected = "a key below HKEY_LOCAL_MACHINE\\SYSTEM or \\SOFTWARE, HKEY_CURRENT_USER or a user of HKEY_USERS",
          .found = printable(key.root + (key.segments.empty() ? "" : "\\" + join_segments(key.segments))),
          .where = {}};
    }
    auto found = std::ranges::find_if(growing, [&](const Growing& it) {
      return it.tree.user == place->user && equal_names(it.tree.name, place->tree);
    });
    if (found == growing.end()) {
      growing.push_back({{place->tree, place->user, {.name = "ROOT", .written = written}}, {}});
      found = growing.end() - 1;
    }
    apply(key, place->segments, found->tree.root);
    found->mentioned.push_back(std::move(place->segments));
  }
  std::ranges::stable_sort(growing, {}, rank);
  std::vector<HiveTree> trees;
  for (Growing& it : growing) {
    add_role_keys(it);
    trees.push_back(std::move(it.tree));
  }
  return trees;
}

}  // namespace hive
