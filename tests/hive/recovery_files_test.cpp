// Real dirty hives with their logs: what comes out is what Windows made of them (hives.md 9.4).

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>

#include "hive/hive.h"
#include "hive/input.h"
#include "tests/support/log_builder.h"
#include "tests/support/shared_dir.h"

namespace {

using hive::HiveLog;
using hive::RecoveryState;
using namespace hiveaudit_tests;  // NOLINT(google-build-using-namespace): the vocabulary of these tests

class RecoveryFiles : public testing::Test {
 protected:
  void SetUp() override {
    const auto shared = shared_dir();
    if (!shared) GTEST_SKIP() << "the shared hives are not here";
    hives_ = *shared / "hives";
  }
  ByteVector bytes_of(const std::string& name) const {
    std::ifstream file(hives_ / name, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    const auto bytes = std::as_bytes(std::span(text));
    return {bytes.begin(), bytes.end()};
  }
  hive::Recovery recovered(const std::string& name) const {
    std::vector<HiveLog> logs;
    for (const char* tail : {".LOG1", ".LOG2"}) logs.push_back(as_log(name + tail, bytes_of(name + tail)));
    return hive::recover(hive::open_memory(bytes_of(name)), std::move(logs));
  }
  std::filesystem::path hives_;
};

using Range = std::array<std::uint32_t, 2>;

TEST_F(RecoveryFiles, TheNewFormatComesOutByteForByte) {
  const hive::Recovery recovery = recovered("pairs/NewDirtyHive1/NewDirtyHive");
  EXPECT_EQ(recovery.state, RecoveryState::complete) << recovery.reason;
  EXPECT_EQ(recovery.logs.at(0).entries, (Range{2, 2}));
  EXPECT_EQ(recovery.logs.at(1).entries, (Range{3, 5}));
  EXPECT_TRUE(all_bytes(*recovery.image) == bytes_of("pairs/NewDirtyHive1/RecoveredHive_Windows10"));
}

TEST_F(RecoveryFiles, TheOldFormatComesOutButForWhatMountingChanged) {
  hive::Recovery recovery = recovered("pairs/OldDirtyHive/OldDirtyHive");
  EXPECT_EQ(recovery.state, RecoveryState::complete) << recovery.reason;
  EXPECT_EQ(recovery.logs.at(0).pages, 64U);
  const ByteVector ours = all_bytes(*recovery.image);
  const ByteVector windows = bytes_of("pairs/OldDirtyHive/RecoveredHive_Windows7");
  ASSERT_EQ(ours.size(), windows.size());
  std::vector<std::size_t> differ;
  for (std::size_t at = 4096; at < ours.size(); ++at) {
    const bool first_bin_time = at >= 4096 + 20 && at < 4096 + 28;
    if (ours[at] != windows[at] && !first_bin_time) differ.push_back(at);
  }
  EXPECT_EQ(differ.size(), 1U) << "the access bits of one key";
  const auto opened = hive::Hive::open(std::move(recovery.image), "x", recovery.state);
  ASSERT_TRUE(opened);
  EXPECT_EQ(opened->state(), hive::HiveState::recovered);
  std::uint64_t keys = 0;
  bool found = false;
  opened->walk([&](const hive::Key& key, std::span<const std::string> path) {
    ++keys;
    if (!path.empty() && path.back() == "4500") found = opened->find_value(key, "v").value.has_value();
    return true;
  });
  EXPECT_EQ(keys, 5003U);
  EXPECT_TRUE(found);
}

std::uint64_t values_in(const hive::Hive& hive) {
  std::uint64_t values = 0;
  hive.walk([&](const hive::Key& key, std::span<const std::string>) {
    values += hive.list_values(key).items.size();
    return true;
  });
  return values;
}

TEST_F(RecoveryFiles, ASystemHiveGainsFourThousandValues) {
  const auto before = hive::Hive::open(hive::open_memory(bytes_of("win10/SYSTEM")), "SYSTEM");
  EXPECT_EQ(values_in(*before), 74'957U);
  hive::Recovery recovery = recovered("win10/SYSTEM");
  EXPECT_EQ(recovery.state, RecoveryState::complete) << recovery.reason;
  EXPECT_EQ(recovery.logs.at(0).entries, (Range{2107, 2110}));
  EXPECT_EQ(recovery.logs.at(1).entries, (Range{2111, 2130}));
  const auto after = hive::Hive::open(std::move(recovery.image), "SYSTEM", recovery.state);
  EXPECT_EQ(values_in(*after), 78'901U);
  EXPECT_EQ(after->base_block().bins_bytes, 12'591'104U);
  EXPECT_EQ(after->stored_sequence(), (Range{1622, 1621}));
  EXPECT_TRUE(after->anomalies().empty());
}

TEST_F(RecoveryFiles, AUserHiveSkipsTheOlderLog) {
  const hive::Recovery recovery = recovered("win10/NTUSER.DAT");
  EXPECT_EQ(recovery.state, RecoveryState::complete) << recovery.reason;
  EXPECT_EQ(recovery.logs.at(0).entries, (Range{566, 588}));
  EXPECT_EQ(recovery.logs.at(1).outcome, hive::LogOutcome::skipped);
}

TEST_F(RecoveryFiles, EveryDamagedLogIsRefusedWithAReason) {
  const std::vector<std::string> hives{"pairs/NewDirtyHive1/NewDirtyHive", "pairs/OldDirtyHive/OldDirtyHive",
                                       "win10/NTUSER.DAT"};
  for (const std::string& name : hives) {
    // The head, and what stands first behind it: an entry or the map of pages.
    for (const std::size_t at :
         {std::size_t{0}, std::size_t{28}, std::size_t{300}, std::size_t{508}, std::size_t{513}}) {
      std::vector<HiveLog> logs;
      for (const char* tail : {".LOG1", ".LOG2"}) {
        ByteVector log = bytes_of(name + tail);
        if (!log.empty()) log.at(at) ^= std::byte{0x10};
        logs.push_back(as_log(name + tail, std::move(log)));
      }
      const hive::Recovery recovery = hive::recover(hive::open_memory(bytes_of(name)), std::move(logs));
      EXPECT_EQ(recovery.state, RecoveryState::none) << name << " byte " << at;
      for (const HiveLog& log : recovery.logs) {
        EXPECT_NE(log.outcome, hive::LogOutcome::applied) << log.path << " byte " << at;
        EXPECT_FALSE(log.reason.empty()) << log.path;
      }
    }
  }
}

TEST_F(RecoveryFiles, PoliciesDecideWhatIsJudged) {
  const std::string path = (hives_ / "win10/SYSTEM").string();
  const auto opened = [&](const std::string& file, hive::LogPolicy policy) {
    return hive::open_input(file, hive::OpenOptions{policy, {}, {}}).installations.at(0).hives.at(0);
  };
  EXPECT_EQ(opened(path, hive::LogPolicy::automatic).hive->state(), hive::HiveState::recovered);
  EXPECT_EQ(opened(path, hive::LogPolicy::ignore).hive->state(), hive::HiveState::dirty);
  EXPECT_TRUE(opened(path, hive::LogPolicy::require).errors.empty());
  const std::string alone = (hives_ / "win8.1/SYSTEM").string();
  EXPECT_TRUE(opened(alone, hive::LogPolicy::automatic).errors.empty());
  EXPECT_EQ(opened(alone, hive::LogPolicy::automatic).recovery_reason, "no transaction log lies beside it");
  ASSERT_EQ(opened(alone, hive::LogPolicy::require).errors.size(), 1U);
}

}  // namespace
