#include "hive/second_reader.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "hive/regf/builder.h"

namespace {

namespace regf = hive::regf;
using hive::ChildLimits;
using hive::Corroboration;
using hive::Presence;
using hive::Question;
using hive::SecondAnswer;
using hive::ValueType;

using Segments = std::vector<std::string>;

std::vector<std::byte> bytes_of(std::string_view text) {
  std::vector<std::byte> bytes(text.size());
  std::ranges::transform(text, bytes.begin(), [](char c) { return static_cast<std::byte>(c); });
  return bytes;
}

std::vector<std::byte> wide(std::u16string_view text) {
  std::vector<std::byte> bytes;
  for (const char16_t unit : text) {
    bytes.push_back(static_cast<std::byte>(unit & 0xFFU));
    bytes.push_back(static_cast<std::byte>(unit >> 8U));
  }
  return bytes;
}

hive::Value value_of(std::string name, ValueType type, std::vector<std::byte> data) {
  hive::Value value;
  value.name = std::move(name);
  value.type = type;
  value.data = std::move(data);
  return value;
}

Question present(Segments key, std::string name, ValueType type, std::vector<std::byte> data) {
  return {.key = std::move(key),
          .asks_value = true,
          .value_name = std::move(name),
          .presence = Presence::present,
          .type = type,
          .data = std::move(data)};
}

Question absent(Segments key, std::string name) {
  return {.key = std::move(key),
          .asks_value = true,
          .value_name = std::move(name),
          .presence = Presence::absent,
          .type = ValueType::none,
          .data = {}};
}

Question about_key(Segments key, Presence presence) {
  return {.key = std::move(key),
          .asks_value = false,
          .value_name = {},
          .presence = presence,
          .type = ValueType::none,
          .data = {}};
}

std::vector<SecondAnswer> corroborated(std::vector<std::byte> hive, const std::vector<Question>& questions,
                                       const std::string& program, const ChildLimits& limits = {}) {
  const auto source = hive::open_memory(std::move(hive));
  return hive::corroborate({source.get(), questions}, program, limits);
}

std::uint32_t u32_at(const std::vector<std::byte>& bytes, std::uint64_t offset) {
  return hive::ByteReader(bytes).u32(static_cast<std::size_t>(offset)).value_or(0);
}

void put_u32(std::vector<std::byte>& bytes, std::uint64_t offset, std::uint64_t number) {
  for (unsigned i = 0; i < 4; ++i)
    bytes[static_cast<std::size_t>(offset) + i] = static_cast<std::byte>(number >> (8 * i));
}

const std::vector<std::byte> kDword = bytes_of({"\x01\x02\x03\x04", 4});

regf::BuildKey sample() {
  regf::BuildKey root;
  root.name = "ROOT";
  regf::BuildKey& sound = root.child("Sound");
  sound.set(value_of("Number", ValueType::dword, kDword));
  sound.set(value_of("", ValueType::sz, wide({u"unnamed\0", 8})));
  sound.set(value_of("Long", ValueType::binary, std::vector<std::byte>(20'000, std::byte{0x5A})));
  sound.set(value_of("Empty", ValueType::binary, {}));
  sound.set(value_of("Straße", ValueType::dword, kDword));
  sound.set(value_of("Привет", ValueType::dword, kDword));
  sound.set(value_of("a\\b", ValueType::dword, kDword));
  root.child("Дом").child("中文").set(value_of("値", ValueType::multi_sz, wide({u"a\0b\0\0", 5})));
  root.child("TLS 1.2");
  return root;
}

Question number(Segments key = {"Sound"}) { return present(std::move(key), "Number", ValueType::dword, kDword); }

/// Tests that ask libregf need the built program: this one does not know the hidden verb.
class SecondReader : public testing::Test {
 protected:
  void SetUp() override {
    if (std::getenv("HIVEAUDIT_PROGRAM") == nullptr) GTEST_SKIP() << "HIVEAUDIT_PROGRAM does not name the program";
    program_ = hive::own_program();
  }
  SecondAnswer ask(const Question& question, const regf::BuildKey& tree = sample()) const {
    return corroborated(regf::build_hive(tree), {question}, program_).at(0);
  }
  std::string program_;
};

TEST_F(SecondReader, AgreesOnWhatIsThere) {
  const SecondAnswer answer = ask(number());
  EXPECT_EQ(answer.corroboration, Corroboration::agrees) << answer.detail;
  EXPECT_EQ(answer.detail, "REG_DWORD, 4 bytes");
  EXPECT_TRUE(answer.data == kDword);
}

TEST_F(SecondReader, AgreesOnValuesOfEverySize) {
  const std::vector<Question> questions = {
      present({"Sound"}, "Empty", ValueType::binary, {}),
      present({"Sound"}, "Long", ValueType::binary, std::vector<std::byte>(20'000, std::byte{0x5A})),
      present({"Дом", "中文"}, "値", ValueType::multi_sz, wide({u"a\0b\0\0", 5})),
  };
  for (const SecondAnswer& answer : corroborated(regf::build_hive(sample()), questions, program_)) {
    EXPECT_EQ(answer.corroboration, Corroboration::agrees) << answer.detail;
  }
}

TEST_F(SecondReader, AgreesOnTheUnnamedValue) {
  EXPECT_EQ(ask(present({"Sound"}, "", ValueType::sz, wide({u"unnamed\0", 8}))).corroboration, Corroboration::agrees);
  EXPECT_EQ(ask(absent({"TLS 1.2"}, "")).corroboration, Corroboration::agrees);
  EXPECT_EQ(ask(absent({"Sound"}, "")).corroboration, Corroboration::disagrees);
}

TEST_F(SecondReader, AgreesOnWhatIsNotThereAndSaysWhatIsMissing) {
  const SecondAnswer value = ask(absent({"Sound"}, "Enabled"));
  EXPECT_EQ(value.corroboration, Corroboration::agrees);
  EXPECT_EQ(value.detail, "absent (no value Enabled)");
  const SecondAnswer key = ask(absent({"Sound", "Deeper", "Still"}, "Enabled"));
  EXPECT_EQ(key.corroboration, Corroboration::agrees);
  EXPECT_EQ(key.detail, "absent (no key Deeper)");
}

TEST_F(SecondReader, AnswersAboutKeysAlone) {
  EXPECT_EQ(ask(about_key({}, Presence::present)).corroboration, Corroboration::agrees) << "the root";
  EXPECT_EQ(ask(about_key({"TLS 1.2"}, Presence::present)).corroboration, Corroboration::agrees);
  EXPECT_EQ(ask(about_key({"TLS 1.3"}, Presence::absent)).corroboration, Corroboration::agrees);
  EXPECT_EQ(ask(about_key({"TLS 1.2"}, Presence::absent)).corroboration, Corroboration::disagrees);
  EXPECT_EQ(ask(about_key({"TLS 1.3"}, Presence::present)).corroboration, Corroboration::disagrees);
}

TEST_F(SecondReader, NamesAreComparedWithoutCaseWhateverTheScript) {
  EXPECT_EQ(ask(number({"SOUND"})).corroboration, Corroboration::agrees);
  EXPECT_EQ(ask(present({"sound"}, "STRAßE", ValueType::dword, kDword)).corroboration, Corroboration::agrees);
  EXPECT_EQ(ask(present({"sound"}, "ПРИВЕТ", ValueType::dword, kDword)).corroboration, Corroboration::agrees);
  EXPECT_EQ(ask(about_key({"дОМ", "中文"}, Presence::present)).corroboration, Corroboration::agrees);
}

TEST_F(SecondReader, BackslashesInNamesDoNotSplitThem) {
  EXPECT_EQ(ask(present({"Sound"}, "a\\b", ValueType::dword, kDword)).corroboration, Corroboration::agrees);
  EXPECT_EQ(ask(about_key({"Дом\\中文"}, Presence::absent)).corroboration, Corroboration::agrees);
}

TEST_F(SecondReader, SaysWhereItDisagrees) {
  Question other_bytes = number();
  other_bytes.data[0] = std::byte{9};
  EXPECT_EQ(ask(other_bytes).corroboration, Corroboration::disagrees);
  Question other_type = number();
  other_type.type = ValueType::binary;
  const SecondAnswer answer = ask(other_type);
  EXPECT_EQ(answer.corroboration, Corroboration::disagrees);
  EXPECT_EQ(answer.detail, "REG_DWORD, 4 bytes");
  EXPECT_TRUE(answer.data == kDword) << "both raw answers can be shown";
  EXPECT_EQ(ask(absent({"Sound"}, "Number")).corroboration, Corroboration::disagrees);
  const SecondAnswer missing = ask(number({"TLS 1.2"}));
  EXPECT_EQ(missing.corroboration, Corroboration::disagrees);
  EXPECT_EQ(missing.detail, "absent (no value Number)");
}

// libregf 20201007 (hives.md 7): each disagrees, and the detail names the defect.
TEST_F(SecondReader, KnownDefectsAreNamedAndStillDisagree) {
  const std::vector<std::pair<ValueType, std::vector<std::byte>>> cases = {
      {ValueType::binary, bytes_of("\x01")},
      {ValueType::binary, bytes_of("\xFE\xFF")},
      {ValueType::binary, bytes_of("\xFE\xFF\x0F")},
      {ValueType::sz, wide({u"seen\0hidden\0", 12})},
      {ValueType::sz, wide(u"no end")},
  };
  for (const auto& [type, data] : cases) {
    regf::BuildKey root;
    root.name = "ROOT";
    root.set(value_of("v", type, data));
    const SecondAnswer answer = ask(present({}, "v", type, data), root);
    if (answer.corroboration == Corroboration::agrees) continue;  // a libregf without the defect
    EXPECT_EQ(answer.corroboration, Corroboration::disagrees);
    EXPECT_NE(answer.detail.find("known defect of libregf"), std::string::npos) << answer.detail;
  }
}

TEST_F(SecondReader, ADifferenceThatNoKnownDefectExplainsIsNotExcused) {
  regf::BuildKey root;
  root.name = "ROOT";
  root.set(value_of("v", ValueType::sz, wide({u"1.2\0", 4})));
  for (const std::u16string_view ours : {u"9.9.9", u"1.3", u"1.20"}) {
    const SecondAnswer answer = ask(present({}, "v", ValueType::sz, wide(ours)), root);
    EXPECT_EQ(answer.corroboration, Corroboration::disagrees);
    EXPECT_EQ(answer.detail.find("known defect"), std::string::npos) << answer.detail;
  }
}

TEST_F(SecondReader, WhatIsNoHiveIsAFailureWithItsReason) {
  for (const auto& bytes : {bytes_of(""), bytes_of("not a hive"), std::vector<std::byte>(100'000)}) {
    const auto answers = corroborated(bytes, {number(), absent({"Sound"}, "Enabled")}, program_);
    for (const SecondAnswer& answer : answers) {
      EXPECT_EQ(answer.corroboration, Corroboration::failed);
      EXPECT_TRUE(answer.detail.starts_with("libregf: ")) << answer.detail;
    }
  }
}

// An absence in a hive that libregf cannot read whole must not become "2 readers agree".
TEST_F(SecondReader, ATruncatedHiveCorroboratesNoAbsence) {
  regf::BuildKey root = sample();
  for (int i = 0; i < 200; ++i)
    root.child("Key " + std::to_string(i)).set(value_of("Number", ValueType::dword, kDword));
  const std::vector<std::byte> whole = regf::build_hive(root);
  for (std::size_t kept = 4096; kept < whole.size(); kept += 4096) {
    const std::vector<std::byte> cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(kept));
    const auto answers = corroborated(cut, {absent({"Key 199"}, "Number")}, program_);
    EXPECT_NE(answers[0].corroboration, Corroboration::agrees) << kept << ": " << answers[0].detail;
  }
}

/// hives.md 8: libregf 20201007 recurses without end over an `ri` list that points to itself. Below `Trap`.
std::vector<std::byte> deadly_hive() {
  regf::BuildKey root = sample();
  for (const char* name : {"a", "b", "c", "d", "e"}) root.child("Trap").child(name);
  regf::BuildOptions options;
  options.list_entries_per_leaf = 2;
  regf::BuiltHive built = regf::build_located_hive(root, options);
  const std::uint64_t list = regf::cell_offset(built, regf::CellKind::subkey_list, "Trap");
  const std::uint32_t entries = u32_at(built.bytes, list + 4) >> 16U;  // "ri", count, offsets
  EXPECT_EQ(entries, 3U);
  for (std::uint32_t i = 0; i < entries; ++i) put_u32(built.bytes, list + 8 + 4 * i, list - 4096);
  return built.bytes;
}

TEST_F(SecondReader, ACrashKeepsTheAnswersThatWereGivenBefore) {
  const auto answers =
      corroborated(deadly_hive(), {number(), about_key({"Trap", "c"}, Presence::present), number()}, program_);
  EXPECT_EQ(answers[0].corroboration, Corroboration::agrees) << answers[0].detail;
  EXPECT_EQ(answers[1].corroboration, Corroboration::failed) << answers[1].detail;
  EXPECT_FALSE(answers[1].detail.empty());
  // A libregf with a depth limit lives on and answers the third.
  const bool lived_on = answers[1].detail.starts_with("libregf: ");
  EXPECT_EQ(answers[2].corroboration, lived_on ? Corroboration::agrees : Corroboration::failed) << answers[2].detail;
}

TEST_F(SecondReader, HivesAreAskedTogetherAndAnswerAsAlone) {
  const std::vector<std::byte> whole = regf::build_hive(sample());
  regf::BuildKey other;
  other.name = "OTHER";
  other.child("Elsewhere").set(value_of("Number", ValueType::dword, kDword));
  const std::vector<std::shared_ptr<const hive::ByteSource>> sources = {
      hive::open_memory(whole),
      hive::open_memory(regf::build_hive(other)),
      hive::open_memory({whole.begin(), whole.begin() + 8192}),
      hive::open_memory({whole.begin(), whole.begin() + 5000}),
      hive::open_memory(bytes_of("not a hive")),
      hive::open_memory(whole)};
  const std::vector<Question> questions = {number(), number({"Elsewhere"}), absent({"Sound"}, "Enabled"),
                                           about_key({"TLS 1.2"}, Presence::present)};
  std::vector<hive::AskedHive> asked;
  for (const auto& source : sources) asked.push_back({source.get(), questions});
  const auto together = hive::corroborate_together(asked, program_, {});
  ASSERT_EQ(together.size(), asked.size());
  // What fails behind another hive may have failed because of it.
  for (const std::size_t failing : {2U, 3U, 4U}) EXPECT_FALSE(together[failing]) << failing;
  for (const std::size_t i : {0U, 1U, 5U}) {
    const auto alone = hive::corroborate({sources[i].get(), questions}, program_, {});
    ASSERT_TRUE(together[i]) << i;
    for (std::size_t j = 0; j < questions.size(); ++j) {
      EXPECT_EQ((*together[i])[j].corroboration, alone[j].corroboration) << i << " " << j;
      EXPECT_EQ((*together[i])[j].detail, alone[j].detail) << i << " " << j;
      EXPECT_EQ((*together[i])[j].data, alone[j].data) << i << " " << j;
    }
  }
  EXPECT_EQ((*together[1])[1].corroboration, Corroboration::agrees);
  std::swap(asked[0], asked[4]);
  const auto failing_first = hive::corroborate_together(asked, program_, {});
  ASSERT_TRUE(failing_first[0]);
  EXPECT_EQ((*failing_first[0])[0].corroboration, Corroboration::failed);
}

/// A hive that lies on a disk with a broken place.
class Broken final : public hive::ByteSource {
 public:
  Broken(std::vector<std::byte> bytes, std::size_t begin, std::size_t end)
      : bytes_(hive::open_memory(std::move(bytes))), begin_(begin), end_(end) {}
  std::uint64_t size_bytes() const override { return bytes_->size_bytes(); }
  hive::Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> into) const override {
    if (offset < end_ && offset + into.size() > begin_) {
      return hive::Error{.code = hive::ErrorCode::io, .message = "broken", .expected = {}, .found = {}, .where = {}};
    }
    return bytes_->read_at(offset, into);
  }

 private:
  std::unique_ptr<hive::ByteSource> bytes_;
  std::uint64_t begin_;
  std::uint64_t end_;
};

TEST_F(SecondReader, AgreesWithNothingOnceAPartOfTheHiveCouldNotBeRead) {
  regf::BuildKey root = sample();
  // Larger than what is asked for at once.
  for (int i = 0; i < 300; ++i) {
    root.child("Filler" + std::to_string(i))
        .set(value_of("Data", ValueType::binary, std::vector<std::byte>(4000, std::byte{1})));
  }
  const std::vector<std::byte> whole = regf::build_hive(root);
  ASSERT_GT(whole.size(), 1024U * 1024);
  const std::vector<Question> questions = {number(), absent({"Sound"}, "Enabled"), number({"Elsewhere"})};
  const auto sound = corroborated(whole, questions, program_);
  EXPECT_EQ(sound[0].corroboration, Corroboration::agrees) << sound[0].detail;
  std::size_t failing = 0;
  std::size_t places = 0;
  // What libregf reads of a bin at once lies behind its head.
  for (std::size_t at = 4096; at < whole.size(); at += 16'384, ++places) {
    const Broken source(whole, at + 100, at + 200);
    const auto answers = hive::corroborate({&source, questions}, program_, {});
    ASSERT_EQ(answers.size(), 3U);
    bool read = true;
    for (std::size_t i = 0; i < answers.size(); ++i) {
      if (answers[i].detail == "libregf: the hive could not be read") read = false;
      EXPECT_EQ(answers[i].corroboration, read ? sound[i].corroboration : Corroboration::failed)
          << at << " " << i << " " << answers[i].detail;
    }
    failing += read ? 0 : 1;
  }
  EXPECT_GT(failing, 0U);
  EXPECT_LT(failing, places);
}

TEST_F(SecondReader, AHiveThatKillsTheirChildTakesNoAnswersBeforeItWithIt) {
  const auto sound = hive::open_memory(regf::build_hive(sample()));
  const auto deadly = hive::open_memory(deadly_hive());
  const std::vector<Question> trap = {about_key({"Trap", "c"}, Presence::present)};
  const std::vector<Question> one = {number()};
  const bool lives_on = hive::corroborate({deadly.get(), trap}, program_, {})[0].detail.starts_with("libregf: ");
  const std::vector<hive::AskedHive> asked = {{sound.get(), one}, {deadly.get(), trap}, {sound.get(), one}};
  const auto together = hive::corroborate_together(asked, program_, {});
  ASSERT_TRUE(together[0]);
  EXPECT_EQ((*together[0])[0].corroboration, Corroboration::agrees);
  EXPECT_EQ(together[1].has_value(), lives_on);
  EXPECT_EQ(together[2].has_value(), lives_on);
}

// A key whose subkey list is an `ri` that names one leaf 4,000 times: 4 million entries from 130 KB of hive, of
// which libregf makes an object each.
TEST_F(SecondReader, AHiveThatGrowsInMemoryEndsAtTheLimits) {
  regf::BuildKey root = sample();
  regf::BuildKey& trap = root.child("Trap");
  for (int i = 0; i < 1000; ++i) trap.child("k" + std::to_string(i));
  trap.set(value_of("list", ValueType::binary, std::vector<std::byte>(16'100, std::byte{0})));
  regf::BuildOptions options;
  options.list_entries_per_leaf = 1000;
  regf::BuiltHive built = regf::build_located_hive(root, options);
  const std::uint64_t key = regf::cell_offset(built, regf::CellKind::key, "Trap") + 4;
  const std::uint64_t list = regf::cell_offset(built, regf::CellKind::value_data, "Trap", "list") + 4;
  constexpr std::uint32_t kEntries = 4000;
  const std::uint32_t leaf = u32_at(built.bytes, key + 28);  // of the key node: where its subkey list is
  put_u32(built.bytes, list, 0x6972U | kEntries << 16U);     // "ri", count
  for (std::uint32_t i = 0; i < kEntries; ++i) put_u32(built.bytes, list + 4 + 4 * i, leaf);
  put_u32(built.bytes, key + 28, list - 4 - 4096);
  put_u32(built.bytes, key + 20, 1000 * kEntries);
  const ChildLimits limits{.memory_bytes = 96ULL * 1024 * 1024, .cpu_seconds = 10, .wall_milliseconds = 15'000};
  const auto start = std::chrono::steady_clock::now();
  const auto answers =
      corroborated(built.bytes, {number(), absent({"Trap"}, "nope"), absent({"Trap", "z"}, "v")}, program_, limits);
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  EXPECT_LT(seconds, 20.0);
  EXPECT_EQ(answers[0].corroboration, Corroboration::agrees) << answers[0].detail;
  for (std::size_t i = 1; i < 3; ++i) {
    EXPECT_EQ(answers[i].corroboration, Corroboration::failed) << answers[i].detail;
    EXPECT_FALSE(answers[i].detail.empty());
  }
}

// Counts that claim more than the hive holds: an answer or a reason, and soon.
TEST_F(SecondReader, LyingCountsAreAnsweredSoon) {
  regf::BuildKey root = sample();
  for (const char* name : {"a", "b", "c"}) root.child("Trap").child(name).set(value_of("v", ValueType::dword, kDword));
  root.child("Trap").set(value_of("v", ValueType::dword, kDword));
  const regf::BuiltHive built = regf::build_located_hive(root);
  const std::uint64_t key = regf::cell_offset(built, regf::CellKind::key, "Trap") + 4;
  for (const std::uint64_t field : {20U, 36U}) {  // of the key node: number of subkeys, of values
    for (const std::uint32_t count : {0xFFFFU, 0x0FFF'FFFFU, 0xFFFF'FFFFU}) {
      std::vector<std::byte> bytes = built.bytes;
      put_u32(bytes, key + field, count);
      const auto start = std::chrono::steady_clock::now();
      const auto answers = corroborated(bytes, {number(), absent({"Trap"}, "nope")}, program_);
      const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
      EXPECT_LT(seconds, 10.0);
      EXPECT_EQ(answers[0].corroboration, Corroboration::agrees) << answers[0].detail;
      if (field == 36U) {
        EXPECT_EQ(answers[1].corroboration, Corroboration::failed) << count;
      }
      EXPECT_FALSE(answers[1].detail.empty());
    }
  }
}

TEST_F(SecondReader, AChildThatMayHaveAlmostNoMemoryFails) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "the sanitizers look at the memory too late for a child that lives for milliseconds";
#endif
  const auto answers =
      corroborated(regf::build_hive(sample()), {number()}, program_, {.memory_bytes = 4ULL * 1024 * 1024});
  EXPECT_EQ(answers[0].corroboration, Corroboration::failed) << answers[0].detail;
  EXPECT_FALSE(answers[0].detail.empty());
}

TEST_F(SecondReader, AnswersBeyondTheOutputLimitFail) {
  const auto answers = corroborated(
      regf::build_hive(sample()),
      {number(), present({"Sound"}, "Long", ValueType::binary, std::vector<std::byte>(20'000, std::byte{0x5A}))},
      program_, {.output_bytes = 1000});
  EXPECT_EQ(answers[0].corroboration, Corroboration::agrees) << answers[0].detail;
  EXPECT_EQ(answers[1].corroboration, Corroboration::failed);
  EXPECT_EQ(answers[1].detail, "the second reader died: wrote more than 1000 bytes");
}

TEST(SecondReaderVersion, IsADate) {
  const std::string version = hive::second_reader_version();
  EXPECT_EQ(version.size(), 8U) << version;
}

}  // namespace
