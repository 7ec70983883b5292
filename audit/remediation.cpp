#include "audit/remediation.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "hive/upcase.h"
#include "hive/utf16.h"

namespace audit {
namespace {

using hive::RegistryPath;

/// What one finding asks of one place.
struct Wish {
  std::size_t finding = 0;
  std::string scope;
  RegistryPath key;
  std::string name;
  std::optional<RegistryData> want;
  Before before;
};

/// The same for every spelling of a place.
std::u16string place_of(const Wish& wish) {
  const std::string text = wish.scope + '\0' + hive::to_text(wish.key) + '\0' + wish.name;
  return hive::upcase(hive::utf16_from_utf8(text));
}

Before before_of(const FixRow& row, const RegistryPath& key) {
  Before before;
  if (!row.before) return before;
  if (row.before->state == "present") {
    before.is = Before::Is::present;
    if (row.before->type && row.before->raw) before.data = data_of_hex(*row.before->type, *row.before->raw);
  } else if (row.before->state == "absent") {
    before.is = Before::Is::absent;
    const auto deepest = hive::parse_registry_path(row.before->deepest_key.value_or(""));
    if (!deepest || deepest->segments.size() > key.segments.size()) return before;
    const RegistryPath same_depth{key.root, key.segments.first(deepest->segments.size())};
    if (*deepest == same_depth) before.depth = deepest->segments.size();
  }
  return before;
}

/// Nothing when the row says no change that could be made.
std::optional<Wish> wish_of(const FixRow& row, const FindingRow& finding) {
  if (holds_escape(row.key) || holds_escape(row.name) || holds_escape(row.data)) return std::nullopt;
  const auto key = hive::parse_registry_path(row.key);
  if (!key || key->segments.empty()) return std::nullopt;
  Wish wish;
  const bool of_user = key->root == hive::Root::hkcu;
  if (of_user && finding.scope == "HKLM") return std::nullopt;
  wish.scope = of_user ? finding.scope : "HKLM";
  wish.key = *key;
  wish.name = row.name;
  if (!row.type.empty()) {
    wish.want = data_of_words(row.type, row.data);
    if (!wish.want) return std::nullopt;
  }
  wish.before = before_of(row, *key);
  return wish;
}

bool changes_nothing(const Wish& wish) {
  if (!wish.want) return wish.before.is == Before::Is::absent;
  return wish.before.data == wish.want;
}

/// Why a finding that fails has no changes to offer; nothing when it has.
std::optional<std::string> obstacle(const FindingRow& finding, bool named) {
  if (finding.waived_by && !named) return fmt::format("waived by {}", *finding.waived_by);
  if (finding.fix.empty()) return fmt::format("no change of the registry mends it: {}", finding.message);
  if (finding.fix_falls_short) return fmt::format("its changes were tried: {}", *finding.fix_falls_short);
  return std::nullopt;
}

class Planner {
 public:
  Planner(const InstallationRow& installation, std::span<const std::string> only)
      : findings_(installation.findings), only_(only) {}

  Remediation plan() && {
    for (std::size_t i = 0; i < findings_.size(); ++i) collect(i);
    find_conflicts();
    for (const std::size_t i : asking_) {
      if (conflicting_.contains(i)) continue;
      out_.mended.push_back(i);
      add_note(findings_[i]);
    }
    for (const Wish& wish : wishes_) {
      if (!conflicting_.contains(wish.finding)) add(wish);
    }
    for (const auto& [note, rules] : notes_) out_.notes.push_back(fmt::format("{}: {}", fmt::join(rules, ", "), note));
    return std::move(out_);
  }

 private:
  void leave(const FindingRow& finding, std::string why) {
    out_.unmended.push_back({finding.rule, finding.scope, std::move(why)});
  }

  void collect(std::size_t index) {
    const FindingRow& finding = findings_[index];
    const bool named = std::ranges::find(only_, finding.rule) != only_.end();
    if (!only_.empty() && !named) return;
    if (finding.verdict == Verdict::informational && !named) {
      if (!finding.fix.empty()) ++out_.optional;
      return;
    }
    if (finding.verdict != Verdict::fail && finding.verdict != Verdict::informational) return;
    if (auto why = obstacle(finding, named)) return leave(finding, *std::move(why));
    std::vector<Wish> wishes;
    for (const FixRow& row : finding.fix) {
      auto wish = wish_of(row, finding);
      if (!wish) return leave(finding, fmt::format("its change cannot be made: {} {}", row.key, row.name));
      wish->finding = index;
      wishes.push_back(*std::move(wish));
    }
    if (std::ranges::all_of(wishes, changes_nothing)) {
      out_.idle.push_back(index);
      return leave(finding, "what it asks for is there already");
    }
    asking_.push_back(index);
    std::ranges::move(wishes, std::back_inserter(wishes_));
  }

  void find_conflicts() {
    std::map<std::u16string, std::vector<const Wish*>> by_place;
    for (const Wish& wish : wishes_) by_place[place_of(wish)].push_back(&wish);
    // Told in the order of the findings.
    for (const Wish& wish : wishes_) {
      const std::vector<const Wish*>& here = by_place[place_of(wish)];
      if (here.front() != &wish) continue;
      Conflict conflict{wish.scope, wish.key, wish.name, {}};
      for (const Wish* it : here) {
        const bool known =
            std::ranges::any_of(conflict.wishes, [&](const auto& other) { return other.want == it->want; });
        if (!known) conflict.wishes.push_back({findings_[it->finding].rule, it->want});
      }
      if (conflict.wishes.size() < 2) continue;
      for (const Wish* it : here) conflicting_.insert(it->finding);
      out_.conflicts.push_back(std::move(conflict));
    }
    for (const std::size_t i : conflicting_) leave(findings_[i], "another finding wants other data in the same place");
  }

  void add(const Wish& wish) {
    if (changes_nothing(wish)) return;
    const std::string& rule = findings_[wish.finding].rule;
    const auto [known, is_new] = changes_.try_emplace(place_of(wish), out_.changes.size());
    if (is_new) out_.changes.push_back({wish.scope, wish.key, wish.name, wish.want, wish.before, {}});
    std::vector<std::string>& rules = out_.changes[known->second].rules;
    if (std::ranges::find(rules, rule) == rules.end()) rules.push_back(rule);
  }

  void add_note(const FindingRow& finding) {
    for (const FixRow& row : finding.fix) {
      if (row.note.empty()) continue;
      auto same = std::ranges::find(notes_, row.note, &std::pair<std::string, std::vector<std::string>>::first);
      if (same == notes_.end()) same = notes_.insert(notes_.end(), {row.note, {}});
      if (std::ranges::find(same->second, finding.rule) == same->second.end()) same->second.push_back(finding.rule);
    }
  }

  const std::vector<FindingRow>& findings_;
  std::span<const std::string> only_;
  std::vector<std::size_t> asking_;  ///< findings with changes
  std::vector<Wish> wishes_;
  std::set<std::size_t> conflicting_;
  std::map<std::u16string, std::size_t> changes_;
  std::vector<std::pair<std::string, std::vector<std::string>>> notes_;
  Remediation out_;
};

}  // namespace

Remediation remediation(const InstallationRow& installation, std::span<const std::string> only) {
  return Planner(installation, only).plan();
}

std::string shown_place(const std::string& scope, const RegistryPath& key, const std::string& name) {
  const std::string who = scope == "HKLM" ? "" : fmt::format(" ({})", scope);
  return hive::printable(fmt::format("{}\\{}{}", hive::to_text(key), name.empty() ? "(Default)" : name, who));
}

}  // namespace audit
