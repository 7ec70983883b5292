#pragma once
// One loader per kind of rule file. Kinds are loaded in the order of these functions, so that each finds what it
// refers to: sources, requirements, facts, rules, tool differences, defaults, profiles.

#include "rules/rule_set.h"
#include "rules/xml_element.h"

namespace rules {

void load_source(const XmlElement& element, RuleSet& set);
/// <requirement> or <points>.
void load_requirement(const XmlElement& element, RuleSet& set);
void load_points(const XmlElement& element, RuleSet& set);
void load_fact(const XmlElement& element, RuleSet& set);
void load_rule(const XmlElement& element, RuleSet& set);
void load_tool(const XmlElement& element, RuleSet& set);
void load_default(const XmlElement& element, RuleSet& set);
void load_profile(const XmlElement& element, RuleSet& set);

/// The <check> and <fix> of a rule.
Check load_check(const XmlElement& element, const RuleSet& set);
RootCertificateCheck load_root_certificate(const XmlElement& element);
/// `around` is the <each> that it stands in, or null.
OwnCertificateCheck load_own_certificate(const XmlElement& element, const EachCheck* around);
void load_fix(const XmlElement& element, Rule& rule);
/// The requirements that a rule cites.
std::vector<std::string> load_requirement_ids(const XmlElement& element, const RuleSet& set);
/// What one rule must have beyond its parts: cases, and a scope that fits its check (rule_lint.cpp).
void lint_rule(const XmlElement& element, const Rule& rule);

}  // namespace rules
