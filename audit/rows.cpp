#include "audit/rows.h"

#include <fmt/format.h>

#include <algorithm>

#include "hive/file_time.h"
#include "hive/limits.h"
#include "hive/loaded_source.h"
#include "hive/sha256.h"
#include "hive/utf16.h"

namespace audit {
namespace {

using hive::printable;

std::optional<std::string> unless_empty(std::string text) {
  if (text.empty()) return std::nullopt;
  return text;
}

std::string shown(std::string_view text) { return hive::printable_cut(text, hive::limits::kShownDataBytes); }

std::vector<SourceRow> source_rows(const std::vector<rules::Source>& sources) {
  std::vector<SourceRow> rows;
  for (const rules::Source& source : sources) rows.push_back({source.title, source.href});
  return rows;
}

void add_fix(std::vector<FixRow>& rows, const rules::FixStep& step, const std::string& note, const std::string& arch) {
  const FixRow row{hive::to_text(step.key), step.name, step.type, step.data, note, {}};
  FixRow wow = row;
  wow.key = hive::to_text(hive::wow6432_view(step.key));
  if (step.view != rules::View::wow6432) rows.push_back(row);
  // 32-bit Windows has one view; where the architecture is not known both are named.
  if (step.view != rules::View::native && arch != "x86" && wow.key != row.key) rows.push_back(wow);
}

/// Changes below an <each> that are written out one by one; a finding with more of them says how many.
constexpr std::size_t kShownKeyFixes = 100;

/// The change in each key that fails.
void add_fix_of_each(std::vector<FixRow>& rows, const rules::FixStep& step, const std::string& note,
                     const std::vector<MatchedKey>& failed) {
  const hive::RegistryPath pattern{step.key.root, step.key.segments.first(step.each_depth)};
  std::size_t found = 0;
  for (const MatchedKey& it : failed) {
    if (!(it.pattern == pattern) || ++found > kShownKeyFixes) continue;
    const std::string key = shown(hive::to_text(rules::bound_to(it.key, step.each_depth, step.key)));
    rows.push_back({key, step.name, step.type, step.data, note, {}});
  }
  if (found == 0) rows.push_back({hive::to_text(step.key), step.name, step.type, step.data, note, {}});
  if (found > kShownKeyFixes) {
    rows.back().note +=
        fmt::format("{}{} more keys need the same change.", note.empty() ? "" : " ", found - kShownKeyFixes);
  }
}

// The reader and the one who opened the hive may tell the same defect.
void add_once(std::vector<ErrorRow>& rows, ErrorRow row) {
  const bool known = std::any_of(rows.begin(), rows.end(), [&row](const ErrorRow& other) {
    return other.code == row.code && other.offset == row.offset && other.path == row.path;
  });
  if (!known) rows.push_back(std::move(row));
}

LogRow log_row(const hive::HiveLog& log, bool hash) {
  LogRow row;
  row.path = shown(log.path);
  row.size_bytes = log.size_bytes;
  row.outcome = hive::name_of(log.outcome);
  row.reason = shown(log.reason);
  row.entries_applied = log.entries;
  row.pages_applied = log.pages;
  row.bytes_applied = log.bytes;
  if (!hash || log.source == nullptr) return row;
  if (auto digest = hive::sha256_hex(*log.source)) {
    row.sha256 = *std::move(digest);
  } else {
    row.reason +=
        (row.reason.empty() ? "" : "; ") + ("it could not be hashed: " + shown(hive::to_text(digest.error())));
  }
  return row;
}

}  // namespace

ErrorRow error_row(const hive::Error& error) {
  ErrorRow row;
  row.code = hive::name_of(error.code);
  row.path = shown(error.where.path);
  row.member = unless_empty(shown(error.where.member));
  row.offset = error.where.offset;
  row.expected = unless_empty(shown(error.expected));
  row.found = unless_empty(shown(error.found));
  row.message = shown(error.where.key.empty() ? error.message : error.where.key + ": " + error.message);
  return row;
}

NoteRow note_row(const hive::Note& note) { return {note.code, shown(note.message)}; }

EvidenceRow evidence_row(const hive::Lookup& seen, const CorroborationOf& second) {
  EvidenceRow row;
  row.key = shown(hive::to_text(seen.path));
  row.stored_as = unless_empty(shown(seen.stored_as));
  if (seen.value_name) row.name = shown(*seen.value_name);
  row.state = hive::name_of(seen.presence);
  if (seen.value) {
    row.type = hive::name_of(seen.value->type);
    row.data = seen.meaning.empty() ? hive::shown_data(*seen.value) : shown(seen.meaning);
    row.raw = hive::raw_hex(seen.value->data);
    if (!seen.line) row.value_offset = seen.value->offset;
  }
  row.written = unless_empty(hive::utc_text(seen.written));
  row.hive = seen.hive;
  row.key_offset = seen.key_offset;
  row.line = seen.line;
  if (!seen.line_text.empty()) {
    row.key = shown(seen.line_key.empty() ? "(no key)" : seen.line_key);
    row.data = shown(seen.line_text);
  }
  if (seen.file) {
    row.key = shown(seen.file->asked);
    row.file = shown(seen.file->path);
    row.data = unless_empty(shown(seen.file->version));
    row.value_offset = seen.file->offset;
  }
  row.deepest_key = unless_empty(shown(seen.deepest_key));
  const hive::SecondAnswer answer = second(seen);
  row.second_reader = hive::name_of(answer.corroboration);
  if (answer.corroboration == hive::Corroboration::disagrees || answer.corroboration == hive::Corroboration::failed) {
    row.second_reader_detail = shown(answer.detail);
    if (!answer.data.empty()) *row.second_reader_detail += "; its raw data: " + hive::raw_hex(answer.data);
  }
  for (const hive::Anomaly& anomaly : seen.anomalies) {
    row.anomalies.push_back(shown(fmt::format("{} @{:#010x}: {}", anomaly.code, anomaly.offset, anomaly.message)));
  }
  if (seen.error) row.anomalies.push_back(shown(hive::to_text(*seen.error)));
  return row;
}

namespace {

/// The digest of the input's bytes, or the error that kept it from being made.
void add_digest(HiveRow& row, const hive::ByteSource& source, const std::string& path) {
  if (auto digest = hive::sha256_hex(source)) {
    row.sha256 = *std::move(digest);
  } else {
    hive::Error error = digest.error();
    if (error.where.path.empty()) error.where.path = path;
    row.errors.push_back(error_row(error));
  }
}

}  // namespace

HiveRow hive_row(const hive::HiveFile& file, bool hash) {
  HiveRow row;
  row.role = hive::name_of(file.role);
  row.path = shown(file.path);
  if (file.user) row.user = shown(*file.user);
  row.size_bytes = file.size_bytes;
  for (const hive::HiveLog& log : file.logs) row.logs.push_back(log_row(log, hash));
  for (const hive::Error& error : file.errors) row.errors.push_back(error_row(error));
  if (file.text != nullptr) {
    row.state = file.text->source == nullptr ? "unreadable" : file.text->damaged ? "damaged" : "clean";
    if (hash && file.text->source != nullptr) add_digest(row, *file.text->source, file.path);
    return row;
  }
  if (file.hive == nullptr) {
    row.state = "unreadable";
    return row;
  }
  const hive::Hive& tree = *file.hive;
  row.state = hive::name_of(tree.state());
  row.sequence = tree.stored_sequence();
  row.dirty_because = shown(file.recovery_reason);
  // A damaged hive is judged for what it still says, and never looks clean.
  if (tree.damage()) add_once(row.errors, error_row(*tree.damage()));
  if (const hive::KeyLookup root = tree.root(); root.key) row.written = unless_empty(hive::utc_text(root.key->written));
  for (const hive::Anomaly& anomaly : tree.anomalies()) {
    row.anomalies.push_back({anomaly.code, anomaly.offset, shown(anomaly.message)});
  }
  row.anomalies_total = tree.anomaly_count();
  for (const auto& [code, count] : tree.anomaly_counts()) row.anomaly_counts.push_back({code, count});
  if (hash) {
    // The file as it lies there; with logs applied the judged bytes are others.
    const bool is_stored = &tree.source().stored() == &tree.source() && tree.source().in_memory().empty();
    const hive::LoadedSource loaded(tree.bytes());
    add_digest(row, is_stored ? loaded : tree.source().stored(), file.path);
  }
  return row;
}

OsRow os_row(const Facts& facts) {
  OsRow row;
  row.product = shown(facts.text("os.product"));
  row.build = facts.number("os.build");
  row.ubr = facts.number("os.ubr");
  row.arch = facts.text("os.arch");
  row.type = facts.text("os.type");
  const Fact* build = facts.find("os.build");
  row.basis = !row.build ? "unknown" : (build->from_option ? "option" : "hive");
  return row;
}

FactRow fact_row(const Fact& fact, const CorroborationOf& second) {
  FactRow row;
  row.id = fact.id;
  const bool known = fact.state == Fact::State::known;
  row.value = known ? shown(fact.likely ? "likely " + fact.value : fact.value) : std::string();
  row.state = known ? "known" : "unknown";
  if (fact.seen) row.evidence = evidence_row(*fact.seen, second);
  return row;
}

EffectiveRow effective_row(const StackRow& stack, std::size_t protocol, const CorroborationOf& second) {
  const Cell& cell = stack.cells.at(protocol);
  EffectiveRow row;
  row.scope = shown(stack.scope);
  row.stack = stack.stack;
  row.protocol = rules::kProtocols.at(protocol);
  row.state = name_of(cell.state);
  row.basis = cell.basis;
  row.reason = shown(cell.reason);
  for (const Step& step : cell.chain) {
    ChainStep shown_step{shown(step.text), std::nullopt};
    if (step.seen) shown_step.evidence = evidence_row(*step.seen, second);
    row.chain.push_back(std::move(shown_step));
  }
  row.confidence = rules::name_of(cell.confidence);
  return row;
}

std::string fingerprint(const std::string& rule, const std::string& scope, const FindingPlace& place) {
  const std::string text = fmt::format("{}\x1f{}\x1f{}\x1f{}", rule, place.target, place.label, scope);
  constexpr std::size_t kDigits = 32;  // 128 bits: no two findings of one report share it
  return hive::sha256_hex(std::as_bytes(std::span(text))).substr(0, kDigits);
}

FindingRow finding_row(const Finding& finding, const FindingPlace& place, const CorroborationOf& second) {
  const rules::Rule& rule = *finding.rule;
  FindingRow row;
  row.rule = rule.id;
  row.scope = shown(finding.scope);
  row.verdict = finding.verdict;
  row.severity = find_severity(place.severity).value_or(Severity::medium);
  row.error_code = finding.error_code;
  row.area = rule.area;
  row.title = rule.title;
  row.message = shown(finding.message);
  row.why = rule.why;
  row.expected = shown(finding.expected);
  row.actual = shown(finding.actual);
  row.fingerprint = fingerprint(rule.id, finding.scope, place);
  row.requirements = rule.requirements;
  row.confidence = rules::name_of(finding.confidence);
  row.sources = source_rows(rule.basis.sources);
  row.disagreement = unless_empty(rule.basis.disagreement);
  if (finding.verdict == Verdict::fail || finding.verdict == Verdict::informational) {
    for (const rules::FixStep& step : rule.fix) {
      if (step.each_depth > 0) {
        add_fix_of_each(row.fix, step, rule.fix_note, finding.failed_keys);
      } else {
        add_fix(row.fix, step, rule.fix_note, place.arch);
      }
    }
  }
  for (const std::string& caveat : finding.caveats) row.caveats.push_back(shown(caveat));
  for (const SharedLookup& seen : finding.evidence) {
    const EvidenceRow& evidence = row.evidence.emplace_back(evidence_row(*seen, second));
    if (!evidence.second_reader_detail) continue;
    row.caveats.push_back(fmt::format("the second reader {} on {}{}: {}", evidence.second_reader, evidence.key,
                                      evidence.name ? "\\" + *evidence.name : "", *evidence.second_reader_detail));
  }
  if (finding.evidence_left_out > 0) row.evidence_left_out = finding.evidence_left_out;
  row.observed = finding.observed;
  return row;
}

}  // namespace audit
