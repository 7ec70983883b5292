#include "audit/fix_verb.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "audit/atomic_file.h"
#include "audit/exit_code.h"
#include "audit/fix_formats.h"
#include "audit/fix_users.h"
#include "audit/gate.h"
#include "audit/read_json.h"
#include "audit/report_words.h"
#include "hive/file_source.h"
#include "hive/read_whole.h"
#include "hive/utf16.h"
#include "rules/nearest.h"

namespace audit {
namespace {

/// A thousand machines with 5,000 findings each take less; a parsed document needs a multiple of its size.
constexpr std::uint64_t kMostResultBytes = std::uint64_t{1} << 30U;

VerbOutcome refused(int exit_code, std::string why) { return {exit_code, "", std::move(why)}; }

hive::Result<Report> read_result(const std::string& path) {
  const auto source = hive::open_file(path);
  if (!source) return source.error();
  const auto at_path = [&path](hive::Error error) {
    if (error.where.path.empty()) error.where.path = path;
    return error;
  };
  if ((*source)->size_bytes() > kMostResultBytes) {
    return at_path({hive::ErrorCode::limit_exceeded,
                    "the result is too large",
                    fmt::format("at most {} bytes", kMostResultBytes),
                    fmt::format("{}", (*source)->size_bytes()),
                    {}});
  }
  const auto bytes = hive::read_whole(**source);
  if (!bytes) return at_path(bytes.error());
  auto report = read_json({reinterpret_cast<const char*>(bytes->data()), bytes->size()});
  if (!report) return at_path(report.error());
  return report;
}

struct Choice {
  const TargetRow* target = nullptr;
  const InstallationRow* installation = nullptr;

  bool is_alone() const { return target->installations.size() == 1; }
  std::string name() const { return is_alone() ? target->name : target->name + "/" + installation->label; }
  bool is_called(const std::string& word) const {
    return word == name() || word == target->name || word == target->target || word == installation->label;
  }
};

std::vector<Choice> choices(const Report& report, const std::string& wanted) {
  std::vector<Choice> found;
  for (const TargetRow& target : report.targets) {
    for (const InstallationRow& installation : target.installations) {
      const Choice choice{&target, &installation};
      if (wanted.empty() || choice.is_called(wanted)) found.push_back(choice);
    }
  }
  return found;
}

std::string names_of(const std::vector<Choice>& from) {
  std::vector<std::string> names;
  for (const Choice& choice : from) names.push_back(choice.name());
  return fmt::format("{}", fmt::join(names, ", "));
}

/// Why the one installation cannot be told; nothing when it can.
std::optional<std::string> fault_of_choice(const Report& report, const std::vector<Choice>& found,
                                           const std::string& wanted) {
  if (found.size() == 1) return std::nullopt;
  const std::vector<Choice> all = choices(report, "");
  if (found.empty() && wanted.empty()) return "no Windows was found when this result was made";
  if (found.empty()) {
    std::vector<std::string> names;
    for (const Choice& choice : all) names.push_back(choice.name());
    return rules::unknown_word("target", wanted, names) + "; the result holds: " + names_of(all);
  }
  return fmt::format("there are {} installations; --target NAME says which: {}", found.size(), names_of(found));
}

std::optional<std::string> fault_of_rules(const InstallationRow& installation, const std::vector<std::string>& only) {
  std::vector<std::string> known;
  for (const FindingRow& finding : installation.findings) known.push_back(finding.rule);
  for (const std::string& rule : only) {
    if (std::ranges::find(known, rule) == known.end())
      return rules::unknown_word("rule", rule, known) + " in this result";
  }
  return std::nullopt;
}

/// The machine and these users.
InstallationRow of_users(InstallationRow installation, const std::set<std::string>& scopes) {
  std::erase_if(installation.findings, [&scopes](const FindingRow& finding) {
    return finding.scope != "HKLM" && !scopes.contains(finding.scope);
  });
  return installation;
}

/// What could not be read or decided has no changes, and is not sound for that. Empty when the result is whole.
std::string unknown_part(const Choice& choice) {
  if (choice.target->errors.empty() && !is_incomplete(*choice.installation)) return "";
  std::size_t errors = choice.target->errors.size() + choice.installation->errors.size();
  for (const HiveRow& hive : choice.installation->hives) errors += hive.errors.size();
  std::vector<std::string> parts;
  for (const FindingRow& finding : choice.installation->findings) {
    if (finding.verdict != Verdict::error) continue;
    if (std::ranges::find(parts, finding.rule) == parts.end()) parts.push_back(finding.rule);
  }
  if (errors > 0) parts.push_back(counted(errors, "error of the input", "errors of the input"));
  return fmt::format("could not be read or decided, and is not mended here: {}", fmt::join(parts, ", "));
}

std::string wish_text(const Conflict::Wish& wish) {
  return fmt::format("{} wants {}", wish.rule, wish.want ? shown(*wish.want) : "no value");
}

void tell_conflicts(const Remediation& plan, std::vector<std::string>& remarks) {
  for (const Conflict& conflict : plan.conflicts) {
    std::vector<std::string> wishes;
    for (const Conflict::Wish& wish : conflict.wishes) wishes.push_back(wish_text(wish));
    remarks.push_back(fmt::format("Refused, findings contradict each other: {}: {}",
                                  shown_place(conflict.scope, conflict.key, conflict.name), fmt::join(wishes, "; ")));
  }
}

std::vector<std::string> remarks_of(const Report& report, const Choice& choice, const Remediation& plan,
                                    const Options& options) {
  std::vector<std::string> remarks;
  remarks.push_back(fmt::format("hiveaudit {}: {} {}", report.tool_version,
                                options.undo ? "takes back the changes for" : "changes for", choice.name()));
  remarks.push_back(fmt::format("From the result of {}, profile {}.", report.now, report.profile));
  remarks.push_back(fmt::format("{} for {}.", counted(plan.changes.size(), "change", "changes"),
                                counted(plan.mended.size(), "finding", "findings")));
  if (options.undo) {
    remarks.push_back("Keys that the changes made are deleted with all that is in them by then.");
    return remarks;
  }
  if (const std::string unknown = unknown_part(choice); !unknown.empty()) remarks.push_back("What " + unknown);
  if (report.options.contains("overlay")) {
    remarks.push_back(fmt::format("The result is of the machine as if {} had been imported, which this does not do.",
                                  report.options.at("overlay")));
  }
  if (!options.only.empty()) {
    remarks.push_back("The result was tried with the changes for all its findings, not with these alone. Check them:");
    remarks.push_back("hiveaudit audit TARGET --overlay FIX.reg");
  }
  for (const std::string& note : plan.notes) remarks.push_back(note);
  for (const NoteRow& note : choice.installation->notes) {
    if (note.code == "fixes-break") remarks.push_back("Take care: " + note.message);
  }
  tell_conflicts(plan, remarks);
  for (const Unmended& it : plan.unmended) {
    remarks.push_back(fmt::format("Not fixable here: {} ({}): {}", it.rule, scope_name(it.scope), it.why));
  }
  if (plan.optional > 0) {
    remarks.push_back(fmt::format("{} with changes: --only RULE makes them.",
                                  counted(plan.optional, "informational finding", "informational findings")));
  }
  return remarks;
}

/// For standard error: what the user must know who does not open the file.
std::string summary(const Remediation& plan, const std::string& unknown, const std::vector<std::string>& refusals,
                    const Options& options) {
  std::string text;
  if (plan.changes.empty() && options.undo) {
    text = "nothing to take back";
  } else if (plan.changes.empty()) {
    text = plan.unmended.empty() ? "nothing to fix" : "nothing to fix by changes of the registry";
    if (!unknown.empty()) text += " in what could be read and decided";
  } else if (!options.to.empty()) {
    text = fmt::format("{}: {} for {}", hive::printable(options.to), counted(plan.changes.size(), "change", "changes"),
                       counted(plan.mended.size(), "finding", "findings"));
  }
  std::vector<std::string> rules;
  for (const Unmended& it : plan.unmended) {
    if (std::ranges::find(rules, it.rule) == rules.end()) rules.push_back(it.rule);
  }
  if (!rules.empty() && !options.undo) {
    text += fmt::format("{}not fixable here: {}", text.empty() ? "" : "; ", fmt::join(rules, ", "));
  }
  std::vector<std::string> lines;
  if (!text.empty() && options.style.verbosity >= 0) lines.push_back(text);
  if (!unknown.empty()) lines.push_back("incomplete: what " + unknown);
  tell_conflicts(plan, lines);
  for (const std::string& refusal : refusals) lines.push_back("refused: " + refusal);
  return fmt::format("{}", fmt::join(lines, "\nhiveaudit: "));
}

}  // namespace

VerbOutcome fix_result(const Options& options) {
  const std::string& path = options.words.front();
  const auto report = read_result(path);
  if (!report) return refused(kIncomplete, hive::to_text(report.error()));
  const std::string shown_path = hive::printable(path);
  if (report->verb != "audit") {
    return refused(kUsage, fmt::format("{}: this is a result of '{}', which judges nothing", shown_path, report->verb));
  }
  const std::vector<Choice> found = choices(*report, options.target);
  if (auto fault = fault_of_choice(*report, found, options.target)) {
    return refused(found.empty() && options.target.empty() ? kIncomplete : kUsage, shown_path + ": " + *fault);
  }
  const Choice& choice = found.front();
  if (auto fault = fault_of_rules(*choice.installation, options.only)) return refused(kUsage, *fault);
  const auto users = scopes_of_users(*choice.installation, options.users);
  if (const auto* fault = std::get_if<std::string>(&users)) return refused(kUsage, *fault);
  if (options.undo && report->options.contains("overlay")) {
    return refused(kUsage, fmt::format("{}: --undo: this result was made with --overlay, so what was there before is "
                                       "not known; it takes a result without --overlay",
                                       shown_path));
  }
  const InstallationRow installation = of_users(*choice.installation, std::get<0>(users));
  // The way back is whole when all that was changed comes back.
  const std::string unknown = options.undo ? "" : unknown_part(choice);

  const Remediation plan = remediation(installation, options.only);
  RegistryScript script =
      edits_of(plan, installation, {options.offline_root, options.undo, report->options.contains("control-set")});
  script.remarks = remarks_of(*report, choice, plan, options);
  for (const std::string& refusal : script.refused) script.remarks.push_back("Refused: " + refusal);
  const FixFormat& format = *find_fix_format(options.fix_format);
  FixText written = format.write(script);
  std::vector<std::string> refusals = script.refused;
  refusals.insert(refusals.end(), written.refused.begin(), written.refused.end());

  const bool whole = refusals.empty() && plan.conflicts.empty() && unknown.empty();
  VerbOutcome outcome{whole ? kClean : kIncomplete, "", summary(plan, unknown, refusals, options)};
  if (options.to.empty()) {
    outcome.out = std::move(written.text);
  } else if (auto done = write_atomically(options.to, file_bytes(format, written.text)); !done) {
    return refused(kReportNotWritten, hive::to_text(done.error()));
  }
  return outcome;
}

}  // namespace audit
