// How an expectation reads in a report.
#include "rules/expectation.h"
#include "rules/text.h"

namespace rules {
namespace {

/// Hexadecimal in the width of the type; facts and other texts are read in decimal.
void append(std::string& text, std::uint64_t number, hive::ValueType type) {
  if (type != hive::ValueType::dword && type != hive::ValueType::qword) {
    text += std::to_string(number);
    return;
  }
  const std::size_t digits = type == hive::ValueType::dword && number <= 0xFFFF'FFFF ? 8 : 16;
  text += "0x";
  text.append(digits, '0');
  for (std::size_t at = text.size(); number != 0; number >>= 4U) text[--at] = "0123456789abcdef"[number & 0xFU];
}

std::string shown_operands(const Expectation& expectation, hive::ValueType type) {
  std::string text;
  const auto begin_next = [&] {
    if (!text.empty()) text += ", ";
  };
  for (const std::uint64_t number : expectation.numbers) {
    begin_next();
    append(text, number, type);
  }
  for (const std::string& operand : expectation.texts) {
    begin_next();
    text += '"';
    text += operand;
    text += '"';
  }
  return text;
}

}  // namespace

std::string to_text(const Expectation& expectation, hive::ValueType type) {
  std::string operands = shown_operands(expectation, type);
  switch (expectation.op) {
    case Operator::exists:
      return "present";
    case Operator::equals:
      return operands;
    case Operator::not_equals:
      return "not " + operands;
    case Operator::at_least:
      return "at least " + operands;
    case Operator::at_most:
      return "at most " + operands;
    case Operator::bits_set:
      return "bits " + operands + " set";
    case Operator::bits_clear:
      return "bits " + operands + " clear";
    case Operator::one_of:
      return "one of " + operands;
    case Operator::contains_item:
      return "the item " + operands;
    case Operator::matches:
      return "text that matches " + operands;
    case Operator::version_at_least:
      return "version at least " + joined(expectation.texts);
  }
  return operands;
}

}  // namespace rules
