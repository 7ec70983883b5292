// What the parent makes of children that misbehave, and the protocol between the two; no libregf is needed.

#include "hive/second_reader_protocol.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "hive/second_reader.h"

namespace {

namespace fs = std::filesystem;
using hive::Bytes;
using hive::ChildLimits;
using hive::Corroboration;
using hive::Presence;
using hive::Question;
using hive::SecondAnswer;
using hive::ValueType;

std::vector<std::byte> bytes_of(std::string_view text) {
  std::vector<std::byte> bytes(text.size());
  std::ranges::transform(text, bytes.begin(), [](char c) { return static_cast<std::byte>(c); });
  return bytes;
}

/// A program for one test: what it does when it is started as the second reader.
class Script {
 public:
  explicit Script(const std::string& name, const std::string& commands, const std::vector<std::byte>& answers = {})
      : path_(fs::path(testing::TempDir()) / ("second_reader_" + name + ".sh")) {
    std::ofstream(path_) << "#!/bin/sh\n" << commands << "\n";
    fs::permissions(path_, fs::perms::owner_all);
    std::ofstream stored(path_.string() + ".answers", std::ios::binary);
    for (const std::byte byte : answers) stored.put(static_cast<char>(byte));
  }
  Script(const Script&) = delete;
  Script& operator=(const Script&) = delete;
  ~Script() {
    fs::remove(path_);
    fs::remove(path_.string() + ".answers");
  }
  std::string path() const { return path_.string(); }

 private:
  fs::path path_;
};

std::vector<SecondAnswer> corroborated(std::vector<std::byte> hive, const std::vector<Question>& questions,
                                       const std::string& program, const ChildLimits& limits = {}) {
  const auto source = hive::open_memory(std::move(hive));
  return hive::corroborate({source.get(), questions}, program, limits);
}

void put_u32(std::vector<std::byte>& bytes, std::uint64_t offset, std::uint64_t number) {
  for (unsigned i = 0; i < 4; ++i)
    bytes[static_cast<std::size_t>(offset) + i] = static_cast<std::byte>(number >> (8 * i));
}

const std::vector<std::byte> kDword = bytes_of({"\x01\x02\x03\x04", 4});

Question number() {
  return {.key = {"Sound"},
          .asks_value = true,
          .value_name = "Number",
          .presence = Presence::present,
          .type = ValueType::dword,
          .data = kDword};
}

TEST(SecondReaderParent, WithoutAProgramNothingIsAsked) {
  const auto answers = corroborated(bytes_of("x"), {number()}, "");
  ASSERT_EQ(answers.size(), 1U);
  EXPECT_EQ(answers[0].corroboration, Corroboration::not_asked);
}

TEST(SecondReaderParent, WithoutQuestionsNoChildIsStarted) {
  EXPECT_TRUE(corroborated(bytes_of("x"), {}, "/nonexistent").empty());
}

TEST(SecondReaderParent, WhatWasNotReadSoundlyIsNotAsked) {
  Question unreadable = number();
  unreadable.presence = Presence::unreadable;
  Question ambiguous = number();
  ambiguous.presence = Presence::ambiguous;
  const auto only = corroborated(bytes_of("x"), {unreadable, ambiguous}, "/nonexistent");
  EXPECT_EQ(only[0].corroboration, Corroboration::not_asked);
  const hive::Seen seen{.state = hive::SeenState::present, .type = 4, .data = kDword, .detail = {}};
  auto words = hive::write_answers_start();
  for (const std::byte byte : hive::write_answer(0, seen)) words.push_back(byte);
  const Script script("mixed", "cat \"$0.answers\"", words);
  const auto mixed = corroborated(bytes_of("x"), {unreadable, number(), ambiguous}, script.path());
  EXPECT_EQ(mixed[0].corroboration, Corroboration::not_asked);
  EXPECT_EQ(mixed[1].corroboration, Corroboration::agrees) << "answers keep their questions";
  EXPECT_EQ(mixed[2].corroboration, Corroboration::not_asked);
}

TEST(SecondReaderParent, AProgramThatDoesNotStartFails) {
  const auto answers = corroborated(bytes_of("x"), {number(), number()}, "/nonexistent");
  for (const SecondAnswer& answer : answers) {
    EXPECT_EQ(answer.corroboration, Corroboration::failed);
    EXPECT_NE(answer.detail.find("cannot start /nonexistent"), std::string::npos) << answer.detail;
  }
}

TEST(SecondReaderParent, GarbageIsAFailure) {
  const auto echoed = corroborated(bytes_of("x"), {number()}, "/bin/echo");
  EXPECT_EQ(echoed[0].corroboration, Corroboration::failed);
  EXPECT_EQ(echoed[0].detail, "the second reader's answer is not in its format");
  const auto silent = corroborated(bytes_of("x"), {number()}, "/bin/true");
  EXPECT_EQ(silent[0].corroboration, Corroboration::failed);
  EXPECT_EQ(silent[0].detail, "the second reader ended without an answer");
  const auto unable = corroborated(bytes_of("x"), {number()}, "/bin/false");
  EXPECT_EQ(unable[0].corroboration, Corroboration::failed);
  EXPECT_EQ(unable[0].detail, "the second reader died: exit status 1");
}

TEST(SecondReaderParent, OneThatHangsIsStopped) {
  const Script script("hang", "sleep 60");
  const auto answers = corroborated(bytes_of("x"), {number()}, script.path(), {.wall_milliseconds = 300});
  EXPECT_EQ(answers[0].corroboration, Corroboration::failed);
  EXPECT_EQ(answers[0].detail, "the second reader died: out of time (300 ms)");
}

TEST(SecondReaderParent, AnswersBeforeADeathCountAndHalfOnesDoNot) {
  const hive::Seen seen{.state = hive::SeenState::present, .type = 4, .data = kDword, .detail = {}};
  auto words = hive::write_answers_start();
  for (const std::byte byte : hive::write_answer(0, seen)) words.push_back(byte);
  const std::vector<std::byte> second = hive::write_answer(1, seen);
  words.insert(words.end(), second.begin(), second.end() - 3);
  const Script script("dies", "cat \"$0.answers\"; kill -11 $$", words);
  const auto answers = corroborated(bytes_of("x"), {number(), number(), number()}, script.path());
  EXPECT_EQ(answers[0].corroboration, Corroboration::agrees);
  for (std::size_t i = 1; i < 3; ++i) {
    EXPECT_EQ(answers[i].corroboration, Corroboration::failed);
    EXPECT_EQ(answers[i].detail, "the second reader died: killed by signal 11");
  }
}

TEST(SecondReaderParent, TogetherAHiveIsAnsweredAsAWholeOrNotAtAll) {
  const auto hive = hive::open_memory(bytes_of("x"));
  const std::vector<Question> one = {number()};
  const std::vector<Question> two = {number(), number()};
  const std::vector<hive::AskedHive> hives = {{hive.get(), one}, {hive.get(), two}};
  const hive::Seen seen{.state = hive::SeenState::present, .type = 4, .data = kDword, .detail = {}};
  auto words = hive::write_answers_start();
  for (std::uint32_t i = 0; i < 3; ++i) {
    const Script script("together", "cat \"$0.answers\"", words);
    const auto some = hive::corroborate_together(hives, script.path(), {});
    ASSERT_EQ(some.size(), 2U);
    EXPECT_EQ(some[0].has_value(), i > 0) << i << " answers";
    EXPECT_FALSE(some[1]) << i << " answers";
    for (const std::byte byte : hive::write_answer(i, seen)) words.push_back(byte);
  }
  const Script script("together", "cat \"$0.answers\"", words);
  const auto all = hive::corroborate_together(hives, script.path(), {});
  ASSERT_TRUE(all[0] && all[1]);
  EXPECT_EQ(all[0]->size(), 1U);
  ASSERT_EQ(all[1]->size(), 2U);
  EXPECT_EQ((*all[1])[1].corroboration, Corroboration::agrees);
  EXPECT_FALSE(hive::corroborate_together(hives, "/nonexistent", {})[0]);
  EXPECT_FALSE(hive::corroborate_together(hives, "", {})[0]);
}

TEST(SecondReaderProtocol, QuestionsArriveAsTheyWereAsked) {
  const std::vector<hive::AskedPlace> places = {
      {.hive = {}, .key = {}, .asks_value = true, .value_name = ""},
      {.hive = {7, 1ULL << 40U}, .key = {"a", "", "b\\c"}, .asks_value = false, .value_name = {"\0x", 2}}};
  const auto bytes = hive::write_questions(places);
  const auto read = hive::read_questions(bytes);
  ASSERT_TRUE(read);
  ASSERT_EQ(read->size(), 2U);
  EXPECT_EQ((*read)[0].hive, hive::ServedHive());
  EXPECT_EQ((*read)[1].hive, places[1].hive);
  EXPECT_EQ((*read)[1].key, places[1].key);
  EXPECT_FALSE((*read)[1].asks_value);
  EXPECT_EQ((*read)[1].value_name, places[1].value_name);
  for (std::size_t kept = 0; kept < bytes.size(); ++kept) {
    EXPECT_FALSE(hive::read_questions(Bytes(bytes).first(kept))) << kept;
  }
  auto longer = bytes;
  longer.push_back(std::byte{0});
  EXPECT_FALSE(hive::read_questions(longer));
  auto huge = bytes;
  put_u32(huge, 24, 0xFFFF'FFFF);  // segments of the first question
  EXPECT_FALSE(hive::read_questions(huge));
}

TEST(SecondReaderProtocol, AnswersAreCutAnywhereWithoutHarm) {
  const hive::Seen seen{.state = hive::SeenState::present, .type = 7, .data = kDword, .detail = "why"};
  auto bytes = hive::write_answers_start();
  for (std::uint32_t i = 0; i < 2; ++i) {
    for (const std::byte byte : hive::write_answer(i, seen)) bytes.push_back(byte);
  }
  const std::size_t each = (bytes.size() - 4) / 2;
  for (std::size_t kept = 4; kept <= bytes.size(); ++kept) {
    const hive::Answers answers = hive::read_answers(Bytes(bytes).first(kept), 2);
    EXPECT_FALSE(answers.malformed) << kept;
    EXPECT_EQ(answers.seen.size(), (kept - 4) / each);
  }
  const hive::Answers whole = hive::read_answers(bytes, 2);
  EXPECT_EQ(whole.seen.at(1).detail, "why");
  EXPECT_TRUE(whole.seen.at(1).data == kDword);
  EXPECT_TRUE(hive::read_answers(bytes, 1).malformed) << "more than was asked";
}

TEST(SecondReaderProtocol, LiesAreMalformed) {
  const hive::Seen seen{.state = hive::SeenState::present, .type = 7, .data = kDword, .detail = {}};
  auto wrong_number = hive::write_answers_start();
  for (const std::byte byte : hive::write_answer(1, seen)) wrong_number.push_back(byte);
  EXPECT_TRUE(hive::read_answers(wrong_number, 2).malformed);
  auto wrong_state = hive::write_answers_start();
  for (const std::byte byte : hive::write_answer(0, seen)) wrong_state.push_back(byte);
  wrong_state[8] = std::byte{3};
  EXPECT_TRUE(hive::read_answers(wrong_state, 1).malformed);
  auto huge_data = hive::write_answers_start();
  for (const std::byte byte : hive::write_answer(0, seen)) huge_data.push_back(byte);
  put_u32(huge_data, 13, 0xFFFF'FFFF);
  EXPECT_TRUE(hive::read_answers(huge_data, 1).seen.empty());
}

}  // namespace
