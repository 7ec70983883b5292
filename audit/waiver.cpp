// The file of waivers, from XML to values.
#include "audit/waiver.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "audit/calendar.h"
#include "hive/upcase.h"
#include "hive/utf16.h"
#include "rules/fault_list.h"
#include "rules/load_parts.h"
#include "rules/text.h"
#include "rules/xml_element.h"
#include "rules/xml_source.h"

namespace audit {
namespace {

using rules::XmlElement;

constexpr std::string_view kScopes[] = {"HKLM", "default-user", "LocalSystem", "LocalService", "NetworkService"};
constexpr std::string_view kUser = "user:";

/// The text of an attribute; a fault when it is blank or longer than what names something. Spaces count: they may be
/// part of the name of a file or a user.
std::string load_text(const XmlElement& element, std::string_view attribute, std::string_view question) {
  if (!element.has(attribute)) return {};
  const std::string text = element.get(attribute);
  if (rules::trimmed(text).empty()) {
    element.fault_at(attribute, fmt::format("{} is empty: {}", attribute, question));
  } else if (text.size() > kMaxWaiverTextBytes) {
    element.fault_at(attribute,
                     fmt::format("{} has {} bytes, at most {} are read", attribute, text.size(), kMaxWaiverTextBytes));
  }
  return hive::printable(text);
}

std::optional<std::string> load_optional(const XmlElement& element, std::string_view attribute,
                                         std::string_view question) {
  if (!element.has(attribute)) return std::nullopt;
  return load_text(element, attribute, question);
}

void load_rule(const XmlElement& element, const rules::RuleSet& set, Waiver& waiver) {
  waiver.row.rule = element.get("rule");
  if (!element.has("rule")) return;
  if (const rules::Rule* rule = set.find_rule(waiver.row.rule)) {
    waiver.row.rule = rule->id;
    waiver.rules = {rule->id};
    return;
  }
  std::vector<std::string> known;
  for (const rules::Rule& rule : set.rules) {
    known.push_back(rule.id);
    known.insert(known.end(), rule.replaces.begin(), rule.replaces.end());
    const bool replaces = std::ranges::any_of(
        rule.replaces, [&](const std::string& old) { return rules::same_text(old, waiver.row.rule); });
    if (replaces) waiver.rules.push_back(rule.id);
  }
  if (!waiver.rules.empty()) return;
  element.fault_at("rule", fmt::format("there is no rule \"{}\"{}", hive::printable(waiver.row.rule),
                                       rules::did_you_mean(waiver.row.rule, known)));
}

void load_scope(const XmlElement& element, Waiver& waiver) {
  waiver.row.scope = load_optional(element, "scope", "leave it out to cover every scope");
  if (!waiver.row.scope || waiver.row.scope->empty()) return;
  const std::string& scope = *waiver.row.scope;
  if (scope.starts_with(kUser) && scope.size() > kUser.size()) return;
  if (std::ranges::find(kScopes, scope) != std::end(kScopes)) return;
  std::vector<std::string> known(std::begin(kScopes), std::end(kScopes));
  std::string meant = rules::did_you_mean(scope, known);
  if (meant.empty()) meant = "; known: " + rules::joined(known) + ", user:NAME";
  element.fault_at("scope", fmt::format("\"{}\" is no scope{}", scope, meant));
}

void load_value(const XmlElement& element, Waiver& waiver) {
  if (!element.has("value")) return;
  const std::string text = element.get("value");
  waiver.row.value = hive::printable(text);
  waiver.value = parse_observed_value(*waiver.row.value);
  if (text.size() > kMaxObservedBytes) {
    element.fault_at("value", fmt::format("value has {} bytes, at most {} are read", text.size(), kMaxObservedBytes));
  } else if (!waiver.value) {
    element.fault_at("value", "value is NAME=DATA, such as Enabled=0, or NAME=absent");
  }
}

void check_expiry(const XmlElement& element, const std::string& day, bool is_permanent, std::string_view now) {
  if (!is_day(day)) {
    element.fault_at("expires", fmt::format("\"{}\" is no day: a full date of the calendar is wanted, YYYY-MM-DD",
                                            hive::printable(day)));
    return;
  }
  const std::string_view today = now.substr(0, day.size());
  const std::string last = year_after(today);
  if (is_permanent || days_between(day, last) >= 0) return;
  element.fault_at("expires", fmt::format("{} is more than a year after {}: at most {}, or permanent=\"true\" with an "
                                          "approver",
                                          day, today, last));
}

void load_term(const XmlElement& element, Waiver& waiver, std::string_view now) {
  const bool is_permanent = element.has("permanent") && rules::load_flag(element, "permanent");
  waiver.row.approver = load_optional(element, "approver", "who else agreed to it?");
  const auto same_person = [](const std::string& left, const std::string& right) {
    return hive::equal_names(rules::collapsed(left), rules::collapsed(right));
  };
  if (waiver.row.approver && same_person(*waiver.row.approver, waiver.row.owner)) {
    element.fault_at("approver", "the approver is the owner: a second person is wanted");
  }
  if (is_permanent && !waiver.row.approver) {
    element.fault_at("permanent", "a permanent waiver needs an approver, who is not its owner");
  }
  if (element.has("expires")) {
    waiver.row.expires = element.get("expires");
    check_expiry(element, *waiver.row.expires, is_permanent, now);
  } else if (!is_permanent) {
    element.fault("<waiver> has no attribute \"expires\": a full date such as 2027-01-31, the end of which ends it");
  }
}

Waiver load_waiver(const XmlElement& element, const rules::RuleSet& set, std::string_view now) {
  static const rules::Shape kShape = {
      .required = {"rule", "owner"},
      .optional = {"target", "scope", "value", "expires", "ticket", "permanent", "approver"},
      .children = {{{"reason"}, 1, 1}}};
  element.check(kShape);
  Waiver waiver;
  load_rule(element, set, waiver);
  waiver.row.target = load_optional(element, "target", "leave it out to cover every target").value_or("*");
  load_scope(element, waiver);
  load_value(element, waiver);
  waiver.row.owner = load_text(element, "owner", "who answers for it?");
  waiver.row.ticket = load_optional(element, "ticket", "leave it out when there is none");
  load_term(element, waiver, now);
  if (const auto reason = element.child("reason")) {
    reason->check({.has_text = true});
    waiver.row.reason = hive::printable(reason->text());
    if (waiver.row.reason.size() > kMaxWaiverTextBytes) {
      reason->fault(
          fmt::format("the reason has {} bytes, at most {} are read", waiver.row.reason.size(), kMaxWaiverTextBytes));
    }
  }
  return waiver;
}

bool is_waiver_file(const XmlElement& root) {
  if (root.name() != "waivers") {
    root.fault(fmt::format("this is no file of waivers: its root is <{}>, not <waivers>", root.name()));
    return false;
  }
  if (root.get("xmlns") == kWaiverNamespace) return true;
  root.fault_at("xmlns", fmt::format("the namespace of waivers is xmlns=\"{}\"", kWaiverNamespace));
  return false;
}

/// One text for one waiver: which failures it covers.
std::string coverage_of(const WaiverRow& row) {
  return fmt::format("{}\n{}\n{}\n{}", row.rule, row.target, row.scope.value_or(""), row.value.value_or(""));
}

void load_all(const XmlElement& root, const rules::RuleSet& set, std::string_view now, std::vector<Waiver>& waivers) {
  static const rules::Shape kShape = {.required = {"xmlns"}, .children = {{{"waiver"}, 0, rules::kMany}}};
  root.check(kShape);
  std::set<std::string> covered;
  for (const XmlElement& element : root.children("waiver")) {
    if (waivers.size() == kMaxWaivers) {
      element.fault(fmt::format("more than {} waivers", kMaxWaivers));
      return;
    }
    waivers.push_back(load_waiver(element, set, now));
    if (!covered.insert(coverage_of(waivers.back().row)).second) {
      element.fault("a second waiver for the same rule, target, scope and value");
    }
  }
}

}  // namespace

LoadedWaivers load_waivers(const rules::RuleFile& file, const rules::RuleSet& rules, std::string_view now) {
  const std::vector<rules::RuleFile> files{file};
  rules::FaultList faults(files);
  LoadedWaivers loaded;
  rules::XmlSource source;
  if (source.parse(files.front(), 0, faults)) {
    const XmlElement root(source, source.root(), faults);
    if (is_waiver_file(root)) load_all(root, rules, now, loaded.waivers);
  }
  loaded.faults = faults.sorted();
  return loaded;
}

}  // namespace audit
