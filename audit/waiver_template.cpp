#include <fmt/format.h>

#include <pugixml.hpp>
#include <set>
#include <sstream>
#include <string>
#include <tuple>

#include "audit/calendar.h"
#include "audit/observed_value.h"
#include "audit/safe_text.h"
#include "audit/waiver.h"
#include "audit/waivers_verb.h"
#include "audit/wrap.h"

namespace audit {
namespace {

/// What a comment shows of what was found.
constexpr std::size_t kShownBytes = 300;

void set(pugi::xml_node node, const char* name, std::string_view value) {
  node.append_attribute(name).set_value(safe_line(value).c_str());
}

/// XML ends a comment at two dashes.
std::string comment_text(std::string_view text) {
  std::string out = " ";
  for (const char c : safe_line(text)) {
    if (c == '-' && out.back() == '-') out += ' ';
    out += c;
  }
  return out + " ";
}

void comment(pugi::xml_node parent, std::string_view text) {
  parent.append_child(pugi::node_comment).set_value(comment_text(text).c_str());
}

bool needs_waiver(const FindingRow& finding, const Report& report) {
  if (finding.verdict != Verdict::fail || finding.waived_by || finding.known) return false;
  const auto gate = find_severity(report.gate);
  return !gate || finding.severity >= *gate;
}

using Covered = std::set<std::tuple<std::string, std::string, std::string, std::string>>;

void add_waiver(pugi::xml_node root, const FindingRow& finding, const std::string& target, const std::string& value,
                const std::string& expires) {
  const std::string found = shortened(finding.actual, kShownBytes);
  comment(root, fmt::format("{}: {}. Found: {}", name_of(finding.severity), finding.title, found));
  pugi::xml_node waiver = root.append_child("waiver");
  set(waiver, "rule", finding.rule);
  set(waiver, "target", target);
  set(waiver, "scope", finding.scope);
  if (!value.empty()) set(waiver, "value", value);
  set(waiver, "expires", expires);
  set(waiver, "owner", "");
  waiver.append_child("reason").append_child(pugi::node_pcdata).set_value("");
}

}  // namespace

std::string waiver_template(const Report& report, const std::string& now) {
  const std::string expires = day_after(date_of(now), kTemplateDays);
  pugi::xml_document document;
  pugi::xml_node declaration = document.append_child(pugi::node_declaration);
  declaration.append_attribute("version").set_value("1.0");
  declaration.append_attribute("encoding").set_value("UTF-8");
  pugi::xml_node root = document.append_child("waivers");
  set(root, "xmlns", kWaiverNamespace);
  comment(root,
          "Fill in an owner and a reason where a failure has to stay, and delete the other waivers: the file is "
          "refused until each waiver has both.");
  Covered covered;
  for (const TargetRow& target : report.targets) {
    for (const InstallationRow& installation : target.installations) {
      const bool several = target.installations.size() > 1;
      const std::string name = several ? target.name + " " + installation.label : target.name;
      for (const FindingRow& finding : installation.findings) {
        if (!needs_waiver(finding, report)) continue;
        std::string value = telling_value(finding, installation.facts).value_or("");
        if (value.size() > kMaxObservedBytes) value.clear();
        if (covered.emplace(finding.rule, name, finding.scope, value).second) {
          add_waiver(root, finding, name, value, expires);
        }
      }
    }
  }
  std::ostringstream out;
  document.save(out, "  ", pugi::format_default, pugi::encoding_utf8);
  return out.str();
}

}  // namespace audit
