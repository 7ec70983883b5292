// Operators of checks and conditions: exactly one, with operands that can be met.
#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "rules/load_parts.h"
#include "rules/text.h"
#include "rules/vocabulary.h"

namespace rules {
namespace {

/// Nothing (and a fault) unless exactly one operator is written.
std::optional<Operator> load_operator(const XmlElement& element) {
  std::vector<std::string> written;
  for (const Word word : kOperatorWords) {
    if (element.has(word)) written.emplace_back(word);
  }
  if (written.size() == 1) return find_operator(written[0]);
  if (written.empty()) {
    const std::vector<std::string> known(kOperatorWords.begin(), kOperatorWords.end());
    element.fault(fmt::format("<{}> has no operator; known: {}", element.name(), joined(known)));
  } else {
    element.fault(
        fmt::format("<{}> has {} operators ({}), it needs one", element.name(), written.size(), joined(written)));
  }
  return std::nullopt;
}

bool compares_numbers(Operator op) {
  return op == Operator::at_least || op == Operator::at_most || op == Operator::bits_set || op == Operator::bits_clear;
}

void add_numbers(const XmlElement& element, const std::vector<std::string>& operands, std::uint64_t max,
                 Expectation& expectation) {
  const std::string_view attribute = name_of(expectation.op);
  for (const std::string& operand : operands) {
    if (operand.empty() && operands.size() > 1) continue;  // one-of: said before
    const auto number = parse_number(operand);
    if (!number) {
      element.fault_at(attribute, fmt::format("\"{}\" is no unsigned number (decimal or 0x)", operand));
    } else if (*number > max) {
      element.fault_at(attribute, fmt::format("\"{}\" has more bits than the type", operand));
    } else {
      expectation.numbers.push_back(*number);
    }
  }
  const bool bits = expectation.op == Operator::bits_set || expectation.op == Operator::bits_clear;
  if (bits && expectation.numbers == std::vector<std::uint64_t>{0}) {
    element.fault_at(attribute, fmt::format("{} of no bits is always met", attribute));
  }
}

void add_texts(const XmlElement& element, std::vector<std::string> operands, Expectation& expectation) {
  const std::string_view attribute = name_of(expectation.op);
  expectation.texts = std::move(operands);
  const std::string& first = expectation.texts[0];
  if (expectation.op == Operator::matches) load_pattern(element, attribute);
  if (expectation.op == Operator::version_at_least && !compare_versions(first, first)) {
    element.fault_at(attribute, fmt::format("\"{}\" is no version: numbers with dots", first));
  }
  if (expectation.op == Operator::contains_item && trimmed(first).empty()) {
    element.fault_at(attribute, "contains-item is empty");
  }
}

/// Operands of the operator; one-of has several, and at least one.
std::vector<std::string> operands_of(const XmlElement& element, Operator op) {
  const std::string text = element.get(name_of(op));
  if (op != Operator::one_of) return {text};
  std::vector<std::string> operands = split(text, '|');
  const bool hollow = operands.empty() || std::find(operands.begin(), operands.end(), "") != operands.end();
  if (hollow) element.fault_at("one-of", "one-of has an empty item");
  if (operands.empty()) operands.emplace_back();
  return operands;
}

void check_update_answers(const XmlElement& element, const Expectation& expectation) {
  const bool text_operator = expectation.op == Operator::equals || expectation.op == Operator::not_equals ||
                             expectation.op == Operator::one_of;
  if (!text_operator) {
    element.fault_at(name_of(expectation.op), "an update fact answers \"met\" or \"not met\": use equals");
    return;
  }
  for (const std::string& text : expectation.texts) {
    if (std::find(kUpdateAnswers.begin(), kUpdateAnswers.end(), text) != kUpdateAnswers.end()) continue;
    element.fault_at(name_of(expectation.op),
                     fmt::format("an update fact answers \"met\" or \"not met\", never \"{}\"", text));
  }
}

bool load_any_case(const XmlElement& element, const Expectation& expectation) {
  const bool any_case = load_flag(element, kAnyCase);
  if (any_case && expectation.op != Operator::matches) {
    element.fault_at(kAnyCase, "any-case stands beside matches: the other operators compare texts without case");
  }
  return any_case;
}

}  // namespace

Expectation load_expectation(const XmlElement& element, hive::ValueType type) {
  Expectation expectation;
  const auto op = load_operator(element);
  if (!op) return expectation;
  expectation.op = *op;
  expectation.any_case = load_any_case(element, expectation);
  if (!fits_type(*op, type)) {
    element.fault_at(name_of(*op), fmt::format("{} does not fit {}", name_of(*op), hive::name_of(type)));
    return expectation;
  }
  if (*op == Operator::exists) {
    load_flag(element, "exists");
    return expectation;
  }
  if (type == hive::ValueType::dword) {
    add_numbers(element, operands_of(element, *op), std::numeric_limits<std::uint32_t>::max(), expectation);
  } else if (type == hive::ValueType::qword) {
    add_numbers(element, operands_of(element, *op), std::numeric_limits<std::uint64_t>::max(), expectation);
  } else {
    add_texts(element, operands_of(element, *op), expectation);
  }
  return expectation;
}

Expectation load_fact_expectation(const XmlElement& element, std::string_view id_attribute, const RuleSet& set) {
  const std::string id = element.get(id_attribute);
  const auto fact = std::find_if(set.facts.begin(), set.facts.end(), [&](const FactRule& f) { return f.id == id; });
  if (fact == set.facts.end() && element.has(id_attribute)) {
    std::vector<std::string> known;
    for (const FactRule& each : set.facts) known.push_back(each.id);
    const std::string meant = did_you_mean(id, known);
    element.fault_at(id_attribute, fmt::format("unknown fact \"{}\"{}", id, meant));
  }
  Expectation expectation;
  const auto op = load_operator(element);
  if (!op) return expectation;
  expectation.op = *op;
  expectation.any_case = load_any_case(element, expectation);
  if (*op == Operator::exists) {
    load_flag(element, "exists");
  } else if (compares_numbers(*op)) {
    add_numbers(element, operands_of(element, *op), std::numeric_limits<std::uint64_t>::max(), expectation);
  } else {
    add_texts(element, operands_of(element, *op), expectation);
  }
  if (fact != set.facts.end() && fact->is_update) check_update_answers(element, expectation);
  return expectation;
}

}  // namespace rules
