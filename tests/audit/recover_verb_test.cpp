#include "audit/recover_verb.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <iterator>

#include "audit/exit_code.h"
#include "tests/support/log_builder.h"
#include "tests/support/temp_folder.h"

namespace {

using namespace hiveaudit_tests;  // NOLINT(google-build-using-namespace): the vocabulary of these tests

ByteVector state(std::uint32_t number) {
  hive::regf::BuildKey root;
  root.name = "ROOT";
  root.child("Key").set(dword_value("Step", number));
  return hive::regf::build_hive(root);
}

class RecoverVerb : public testing::Test {
 protected:
  std::string at(const std::string& name) const { return (folder_.path() / name).string(); }
  void put(const std::string& name, const ByteVector& bytes) const {
    std::ofstream file(at(name), std::ios::binary);
    file.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  }
  ByteVector read(const std::string& name) const {
    std::ifstream file(at(name), std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    const auto bytes = std::as_bytes(std::span(text));
    return {bytes.begin(), bytes.end()};
  }
  void put_dirty() const {
    ByteVector hive = state(1);
    mark_dirty(hive, 3, 2);
    put("SYSTEM", hive);
    put("SYSTEM.LOG1", new_log({state(1), state(2)}, 3));
    put("SYSTEM.LOG2", {});
  }
  audit::VerbOutcome recover(const std::string& from, const std::string& to) const {
    audit::Options options;
    options.verb = "recover";
    options.words = {at(from)};
    options.to = at(to);
    return audit::recover_hive(options);
  }
  TempFolder folder_;
};

TEST_F(RecoverVerb, WritesTheRecoveredHiveAndTellsWhatWasApplied) {
  put_dirty();
  const ByteVector before = read("SYSTEM");
  const audit::VerbOutcome outcome = recover("SYSTEM", "out");
  EXPECT_EQ(outcome.exit_code, audit::kClean) << outcome.error;
  EXPECT_NE(outcome.out.find("SYSTEM.LOG1: entry 3 applied (1 page, 4096 bytes)"), std::string::npos) << outcome.out;
  EXPECT_NE(outcome.out.find("sequence 3/2 became 4/4"), std::string::npos) << outcome.out;
  EXPECT_NE(outcome.out.find("2 keys, 1 value, 0 defects"), std::string::npos) << outcome.out;
  EXPECT_EQ(read("SYSTEM"), before);
  const ByteVector after = read("out");
  EXPECT_EQ(ByteVector(after.begin() + 4096, after.end()), [] {
    const ByteVector wanted = state(2);
    return ByteVector(wanted.begin() + 4096, wanted.end());
  }());
  // What was written is clean, and clean hives are left alone.
  EXPECT_EQ(recover("out", "again").exit_code, audit::kIncomplete);
  EXPECT_FALSE(std::filesystem::exists(at("again")));
}

TEST_F(RecoverVerb, NeverWritesOverAnInputHoweverItIsSpelled) {
  put_dirty();
  const ByteVector before = read("SYSTEM");
  const ByteVector log = read("SYSTEM.LOG1");
  std::filesystem::create_symlink(at("SYSTEM"), at("link"));
  std::filesystem::create_hard_link(at("SYSTEM.LOG1"), at("hard"));
  for (const char* to : {"SYSTEM", "./SYSTEM", "SYSTEM.LOG1", "SYSTEM.LOG2", "link", "hard"}) {
    EXPECT_EQ(recover("SYSTEM", to).exit_code, audit::kUsage) << to;
  }
  EXPECT_EQ(read("SYSTEM"), before);
  EXPECT_EQ(read("SYSTEM.LOG1"), log);
}

TEST_F(RecoverVerb, ReplacesNothingAndNeverMakesALog) {
  put_dirty();
  put("SOFTWARE", state(1));
  put("empty", {});
  std::filesystem::create_directory(at("folder"));
  ASSERT_EQ(mkfifo(at("pipe").c_str(), 0600), 0);
  for (const char* to : {"SOFTWARE", "folder", "pipe", "SYSTEM.LOG", "system.log1"}) {
    EXPECT_EQ(recover("SYSTEM", to).exit_code, audit::kUsage) << to;
  }
  EXPECT_EQ(read("SOFTWARE"), state(1));
  EXPECT_EQ(recover("SYSTEM", "empty").exit_code, audit::kClean);
}

TEST_F(RecoverVerb, RefusesWhenNothingCouldBeApplied) {
  ByteVector hive = state(1);
  mark_dirty(hive, 3, 2);
  put("SYSTEM", hive);
  const audit::VerbOutcome alone = recover("SYSTEM", "out");
  EXPECT_EQ(alone.exit_code, audit::kIncomplete);
  EXPECT_NE(alone.error.find("no transaction log lies beside it"), std::string::npos) << alone.error;
  ByteVector log = new_log({state(1), state(2)}, 3);
  log.at(600) ^= std::byte{1};
  put("SYSTEM.LOG1", log);
  put("SYSTEM.LOG2", {});
  const audit::VerbOutcome damaged = recover("SYSTEM", "out");
  EXPECT_EQ(damaged.exit_code, audit::kIncomplete);
  EXPECT_NE(damaged.error.find("entry 3 is damaged or cut off"), std::string::npos) << damaged.error;
  EXPECT_FALSE(std::filesystem::exists(at("out")));
}

TEST_F(RecoverVerb, WhatMayLackNewerDataIsWrittenAndNotCalledWhole) {
  put_dirty();
  std::filesystem::remove(at("SYSTEM.LOG2"));
  const audit::VerbOutcome outcome = recover("SYSTEM", "out");
  EXPECT_EQ(outcome.exit_code, audit::kIncomplete);
  EXPECT_NE(outcome.error.find("newer data may be missing"), std::string::npos) << outcome.error;
  EXPECT_TRUE(std::filesystem::exists(at("out")));
}

TEST_F(RecoverVerb, WhatIsNoHiveIsRefused) {
  put("SYSTEM", ByteVector(8192));
  EXPECT_EQ(recover("SYSTEM", "out").exit_code, audit::kIncomplete);
  EXPECT_EQ(recover("nowhere", "out").exit_code, audit::kIncomplete);
  EXPECT_EQ(recover(".", "out").exit_code, audit::kIncomplete);
}

}  // namespace
