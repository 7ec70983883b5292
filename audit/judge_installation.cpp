#include "audit/judge_installation.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>
#include <utility>
#include <vector>

#include "audit/control_sets.h"
#include "audit/effective.h"
#include "audit/evaluate.h"
#include "audit/other_sets.h"
#include "audit/places.h"
#include "audit/rows.h"
#include "audit/try_fixes.h"
#include "audit/user_sids.h"
#include "hive/upcase.h"
#include "hive/utf16.h"

namespace audit {
namespace {

bool wanted(const Options& options, const hive::User& user) {
  if (options.users == "all") return true;
  if (options.users == "default") return user.scope == "default-user";
  return hive::equal_names(user.name, options.users) || hive::equal_names(user.scope, options.users);
}

// Users that nobody asked for are not judged; asking for one that is not there must not look clean.
void select_users(hive::Installation& installation, const Options& options) {
  std::erase_if(installation.users, [&](const hive::User& user) { return !wanted(options, user); });
  if (options.users == "all" || !installation.users.empty()) return;
  hive::Error error;
  error.code = hive::ErrorCode::io;
  error.message = "no user hive fits --users";
  error.expected = "a user hive of " + options.users;
  error.found = "none";
  error.where.path = installation.origin;
  installation.errors.push_back(std::move(error));
}

void require_hives(hive::Installation& installation, const Options& options) {
  for (const std::string& role : options.require) {
    const bool there = std::any_of(installation.hives.begin(), installation.hives.end(), [&](const auto& file) {
      return file.is_open() && hive::name_of(file.role) == role;
    });
    if (there) continue;
    hive::Error error;
    error.code = hive::ErrorCode::io;
    error.message = "a hive that --require names is missing";
    error.expected = "a readable " + role + " hive";
    error.found = "none";
    error.where.path = installation.origin;
    installation.errors.push_back(std::move(error));
  }
}

// What the second reader is asked: everything that decided a pass or a fail, or (always) all evidence.
Evidence deciding_places(const std::vector<Finding>& findings, SecondReaderMode mode) {
  Evidence places;
  for (const Finding& finding : findings) {
    const bool decided = finding.verdict == Verdict::pass || finding.verdict == Verdict::fail;
    if (!decided && mode != SecondReaderMode::always) continue;
    places.insert(places.end(), finding.evidence.begin(), finding.evidence.end());
  }
  return places;
}

std::string severity_of(const rules::Profile& profile, const rules::Rule& rule) {
  const auto own = profile.severities.find(rule.id);
  return own == profile.severities.end() ? rule.severity : own->second;
}

std::vector<Finding> judge(const rules::RuleSet& rules, const rules::Profile& profile, const Judged& judged) {
  std::vector<Finding> findings;
  // A profile names its rules in the order of the rulebook.
  auto next = profile.rules.begin();
  for (const rules::Rule& rule : rules.rules) {
    if (next == profile.rules.end()) break;
    if (*next != rule.id) continue;
    ++next;
    for (Finding& finding : evaluate(rule, severity_of(profile, rule), judged)) findings.push_back(std::move(finding));
  }
  return findings;
}

// A whole judgement from scratch, as for another control set.
std::vector<Finding> judge_again(const hive::Installation& installation, const Judgement& how) {
  const auto asked = std::make_shared<AskedOnce>(installation.registry);
  const Facts facts = collect_facts(how.rules.facts, installation, how.options.os, *asked);
  const std::vector<StackRow> effective = effective_protocols(how.rules.defaults, facts, installation, *asked);
  return judge(how.rules, how.profile,
               {installation, facts, effective, how.options.now, &how.profile, how.options.now_given, asked});
}

// --control-set: another set than the one that boots, which must exist.
void choose_control_set(hive::Installation& installation, const Options& options, std::vector<NoteRow>& notes) {
  if (!options.control_set || !installation.registry.has_machine_hive("SYSTEM")) return;
  std::vector<std::string> names;
  for (const NamedSet& set : control_sets(installation.registry)) {
    names.push_back(shown_name(set));
    if (set.number != *options.control_set) continue;
    installation.registry.use_control_set(as_control_set(set));
    notes.push_back({"control-set", fmt::format("{} is judged, as --control-set asks", shown_name(set))});
    return;
  }
  hive::Error error;
  error.code = hive::ErrorCode::io;
  error.message = "the control set of --control-set does not exist";
  error.expected = fmt::format("ControlSet{:03}", *options.control_set);
  error.found = names.empty() ? "none" : fmt::format("{}", fmt::join(names, ", "));
  error.where.path = installation.origin;
  // No other set may answer in its place.
  hive::ControlSet none;
  none.error = std::move(error);
  installation.registry.use_control_set(std::move(none));
}

// A file that was written to while it was read may have given answers of two states.
void note_changes(const hive::Installation& installation, std::vector<NoteRow>& notes) {
  const auto tell = [&notes](const std::string& path) {
    notes.push_back({"input-changed", fmt::format("{} was changed while it was read: what it says may mix two states",
                                                  hive::printable(path))});
  };
  for (const hive::HiveFile& file : installation.hives) {
    if (file.hive != nullptr && file.hive->source().has_changed()) tell(file.path);
    for (const hive::HiveLog& log : file.logs) {
      if (log.source != nullptr && log.source->has_changed()) tell(log.path);
    }
  }
}

// Cells point at the finding that judges them; a failing one is the better answer than a passing one.
void link_cells(InstallationRow& row, const std::vector<Finding>& findings) {
  for (std::size_t i = 0; i < findings.size(); ++i) {
    if (!findings[i].cell) continue;
    const FindingRow& judged = row.findings[i];
    for (EffectiveRow& cell : row.effective) {
      if (cell.scope != judged.scope || cell.stack != findings[i].cell->first ||
          cell.protocol != findings[i].cell->second) {
        continue;
      }
      if (!cell.decided_by || judged.verdict == Verdict::fail) cell.decided_by = judged.fingerprint;
    }
  }
}

// An inspection looks at every key, so that damage anywhere is told.
void walk_everything(const hive::Installation& installation) {
  for (const hive::HiveFile& file : installation.hives) {
    if (file.hive != nullptr) file.hive->walk([](const hive::Key&, std::span<const std::string>) { return true; });
  }
}

}  // namespace

InstallationRow judge_installation(hive::Installation& installation, const Judgement& how, Corroborator& second) {
  const Options& options = how.options;
  std::vector<NoteRow> notes;
  std::vector<ErrorRow> errors;
  select_users(installation, options);
  require_hives(installation, options);
  choose_control_set(installation, options, notes);
  const auto asked = std::make_shared<AskedOnce>(installation.registry);
  const Facts facts = collect_facts(how.rules.facts, installation, options.os, *asked);
  std::vector<StackRow> effective;
  std::vector<Finding> findings;
  std::vector<Place> places;
  if (options.verb == "audit" || options.verb == "effective")
    effective = effective_protocols(how.rules.defaults, facts, installation, *asked);
  if (options.verb == "inspect") walk_everything(installation);
  if (options.verb == "evidence") {
    places = find_places(installation, options);
    Evidence shown;
    for (const Place& place : places) shown.push_back(share(place.seen));
    second.next_installation();
    second.ask(installation, shown);
  }
  if (options.verb == "audit") {
    findings = judge(how.rules, how.profile,
                     {installation, facts, effective, options.now, &how.profile, options.now_given, asked});
    second.next_installation();
    second.ask(installation, deciding_places(findings, second.mode()));
    const auto again = [&how](const hive::Installation& other) { return judge_again(other, how); };
    if (!options.control_set) {
      OtherSets others = compare_other_sets(installation, findings, again);
      std::ranges::move(others.notes, std::back_inserter(notes));
      errors = std::move(others.errors);
    }
  }
  const CorroborationOf said = [&second](const hive::Lookup& place) { return second.answer(place); };

  InstallationRow row;
  row.label = hive::printable(installation.label);
  row.os = os_row(facts);
  if (const auto& set = installation.registry.control_set(); set && set->number != 0) row.control_set = set->number;
  for (const hive::Note& note : installation.notes) row.notes.push_back(note_row(note));
  if (const auto& set = installation.registry.control_set()) {
    for (const std::string& note : set->notes) row.notes.push_back({"control-set", hive::printable(note)});
  }
  row.notes.insert(row.notes.end(), notes.begin(), notes.end());
  row.notes.insert(row.notes.end(), facts.notes.begin(), facts.notes.end());
  for (const hive::Error& error : installation.errors) row.errors.push_back(error_row(error));
  std::ranges::move(errors, std::back_inserter(row.errors));
  if (const auto& set = installation.registry.control_set(); set && set->error) {
    row.errors.push_back(error_row(*set->error));
  }
  for (const Fact& fact : facts.items) {
    if (fact.state != Fact::State::absent) row.facts.push_back(fact_row(fact, said));
  }
  for (const hive::HiveFile& file : installation.hives) row.hives.push_back(hive_row(file, options.hash));
  const auto sids = sids_of(installation);
  for (std::size_t i = 0; i < installation.users.size(); ++i) {
    if (const std::size_t at = installation.users[i].hive; at < row.hives.size()) row.hives[at].sid = sids[i];
  }
  for (const StackRow& stack : effective) {
    for (std::size_t i = 0; i < stack.cells.size(); ++i) row.effective.push_back(effective_row(stack, i, said));
  }
  for (const Finding& finding : findings) {
    const FindingPlace place{how.target, row.label, row.os.arch, severity_of(how.profile, *finding.rule)};
    row.findings.push_back(finding_row(finding, place, said));
  }
  for (const Place& place : places) {
    PlaceRow& shown = row.places.emplace_back(
        PlaceRow{hive::printable(place.scope), hive::printable(place.control_set), evidence_row(place.seen, said), {}});
    for (const std::string& subkey : place.subkeys) shown.subkeys.push_back(hive::printable(subkey));
  }
  link_cells(row, findings);
  look_before_fixes(row, installation);
  try_fixes(row, installation, [&how](const hive::Installation& fixed) { return judge_again(fixed, how); });
  note_changes(installation, row.notes);
  return row;
}

}  // namespace audit
