// The checks of a rule and the changes that mend it.
#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "rules/load_files.h"
#include "rules/load_parts.h"
#include "rules/text.h"
#include "rules/vocabulary.h"

namespace rules {
namespace {

const ChildShape kTests = {
    {"all", "any", "none", "value", "effective", "subkeys", "values", "fact", "reg-line"}, 1, kMany};

AbsentMeans load_absent(const XmlElement& element) {
  const std::string word = element.get_word("absent", kAbsentWords);
  if (word == "pass") return AbsentMeans::pass;
  if (word == "fail") return AbsentMeans::fail;
  return word == "not_applicable" ? AbsentMeans::not_applicable : AbsentMeans::error;
}

ValueCheck load_value(const XmlElement& element) {
  static const Shape kShape = {
      .required = {"key", "name", "type", "absent"}, .optional = {"id", "view"}, .has_operator = true};
  element.check(kShape);
  ValueCheck check;
  check.id = element.get("id");
  if (element.has("id")) check_name(element, "id", check.id, ".-");
  check.key = load_key(element);
  check.name = element.get("name");
  check.absent = load_absent(element);
  check.view = load_view(element, check.key);
  if (const auto type = load_type(element)) {
    check.type = *type;
    check.expectation = load_expectation(element, *type);
  }
  return check;
}

EffectiveCheck load_effective(const XmlElement& element) {
  static const Shape kShape = {.required = {"stack", "protocol", "is"}};
  element.check(kShape);
  std::vector<Word> stacks(kMachineStackWords.begin(), kMachineStackWords.end());
  stacks.insert(stacks.end(), kUserStackWords.begin(), kUserStackWords.end());
  std::vector<Word> protocols(kProtocols.begin(), kProtocols.end());
  protocols.push_back("any");
  EffectiveCheck check;
  check.stack = element.get_word("stack", stacks);
  check.protocol = element.get_word("protocol", protocols);
  check.states = load_words(element, "is");
  const std::vector<std::string> known(kStateWords.begin(), kStateWords.end());
  for (const std::string& state : check.states) {
    if (std::find(known.begin(), known.end(), state) != known.end()) continue;
    const std::string meant = did_you_mean(state, known);
    element.fault_at(
        "is", fmt::format("is: unknown word \"{}\"{}", state, meant.empty() ? "; known: " + joined(known) : meant));
  }
  return check;
}

NamesCheck load_names(const XmlElement& element) {
  static const Shape kShape = {.required = {"key"}, .optional = {"only", "except", "like", "view"}};
  element.check(kShape);
  NamesCheck check;
  check.key = load_key(element);
  check.of_subkeys = element.name() == "subkeys";
  check.only = split(element.get("only"), '|');
  check.except = split(element.get("except"), '|');
  check.like = load_pattern(element, "like");
  check.view = load_view(element, check.key);
  if (element.has("only") == element.has("except")) {
    element.fault(fmt::format("<{}> needs only or except, one of them", element.name()));
  }
  if (element.has("except") && check.except.empty()) element.fault_at("except", "except is empty");
  for (const auto* names : {&check.only, &check.except}) {
    const std::string_view attribute = names == &check.only ? "only" : "except";
    const bool hollow = std::find(names->begin(), names->end(), "") != names->end();
    if (hollow && check.of_subkeys) element.fault_at(attribute, fmt::format("{} has an empty name", attribute));
  }
  return check;
}

FactCheck load_fact_check(const XmlElement& element, const RuleSet& set) {
  static const Shape kShape = {.required = {"id", "absent"}, .has_operator = true};
  element.check(kShape);
  return {element.get("id"), load_fact_expectation(element, "id", set), load_absent(element)};
}

LineCheck load_line_check(const XmlElement& element) {
  static const Shape kShape = {.required = {"defect"}};
  element.check(kShape);
  return {element.get_word("defect", kRegLineWords)};
}

bool is_test(const XmlElement& element) {
  return std::find(kTests.names.begin(), kTests.names.end(), element.name()) != kTests.names.end();
}

/// Depth is bounded by kMaxDepth, which has been checked for the whole file.
Check load_test(const XmlElement& element, const RuleSet& set) {
  const std::string_view name = element.name();
  if (name == "value") return {load_value(element)};
  if (name == "effective") return {load_effective(element)};
  if (name == "subkeys" || name == "values") return {load_names(element)};
  if (name == "reg-line") return {load_line_check(element)};
  if (name == "fact") return {load_fact_check(element, set)};
  GroupCheck group;
  if (name == "any") group.kind = GroupCheck::Kind::any;
  if (name == "none") group.kind = GroupCheck::Kind::none;
  element.check({.children = {kTests}});
  for (const XmlElement& child : element.children()) {
    if (is_test(child)) group.checks.push_back(load_test(child, set));
  }
  return {std::move(group)};
}

/// The value check of that id, in any group.
const ValueCheck* find_value(const Check& check, std::string_view id) {
  if (const auto* value = std::get_if<ValueCheck>(&check.test)) return value->id == id ? value : nullptr;
  if (const auto* group = std::get_if<GroupCheck>(&check.test)) {
    for (const Check& each : group->checks) {
      if (const ValueCheck* found = find_value(each, id)) return found;
    }
  }
  return nullptr;
}

void collect_value_ids(const Check& check, std::vector<std::string>& ids) {
  if (const auto* value = std::get_if<ValueCheck>(&check.test)) {
    if (!value->id.empty()) ids.push_back(value->id);
  } else if (const auto* group = std::get_if<GroupCheck>(&check.test)) {
    for (const Check& each : group->checks) collect_value_ids(each, ids);
  }
}

void check_data(const XmlElement& element, const FixStep& step) {
  const auto number = parse_number(step.data);
  const bool fits_dword = number && *number <= std::numeric_limits<std::uint32_t>::max();
  const bool wrong = (step.type == "REG_DWORD" && !fits_dword) || (step.type == "REG_QWORD" && !number);
  if (wrong && element.has("data")) {
    element.fault_at("data", fmt::format("\"{}\" is no {} (decimal or 0x)", step.data, step.type));
  }
}

FixStep load_set_of_value(const XmlElement& element, const Rule& rule) {
  static const Shape kShape = {.required = {"ref", "data"}};
  element.check(kShape);
  FixStep step;
  const std::string id = element.get("ref");
  if (const ValueCheck* value = id.empty() ? nullptr : find_value(rule.check, id)) {
    step = {value->key, value->name, hive::name_of(value->type), element.get("data"), value->view};
    check_data(element, step);
    return step;
  }
  std::vector<std::string> ids;
  collect_value_ids(rule.check, ids);
  element.fault_at("ref", fmt::format("no value of this rule has the id \"{}\"{}", id, did_you_mean(id, ids)));
  return step;
}

FixStep load_step(const XmlElement& element, const Rule& rule) {
  static const Shape kSetShape = {.required = {"key", "name", "type", "data"}, .optional = {"view"}};
  static const Shape kRemoveShape = {.required = {"key", "name"}, .optional = {"view"}};
  if (element.has("ref")) return load_set_of_value(element, rule);
  const bool sets = element.name() == "set";
  element.check(sets ? kSetShape : kRemoveShape);
  FixStep step;
  step.key = load_key(element);
  step.name = element.get("name");
  step.view = load_view(element, step.key);
  if (!sets) return step;
  if (const auto type = load_type(element)) step.type = hive::name_of(*type);
  step.data = element.get("data");
  check_data(element, step);
  return step;
}

}  // namespace

Check load_check(const XmlElement& element, const RuleSet& set) {
  ChildShape one_test = kTests;
  one_test.max = 1;
  element.check({.children = {one_test}});
  const std::vector<XmlElement> tests = element.children();
  if (tests.empty() || !is_test(tests.front())) return {};
  Check check = load_test(tests.front(), set);
  std::vector<std::string> ids;
  collect_value_ids(check, ids);
  std::sort(ids.begin(), ids.end());
  const auto twice = std::adjacent_find(ids.begin(), ids.end());
  if (twice != ids.end()) element.fault(fmt::format("two values have the id \"{}\"", *twice));
  return check;
}

void load_fix(const XmlElement& element, Rule& rule) {
  static const Shape kShape = {.children = {{{"set", "remove"}, 0, kMany}, {{"note"}}}};
  element.check(kShape);
  for (const XmlElement& child : element.children()) {
    if (child.name() == "set" || child.name() == "remove") rule.fix.push_back(load_step(child, rule));
  }
  if (const auto note = element.child("note")) {
    note->check({.has_text = true});
    rule.fix_note = note->text();
  }
  if (element.children().empty()) element.fault("<fix> without a change or a note: leave it out");
}

}  // namespace rules
