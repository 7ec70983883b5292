#include "audit/write_junit_suite.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "audit/conditions.h"
#include "audit/evidence_text.h"
#include "audit/file_place.h"
#include "audit/headline.h"
#include "audit/report_words.h"
#include "audit/safe_text.h"

namespace audit {
namespace {

/// Some servers refuse text nodes of some megabytes and show less than 64 KiB.
constexpr std::size_t kMaxTextBytes = 60'000;

/// What a reader shows beyond the portable shape.
struct Extras {
  bool file = false;           ///< file and line of a case
  bool reason_text = false;    ///< why a case was skipped, as text too: GitLab reads nothing else
  bool properties = false;     ///< of a case
  bool output_failed = false;  ///< the text of a failure as output of its case: Azure attaches it as a file
  bool output_all = false;     ///< the text of every finding as output of its case
};

// In the order of JunitStyle.
constexpr std::array kExtras = {
    Extras{},
    Extras{.file = true, .reason_text = true},
    Extras{.file = true},
    Extras{.output_failed = true},
    Extras{.file = true, .properties = true, .output_all = true},
};

const Extras& extras_of(const ReportStyle& style) { return kExtras.at(static_cast<std::size_t>(style.junit)); }

/// Of a line of the index: with hundreds of findings each has less, and none is left out.
constexpr std::size_t kMaxIndexBytes = 400;
constexpr std::size_t kMinIndexBytes = 100;

void put_text(pugi::xml_node node, const std::string& text) {
  node.append_child(pugi::node_pcdata).set_value(safe_cut(text, kMaxTextBytes).c_str());
}

std::string finding_text(const FindingRow& finding, const InstallationRow& installation) {
  // GitLab shows only this text, so it begins with the message.
  std::string text = finding.message + "\n\n";
  const auto line = [&text](std::string_view label, const std::string& value) {
    if (!value.empty()) text += fmt::format("{:<9} {}\n", label, value);
  };
  line("Severity", std::string(name_of(finding.severity)));
  line("Scope", scope_name(finding.scope));
  line("Found", finding.actual);
  line("Wanted", finding.expected);
  for (const EvidenceRow& evidence : finding.evidence) {
    line("Evidence", evidence_fact(evidence));
    line("", evidence_place(evidence, installation.hives, true));
    line("", second_reader_text(evidence));
  }
  line("Why", finding.why);
  for (const FixRow& fix : finding.fix) line("Fix", fix_text(fix));
  for (const std::string& note : fix_notes(finding.fix)) line("", note);
  if (finding.fix_falls_short) line("", "These changes were tried: " + *finding.fix_falls_short);
  for (const std::string& caveat : finding.caveats) line("Caution", caveat);
  line("Basis", finding.confidence.empty() ? "" : "confidence " + finding.confidence);
  for (const SourceRow& source : finding.sources)
    line("Source", source.href.empty() ? source.title : source.title + " " + source.href);
  if (finding.disagreement) line("Disputed", *finding.disagreement);
  return text;
}

}  // namespace

void set_attribute(pugi::xml_node node, const char* name, std::string_view value) {
  node.append_attribute(name).set_value(safe_line(safe_cut(value, kMaxTextBytes)).c_str());
}

std::string junit_name(const std::string& text, const char* otherwise) {
  const std::string line = safe_line(text);
  return line.find_first_not_of(' ') == std::string::npos ? otherwise : line;
}

void put_counts(pugi::xml_node node, const JunitCounts& counts) {
  node.append_attribute("tests").set_value(counts.tests);
  node.append_attribute("failures").set_value(counts.failures);
  node.append_attribute("errors").set_value(counts.errors);
  node.append_attribute("skipped").set_value(counts.skipped);
  node.append_attribute("time").set_value("0.000");
}

JunitSuite::JunitSuite(pugi::xml_node node, std::string prefix, const ReportStyle& style)
    : node_(node), properties_(node_.append_child("properties")), prefix_(std::move(prefix)), style_(style) {}

void JunitSuite::property(const std::string& name, const std::string& value) {
  pugi::xml_node node = properties_.append_child("property");
  set_attribute(node, "name", junit_name(name, "unnamed"));
  set_attribute(node, "value", value);
}

void JunitSuite::input_error(const ErrorRow& row) {
  const std::string place = error_place(row);
  const std::string message = place.empty() ? row.message : place + ": " + row.message;
  error(add_case(prefix_ + ".input", "input"), junit_name(row.code, "io"), message,
        message + "\n\n" + error_text(row) + "\n");
}

void JunitSuite::input_read() { add_case(prefix_ + ".input", "input"); }

void JunitSuite::place(const PlaceRow& place, const InstallationRow& installation) {
  const EvidenceRow& evidence = place.evidence;
  const std::string fact = evidence_fact(evidence);
  const std::string text = fmt::format("{}\n{}\n{}\n", fact, evidence_place(evidence, installation.hives, true),
                                       second_reader_text(evidence));
  if (was_answered(place)) {
    say(text);
    return;
  }
  error(add_case(prefix_ + "." + slug(place.scope) + ".Evidence", evidence.key),
        junit_name(evidence.state, "unreadable"), fact, text);
}

void JunitSuite::finding(const FindingRow& finding, const InstallationRow& installation) {
  std::string class_name = prefix_ + "." + slug(finding.scope);
  if (!finding.area.empty()) class_name += "." + safe_line(finding.area);
  pugi::xml_node node = add_case(class_name, finding.rule + " " + finding.title);
  describe(node, finding, installation);
  switch (finding.verdict) {
    case Verdict::pass:
      break;
    case Verdict::informational:
      note(finding, installation);
      break;
    case Verdict::not_checked:
    case Verdict::not_applicable:
      skip(node, finding.message);
      break;
    case Verdict::error:
      error(node, junit_name(finding.error_code.value_or(""), "undecided"), finding.message,
            finding_text(finding, installation));
      break;
    case Verdict::fail:
      failed(node, finding, installation);
      break;
  }
  const Extras& extras = extras_of(style_);
  const bool broken = node.child("failure") || node.child("error");
  if (extras.output_all || (extras.output_failed && broken))
    put_text(node.append_child("system-out"), finding_text(finding, installation));
}

JunitCounts JunitSuite::finish() {
  put_counts(node_, counts_);
  const std::string index = index_text();
  const std::size_t room = std::max(kMaxTextBytes / 2, kMaxTextBytes - std::min(kMaxTextBytes, index.size()));
  node_.append_child("system-out").append_child(pugi::node_pcdata).set_value((index + safe_cut(notes_, room)).c_str());
  node_.append_child("system-err").append_child(pugi::node_pcdata).set_value("");
  return counts_;
}

/// A line for every finding without an element of its own, before what may be cut for want of room.
std::string JunitSuite::index_text() const {
  if (index_.empty()) return "";
  const std::size_t room = std::clamp(kMaxTextBytes / 2 / index_.size(), kMinIndexBytes, kMaxIndexBytes);
  std::string text;
  for (const std::string& line : index_) text += safe_line(safe_cut(line, room)) + "\n";
  return text + "\n";
}

pugi::xml_node JunitSuite::add_case(const std::string& class_name, const std::string& name) {
  ++counts_.tests;
  pugi::xml_node node = node_.append_child("testcase");
  const std::string safe_name = junit_name(name, "unnamed");
  const std::string unique = names_.unique(class_name + "\n" + safe_name, " ");
  set_attribute(node, "classname", class_name);
  set_attribute(node, "name", unique.substr(class_name.size() + 1));
  node.append_attribute("time").set_value("0.000");
  return node;
}

/// File, line and properties, for the readers that show them.
void JunitSuite::describe(pugi::xml_node node, const FindingRow& finding, const InstallationRow& installation) {
  const Extras& extras = extras_of(style_);
  const FilePlace place = extras.file ? file_place(finding, installation.hives, style_) : FilePlace{};
  if (!place.path.empty()) {
    set_attribute(node, "file", place.path);
    node.append_attribute("line").set_value(place.line == 0 ? 1 : place.line);
  }
  if (!extras.properties) return;
  pugi::xml_node properties = node.append_child("properties");
  const auto add = [&properties](const char* name, std::string_view value) {
    if (value.empty()) return;
    pugi::xml_node property = properties.append_child("property");
    set_attribute(property, "name", name);
    set_attribute(property, "value", value);
  };
  add("rule", finding.rule);
  add("scope", finding.scope);
  add("verdict", name_of(finding.verdict));
  add("severity", name_of(finding.severity));
  add("fingerprint", finding.fingerprint);
  add("waived_by", finding.waived_by.value_or(""));
  add("known", finding.known ? "true" : "");
  for (const std::string& requirement : finding.requirements) add("requirement", requirement);
}

void JunitSuite::waiver(const WaiverRow& waiver) {
  std::string name = fmt::format("{} {}", waiver.rule, waiver.target);
  if (waiver.scope) name += " " + *waiver.scope;
  pugi::xml_node failure = add_case(prefix_, name).append_child("failure");
  set_attribute(failure, "type", waiver.state + "-waiver");
  set_attribute(failure, "message", waiver_fault(waiver));
  put_text(failure, waiver_fault(waiver) + "\n");
  ++counts_.failures;
}

void JunitSuite::failed(pugi::xml_node node, const FindingRow& finding, const InstallationRow& installation) {
  if (finding.waived_by) {
    skip(node, fmt::format("waived by {}: {}", *finding.waived_by, finding.message));
  } else if (finding.known) {
    skip(node, "known to the baseline: " + finding.message);
  } else if (finding.fails_gate) {
    pugi::xml_node failure = node.append_child("failure");
    set_attribute(failure, "type", name_of(finding.severity));
    set_attribute(failure, "message", finding.message);
    put_text(failure, finding_text(finding, installation));
    ++counts_.failures;
  } else {
    note(finding, installation);
    if (style_.junit_skips_below) skip(node, "below the gate: " + finding.message);
  }
}

void JunitSuite::error(pugi::xml_node node, std::string_view type, const std::string& message,
                       const std::string& text) {
  pugi::xml_node element = node.append_child("error");
  set_attribute(element, "type", type);
  set_attribute(element, "message", message);
  put_text(element, text);
  ++counts_.errors;
}

void JunitSuite::skip(pugi::xml_node node, const std::string& reason) {
  pugi::xml_node element = node.append_child("skipped");
  set_attribute(element, "message", reason);
  if (extras_of(style_).reason_text) put_text(element, reason);
  ++counts_.skipped;
}

/// Below the gate: a passing case, its text where people can find it.
void JunitSuite::note(const FindingRow& finding, const InstallationRow& installation) {
  // A case that carries its own text needs no second one.
  if (extras_of(style_).output_all) return;
  index_.push_back(fmt::format("{} {} {} {} {}: {}", name_of(finding.verdict), name_of(finding.severity), finding.rule,
                               finding.title, finding.scope, finding.message));
  notes_ += fmt::format("{} {} {} ({})\n{}\n", name_of(finding.verdict), finding.rule, finding.title, finding.scope,
                        finding_text(finding, installation));
}

}  // namespace audit
