#include "audit/try_fixes.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

#include "audit/remediation.h"
#include "hive/hex.h"
#include "hive/upcase.h"
#include "hive/utf16.h"

namespace audit {
namespace {

/// Data that is kept so that a change can be taken back: 1 MiB is the largest that Windows advises for a value.
constexpr std::size_t kMostKeptBytes = std::size_t{1} << 20U;

/// A finding whose changes do not suffice takes them out, which may leave another one without what it needed. Each
/// round takes at least one out; what is not settled then is not offered.
constexpr int kMostRounds = 4;
/// Each is a judgement of the whole machine; what is not tried apart is not offered.
constexpr std::size_t kMostSuspects = 40;

std::optional<std::size_t> registry_user(const hive::Installation& installation, const std::string& scope) {
  for (const hive::User& user : installation.users) {
    if (hive::printable(user.scope) == scope) return user.registry_user;
  }
  return std::nullopt;
}

FixBefore before_of(const hive::Lookup& seen) {
  FixBefore before;
  before.state = hive::name_of(seen.presence);
  if (seen.value) {
    before.type = hive::name_of(seen.value->type);
    if (seen.value->data.size() <= kMostKeptBytes && seen.value->complete) {
      before.raw = hive::hex_of(seen.value->data, hive::HexDigits::lower);
    }
  }
  if (!seen.deepest_key.empty()) before.deepest_key = hive::printable(seen.deepest_key);
  return before;
}

hive::Installation with_changes(const hive::Installation& installation, const std::vector<Change>& changes) {
  hive::Installation fixed = installation;
  const std::string name = "the changes of the fixes";
  const std::size_t row = fixed.hives.size();
  fixed.hives.emplace_back().path = name;
  for (const Change& change : changes) {
    const auto storage = fixed.registry.storage_of(change.key, registry_user(installation, change.scope));
    if (!storage) continue;
    hive::RegTextKey key;
    if (change.want) {
      hive::RegTextValue value;
      value.name = change.name;
      value.type = change.want->type;
      value.data = change.want->bytes;
      key.values.push_back(std::move(value));
    } else {
      key.deleted_values.push_back({change.name, 0});
    }
    fixed.registry.import_key(*storage, std::move(key), row, name);
  }
  return fixed;
}

/// The machine with the changes that are still offered, judged.
struct Trial {
  std::vector<std::size_t> mended;  ///< findings whose changes were made
  std::vector<Finding> after;
};

class Trials {
 public:
  Trials(InstallationRow& row, const hive::Installation& installation, const JudgeFixed& judge)
      : row_(row), installation_(installation), judge_(judge) {}

  void run() {
    for (const std::size_t i : remediation(row_, {}).idle) take_out(i, "what it asks for is there already");
    Trial trial = settle();
    if (broken(trial).empty()) return note_hints(trial);
    sort_out(trial);
    trial = settle();
    for (const std::size_t i : broken(trial)) {
      row_.notes.push_back({"fixes-break", fmt::format("with all fixes made this would fail: {}", told(i, trial))});
    }
    note_hints(trial);
  }

 private:
  Trial try_now() const {
    const Remediation plan = remediation(row_, {});
    if (plan.changes.empty()) return {};
    return {plan.mended, judge_(with_changes(installation_, plan.changes))};
  }

  void take_out(std::size_t finding, const std::string& why) {
    row_.findings[finding].fix_falls_short = hive::printable(why);
  }

  /// Takes out what still fails, until all that is left passes.
  Trial settle() {
    for (int round = 0; round < kMostRounds; ++round) {
      Trial trial = try_now();
      bool all_pass = true;
      for (const std::size_t i : trial.mended) {
        if (i < trial.after.size() && trial.after[i].verdict == Verdict::pass) continue;
        take_out(i, i < trial.after.size() ? "it still fails: " + trial.after[i].message : "it was not judged again");
        all_pass = false;
      }
      if (all_pass) return trial;
    }
    for (const std::size_t i : remediation(row_, {}).mended) {
      take_out(i, "its changes rest on those of findings whose changes do not suffice");
    }
    return {};
  }

  /// Findings that the changes make fail, or that can no longer be said to pass.
  std::vector<std::size_t> broken(const Trial& trial) const {
    std::vector<std::size_t> found;
    for (std::size_t i = 0; i < trial.after.size() && i < row_.findings.size(); ++i) {
      const Verdict before = row_.findings[i].verdict;
      const Verdict after = trial.after[i].verdict;
      const bool failed = before == Verdict::fail || before == Verdict::error;
      const bool fails = after == Verdict::fail || after == Verdict::error;
      if ((fails && !failed) || (before == Verdict::pass && after == Verdict::not_checked)) found.push_back(i);
    }
    return found;
  }

  std::string told(std::size_t finding, const Trial& trial) const {
    return fmt::format("{} ({}): {}", row_.findings[finding].rule, row_.findings[finding].scope,
                       trial.after[finding].message);
  }

  /// Findings with a change in a place that a broken one looked at.
  std::vector<std::size_t> suspects(const Trial& trial) const {
    std::vector<std::size_t> found;
    const std::vector<std::size_t> bad = broken(trial);
    const auto looked_at = [&](const FixRow& fix) {
      const auto key = hive::parse_registry_path(fix.key);
      return key && std::ranges::any_of(bad, [&](std::size_t i) {
               return std::ranges::any_of(trial.after[i].evidence, [&](const SharedLookup& seen) {
                 return seen->value_name && hive::equal_names(*seen->value_name, fix.name) && seen->path == *key;
               });
             });
    };
    for (const std::size_t i : trial.mended) {
      if (std::ranges::any_of(row_.findings[i].fix, looked_at)) found.push_back(i);
    }
    return found.empty() ? trial.mended : found;
  }

  /// All that may be to blame is taken out, and what breaks nothing comes back, one by one in the report's order.
  void sort_out(const Trial& whole) {
    const std::vector<std::size_t> blamed = suspects(whole);
    for (const std::size_t i : blamed) take_out(i, "its changes were not tried apart from others that break something");
    for (std::size_t at = 0; at < blamed.size() && at < kMostSuspects; ++at) {
      row_.findings[blamed[at]].fix_falls_short.reset();
      const Trial trial = try_now();
      const std::vector<std::size_t> bad = broken(trial);
      if (!bad.empty()) take_out(blamed[at], "this would fail then: " + told(bad.front(), trial));
    }
  }

  /// What is no failure and yet no longer passes.
  void note_hints(const Trial& trial) {
    std::vector<std::string> hints;
    for (std::size_t i = 0; i < trial.after.size() && i < row_.findings.size(); ++i) {
      const bool passed = row_.findings[i].verdict == Verdict::pass;
      if (passed && trial.after[i].verdict == Verdict::informational) hints.push_back(row_.findings[i].rule);
    }
    if (hints.empty()) return;
    row_.notes.push_back(
        {"fixes-break", fmt::format("with all fixes made these have something to say: {}", fmt::join(hints, ", "))});
  }

  InstallationRow& row_;
  const hive::Installation& installation_;
  const JudgeFixed& judge_;
};

}  // namespace

void look_before_fixes(InstallationRow& row, const hive::Installation& installation) {
  for (FindingRow& finding : row.findings) {
    const auto user = registry_user(installation, finding.scope);
    for (FixRow& fix : finding.fix) {
      const auto key = hive::parse_registry_path(fix.key);
      if (key) fix.before = before_of(installation.registry.find_value(*key, fix.name, user));
    }
  }
}

void try_fixes(InstallationRow& row, const hive::Installation& installation, const JudgeFixed& judge) {
  Trials(row, installation, judge).run();
}

}  // namespace audit
