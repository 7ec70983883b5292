#include <fmt/format.h>

#include <pugixml.hpp>
#include <set>
#include <sstream>
#include <utility>

#include "audit/evidence_text.h"
#include "audit/headline.h"
#include "audit/report_words.h"
#include "audit/safe_text.h"
#include "audit/sinks.h"

// The portable shape: valid for the schema of Jenkins' xUnit plugin and for the one of Ant, read alike by
// Jenkins, GitLab, GitHub's reporters and Azure. Class and name carry no value, count, date or severity,
// because servers keep a case's history under them.

namespace audit {
namespace {

/// Some servers refuse text nodes of some megabytes and show less than 64 KiB.
constexpr std::size_t kMaxTextBytes = 60'000;

std::string bounded(std::string_view text) {
  std::string safe = safe_text(text);
  if (safe.size() <= kMaxTextBytes) return safe;
  std::size_t end = kMaxTextBytes;
  while (end > 0 && (static_cast<unsigned char>(safe[end]) & 0xC0) == 0x80) --end;
  return fmt::format("{}... (cut, {} bytes in all)", safe.substr(0, end), safe.size());
}

void set(pugi::xml_node node, const char* name, std::string_view value) {
  node.append_attribute(name).set_value(safe_line(bounded(value)).c_str());
}

/// The schemas want at least one character that is no space.
std::string named(const std::string& text, const char* otherwise) {
  const std::string line = safe_line(text);
  return line.find_first_not_of(' ') == std::string::npos ? otherwise : line;
}

class Names {
 public:
  /// `wanted`, with `separator` and a number behind it when it was given out before.
  std::string unique(const std::string& wanted, const char* separator) {
    std::string name = wanted;
    for (int number = 2; !given_.insert(name).second; ++number) name = fmt::format("{}{}{}", wanted, separator, number);
    return name;
  }

 private:
  std::set<std::string> given_;
};

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

class Suite {
 public:
  Suite(pugi::xml_node node, std::string prefix) : node_(node), prefix_(std::move(prefix)) {
    properties_ = node_.append_child("properties");
  }

  void property(const std::string& name, const std::string& value) {
    pugi::xml_node node = properties_.append_child("property");
    set(node, "name", named(name, "unnamed"));
    set(node, "value", value);
  }

  void input_error(const ErrorRow& error) {
    pugi::xml_node node = add_case(prefix_ + ".input", "input").append_child("error");
    set(node, "type", named(error.code, "io"));
    const std::string place = error_place(error);
    set(node, "message", place.empty() ? error.message : place + ": " + error.message);
    put_text(node, (place.empty() ? "" : place + ": ") + error.message + "\n\n" + error_text(error) + "\n");
    ++errors_;
  }

  void input_read() { add_case(prefix_ + ".input", "input"); }

  void finding(const FindingRow& finding, const InstallationRow& installation) {
    std::string class_name = prefix_ + "." + slug(finding.scope);
    if (!finding.area.empty()) class_name += "." + safe_line(finding.area);
    pugi::xml_node node = add_case(class_name, finding.rule + " " + finding.title);
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
      case Verdict::error: {
        pugi::xml_node error = node.append_child("error");
        set(error, "type", named(finding.error_code.value_or(""), "undecided"));
        set(error, "message", finding.message);
        put_text(error, finding_text(finding, installation));
        ++errors_;
        break;
      }
      case Verdict::fail:
        failed(node, finding, installation);
        break;
    }
  }

  bool empty() const { return cases_ == 0; }

  /// A line of the suite's own text.
  void say(const std::string& text) { notes_ += text + "\n"; }

  void finish() {
    node_.append_attribute("tests").set_value(cases_);
    node_.append_attribute("failures").set_value(failures_);
    node_.append_attribute("errors").set_value(errors_);
    node_.append_attribute("skipped").set_value(skipped_);
    node_.append_attribute("time").set_value("0.000");
    put_text(node_.append_child("system-out"), notes_);
    node_.append_child("system-err").append_child(pugi::node_pcdata).set_value("");
  }

 private:
  pugi::xml_node add_case(const std::string& class_name, const std::string& name) {
    ++cases_;
    pugi::xml_node node = node_.append_child("testcase");
    const std::string safe_name = named(name, "unnamed");
    const std::string unique = names_.unique(class_name + "\n" + safe_name, " ");
    set(node, "classname", class_name);
    set(node, "name", unique.substr(class_name.size() + 1));
    node.append_attribute("time").set_value("0.000");
    return node;
  }

  void failed(pugi::xml_node node, const FindingRow& finding, const InstallationRow& installation) {
    if (finding.waived_by) {
      skip(node, fmt::format("waived by {}: {}", *finding.waived_by, finding.message));
    } else if (finding.known) {
      skip(node, "known to the baseline: " + finding.message);
    } else if (finding.fails_gate) {
      pugi::xml_node failure = node.append_child("failure");
      set(failure, "type", name_of(finding.severity));
      set(failure, "message", finding.message);
      put_text(failure, finding_text(finding, installation));
      ++failures_;
    } else {
      note(finding, installation);
    }
  }

  void skip(pugi::xml_node node, const std::string& reason) {
    set(node.append_child("skipped"), "message", reason);
    ++skipped_;
  }

  /// Below the gate: a passing case, its text where people can find it.
  void note(const FindingRow& finding, const InstallationRow& installation) {
    notes_ += fmt::format("{} {} {} ({})\n{}\n", name_of(finding.verdict), finding.rule, finding.title, finding.scope,
                          finding_text(finding, installation));
  }

  static void put_text(pugi::xml_node node, const std::string& text) {
    node.append_child(pugi::node_pcdata).set_value(bounded(text).c_str());
  }

  pugi::xml_node node_;
  pugi::xml_node properties_;
  std::string prefix_;
  std::string notes_;
  Names names_;
  std::uint64_t cases_ = 0;
  std::uint64_t failures_ = 0;
  std::uint64_t errors_ = 0;
  std::uint64_t skipped_ = 0;
};

void put_installation(Suite& suite, const InstallationRow& installation) {
  suite.property("os", os_text(installation.os));
  if (installation.control_set) suite.property("control_set", fmt::format("{}", *installation.control_set));
  Names names;
  for (const HiveRow& hive : installation.hives) {
    const std::string name = names.unique("hive." + hive_title(hive), ".");
    suite.property(name + ".path", hive.path);
    suite.property(name + ".sha256", hive.sha256.value_or("not computed"));
    suite.property(name + ".state", hive.state);
  }
  // A passing case has no place for a caution: the suite's own text has.
  for (const HiveRow& hive : installation.hives) {
    if (hive.state == "clean" || hive.state == "recovered") continue;
    suite.say(fmt::format("caution: {} ({}) is {}{}{}", hive_title(hive), hive.path, hive_state_text(hive.state),
                          hive.dirty_because.empty() ? "" : ": ", hive.dirty_because));
  }
  for (const NoteRow& note : installation.notes) suite.say("note: " + note.message);
  for (const ErrorRow& error : installation.errors) suite.input_error(error);
  for (const HiveRow& hive : installation.hives)
    for (const ErrorRow& error : hive.errors) suite.input_error(error);
  for (const FindingRow& finding : installation.findings) suite.finding(finding, installation);
}

std::string host_name(const TargetRow& target, const InstallationRow* installation) {
  if (installation != nullptr)
    for (const FactRow& fact : installation->facts)
      if (fact.id == "os.computer-name" && fact.state != "unknown" && !fact.value.empty()) return fact.value;
  return target.name;
}

}  // namespace

std::string write_junit(const Report& report, const TextStyle&) {
  pugi::xml_document document;
  pugi::xml_node declaration = document.append_child(pugi::node_declaration);
  declaration.append_attribute("version").set_value("1.0");
  declaration.append_attribute("encoding").set_value("UTF-8");
  pugi::xml_node root = document.append_child("testsuites");

  Names suite_names;
  Names prefixes;
  int id = 0;
  const auto put_suite = [&](const TargetRow& target, const InstallationRow* installation, bool first) {
    const bool several = target.installations.size() > 1;
    const std::string label = several && installation != nullptr ? installation->label : "";
    pugi::xml_node node = root.append_child("testsuite");
    set(node, "package", "hiveaudit");
    node.append_attribute("id").set_value(id++);
    set(node, "name",
        suite_names.unique(named(label.empty() ? target.name : target.name + " " + label, "target"), " "));
    set(node, "hostname", named(host_name(target, installation), "unknown"));
    set(node, "timestamp", report.now.substr(0, report.now.find('Z')));

    Suite suite(node, prefixes.unique(label.empty() ? slug(target.name) : slug(target.name) + "." + slug(label), "_"));
    suite.property("tool", "hiveaudit " + report.tool_version);
    suite.property("target", target.target);
    suite.property("profile", report.profile);
    suite.property("gate", report.gate);
    suite.property("rules.sha256", report.rules_sha256);
    suite.property("exit_code", fmt::format("{}", report.exit_code));
    for (const ErrorRow& error : first ? target.errors : std::vector<ErrorRow>{}) suite.input_error(error);
    if (installation != nullptr) put_installation(suite, *installation);
    // Servers hide a suite without cases; what was read well is one passing case.
    if (suite.empty()) suite.input_read();
    suite.finish();
  };
  for (const TargetRow& target : report.targets) {
    if (target.installations.empty()) put_suite(target, nullptr, true);
    for (const InstallationRow& installation : target.installations)
      put_suite(target, &installation, &installation == &target.installations.front());
  }

  std::ostringstream out;
  document.save(out, " ", pugi::format_default, pugi::encoding_utf8);
  return out.str();
}

}  // namespace audit
