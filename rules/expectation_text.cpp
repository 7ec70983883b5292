// How an expectation reads in a report.
#include <fmt/format.h>

#include "rules/expectation.h"
#include "rules/text.h"

namespace rules {
namespace {

/// Hexadecimal in the width of the type; facts and other texts are read in decimal.
std::string shown(std::uint64_t number, hive::ValueType type) {
  if (type == hive::ValueType::dword) return fmt::format("0x{:08x}", number);
  if (type == hive::ValueType::qword) return fmt::format("0x{:016x}", number);
  return fmt::format("{}", number);
}

std::vector<std::string> shown_operands(const Expectation& expectation, hive::ValueType type) {
  std::vector<std::string> operands;
  for (const std::uint64_t number : expectation.numbers) operands.push_back(shown(number, type));
  for (const std::string& text : expectation.texts) operands.push_back(fmt::format("\"{}\"", text));
  return operands;
}

}  // namespace

std::string to_text(const Expectation& expectation, hive::ValueType type) {
  const std::string operands = joined(shown_operands(expectation, type));
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
      return fmt::format("bits {} set", operands);
    case Operator::bits_clear:
      return fmt::format("bits {} clear", operands);
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
