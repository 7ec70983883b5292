#include "audit/registry_edit.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

#include "hive/upcase.h"
#include "hive/utf16.h"

namespace audit {
namespace {

using hive::equal_names;

/// Hives of an image are loaded under names that no Windows has: hiveaudit-SYSTEM.
constexpr std::string_view kLoaded = "hiveaudit-";

/// Where Windows keeps the hive; how the input was laid out says nothing of that, except for a user's folder.
std::string file_of_user(const std::string& scope, std::string_view path) {
  if (scope == "LocalSystem") return "Windows\\System32\\config\\DEFAULT";
  if (scope == "LocalService" || scope == "NetworkService") {
    return "Windows\\ServiceProfiles\\" + scope + "\\NTUSER.DAT";
  }
  if (scope == "default-user") return "Users\\Default\\NTUSER.DAT";
  const std::string name = scope.substr(scope.find(':') + 1);
  constexpr std::string_view kOldProfiles = "Documents and Settings";
  const bool old = path.find(kOldProfiles) != std::string_view::npos;
  return fmt::format("{}\\{}\\NTUSER.DAT", old ? kOldProfiles : "Users", name);
}

class Placer {
 public:
  Placer(const InstallationRow& installation, const FixPlace& place, RegistryScript& script)
      : installation_(installation), place_(place), script_(script) {
    script_.image = place.image;
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
    edit.segments = change.key.segments;
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
      edit.segments.insert(edit.segments.begin(), hive_of_user(change.scope));
      return true;
    }
    edit.root = "HKEY_LOCAL_MACHINE";
    if (!place_.image) return true;
    const std::string hive = edit.segments.front();
    const bool is_system = equal_names(hive, "SYSTEM");
    if (!is_system && !equal_names(hive, "SOFTWARE")) return refuse(change, "no hive of an image holds it"), false;
    if (edit.segments.size() < 2) return refuse(change, "the root of a hive is no place for it"), false;
    if (is_system && equal_names(edit.segments[1], "CurrentControlSet")) {
      if (!installation_.control_set) {
        return refuse(change, "the report does not say which control set is the current one"), false;
      }
      edit.segments[1] = fmt::format("ControlSet{:03}", *installation_.control_set);
    }
    const std::string loaded = std::string(kLoaded) + (is_system ? "SYSTEM" : "SOFTWARE");
    edit.segments.front() = loaded;
    load({"HKLM", loaded, std::string("Windows\\System32\\config\\") + (is_system ? "SYSTEM" : "SOFTWARE"), "HKLM",
          true});
    return true;
  }

  /// The name below HKEY_USERS: of a running Windows the SID; a hive that is loaded for this bears its user's name.
  std::string hive_of_user(const std::string& scope) {
    const std::string name = scope.substr(scope.find(':') + 1);
    const HiveRow* row = nullptr;
    for (const HiveRow& it : installation_.hives) {
      if (it.user && (scope == *it.user || equal_names(*it.user, name))) row = &it;
    }
    const std::string file = file_of_user(scope, row != nullptr ? row->path : "");
    if (place_.image) {
      load({"HKU", name, file, scope, true});
      return name;
    }
    const bool is_known = row != nullptr && row->sid;
    const bool is_user = scope.starts_with("user:") || scope == "default-user";
    if (is_user || !is_known) load({"HKU", is_known ? *row->sid : name, file, scope, false});
    return is_known ? *row->sid : name;
  }

  void load(HiveToLoad hive) {
    const bool known = std::ranges::any_of(script_.hives, [&](const auto& it) { return it.key() == hive.key(); });
    if (!known) script_.hives.push_back(std::move(hive));
  }

  const InstallationRow& installation_;
  const FixPlace& place_;
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
    edit.segments = key->segments;
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
