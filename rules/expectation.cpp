#include "rules/expectation.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "rules/pattern.h"
#include "rules/text.h"

namespace rules {
namespace {

using hive::Error;
using hive::ErrorCode;
using hive::Result;
using hive::ValueType;

constexpr std::array kOperators = {
    std::pair{Operator::exists, std::string_view("exists")},
    std::pair{Operator::equals, std::string_view("equals")},
    std::pair{Operator::not_equals, std::string_view("not-equals")},
    std::pair{Operator::at_least, std::string_view("at-least")},
    std::pair{Operator::at_most, std::string_view("at-most")},
    std::pair{Operator::bits_set, std::string_view("bits-set")},
    std::pair{Operator::bits_clear, std::string_view("bits-clear")},
    std::pair{Operator::one_of, std::string_view("one-of")},
    std::pair{Operator::contains_item, std::string_view("contains-item")},
    std::pair{Operator::matches, std::string_view("matches")},
    std::pair{Operator::version_at_least, std::string_view("version-at-least")},
};

bool is_number_type(ValueType type) { return type == ValueType::dword || type == ValueType::qword; }
bool is_string_type(ValueType type) { return type == ValueType::sz || type == ValueType::expand_sz; }

Error wrong_type(std::string message) { return {ErrorCode::wrong_type, std::move(message), {}, {}, {}}; }

/// The loader has checked that the operands are there; a missing one meets nothing.
bool number_met(const Expectation& expectation, std::uint64_t number) {
  const auto& operands = expectation.numbers;
  const bool listed = std::find(operands.begin(), operands.end(), number) != operands.end();
  if (expectation.op == Operator::exists) return true;
  if (operands.empty()) return false;
  switch (expectation.op) {
    case Operator::equals:
    case Operator::one_of:
      return listed;
    case Operator::not_equals:
      return !listed;
    case Operator::at_least:
      return number >= operands[0];
    case Operator::at_most:
      return number <= operands[0];
    case Operator::bits_set:
      return (number & operands[0]) == operands[0];
    case Operator::bits_clear:
      return (number & operands[0]) == 0;
    default:
      return false;
  }
}

bool same_number_or_text(std::string_view left, std::string_view right) {
  const auto left_number = parse_number(left);
  const auto right_number = parse_number(right);
  if (left_number && right_number) return *left_number == *right_number;
  return same_text(left, right);
}

Result<bool> pattern_met(const Expectation& expectation, std::string_view text) {
  if (text.size() > kMaxMatchedText) {
    return Error{ErrorCode::limit_exceeded,
                 "the text is too long for a regular expression",
                 fmt::format("at most {} bytes", kMaxMatchedText),
                 fmt::format("{}", text.size()),
                 {}};
  }
  const auto& pattern =
      parsed_pattern(expectation.texts[0], expectation.any_case ? LetterCase::ignored : LetterCase::significant);
  if (!pattern) return pattern.error();
  return pattern->found_in(text);
}

Result<bool> version_met(const std::string& operand, std::string_view text) {
  const auto order = compare_versions(text, operand);
  if (!order) return wrong_type("the text is no version number");
  return *order >= 0;
}

/// What commas separate; the strings of a REG_MULTI_SZ are compared as they are, blanks and all.
std::vector<std::string> items_of(std::string_view text) {
  std::vector<std::string> items = split(text, ',');
  for (std::string& item : items) item = std::string(trimmed(item));
  return items;
}

bool has_item(const std::vector<std::string>& items, std::string_view wanted) {
  return std::any_of(items.begin(), items.end(), [wanted](const std::string& item) { return same_text(item, wanted); });
}

using SameText = bool (*)(std::string_view, std::string_view);

Result<bool> text_met(const Expectation& expectation, std::string_view text, SameText same) {
  const auto& operands = expectation.texts;
  if (expectation.op == Operator::exists) return true;
  if (operands.empty()) return false;
  const bool listed = std::any_of(operands.begin(), operands.end(), [&](const auto& o) { return same(text, o); });
  switch (expectation.op) {
    case Operator::equals:
    case Operator::one_of:
      return listed;
    case Operator::not_equals:
      return !listed;
    case Operator::contains_item:
      return has_item(items_of(text), operands[0]);
    case Operator::matches:
      return pattern_met(expectation, text);
    case Operator::version_at_least:
      return version_met(operands[0], text);
    default:
      return wrong_type("the operator compares numbers, the value is text");
  }
}

/// Nothing when a part is empty, no number or too large.
std::optional<std::vector<std::uint64_t>> version_parts(std::string_view text) {
  std::vector<std::uint64_t> parts;
  for (const std::string& piece : split(trimmed(text), '.')) {
    std::uint64_t part = 0;
    const auto [end, fault] = std::from_chars(piece.data(), piece.data() + piece.size(), part);
    if (piece.empty() || fault != std::errc() || end != piece.data() + piece.size()) return std::nullopt;
    parts.push_back(part);
  }
  if (parts.empty()) return std::nullopt;
  return parts;
}

}  // namespace

std::string_view name_of(Operator op) {
  for (const auto& [value, name] : kOperators)
    if (value == op) return name;
  return "exists";
}

std::optional<Operator> find_operator(std::string_view word) {
  for (const auto& [value, name] : kOperators)
    if (name == word) return value;
  return std::nullopt;
}

bool fits_type(Operator op, ValueType type) {
  switch (op) {
    case Operator::exists:
      return true;
    case Operator::equals:
    case Operator::not_equals:
    case Operator::one_of:
      return is_number_type(type) || is_string_type(type);
    case Operator::at_least:
    case Operator::at_most:
    case Operator::bits_set:
    case Operator::bits_clear:
      return is_number_type(type);
    case Operator::contains_item:
    case Operator::matches:
      return is_string_type(type) || type == ValueType::multi_sz;
    case Operator::version_at_least:
      return is_string_type(type);
  }
  return false;
}

Result<bool> met(const Expectation& expectation, ValueType type, const hive::Value& value) {
  const bool type_fits = value.type == type || (type == ValueType::sz && value.type == ValueType::expand_sz);
  if (!type_fits) {
    return Error{
        ErrorCode::wrong_type, "the value has another type", hive::name_of(type), hive::name_of(value.type), {}};
  }
  if (!value.complete) {
    return Error{ErrorCode::truncated, "the value's data is not all there", {}, {}, {}};
  }
  if (type == ValueType::dword) {
    const auto number = hive::read_dword(value);
    if (!number) return number.error();
    return number_met(expectation, *number);
  }
  if (type == ValueType::qword) {
    const auto number = hive::read_qword(value);
    if (!number) return number.error();
    return number_met(expectation, *number);
  }
  if (is_string_type(type)) {
    const auto text = hive::read_string(value);
    if (!text) return text.error();
    return text_met(expectation, *text, same_text);
  }
  if (expectation.op == Operator::exists) return true;
  if (type != ValueType::multi_sz) return wrong_type("the operator cannot judge data of this type");
  const auto items = hive::read_multi_string(value);
  if (!items) return items.error();
  return met(expectation, *items);
}

Result<bool> met(const Expectation& expectation, const std::vector<std::string>& items) {
  if (expectation.op == Operator::exists) return true;
  if (expectation.texts.empty()) return wrong_type("the operator cannot judge a list of strings");
  if (expectation.op == Operator::contains_item) return has_item(items, expectation.texts[0]);
  if (expectation.op == Operator::matches) return pattern_met(expectation, fmt::format("{}", fmt::join(items, "\n")));
  return wrong_type("the operator cannot judge a list of strings");
}

Result<bool> met(const Expectation& expectation, std::string_view text) {
  if (expectation.op == Operator::exists || expectation.numbers.empty()) {
    return text_met(expectation, text, same_number_or_text);
  }
  const auto number = parse_number(trimmed(text));
  if (!number) return wrong_type("the fact is no number");
  return number_met(expectation, *number);
}

std::optional<int> compare_versions(std::string_view left, std::string_view right) {
  auto left_parts = version_parts(left);
  auto right_parts = version_parts(right);
  if (!left_parts || !right_parts) return std::nullopt;
  const std::size_t longer = std::max(left_parts->size(), right_parts->size());
  left_parts->resize(longer);
  right_parts->resize(longer);
  const auto order = *left_parts <=> *right_parts;
  return order < 0 ? -1 : order > 0 ? 1 : 0;
}

}  // namespace rules
