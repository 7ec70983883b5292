#include <fmt/format.h>

#include <array>
#include <map>
#include <pugixml.hpp>
#include <sstream>

#include "audit/conditions.h"
#include "audit/evidence_text.h"
#include "audit/finding_counts.h"
#include "audit/headline.h"
#include "audit/report_words.h"
#include "audit/safe_text.h"
#include "audit/sinks.h"
#include "audit/unique_names.h"

// XCCDF 1.2: a Benchmark with the rules that were asked, and a TestResult for each Windows. What could not be read is
// the result of a rule `input`, so no TestResult is clean by holding nothing.

namespace audit {
namespace {

constexpr std::size_t kMaxTextBytes = 8000;
constexpr const char* kNamespace = "http://checklists.nist.gov/xccdf/1.2";
constexpr const char* kInputRule = "input";

/// The escapes of this format; pugixml adds the markup.
std::string xml_text(std::string_view text) { return safe_cut(text, kMaxTextBytes); }
std::string xml_line(std::string_view text) { return safe_line(xml_text(text)); }

/// What an identifier of XML may hold.
std::string ncname(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool kept =
        (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '.';
    out += kept ? c : '_';
  }
  return out.empty() ? "_" : out;
}

pugi::xml_node put(pugi::xml_node parent, const char* name, std::string_view text) {
  pugi::xml_node node = parent.append_child(name);
  node.append_child(pugi::node_pcdata).set_value(xml_text(text).c_str());
  return node;
}

void set(pugi::xml_node node, const char* name, std::string_view value) {
  node.append_attribute(name).set_value(xml_line(value).c_str());
}

/// XCCDF knows nothing above high.
const char* severity_word(Severity severity) {
  switch (severity) {
    case Severity::critical:
    case Severity::high:
      return "high";
    case Severity::medium:
      return "medium";
    case Severity::low:
      return "low";
    case Severity::info:
      break;
  }
  return "info";
}

const char* result_word(Verdict verdict) {
  switch (verdict) {
    case Verdict::pass:
      return "pass";
    case Verdict::fail:
      return "fail";
    case Verdict::not_checked:
      return "notchecked";
    case Verdict::not_applicable:
      return "notapplicable";
    case Verdict::informational:
      return "informational";
    case Verdict::error:
      break;
  }
  return "error";
}

class Document {
 public:
  explicit Document(const Report& report) : report_(report) {
    pugi::xml_node declaration = document_.append_child(pugi::node_declaration);
    declaration.append_attribute("version").set_value("1.0");
    declaration.append_attribute("encoding").set_value("UTF-8");
    benchmark_ = document_.append_child("Benchmark");
    set(benchmark_, "xmlns", kNamespace);
    set(benchmark_, "id", id("benchmark", report.profile));
    set(benchmark_, "resolved", "true");
    set(benchmark_, "xml:lang", "en");
    put(benchmark_, "status", "accepted").append_attribute("date").set_value(report.now.substr(0, 10).c_str());
    put(benchmark_, "title", report.profile_title.empty() ? "hiveaudit" : report.profile_title);
    put(benchmark_, "description", "Whether Windows registries let machines speak TLS 1.2, judged by hiveaudit.");
    set(benchmark_.append_child("platform"), "idref", "cpe:/o:microsoft:windows");
    put(benchmark_, "version", report.tool_version.empty() ? "0" : report.tool_version);
    pugi::xml_node metadata = benchmark_.append_child("metadata");
    set(metadata, "xmlns:dc", "http://purl.org/dc/elements/1.1/");
    put(metadata, "dc:creator", "hiveaudit");
  }

  void put_rules() {
    pugi::xml_node profile = benchmark_.append_child("Profile");
    set(profile, "id", id("profile", report_.profile));
    put(profile, "title", report_.profile.empty() ? "none" : report_.profile);
    put_rule(profile, kInputRule, nullptr);
    for (const TargetRow& target : report_.targets)
      for (const InstallationRow& installation : target.installations)
        for (const FindingRow& finding : installation.findings)
          if (!rules_.contains(finding.rule)) put_rule(profile, finding.rule, &finding);
  }

  void put_result(const TargetRow& target, const InstallationRow* installation, bool first) {
    const std::string name = installation != nullptr && target.installations.size() > 1
                                 ? target.name + " " + installation->label
                                 : target.name;
    pugi::xml_node result = benchmark_.append_child("TestResult");
    set(result, "id", id("testresult", result_names_.unique(ncname(name), "-")));
    set(result, "end-time", time());
    set(result, "version", report_.tool_version);
    set(result, "test-system", "cpe:/a:hiveaudit:hiveaudit:" + uri_text(report_.tool_version));
    put(result, "title", name);
    const Headline line = headline(target, report_);
    put(result, "remark", line.word + ": " + line.sentence);
    for (const WaiverRow& waiver : report_.waivers)
      put(result, "remark", waiver.fails_gate ? "This fails the run: " + waiver_fault(waiver) : waiver_text(waiver));
    for (const Condition& condition : conditions(report_)) put(result, "remark", condition.sentence);
    for (const PlacedNote& placed : notes_of(report_))
      if (placed.target == &target && (placed.installation == nullptr || placed.installation == installation))
        put(result, "remark", "Note: " + placed.note->message);
    put_baseline(result);
    set(result.append_child("profile"), "idref", id("profile", report_.profile));
    put(result, "target", name.empty() ? "unnamed" : name);
    pugi::xml_node facts = result.append_child("target-facts");
    put_fact(facts, "target.path", target.target);
    put_fact(facts, "rules.sha256", report_.rules_sha256);
    if (installation != nullptr) put_facts(facts, *installation);
    bool sound = true;
    for (const ErrorRow& error : first ? target.errors : std::vector<ErrorRow>{}) put_error(result, error, sound);
    if (installation != nullptr) {
      for (const ErrorRow& error : installation->errors) put_error(result, error, sound);
      for (const HiveRow& hive : installation->hives)
        for (const ErrorRow& error : hive.errors) put_error(result, error, sound);
      for (const PlaceRow& place : installation->places) put_place(result, place, sound);
    }
    if (sound) {
      pugi::xml_node node = put_rule_result(result, kInputRule, Severity::high);
      put(node, "result", "pass");
      put_check(node, kInputRule);
    }
    if (installation != nullptr)
      for (const FindingRow& finding : installation->findings) put_finding(result, finding, *installation);
    put_score(result, installation);
  }

  std::string text() const {
    std::ostringstream out;
    document_.save(out, " ", pugi::format_default, pugi::encoding_utf8);
    return out.str();
  }

 private:
  static std::string id(const char* kind, std::string_view name) {
    return fmt::format("xccdf_org.hiveaudit_{}_{}", kind, ncname(name));
  }
  std::string time() const { return report_.now.empty() ? "1970-01-01T00:00:00Z" : report_.now; }

  void put_rule(pugi::xml_node profile, const std::string& rule, const FindingRow* finding) {
    const std::string& rule_id = rules_[rule] = id("rule", rule_names_.unique(ncname(rule), "-"));
    pugi::xml_node select = profile.append_child("select");
    set(select, "idref", rule_id);
    set(select, "selected", "true");
    pugi::xml_node node = benchmark_.append_child("Rule");
    set(node, "id", rule_id);
    set(node, "severity", finding != nullptr ? severity_word(finding->severity) : "high");
    set(node, "multiple", "true");
    put(node, "title", finding != nullptr ? finding->title : "Every input can be read");
    if (finding == nullptr) {
      put(node, "description", "What could not be read was not judged, and is not clean.");
      put_check(node, rule);
      return;
    }
    put(node, "description", finding->why);
    for (const SourceRow& source : finding->sources) {
      pugi::xml_node reference = put(node, "reference", source.title);
      if (!source.href.empty()) set(reference, "href", uri_of(source.href));
    }
    for (const std::string& requirement : finding->requirements) put_ident(node, "requirement", requirement);
    for (const std::string& note : fix_notes(finding->fix)) put(node, "fixtext", note);
    put_check(node, rule);
  }

  /// An address as it is when it is one, else as text in a URN.
  static std::string uri_of(const std::string& href) {
    const bool plain = href.starts_with("https://") || href.starts_with("http://");
    const bool printable = href.find_first_of(" \"<>\\^`{|}") == std::string::npos && safe_text(href) == href;
    return plain && printable ? href : "urn:hiveaudit:source:" + uri_text(href);
  }

  static void put_ident(pugi::xml_node node, const char* kind, const std::string& text) {
    set(put(node, "ident", text), "system", fmt::format("urn:hiveaudit:{}", kind));
  }

  void put_check(pugi::xml_node node, const std::string& rule) {
    pugi::xml_node check = node.append_child("check");
    set(check, "system", "urn:hiveaudit:check");
    pugi::xml_node content = check.append_child("check-content-ref");
    set(content, "href", "urn:hiveaudit:rules:" + uri_text(report_.rules_sha256));
    set(content, "name", rule);
  }

  static void put_fact(pugi::xml_node facts, const std::string& name, const std::string& value) {
    if (value.empty()) return;
    pugi::xml_node fact = put(facts, "fact", value);
    set(fact, "name", "urn:hiveaudit:" + uri_text(name));
    set(fact, "type", "string");
  }

  static void put_facts(pugi::xml_node facts, const InstallationRow& installation) {
    put_fact(facts, "os", os_text(installation.os));
    for (const FactRow& fact : installation.facts)
      if (fact.state == "known") put_fact(facts, "fact:" + fact.id, fact.value);
    for (std::size_t i = 0; i < installation.hives.size(); ++i) {
      const HiveRow& hive = installation.hives[i];
      const std::string name = fmt::format("hive:{}:", i + 1);
      put_fact(facts, name + "path", hive.path);
      put_fact(facts, name + "role", hive_title(hive));
      put_fact(facts, name + "state", hive.state);
      put_fact(facts, name + "sha256", hive.sha256.value_or("not computed"));
    }
    for (const EffectiveRow& row : installation.effective)
      put_fact(facts, "protocol:" + row.scope + ":" + row.stack + ":" + row.protocol, row.state);
  }

  pugi::xml_node put_rule_result(pugi::xml_node result, const std::string& rule, Severity severity) {
    pugi::xml_node node = result.append_child("rule-result");
    set(node, "idref", rules_.at(rule));
    set(node, "time", time());
    set(node, "severity", severity_word(severity));
    set(node, "weight", "1.0");
    return node;
  }

  static void put_message(pugi::xml_node node, const char* severity, const std::string& text) {
    if (!text.empty()) set(put(node, "message", text), "severity", severity);
  }

  static void put_instance(pugi::xml_node node, const char* context, const std::string& text) {
    set(put(node, "instance", text.empty() ? "unnamed" : text), "context", context);
  }

  void put_broken(pugi::xml_node result, const std::string& place, const std::string& text) {
    pugi::xml_node node = put_rule_result(result, kInputRule, Severity::high);
    put(node, "result", "error");
    put_message(node, "error", text);
    put_instance(node, "input", place);
    put_check(node, kInputRule);
  }

  void put_error(pugi::xml_node result, const ErrorRow& error, bool& sound) {
    sound = false;
    put_broken(result, error_place(error), error_text(error));
  }

  void put_place(pugi::xml_node result, const PlaceRow& place, bool& sound) {
    if (was_answered(place)) return;
    sound = false;
    put_broken(result, place.evidence.key, evidence_fact(place.evidence));
  }

  void put_finding(pugi::xml_node result, const FindingRow& finding, const InstallationRow& installation) {
    pugi::xml_node node = put_rule_result(result, finding.rule, finding.severity);
    put(node, "result", result_word(finding.verdict));
    put_ident(node, "fingerprint", finding.fingerprint);
    const bool bad = finding.verdict == Verdict::fail || finding.verdict == Verdict::error;
    put_message(node, bad ? "error" : "info", finding.message);
    // A waiver is no override: it changes no result.
    if (finding.waived_by) put_message(node, "info", "Waived by " + *finding.waived_by);
    if (finding.known) put_message(node, "info", "Known to the baseline");
    for (const EvidenceRow& evidence : finding.evidence)
      put_message(node, "info",
                  fmt::format("{}\n{}\n{}", evidence_fact(evidence), evidence_place(evidence, installation.hives, true),
                              second_reader_text(evidence)));
    for (const std::string& caveat : finding.caveats) put_message(node, "warning", caveat);
    put_message(node, "warning", falls_short_text(finding));
    put_instance(node, "scope", finding.scope);
    put_check(node, finding.rule);
  }

  void put_baseline(pugi::xml_node result) const {
    if (!report_.baseline) return;
    put(result, "remark", "Baseline: " + baseline_text(*report_.baseline));
    for (const BaselineFindingRow& then : report_.baseline->findings)
      put(result, "remark", fmt::format("Baseline, {}: {}", then.state, baseline_finding_text(then)));
  }

  static void put_score(pugi::xml_node result, const InstallationRow* installation) {
    std::uint64_t passed = 0;
    std::uint64_t judged = 0;
    if (installation != nullptr) {
      const FindingCounts counts(*installation);
      passed = counts.of(Verdict::pass);
      judged = passed + counts.of(Verdict::fail) + counts.of(Verdict::error);
    }
    pugi::xml_node score = put(result, "score", fmt::format("{}", passed));
    set(score, "system", "urn:xccdf:scoring:flat-unweighted");
    set(score, "maximum", fmt::format("{}", judged));
  }

  const Report& report_;
  pugi::xml_document document_;
  pugi::xml_node benchmark_;
  std::map<std::string, std::string> rules_;  ///< their identifiers in the document
  UniqueNames rule_names_;
  UniqueNames result_names_;
};

}  // namespace

std::string write_xccdf(const Report& report, const ReportStyle&) {
  Document document(report);
  document.put_rules();
  for (const TargetRow& target : report.targets) {
    if (target.installations.empty()) document.put_result(target, nullptr, true);
    for (const InstallationRow& installation : target.installations)
      document.put_result(target, &installation, &installation == &target.installations.front());
  }
  return document.text();
}

}  // namespace audit
