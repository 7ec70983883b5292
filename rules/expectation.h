#pragma once
// What a value ought to hold: one operator of a closed list and its operands. Numbers are unsigned and read
// from decimal or 0x text. Evaluating is a pure function of the stored value.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hive/result.h"
#include "hive/value.h"

namespace rules {

enum class Operator {
  exists,  ///< any data of the right type
  equals,  ///< number, or text without case
  not_equals,
  at_least,
  at_most,
  bits_set,          ///< all bits of the operand
  bits_clear,        ///< none of the bits of the operand
  one_of,            ///< numbers or texts, separated by `|` in the rule file
  contains_item,     ///< REG_MULTI_SZ, or REG_SZ with commas: an item, without case
  matches,           ///< regular expression (ECMAScript) over text; text longer than kMaxMatchedText is an error
  version_at_least,  ///< dotted numbers
};
std::string_view name_of(Operator op);
std::optional<Operator> find_operator(std::string_view word);  ///< `at-least`, `bits-set`, ...

inline constexpr std::size_t kMaxMatchedText = 8192;

struct Expectation {
  Operator op = Operator::exists;
  std::vector<std::uint64_t> numbers;
  std::vector<std::string> texts;
  bool any_case = false;  ///< XML any-case="true": `matches` without case, as the other comparisons of texts
};

/// True when the operator can be applied to data of this type (the loader refuses what cannot).
bool fits_type(Operator op, hive::ValueType type);

/// Whether stored data meets the expectation. Errors: wrong_type when the value is not of `type` (or has a
/// size that the type does not have), limit_exceeded. REG_SZ accepts REG_EXPAND_SZ.
hive::Result<bool> met(const Expectation& expectation, hive::ValueType type, const hive::Value& value);
/// The same for a list of strings that was read already.
hive::Result<bool> met(const Expectation& expectation, const std::vector<std::string>& items);
/// The same for the text of a fact.
hive::Result<bool> met(const Expectation& expectation, std::string_view text);

/// "at least 0x00000800", "bits 0x00000800 set", for the `expected` line.
std::string to_text(const Expectation& expectation, hive::ValueType type);

/// `7601.24168.1.2` compared number by number; missing parts are zero. Nothing when either is no version.
std::optional<int> compare_versions(std::string_view left, std::string_view right);

}  // namespace rules
