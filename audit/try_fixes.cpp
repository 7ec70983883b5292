#include "audit/try_fixes.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

#include "audit/remediation.h"
#include "hive/hex.h"
#include "hive/utf16.h"

namespace audit {
namespace {

/// Data that is kept so that a change can be taken back: 1 MiB is the largest that Windows advises for a value.
constexpr std::size_t kMostKeptBytes = std::size_t{1} << 20U;

/// A finding whose changes do not suffice takes them out, which may leave another one without what it needed. Each
/// round takes at least one out; what is not settled then is not offered.
constexpr int kMostRounds = 4;

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

/// Whether some finding falls short that did not yet.
bool mark_short(InstallationRow& row, const std::vector<std::size_t>& mended, const std::vector<Finding>& after) {
  bool any = false;
  for (const std::size_t i : mended) {
    if (i < after.size() && after[i].verdict == Verdict::pass) continue;
    row.findings[i].fix_falls_short = i < after.size() ? hive::printable(after[i].message) : "it was not judged again";
    any = true;
  }
  return any;
}

void note_breaks(InstallationRow& row, const std::vector<Finding>& after) {
  std::vector<std::string> broken;
  for (std::size_t i = 0; i < after.size() && i < row.findings.size(); ++i) {
    const bool fails = after[i].verdict == Verdict::fail || after[i].verdict == Verdict::error;
    const bool failed = row.findings[i].verdict == Verdict::fail || row.findings[i].verdict == Verdict::error;
    if (fails && !failed) broken.push_back(fmt::format("{} ({})", row.findings[i].rule, row.findings[i].scope));
  }
  if (broken.empty()) return;
  row.notes.push_back(
      {"fixes-break", fmt::format("with all fixes made, what passes now would fail: {}", fmt::join(broken, ", "))});
}

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
  for (int round = 0;; ++round) {
    const Remediation plan = remediation(row, {});
    if (plan.changes.empty()) return;
    const std::vector<Finding> after = judge(with_changes(installation, plan.changes));
    if (!mark_short(row, plan.mended, after)) return note_breaks(row, after);
    if (round + 1 < kMostRounds) continue;
    for (const std::size_t i : remediation(row, {}).mended) {
      row.findings[i].fix_falls_short = "its changes rest on those of findings whose changes do not suffice";
    }
    return;
  }
}

}  // namespace audit
