// The keys of .reg texts sorted into the hives of one machine.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "hive/found_text.h"
#include "hive/input_parts.h"
#include "hive/limits.h"
#include "hive/text_control_set.h"
#include "hive/text_layer.h"
#include "hive/upcase.h"

namespace hive {
namespace {

using Segments = std::span<const std::string>;

/// Contradictions that are named; further ones are the same story.
constexpr std::size_t kToldContradictions = 20;

/// One hive that texts speak of.
struct Built {
  HiveRole role = HiveRole::other;
  std::string user;   ///< empty for a machine hive
  std::string scope;  ///< of the user
  std::shared_ptr<TextLayer> layer = std::make_shared<TextLayer>();
  std::map<std::size_t, std::size_t> texts;  ///< index of the text: its number in the layer
};

class TextMachine {
 public:
  TextMachine(std::vector<FoundText> texts, Installation& installation)
      : texts_(std::move(texts)), installation_(installation) {}

  std::vector<FoundHive> build() {
    for (const FoundText& text : texts_) {
      const bool covers = text.is_export();
      for (const RegTextKey& key : text.text.keys) control_sets_.look_at(key, covers);
    }
    for (const FoundText& text : texts_) {
      if (!text.text.keys.empty() || !text.errors.empty() || text.file->defect_count != 0) continue;
      installation_.errors.push_back(path_error(ErrorCode::truncated, "a .reg text names no key",
                                                "at least one key below its first line", "none", text.path));
    }
    control_set_ = control_sets_.current(texts_.size() == 1 ? texts_.front().path : installation_.origin);
    tell_how_taken(true);
    tell_how_taken(false);
    for (std::size_t i = 0; i < texts_.size() && !full_; ++i) sort_text(i);
    for (auto& [name, built] : built_) {
      if (full_) built.layer->cover_nothing();
      tell_contradictions(built);
    }
    return rows();
  }

 private:
  void sort_text(std::size_t index) {
    FoundText& text = texts_[index];
    const bool covers = text.is_export();
    std::set<std::string> unjudged;
    for (RegTextKey& key : text.text.keys) {
      if (full_) return;
      sort_key(index, std::move(key), covers, unjudged);
    }
    text.text.keys.clear();
    if (unjudged.empty()) return;
    note("text-not-judged",
         fmt::format("{} also holds keys of {}, which are not judged", text.path, fmt::join(unjudged, ", ")));
  }

  void note(std::string code, std::string message) {
    installation_.notes.push_back(Note{std::move(code), std::move(message)});
  }

  void tell_how_taken(bool as_export) {
    std::vector<std::string> paths;
    for (const FoundText& text : texts_) {
      if (text.codepage_assumed && as_export) {
        note("codepage-assumed",
             text.path + " holds letters beyond ASCII and is read as windows-1252; --codepage names another code page");
      }
      if (!text.text.keys.empty() && text.is_export() == as_export) paths.push_back(text.path);
    }
    if (paths.empty()) return;
    const std::string names = fmt::format("{}", fmt::join(paths, ", "));
    if (as_export) {
      note("text-export",
           "taken for an export: absent are the values that its keys do not name, and the keys that it does not name "
           "below one of which it names a subkey; everything else is not judged: " +
               names);
    } else {
      note("text-import",
           "no whole export (it deletes, is damaged, ends without a line end or holds lines that are not imported), so "
           "only what it names is judged: " +
               names);
    }
  }

  void sort_key(std::size_t index, RegTextKey key, bool covers, std::set<std::string>& unjudged) {
    std::vector<std::string> path = std::move(key.segments);
    if (key.root == "HKEY_CURRENT_USER") {
      const std::string& user = texts_[index].user;
      return put(user_hive("file " + std::to_string(index), user), index, path, std::move(key), covers);
    }
    if (key.root == "HKEY_LOCAL_MACHINE" && path.empty() && !key.deleted) {
      // All of HKEY_LOCAL_MACHINE: its hives follow, and what does not is not there.
      for (const HiveRole role : {HiveRole::system, HiveRole::software}) {
        RegTextKey root;
        root.line = key.line;
        put(machine_hive(role), index, path, std::move(root), covers);
      }
      return;
    }
    if (path.empty() || (key.root != "HKEY_LOCAL_MACHINE" && key.root != "HKEY_USERS")) {
      unjudged.insert(key.root);
      return;
    }
    const std::string name = path.front();
    path.erase(path.begin());
    if (key.root == "HKEY_USERS") {
      if (is_classes_of_user(name)) {
        unjudged.insert("HKEY_USERS\\..._Classes");
      } else {
        const std::string user = user_of_sid(name);
        put(user_hive(user, user), index, path, std::move(key), covers);
      }
      return;
    }
    for (const HiveRole role : {HiveRole::system, HiveRole::software}) {
      if (!equal_names(name, name_of(role))) continue;
      const bool current = role == HiveRole::system && !path.empty() && equal_names(path[0], "CurrentControlSet");
      if (current && !control_set_.key_name.empty()) path[0] = control_set_.key_name;
      return put(machine_hive(role), index, path, std::move(key), covers);
    }
    constexpr std::size_t kNamedHives = 10;
    if (unjudged.size() < kNamedHives) unjudged.insert("HKEY_LOCAL_MACHINE\\" + name);
  }

  Built& machine_hive(HiveRole role) {
    Built& built = built_[std::string(name_of(role))];
    built.role = role;
    return built;
  }

  /// `slot` tells users of one name apart: HKEY_CURRENT_USER of two files may be two users.
  Built& user_hive(const std::string& slot, const std::string& user) {
    Built& built = built_["user " + slot];
    built.user = user;
    built.scope = scope_of_user(user);
    built.role = built.scope == "LocalSystem" ? HiveRole::default_profile : HiveRole::user;
    return built;
  }

  void put(Built& built, std::size_t index, Segments path, RegTextKey key, bool covers) {
    const auto [number, is_new] = built.texts.try_emplace(index, 0);
    if (is_new) number->second = built.layer->add_text(texts_[index].path);
    const std::size_t before = built.layer->size();
    const std::size_t values = key.values.size() + key.deleted_values.size();
    built.layer->add(number->second, path, std::move(key), covers);
    items_ += built.layer->size() - before + values;
    if (items_ <= limits::kMaxRegTextItems) return;
    full_ = true;
    installation_.errors.push_back(path_error(
        ErrorCode::limit_exceeded, "the texts hold more keys and values than are kept; the rest was not read",
        fmt::format("at most {}", limits::kMaxRegTextItems), "more", texts_[index].path));
  }

  void tell_contradictions(Built& built) {
    for (const std::string& what : built.layer->find_contradictions(kToldContradictions)) {
      installation_.errors.push_back(path_error(ErrorCode::corrupt,
                                                "two texts contradict each other, so neither is believed there",
                                                "texts of one machine at one time", what, installation_.origin));
    }
  }

  FoundHive row_of(std::size_t index) const {
    FoundHive row;
    row.file.path = texts_[index].path;
    row.file.size_bytes = texts_[index].size_bytes;
    row.file.text = texts_[index].file;
    return row;
  }

  std::vector<FoundHive> rows() {
    std::vector<FoundHive> rows;
    std::set<std::size_t> listed;
    for (auto& [name, built] : built_) {
      bool first = true;
      for (const auto& [index, number] : built.texts) {
        FoundHive& row = rows.emplace_back(row_of(index));
        row.file.role = built.role;
        row.layer = built.layer;
        row.text = number;
        if (!built.user.empty()) row.file.user = built.user;
        if (first) row.scope = built.scope;  // a user is mounted once
        if (built.role == HiveRole::system) row.control_set = control_set_;
        if (listed.insert(index).second) row.file.errors = texts_[index].errors;
        first = false;
      }
    }
    for (std::size_t i = 0; i < texts_.size(); ++i) {
      if (listed.contains(i)) continue;
      rows.push_back(row_of(i));
      rows.back().file.errors = texts_[i].errors;
    }
    return rows;
  }

  std::vector<FoundText> texts_;
  Installation& installation_;
  TextControlSets control_sets_;
  ControlSet control_set_;
  std::map<std::string, Built> built_;
  std::size_t items_ = 0;
  bool full_ = false;
};

}  // namespace

std::vector<FoundHive> hives_of_texts(std::vector<FoundText> texts, Installation& installation) {
  return TextMachine(std::move(texts), installation).build();
}

}  // namespace hive
