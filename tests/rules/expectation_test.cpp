#include "rules/expectation.h"

#include <gtest/gtest.h>

#include <initializer_list>

namespace rules {
namespace {

using hive::ErrorCode;
using hive::Value;
using hive::ValueType;

Value bytes(ValueType type, std::initializer_list<unsigned> data) {
  Value value;
  value.type = type;
  for (const unsigned byte : data) value.data.push_back(static_cast<std::byte>(byte));
  return value;
}

Value dword(std::uint32_t number) {
  return bytes(ValueType::dword, {number & 0xFF, number >> 8 & 0xFF, number >> 16 & 0xFF, number >> 24});
}

/// UTF-16LE of ASCII; `|` stands for the NUL between strings.
Value string(ValueType type, std::string_view text) {
  Value value;
  value.type = type;
  for (const char c : text) {
    value.data.push_back(static_cast<std::byte>(c == '|' ? 0 : c));
    value.data.push_back(std::byte{0});
  }
  return value;
}

Expectation numbers(Operator op, std::vector<std::uint64_t> operands) { return {op, std::move(operands), {}}; }
Expectation texts(Operator op, std::vector<std::string> operands) { return {op, {}, std::move(operands)}; }

bool dword_meets(Operator op, std::vector<std::uint64_t> operands, std::uint32_t stored) {
  const auto result = met(numbers(op, std::move(operands)), ValueType::dword, dword(stored));
  EXPECT_TRUE(result.has_value());
  return result.has_value() && *result;
}

bool string_meets(Operator op, std::vector<std::string> operands, std::string_view stored) {
  const auto result = met(texts(op, std::move(operands)), ValueType::sz, string(ValueType::sz, stored));
  EXPECT_TRUE(result.has_value());
  return result.has_value() && *result;
}

bool fact_meets(const Expectation& expectation, std::string_view text) {
  const auto result = met(expectation, text);
  EXPECT_TRUE(result.has_value()) << text;
  return result.has_value() && *result;
}

TEST(Expectation, ComparesNumbersUnsigned) {
  EXPECT_TRUE(dword_meets(Operator::equals, {1}, 1));
  EXPECT_FALSE(dword_meets(Operator::equals, {1}, 2));
  EXPECT_TRUE(dword_meets(Operator::not_equals, {0}, 0xFFFF'FFFF));
  EXPECT_FALSE(dword_meets(Operator::not_equals, {0}, 0));
  EXPECT_TRUE(dword_meets(Operator::at_least, {0x7FFF'FFFF}, 0xFFFF'FFFF));
  EXPECT_TRUE(dword_meets(Operator::at_least, {5}, 5));
  EXPECT_FALSE(dword_meets(Operator::at_least, {5}, 4));
  EXPECT_TRUE(dword_meets(Operator::at_most, {5}, 5));
  EXPECT_FALSE(dword_meets(Operator::at_most, {5}, 0xFFFF'FFFF));
  EXPECT_TRUE(dword_meets(Operator::one_of, {1, 2}, 2));
  EXPECT_FALSE(dword_meets(Operator::one_of, {1, 2}, 3));
}

TEST(Expectation, BitsSetNeedsAllAndBitsClearNone) {
  EXPECT_TRUE(dword_meets(Operator::bits_set, {0xA00}, 0xA80));
  EXPECT_FALSE(dword_meets(Operator::bits_set, {0xA00}, 0x800));
  EXPECT_TRUE(dword_meets(Operator::bits_clear, {0xA8}, 0xA00));
  EXPECT_FALSE(dword_meets(Operator::bits_clear, {0xA8}, 0x80));
}

TEST(Expectation, AMissingOperandMeetsNothing) {
  EXPECT_FALSE(dword_meets(Operator::at_least, {}, 5));
  EXPECT_FALSE(dword_meets(Operator::not_equals, {}, 5));
  EXPECT_FALSE(string_meets(Operator::not_equals, {}, "x"));
}

TEST(Expectation, AnotherTypeOrSizeIsItsOwnError) {
  const Expectation one = numbers(Operator::equals, {1});
  const auto code_of = [&](ValueType type, const Value& value) {
    const auto result = met(one, type, value);
    return result.has_value() ? std::nullopt : std::optional(result.error().code);
  };
  EXPECT_EQ(code_of(ValueType::dword, string(ValueType::sz, "1")), ErrorCode::wrong_type);
  EXPECT_EQ(code_of(ValueType::dword, bytes(ValueType::qword, {1, 0, 0, 0, 0, 0, 0, 0})), ErrorCode::wrong_type);
  EXPECT_EQ(code_of(ValueType::dword, bytes(ValueType::dword_big_endian, {0, 0, 0, 1})), ErrorCode::wrong_type);
  EXPECT_EQ(code_of(ValueType::dword, bytes(ValueType::dword, {1})), ErrorCode::wrong_type);
  EXPECT_EQ(code_of(ValueType::dword, bytes(ValueType::dword, {1, 0, 0, 0, 0})), ErrorCode::wrong_type);
  EXPECT_EQ(code_of(ValueType::expand_sz, string(ValueType::sz, "1")), ErrorCode::wrong_type);
  const auto wanted_of = [&](ValueType type, const Value& value) { return met(one, type, value).error().expected; };
  EXPECT_EQ(wanted_of(ValueType::sz, bytes(ValueType::dword, {1, 0, 0, 0})), "REG_SZ");
  EXPECT_EQ(wanted_of(ValueType::multi_sz, string(ValueType::expand_sz, "1")), "REG_MULTI_SZ");
  EXPECT_EQ(code_of(ValueType::binary, string(ValueType::expand_sz, "1")), ErrorCode::wrong_type);
  const auto exists = met({}, ValueType::dword, bytes(ValueType::dword, {}));
  EXPECT_FALSE(exists.has_value());
}

TEST(Expectation, CutDataIsNeverJudged) {
  Value value = dword(1);
  value.complete = false;
  const auto result = met(numbers(Operator::equals, {1}), ValueType::dword, value);
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().code, ErrorCode::truncated);
}

TEST(Expectation, ExistsTakesAnyDataOfTheType) {
  EXPECT_TRUE(*met({}, ValueType::dword, dword(0)));
  EXPECT_TRUE(*met({}, ValueType::sz, string(ValueType::expand_sz, "")));
  EXPECT_TRUE(*met({}, ValueType::binary, bytes(ValueType::binary, {})));
  EXPECT_TRUE(*met({}, ValueType::multi_sz, string(ValueType::multi_sz, "a||")));
}

TEST(Expectation, ComparesTextWithoutCase) {
  EXPECT_TRUE(string_meets(Operator::equals, {"Tls12"}, "TLS12|"));
  EXPECT_FALSE(string_meets(Operator::equals, {"1"}, "01"));
  EXPECT_TRUE(string_meets(Operator::not_equals, {"a"}, "b"));
  EXPECT_TRUE(string_meets(Operator::one_of, {"x", "Y"}, "y"));
  EXPECT_FALSE(string_meets(Operator::one_of, {"x", "Y"}, "xy"));
}

TEST(Expectation, ItemsOfListsAndOfCommas) {
  const Expectation item = texts(Operator::contains_item, {"TLS_B"});
  EXPECT_TRUE(*met(item, ValueType::multi_sz, string(ValueType::multi_sz, "TLS_A|tls_b||")));
  EXPECT_FALSE(*met(item, ValueType::multi_sz, string(ValueType::multi_sz, "TLS_A|TLS_BB||")));
  EXPECT_FALSE(*met(item, ValueType::multi_sz, string(ValueType::multi_sz, "TLS_A|TLS_B ||"))) << "another name";
  EXPECT_TRUE(*met(item, ValueType::sz, string(ValueType::sz, "TLS_A, TLS_B ,TLS_C")));
  EXPECT_FALSE(*met(item, ValueType::sz, string(ValueType::sz, "TLS_A TLS_B")));
  EXPECT_FALSE(*met(item, ValueType::sz, string(ValueType::sz, "")));
  EXPECT_FALSE(met(item, ValueType::multi_sz, string(ValueType::sz, "TLS_B")).has_value());
}

TEST(Expectation, MatchesFindsAnywhereWithCase) {
  EXPECT_TRUE(string_meets(Operator::matches, {"^Tls1[12]$"}, "Tls12"));
  EXPECT_FALSE(string_meets(Operator::matches, {"^Tls1[12]$"}, "Tls12, Tls"));
  EXPECT_FALSE(string_meets(Operator::matches, {"tls"}, "Tls"));
}

TEST(Expectation, MatchesTheOrderOfAList) {
  const Expectation order = texts(Operator::matches, {R"(^NistP384\nNistP256$)"});
  const auto list = [](std::string_view items) { return string(ValueType::multi_sz, items); };
  EXPECT_TRUE(*met(order, ValueType::multi_sz, list("NistP384|NistP256||")));
  EXPECT_FALSE(*met(order, ValueType::multi_sz, list("NistP256|NistP384||")));
  EXPECT_FALSE(*met(order, ValueType::multi_sz, list("NistP384|NistP256|curve25519||")));
  EXPECT_FALSE(*met(order, ValueType::multi_sz, list("NistP384,NistP256||"))) << "one item with a comma in it";
  EXPECT_FALSE(*met(order, ValueType::multi_sz, list("||")));
  EXPECT_FALSE(met(order, ValueType::multi_sz, string(ValueType::sz, "NistP384")).has_value());
  const Expectation any = texts(Operator::matches, {"a"});
  const auto long_list = met(any, ValueType::multi_sz, list(std::string(kMaxMatchedText + 1, 'a') + "||"));
  ASSERT_FALSE(long_list.has_value());
  EXPECT_EQ(long_list.error().code, ErrorCode::limit_exceeded);
}

TEST(Expectation, MatchedTextIsBounded) {
  const Expectation any = texts(Operator::matches, {"(a|a)*(a|a)*(a|a)*b"});
  EXPECT_FALSE(*met(any, ValueType::sz, string(ValueType::sz, std::string(kMaxMatchedText, 'a'))));
  const auto result = met(any, ValueType::sz, string(ValueType::sz, std::string(kMaxMatchedText + 1, 'a')));
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().code, ErrorCode::limit_exceeded);
}

TEST(Expectation, VersionsOfValues) {
  EXPECT_TRUE(string_meets(Operator::version_at_least, {"16.0.4266"}, "16.0.10000.1"));
  EXPECT_FALSE(string_meets(Operator::version_at_least, {"16.0.4266"}, "15.9"));
  EXPECT_FALSE(met(texts(Operator::version_at_least, {"1"}), ValueType::sz, string(ValueType::sz, "new")).has_value());
}

TEST(Expectation, FactsAreTextOrNumbers) {
  EXPECT_TRUE(fact_meets(texts(Operator::equals, {"0x10"}), "16"));
  EXPECT_TRUE(fact_meets(texts(Operator::equals, {"Server"}), "server"));
  EXPECT_TRUE(fact_meets(texts(Operator::one_of, {"2012", "2016"}), "2016"));
  EXPECT_TRUE(fact_meets(numbers(Operator::at_least, {7601}), "10240"));
  EXPECT_FALSE(fact_meets(numbers(Operator::at_least, {7601}), "7600"));
  EXPECT_TRUE(fact_meets(numbers(Operator::bits_set, {2}), "3"));
  EXPECT_TRUE(fact_meets({}, "anything"));
  const auto no_number = met(numbers(Operator::at_least, {7601}), "Windows 7");
  ASSERT_FALSE(no_number.has_value());
  EXPECT_EQ(no_number.error().code, ErrorCode::wrong_type);
}

TEST(Expectation, OperatorsFitTypes) {
  EXPECT_TRUE(fits_type(Operator::exists, ValueType::binary));
  EXPECT_TRUE(fits_type(Operator::bits_set, ValueType::qword));
  EXPECT_FALSE(fits_type(Operator::bits_set, ValueType::sz));
  EXPECT_FALSE(fits_type(Operator::at_least, ValueType::binary));
  EXPECT_FALSE(fits_type(Operator::equals, ValueType::multi_sz));
  EXPECT_FALSE(fits_type(Operator::matches, ValueType::dword));
  EXPECT_TRUE(fits_type(Operator::matches, ValueType::multi_sz));
  EXPECT_FALSE(fits_type(Operator::version_at_least, ValueType::multi_sz));
  EXPECT_TRUE(fits_type(Operator::contains_item, ValueType::multi_sz));
  EXPECT_FALSE(fits_type(Operator::contains_item, ValueType::dword));
  EXPECT_FALSE(fits_type(Operator::version_at_least, ValueType::qword));
}

TEST(Expectation, MatchesWithoutCaseWhereARuleAsksSo) {
  Expectation pattern = texts(Operator::matches, {"_RC4_"});
  const Value list = string(ValueType::multi_sz, "tls_rsa_with_rc4_128_sha||");
  const Value one = string(ValueType::sz, "Tls_Rsa_With_Rc4_128_Sha");
  EXPECT_FALSE(*met(pattern, ValueType::multi_sz, list));
  EXPECT_FALSE(*met(pattern, ValueType::sz, one));
  pattern.any_case = true;
  EXPECT_TRUE(*met(pattern, ValueType::multi_sz, list));
  EXPECT_TRUE(*met(pattern, ValueType::sz, one));
  EXPECT_TRUE(*met(pattern, "x_rc4_y"));
}

TEST(Expectation, ReadsInReports) {
  EXPECT_EQ(to_text({}, ValueType::dword), "present");
  EXPECT_EQ(to_text(numbers(Operator::equals, {1}), ValueType::dword), "0x00000001");
  EXPECT_EQ(to_text(numbers(Operator::at_least, {0x800}), ValueType::dword), "at least 0x00000800");
  EXPECT_EQ(to_text(numbers(Operator::bits_set, {0x800}), ValueType::dword), "bits 0x00000800 set");
  EXPECT_EQ(to_text(numbers(Operator::one_of, {1, 2}), ValueType::qword),
            "one of 0x0000000000000001, 0x0000000000000002");
  EXPECT_EQ(to_text(texts(Operator::not_equals, {"x"}), ValueType::sz), "not \"x\"");
  EXPECT_EQ(to_text(numbers(Operator::at_most, {9600}), ValueType::sz), "at most 9600");
}

}  // namespace
}  // namespace rules
