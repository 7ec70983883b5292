#include "audit/registry_edit.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

#include "audit/hive_place.h"
#include "hive/upcase.h"
#include "hive/utf16.h"

namespace audit {
namespace {

using hive::equal_names;

/// Hives of an image are loaded under names that no Windows has: hiveaudit-SYSTEM.
constexpr std::string_view kLoaded = "hiveaudit-";

class Placer {
 public:
  Placer(const InstallationRow& installation, const FixPlace& place, RegistryScript& script)
      : installation_(installation), place_(place), script_(script) {
    script_.image = place.image;
    script_.undo = place.undo;
    for (const HiveRow& row : installation.hives) {
      if (!row.user) continue;
      users_.push_back({&row, scope_of(row), holds_escape(row.path) ? "" : place_in_windows(row.path)});
    }
  }

  void add(const Change& change) {
    std::optional<RegistryEdit> edit = place_.undo ? undone(change) : done(change);
    if (!edit || !locate(*edit, change)) return;
    edit->scope = change.scope;
    edit->asked_by = fmt::format("{}", fmt::join(change.rules, ", "));
    const auto is_same_key = [&](const RegistryEdit& other) {
      return other.does == RegistryEdit::Does::delete_key && equal_names(key_text(other), key_text(*edit));
    };
    if (edit->does == RegistryEdit::Does::delete_key && std::ranges::any_of(script_.edits, is_same_key)) return;
    script_.edits.push_back(*std::move(edit));
  }

 private:
  void refuse(const Change& change, std::string_view why) {
    script_.refused.push_back(fmt::format("{}: {}", shown_place(change.scope, change.key, change.name), why));
  }

  static RegistryEdit done(const Change& change) {
    RegistryEdit edit;
    edit.segments = change.key.segments.list();
    edit.name = change.name;
    edit.does = change.want ? RegistryEdit::Does::set_value : RegistryEdit::Does::delete_value;
    if (change.want) edit.data = *change.want;
    if (change.want && change.before.depth) edit.missing = edit.segments.size() - *change.before.depth;
    return edit;
  }

  std::optional<RegistryEdit> undone(const Change& change) {
    RegistryEdit edit = done(change);
    edit.missing = 0;
    switch (change.before.is) {
      case Before::Is::present:
        if (!change.before.data) return refuse(change, "the report does not hold what was there before"), std::nullopt;
        edit.does = RegistryEdit::Does::set_value;
        edit.data = *change.before.data;
        return edit;
      case Before::Is::absent:
        if (!change.before.depth) return refuse(change, "the report does not say which keys were there"), std::nullopt;
        edit.does = RegistryEdit::Does::delete_value;
        if (*change.before.depth == edit.segments.size()) return edit;
        edit.does = RegistryEdit::Does::delete_key;
        edit.name.clear();
        edit.segments.resize(*change.before.depth + 1);
        return edit;
      case Before::Is::unknown:
        break;
    }
    return refuse(change, "the report does not say what was there before"), std::nullopt;
  }

  /// From HKLM or HKCU to where the key stands. False: refused.
  bool locate(RegistryEdit& edit, const Change& change) {
    if (change.key.root == hive::Root::hkcu) {
      edit.root = "HKEY_USERS";
      const auto hive = hive_of_user(change);
      if (hive) edit.segments.insert(edit.segments.begin(), *hive);
      return hive.has_value();
    }
    edit.root = "HKEY_LOCAL_MACHINE";
    const std::string hive = edit.segments.front();
    const bool is_system = equal_names(hive, "SYSTEM");
    if (!place_.image) return !is_system || !place_.one_control_set || spell_out_control_set(edit, change);
    if (!is_system && !equal_names(hive, "SOFTWARE")) return refuse(change, "no hive of an image holds it"), false;
    if (edit.segments.size() < 2) return refuse(change, "the root of a hive is no place for it"), false;
    if (is_system && !spell_out_control_set(edit, change)) return false;
    const std::string loaded = std::string(kLoaded) + (is_system ? "SYSTEM" : "SOFTWARE");
    edit.segments.front() = loaded;
    return load({"HKLM", loaded, std::string("Windows\\System32\\config\\") + (is_system ? "SYSTEM" : "SOFTWARE"),
                 "HKLM", true});
  }

  /// False: refused.
  bool spell_out_control_set(RegistryEdit& edit, const Change& change) {
    if (edit.segments.size() < 2 || !equal_names(edit.segments[1], "CurrentControlSet")) return true;
    if (!installation_.control_set) {
      return refuse(change, "the report does not say which control set is the current one"), false;
    }
    edit.segments[1] = fmt::format("ControlSet{:03}", *installation_.control_set);
    return true;
  }

  /// The hive that a scope was judged from, and where Windows keeps it.
  struct UserHive {
    std::string place;               ///< empty: the result does not say
    std::optional<std::string> sid;  ///< of a running Windows
  };

  /// Nothing when several hives could be meant: refused.
  std::optional<UserHive> find_user(const Change& change) {
    std::optional<UserHive> found;
    for (const Owned& it : users_) {
      if (it.row->state == "unreadable" || !equal_names(it.scope, change.scope)) continue;
      if (found && !equal_names(found->place, it.place)) {
        return refuse(change, "the result holds two hives under this name"), std::nullopt;
      }
      if (!found) found = UserHive{it.place, it.row->sid};
    }
    if (!found) return UserHive{};
    const auto here =
        std::ranges::count_if(users_, [&](const Owned& it) { return equal_names(it.place, found->place); });
    if (!found->place.empty() && here > 1) {
      return refuse(change, fmt::format("the result holds two hives of {}", found->place)), std::nullopt;
    }
    return found;
  }

  /// The name below HKEY_USERS: of a running Windows the SID; a hive that is loaded for this bears its user's name.
  /// Nothing: refused.
  std::optional<std::string> hive_of_user(const Change& change) {
    const std::string& scope = change.scope;
    const auto user = find_user(change);
    if (!user) return std::nullopt;
    const bool is_account = scope.starts_with("user:") || scope == "default-user";
    const std::string name = !place_.image && user->sid ? *user->sid : scope.substr(scope.find(':') + 1);
    const bool always_there = !place_.image && user->sid && !is_account;
    if (!always_there && !load({"HKU", name, user->place, scope, place_.image.has_value()})) {
      return refuse(change, fmt::format("another hive is loaded as HKU\\{}", name)), std::nullopt;
    }
    return name;
  }

  /// False when another hive has this name.
  bool load(HiveToLoad hive) {
    const auto known =
        std::ranges::find_if(script_.hives, [&](const auto& it) { return equal_names(it.key(), hive.key()); });
    if (known != script_.hives.end()) return known->scope == hive.scope;
    script_.hives.push_back(std::move(hive));
    return true;
  }

  /// A hive of a user.
  struct Owned {
    const HiveRow* row;
    std::string scope;
    std::string place;
  };

  const InstallationRow& installation_;
  const FixPlace& place_;
  std::vector<Owned> users_;
  RegistryScript& script_;
};

}  // namespace

RegistryScript edits_of(const Remediation& plan, const InstallationRow& installation, const FixPlace& place) {
  RegistryScript script;
  Placer placer(installation, place, script);
  for (const Change& change : plan.changes) placer.add(change);
  return script;
}

RegistryScript edits_of(const FindingRow& finding) {
  RegistryScript script;
  for (const FixRow& row : finding.fix) {
    const auto key = hive::parse_registry_path(row.key);
    const auto data = data_of_words(row.type, row.data);
    const bool stands_for_others = holds_escape(row.key) || holds_escape(row.name) || holds_escape(row.data) ||
                                   row.key.find('*') != std::string::npos;
    if (!key || key->segments.empty() || stands_for_others || (!row.type.empty() && !data)) {
      script.refused.push_back(fmt::format("{} {}: no change that could be made", row.key, row.name));
      continue;
    }
    RegistryEdit edit;
    edit.root = key->root == hive::Root::hklm ? "HKEY_LOCAL_MACHINE" : "HKEY_CURRENT_USER";
    edit.segments = key->segments.list();
    edit.name = row.name;
    edit.scope = key->root == hive::Root::hklm ? "HKLM" : finding.scope;
    edit.asked_by = finding.rule;
    edit.does = data ? RegistryEdit::Does::set_value : RegistryEdit::Does::delete_value;
    if (data) edit.data = *data;
    script.edits.push_back(std::move(edit));
  }
  return script;
}

std::string key_text(const RegistryEdit& edit) {
  return edit.root + (edit.segments.empty() ? "" : "\\") + hive::join_segments(edit.segments);
}

}  // namespace audit
