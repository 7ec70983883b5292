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

const ChildShape kTests = {{"all", "any", "none", "value", "effective", "subkeys", "values", "fact", "reg-line",
                            "root-certificate", "own-certificate", "age", "site-bindings", "each"},
                           1,
                           kMany};
/// Below <each>: what can be asked of one key, and facts.
const ChildShape kTestsOfKey = {
    {"all", "any", "none", "value", "subkeys", "values", "fact", "own-certificate"}, 1, kMany};

/// Where a test stands.
struct Surroundings {
  const RuleSet& set;
  const EachCheck* each = nullptr;  ///< the <each> around it
  const ChildShape& tests() const { return each != nullptr ? kTestsOfKey : kTests; }
};

/// The key and the view of a test: its own, or those of the <each> around it.
template <class KeyTest>
void load_place(const XmlElement& element, const Surroundings& around, KeyTest& check) {
  if (around.each != nullptr) {
    check.key = load_own_key(element, around.each->key);
    return;
  }
  check.key = load_key(element);
  check.view = load_view(element, check.key);
}

ValueCheck load_value(const XmlElement& element, const Surroundings& around) {
  static const Shape kShape = {
      .required = {"key", "name", "type", "absent"}, .optional = {"id", "view"}, .has_operator = true};
  static const Shape kShapeOfKey = {
      .required = {"key", "name", "type", "absent"}, .optional = {"id"}, .has_operator = true};
  element.check(around.each != nullptr ? kShapeOfKey : kShape);
  ValueCheck check;
  check.id = element.get("id");
  if (element.has("id")) check_name(element, "id", check.id, ".-");
  load_place(element, around, check);
  check.name = element.get("name");
  check.absent = load_absent(element, "absent");
  if (const auto type = load_type(element)) {
    check.type = *type;
    check.expectation = load_expectation(element, *type);
  }
  return check;
}

EffectiveCheck load_effective(const XmlElement& element) {
  static const Shape kShape = {.required = {"stack", "protocol", "is"}, .optional = {"reaches", "every-program"}};
  element.check(kShape);
  std::vector<Word> stacks(kMachineStackWords.begin(), kMachineStackWords.end());
  stacks.insert(stacks.end(), kUserStackWords.begin(), kUserStackWords.end());
  std::vector<Word> protocols(kProtocols.begin(), kProtocols.end());
  protocols.push_back("any");
  EffectiveCheck check;
  check.stack = element.get_word("stack", stacks);
  check.protocol = element.get_word("protocol", protocols);
  check.states = load_words(element, "is");
  check.reaches = element.get_word("reaches", kServiceWords);
  if (!check.reaches.empty() && check.stack != "schannel-client") {
    element.fault_at("reaches", "reaches is known of schannel-client alone");
  }
  check.every_program = load_flag(element, "every-program");
  if (check.every_program && !check.stack.starts_with("dotnet4-")) {
    element.fault_at("every-program", "settings of single programs are known of .NET 4 alone");
  }
  const std::vector<std::string> known(kStateWords.begin(), kStateWords.end());
  for (const std::string& state : check.states) {
    if (std::find(known.begin(), known.end(), state) != known.end()) continue;
    const std::string meant = did_you_mean(state, known);
    element.fault_at(
        "is", fmt::format("is: unknown word \"{}\"{}", state, meant.empty() ? "; known: " + joined(known) : meant));
  }
  return check;
}

NamesCheck load_names(const XmlElement& element, const Surroundings& around) {
  static const Shape kShape = {.required = {"key"}, .optional = {"only", "except", "like", "view"}};
  static const Shape kShapeOfKey = {.required = {"key"}, .optional = {"only", "except", "like"}};
  element.check(around.each != nullptr ? kShapeOfKey : kShape);
  NamesCheck check;
  load_place(element, around, check);
  check.of_subkeys = element.name() == "subkeys";
  check.only = split(element.get("only"), '|');
  check.except = split(element.get("except"), '|');
  check.like = load_pattern(element, "like");
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
  return {element.get("id"), load_fact_expectation(element, "id", set), load_absent(element, "absent")};
}

LineCheck load_line_check(const XmlElement& element) {
  static const Shape kShape = {.required = {"defect"}};
  element.check(kShape);
  return {element.get_word("defect", kRegLineWords)};
}

AgeCheck load_age(const XmlElement& element) {
  static const Shape kShape = {.required = {"key", "name", "at-most-days", "absent"}};
  element.check(kShape);
  AgeCheck check{load_key(element), element.get("name"), load_number(element, "at-most-days"),
                 load_absent(element, "absent")};
  if (check.key.root == hive::Root::hkcu) element.fault_at("key", "the time of a key below HKLM is asked");
  return check;
}

SitesCheck load_sites(const XmlElement& element) {
  static const Shape kShape = {.required = {"none"}, .has_operator = true};
  element.check(kShape);
  return {load_expectation(element, hive::ValueType::dword), load_absent(element, "none")};
}

std::vector<Check> load_tests(const XmlElement& element, const Surroundings& around);

Where load_where(const XmlElement& element) {
  static const Shape kShape = {.required = {"name", "type"}, .has_operator = true};
  element.check(kShape);
  Where where;
  where.name = element.get("name");
  if (const auto type = load_type(element)) {
    where.type = *type;
    where.expectation = load_expectation(element, *type);
  }
  return where;
}

EachCheck load_each(const XmlElement& element, const RuleSet& set) {
  const Shape shape = {
      .required = {"key", "none"}, .optional = {"view"}, .children = {{{"where"}, 0, kMany}, kTestsOfKey}};
  element.check(shape);
  EachCheck each;
  each.key = load_key_pattern(element);
  if (!each.key.segments.empty() && element.get("key").find('*') == std::string::npos) {
    element.fault_at("key", "<each> needs a * in its key: of one key ask without <each>");
  }
  each.none = load_absent(element, "none");
  each.view = load_view(element, each.key);
  for (const XmlElement& child : element.children("where")) each.where.push_back(load_where(child));
  each.checks = load_tests(element, {set, &each});
  return each;
}

/// Depth is bounded by kMaxDepth, which has been checked for the whole file.
Check load_test(const XmlElement& element, const Surroundings& around) {
  const std::string_view name = element.name();
  if (name == "value") return {load_value(element, around)};
  if (name == "effective") return {load_effective(element)};
  if (name == "subkeys" || name == "values") return {load_names(element, around)};
  if (name == "reg-line") return {load_line_check(element)};
  if (name == "fact") return {load_fact_check(element, around.set)};
  if (name == "root-certificate") return {load_root_certificate(element)};
  if (name == "own-certificate") return {load_own_certificate(element, around.each)};
  if (name == "age") return {load_age(element)};
  if (name == "site-bindings") return {load_sites(element)};
  if (name == "each") return {load_each(element, around.set)};
  GroupCheck group;
  if (name == "any") group.kind = GroupCheck::Kind::any;
  if (name == "none") group.kind = GroupCheck::Kind::none;
  element.check({.children = {around.tests()}});
  group.checks = load_tests(element, around);
  return {std::move(group)};
}

/// The tests among the children; what else is there has been said.
std::vector<Check> load_tests(const XmlElement& element, const Surroundings& around) {
  const std::vector<std::string_view>& known = around.tests().names;
  std::vector<Check> checks;
  for (const XmlElement& child : element.children()) {
    const bool is_test = std::find(known.begin(), known.end(), child.name()) != known.end();
    if (is_test) checks.push_back(load_test(child, around));
  }
  return checks;
}

/// The tests that a check groups; nothing when it is no group.
const std::vector<Check>* grouped_by(const Check& check) {
  if (const auto* group = std::get_if<GroupCheck>(&check.test)) return &group->checks;
  if (const auto* each = std::get_if<EachCheck>(&check.test)) return &each->checks;
  return nullptr;
}

/// A value check, and the <each> around it.
struct FoundValue {
  const ValueCheck* value = nullptr;
  const EachCheck* each = nullptr;
};

/// The value check of that id, in any group.
FoundValue find_value(const Check& check, std::string_view id) {
  if (const auto* value = std::get_if<ValueCheck>(&check.test)) return {value->id == id ? value : nullptr};
  const std::vector<Check>* grouped = grouped_by(check);
  if (grouped == nullptr) return {};
  for (const Check& one : *grouped) {
    FoundValue found = find_value(one, id);
    if (found.value == nullptr) continue;
    if (const auto* each = std::get_if<EachCheck>(&check.test)) found.each = each;
    return found;
  }
  return {};
}

void collect_value_ids(const Check& check, std::vector<std::string>& ids) {
  if (const auto* value = std::get_if<ValueCheck>(&check.test)) {
    if (!value->id.empty()) ids.push_back(value->id);
  } else if (const std::vector<Check>* grouped = grouped_by(check)) {
    for (const Check& one : *grouped) collect_value_ids(one, ids);
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
  if (const auto [value, each] = id.empty() ? FoundValue() : find_value(rule.check, id); value != nullptr) {
    step = {value->key, value->name, hive::name_of(value->type), element.get("data"), value->view};
    if (each != nullptr) {
      step.view = each->view;
      step.each_depth = each->key.segments.size();
    }
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
  std::vector<Check> tests = load_tests(element, {set});
  if (tests.empty()) return {};
  Check check = std::move(tests.front());
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
