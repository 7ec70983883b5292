#include "audit/asked_facts.h"

#include <algorithm>
#include <array>
#include <variant>

namespace audit {
namespace {

constexpr std::array<std::string_view, 4> kAlwaysAsked = {"os.build", "os.ubr", "os.type", "os.arch"};

const std::vector<rules::Check>* children_of(const rules::Check& check) {
  if (const auto* group = std::get_if<rules::GroupCheck>(&check.test)) return &group->checks;
  if (const auto* each = std::get_if<rules::EachCheck>(&check.test)) return &each->checks;
  return nullptr;
}

// The loader bounds how deep checks are nested.
void add_facts_of(const rules::Check& check, FactIds& ids) {
  if (const auto* children = children_of(check)) {
    for (const rules::Check& child : *children) add_facts_of(child, ids);
  } else if (const auto* fact = std::get_if<rules::FactCheck>(&check.test)) {
    ids.insert(fact->fact);
  }
}

bool asks_model(const rules::Check& check) {
  if (const auto* children = children_of(check)) {
    return std::ranges::any_of(*children, [](const rules::Check& child) { return asks_model(child); });
  }
  return std::holds_alternative<rules::EffectiveCheck>(check.test);
}

/// A fact that another one asks for stands before it, so one way back finds all.
void add_what_they_need(FactIds& ids, const std::vector<rules::FactRule>& facts) {
  for (auto fact = facts.rbegin(); fact != facts.rend(); ++fact) {
    if (!ids.contains(fact->id)) continue;
    for (const rules::FactCondition& condition : fact->applies.facts) ids.insert(condition.fact);
    for (const rules::UpdateEvidence& evidence : fact->evidence)
      ids.insert(evidence.files.begin(), evidence.files.end());
  }
}

}  // namespace

FactIds facts_of(const rules::Rule& rule, const std::vector<rules::FactRule>& facts) {
  FactIds ids;
  for (const rules::FactCondition& condition : rule.applies.facts) ids.insert(condition.fact);
  add_facts_of(rule.check, ids);
  add_what_they_need(ids, facts);
  return ids;
}

FactIds facts_of(std::string_view fact, const std::vector<rules::FactRule>& facts) {
  FactIds ids = {std::string(fact)};
  add_what_they_need(ids, facts);
  return ids;
}

bool asks_model(const rules::Rule& rule) { return asks_model(rule.check); }

std::vector<rules::FactRule> only_facts(const FactIds& ids, const std::vector<rules::FactRule>& facts) {
  std::vector<rules::FactRule> kept;
  std::ranges::copy_if(facts, std::back_inserter(kept), [&](const rules::FactRule& fact) {
    return ids.contains(fact.id) || std::ranges::find(kAlwaysAsked, fact.id) != kAlwaysAsked.end();
  });
  return kept;
}

}  // namespace audit
