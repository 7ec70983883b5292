// What no schema can say of a rule: that its cases prove it, and that its scope fits what it asks.
#include <fmt/format.h>

#include <algorithm>

#include "rules/load_files.h"
#include "rules/vocabulary.h"

namespace rules {
namespace {

/// Something in the check that each user has for himself: a key below HKCU or a stack judged per user.
bool asks_user(const Check& check);

struct AsksUser {
  bool operator()(const GroupCheck& group) const {
    return std::any_of(group.checks.begin(), group.checks.end(), asks_user);
  }
  bool operator()(const ValueCheck& value) const { return value.key.root == hive::Root::hkcu; }
  bool operator()(const NamesCheck& names) const { return names.key.root == hive::Root::hkcu; }
  bool operator()(const EffectiveCheck& effective) const {
    return std::find(kUserStackWords.begin(), kUserStackWords.end(), effective.stack) != kUserStackWords.end();
  }
  bool operator()(const FactCheck&) const { return false; }
  bool operator()(const LineCheck&) const { return false; }
  bool operator()(const AgeCheck&) const { return false; }
  bool operator()(const SitesCheck&) const { return false; }
  bool operator()(const EachCheck& each) const { return each.key.root == hive::Root::hkcu; }
  bool operator()(const OwnCertificateCheck& own) const { return own.key.root == hive::Root::hkcu; }
  bool operator()(const RootCertificateCheck& root) const {
    return root.asks == RootCertificateCheck::Asks::not_shadowed;
  }
};

bool asks_user(const Check& check) { return std::visit(AsksUser{}, check.test); }

/// Something in it is asked of the machine and of users alike: a root certificate, which users have stores of.
bool fits_both_scopes(const Check& check) {
  if (const auto* group = std::get_if<GroupCheck>(&check.test)) {
    return std::any_of(group->checks.begin(), group->checks.end(), fits_both_scopes);
  }
  return std::holds_alternative<RootCertificateCheck>(check.test);
}

void check_scope(const XmlElement& element, const Rule& rule) {
  const bool user = asks_user(rule.check);
  if (user && rule.scope == Scope::machine && element.get("scope") == "machine") {
    element.fault_at("scope", "the check asks what each user has for himself: scope is users");
  }
  if (!user && rule.scope == Scope::users && !fits_both_scopes(rule.check)) {
    element.fault_at("scope", "the check asks nothing of users: scope is machine");
  }
}

bool asks_both_views(const Check& check) {
  if (const auto* group = std::get_if<GroupCheck>(&check.test)) {
    return std::any_of(group->checks.begin(), group->checks.end(), asks_both_views);
  }
  if (const auto* value = std::get_if<ValueCheck>(&check.test)) return value->view == View::both;
  if (const auto* names = std::get_if<NamesCheck>(&check.test)) return names->view == View::both;
  const auto* each = std::get_if<EachCheck>(&check.test);
  return each != nullptr && each->view == View::both;
}

/// A check of both views fails when one of them does, so its negation would pass with the other one still wrong.
bool negates_views(const Check& check) {
  if (const auto* each = std::get_if<EachCheck>(&check.test)) {
    return std::any_of(each->checks.begin(), each->checks.end(), negates_views);
  }
  const auto* group = std::get_if<GroupCheck>(&check.test);
  if (group == nullptr) return false;
  const bool is_none = group->kind == GroupCheck::Kind::none;
  return std::any_of(group->checks.begin(), group->checks.end(),
                     [&](const Check& it) { return (is_none && asks_both_views(it)) || negates_views(it); });
}

void check_views(const XmlElement& element, const Rule& rule) {
  if (!negates_views(rule.check)) return;
  element.fault("<none> would pass when one of both views is in order: ask for each view by itself");
}

bool expects(const Rule& rule, std::string_view verdict) {
  return std::any_of(rule.cases.begin(), rule.cases.end(), [&](const Case& c) { return c.expect == verdict; });
}

/// A failing check of severity info is reported as informational.
void check_cases(const XmlElement& element, const Rule& rule) {
  if (rule.cases.empty()) return;
  const std::string_view failing = rule.severity == "info" ? "informational" : "fail";
  const std::string_view never = rule.severity == "info" ? "fail" : "informational";
  if (!expects(rule, "pass")) element.fault(fmt::format("rule {} has no test that expects pass", rule.id));
  if (!expects(rule, failing)) element.fault(fmt::format("rule {} has no test that expects {}", rule.id, failing));
  for (const XmlElement& test : element.children("test")) {
    if (test.get("expect") != never) continue;
    test.fault_at("expect", fmt::format("a rule of severity {} never ends {}", rule.severity, never));
  }
}

}  // namespace

void lint_rule(const XmlElement& element, const Rule& rule) {
  check_scope(element, rule);
  check_views(element, rule);
  check_cases(element, rule);
}

}  // namespace rules
