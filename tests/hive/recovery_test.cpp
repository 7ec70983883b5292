// Dirty hives and their logs: what Windows would apply is applied, what cannot be certain stays dirty.

#include "hive/recovery.h"

#include <gtest/gtest.h>

#include <cstring>
#include <ctime>

#include "hive/hive.h"
#include "tests/support/log_builder.h"

namespace {

using hive::HiveState;
using hive::LogOutcome;
using hive::Recovery;
using hive::RecoveryState;
using namespace hiveaudit_tests;  // NOLINT(google-build-using-namespace): the vocabulary of these tests

/// The n-th state of a hive: one value tells which, and each is larger than the one before.
ByteVector state(std::uint32_t number) {
  hive::regf::BuildKey root;
  root.name = "ROOT";
  root.child("Key").set(dword_value("Step", number));
  for (std::uint32_t i = 0; i < number * 40; ++i)
    root.child("Key").set(dword_value("Value" + std::to_string(1000 + i), i));
  return hive::regf::build_hive(root);
}

ByteVector dirty(ByteVector hive, std::uint32_t primary = 3, std::uint32_t secondary = 2) {
  mark_dirty(hive, primary, secondary);
  return hive;
}

Recovery recovered(const ByteVector& hive, std::vector<hive::HiveLog> logs) {
  return hive::recover(hive::open_memory(hive), std::move(logs));
}

/// What the recovered hive says of itself; 0 when it cannot be read.
std::uint32_t step_in(Recovery& recovery) {
  const auto opened = hive::Hive::open(std::move(recovery.image), "test.hive", recovery.state);
  if (!opened) return 0;
  const std::vector<std::string> path{"Key"};
  const auto key = opened->find_key(path);
  if (!key.key) return 0;
  const auto value = opened->find_value(*key.key, "Step");
  return value.value ? hive::read_dword(*value.value).value() : 0;
}

HiveState state_of(Recovery& recovery) {
  return hive::Hive::open(std::move(recovery.image), "test.hive", recovery.state)->state();
}

/// What follows the base block.
ByteVector bins(const ByteVector& hive) { return {hive.begin() + 4096, hive.end()}; }

TEST(RecoveryTest, ACleanHiveIsLeftAloneWhateverItsLogsHold) {
  std::vector<hive::HiveLog> logs;
  logs.push_back(as_log("LOG1", new_log({state(1), state(2)}, 9)));
  Recovery recovery = recovered(state(1), std::move(logs));
  EXPECT_EQ(recovery.state, RecoveryState::not_needed);
  EXPECT_EQ(recovery.logs[0].outcome, LogOutcome::unused);
  EXPECT_EQ(step_in(recovery), 1U);
}

TEST(RecoveryTest, EntriesAreAppliedInTheOrderOfTheirNumbersWhateverTheFilesAreCalled) {
  std::vector<hive::HiveLog> logs;
  logs.push_back(as_log("LOG1", new_log({state(3), state(4)}, 31)));
  logs.push_back(as_log("LOG2", new_log({state(1), state(2), state(3)}, 29)));
  Recovery recovery = recovered(dirty(state(1)), std::move(logs));
  EXPECT_EQ(recovery.state, RecoveryState::complete);
  EXPECT_EQ(recovery.reason, "");
  EXPECT_EQ(recovery.logs[0].entries, (std::array<std::uint32_t, 2>{31, 31}));
  EXPECT_EQ(recovery.logs[1].entries, (std::array<std::uint32_t, 2>{29, 30}));
  const ByteVector bytes = all_bytes(*recovery.image);
  const auto base = hive::regf::read_base_block(bytes);
  EXPECT_TRUE(base->checksum_ok);
  EXPECT_EQ(base->sequence, (std::array<std::uint32_t, 2>{32, 32}));
  EXPECT_EQ(base->bins_bytes, bins_of(state(4)));
  EXPECT_EQ(bins(bytes), bins(state(4)));
  EXPECT_EQ(state_of(recovery), HiveState::recovered);
}

TEST(RecoveryTest, TheFileItselfIsNotChangedAndStaysReachable) {
  const ByteVector hive = dirty(state(1));
  std::vector<hive::HiveLog> logs;
  logs.push_back(as_log("LOG1", new_log({state(1), state(2)}, 3)));
  logs.push_back(as_log("LOG2", {}));
  const Recovery recovery = recovered(hive, std::move(logs));
  EXPECT_EQ(all_bytes(recovery.image->stored()), hive);
  EXPECT_NE(all_bytes(*recovery.image), hive);
}

TEST(RecoveryTest, SequenceNumbersWrap) {
  std::vector<hive::HiveLog> logs;
  logs.push_back(as_log("LOG1", new_log({state(2), state(3)}, 0)));
  logs.push_back(as_log("LOG2", new_log({state(1), state(2)}, 0xFFFF'FFFF)));
  Recovery recovery = recovered(dirty(state(1), 0xFFFF'FFFF, 0xFFFF'FFFE), std::move(logs));
  EXPECT_EQ(recovery.state, RecoveryState::complete) << recovery.reason;
  EXPECT_EQ(step_in(recovery), 3U);
}

TEST(RecoveryTest, ALogOlderThanTheHiveIsSkipped) {
  std::vector<hive::HiveLog> logs;
  logs.push_back(as_log("LOG1", new_log({state(3), state(1)}, 1)));
  logs.push_back(as_log("LOG2", new_log({state(1), state(2)}, 2)));
  Recovery recovery = recovered(dirty(state(1)), std::move(logs));
  EXPECT_EQ(recovery.state, RecoveryState::complete) << recovery.reason;
  EXPECT_EQ(recovery.logs[0].outcome, LogOutcome::skipped);
  EXPECT_EQ(recovery.logs[0].reason, "older than the hive: it begins at 1, the hive is at 2");
  EXPECT_EQ(step_in(recovery), 2U);
}

TEST(RecoveryTest, StaleEntriesBehindTheValidOnesAreTheRule) {
  ByteVector log = new_log({state(1), state(2)}, 40);
  const ByteVector stale = log_entry(38, bins_of(state(3)), changes(state(1), state(3), 4096));
  log.insert(log.end(), stale.begin(), stale.end());
  std::vector<hive::HiveLog> logs;
  logs.push_back(as_log("LOG1", std::move(log)));
  logs.push_back(as_log("LOG2", {}));
  Recovery recovery = recovered(dirty(state(1)), std::move(logs));
  EXPECT_EQ(recovery.state, RecoveryState::complete) << recovery.reason;
  EXPECT_EQ(step_in(recovery), 2U);
}

TEST(RecoveryTest, ANewerEntryBehindABrokenOneIsALossAndSaysSo) {
  ByteVector log = new_log({state(1), state(2), state(3), state(4)}, 7);
  const std::size_t second = 512 + log_entry(7, bins_of(state(2)), changes(state(1), state(2), 4096)).size();
  log.at(second + 100) ^= std::byte{1};
  std::vector<hive::HiveLog> logs;
  logs.push_back(as_log("LOG1", std::move(log)));
  logs.push_back(as_log("LOG2", {}));
  Recovery recovery = recovered(dirty(state(1)), std::move(logs));
  EXPECT_EQ(recovery.state, RecoveryState::partial);
  EXPECT_NE(recovery.reason.find("entry 8 is damaged, entry 9 behind it is not"), std::string::npos) << recovery.reason;
  EXPECT_EQ(recovery.logs[0].entries, (std::array<std::uint32_t, 2>{7, 7}));
  EXPECT_EQ(state_of(recovery), HiveState::dirty);
}

TEST(RecoveryTest, HeadsThatClaimTheWholeLogCostNoTime) {
  ByteVector log = log_head(state(1), 6, 5);
  log.resize(8U << 20U);
  for (std::size_t at = 512; at < log.size(); at += 512) {
    poke(log, at, 0x454C'7648U);
    poke(log, at + 4, static_cast<std::uint32_t>(log.size() - at));
    poke(log, at + 12, 6U);
    poke(log, at + 16, 0x1000U);
    poke(log, at + 32, hive::regf::marvin32(hive::Bytes(log).subspan(at, 32)));
  }
  std::vector<hive::HiveLog> logs;
  logs.push_back(as_log("LOG1", std::move(log)));
  const std::clock_t start = std::clock();
  const Recovery recovery = recovered(dirty(state(1)), std::move(logs));
  EXPECT_EQ(recovery.state, RecoveryState::none);
  EXPECT_LT(std::clock() - start, CLOCKS_PER_SEC);
}

TEST(RecoveryTest, ALastEntryThatIsThereInPartIsALoss) {
  const ByteVector whole = new_log({state(1), state(2), state(3)}, 7);
  const std::size_t last = 512 + log_entry(7, bins_of(state(2)), changes(state(1), state(2), 4096)).size();
  ByteVector cut = whole;
  cut.resize(whole.size() - 512);
  ByteVector cut_in_head = whole;
  cut_in_head.resize(last + 20);
  std::vector<ByteVector> logs{cut, cut_in_head};
  for (const std::size_t at : {last, last + 32, last + 100}) {  // signature, hash of the head, body
    logs.push_back(whole);
    logs.back().at(at) ^= std::byte{0x20};
  }
  for (const ByteVector& log : logs) {
    std::vector<hive::HiveLog> given;
    given.push_back(as_log("LOG1", log));
    given.push_back(as_log("LOG2", {}));
    Recovery recovery = recovered(dirty(state(1)), std::move(given));
    EXPECT_EQ(recovery.state, RecoveryState::partial);
    EXPECT_NE(recovery.reason.find("entry 8 is damaged or cut off"), std::string::npos) << recovery.reason;
  }
}

/// Readable up to a place, like a disk with a bad sector.
class BadSector final : public hive::ByteSource {
 public:
  BadSector(ByteVector bytes, std::uint64_t bad) : below_(hive::open_memory(std::move(bytes))), bad_(bad) {}
  std::uint64_t size_bytes() const override { return below_->size_bytes(); }
  hive::Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> into) const override {
    if (offset + into.size() > bad_) return hive::Error{hive::ErrorCode::io, "bad sector", "", "", {}};
    return below_->read_at(offset, into);
  }

 private:
  std::unique_ptr<hive::ByteSource> below_;
  std::uint64_t bad_;
};

TEST(RecoveryTest, ALogThatCannotBeReadToItsEndIsALoss) {
  ByteVector log = new_log({state(1), state(2)}, 7);
  log.resize(1U << 20U);
  hive::HiveLog given = as_log("LOG1", {});
  given.size_bytes = log.size();
  given.source = std::make_shared<BadSector>(std::move(log), 600'000);
  std::vector<hive::HiveLog> logs;
  logs.push_back(std::move(given));
  logs.push_back(as_log("LOG2", {}));
  const Recovery recovery = recovered(dirty(state(1)), std::move(logs));
  EXPECT_EQ(recovery.state, RecoveryState::partial);
  EXPECT_NE(recovery.reason.find("could not be read to its end"), std::string::npos) << recovery.reason;
}

TEST(RecoveryTest, ASkippedLogThatHoldsNewerEntriesIsALoss) {
  struct Case {
    ByteVector first;
    ByteVector second;
    const char* reason;
  };
  const std::vector<Case> cases{
      // It overlaps what was applied and goes on behind it.
      {new_log({state(1), state(2), state(3)}, 7), new_log({state(2), state(3), state(4)}, 8), "holds entries up to 9"},
      // It begins before the hive and ends behind it.
      {new_log({state(2), state(1), state(2)}, 1), new_log({state(2), state(3)}, 9), "holds entries up to 2"},
      // A copy of the other one.
      {new_log({state(1), state(2)}, 7), new_log({state(1), state(2)}, 7), "begin with the same entry"},
      {new_log({state(1), state(2)}, 7), log_head(state(1), 6, 8), "holds nothing but its head"},
  };
  for (const Case& item : cases) {
    std::vector<hive::HiveLog> logs;
    logs.push_back(as_log("LOG1", item.first));
    logs.push_back(as_log("LOG2", item.second));
    const Recovery recovery = recovered(dirty(state(1)), std::move(logs));
    EXPECT_EQ(recovery.state, RecoveryState::partial);
    EXPECT_NE(recovery.reason.find(item.reason), std::string::npos) << recovery.reason;
  }
}

TEST(RecoveryTest, TwoFilesForOneLogAreNotTwoLogs) {
  std::vector<hive::HiveLog> logs;
  logs.push_back(as_log("SYSTEM.LOG1", new_log({state(1), state(2)}, 7)));
  logs.push_back(as_log("SYSTEM.log1", new_log({state(2), state(3)}, 8)));
  EXPECT_EQ(recovered(dirty(state(1)), std::move(logs)).state, RecoveryState::partial);
}

TEST(RecoveryTest, WhatMayLackNewerDataDoesNotReadAsCleanAfterwards) {
  std::vector<hive::HiveLog> logs;
  logs.push_back(as_log("LOG1", new_log({state(1), state(2)}, 7)));
  const Recovery recovery = recovered(dirty(state(1)), std::move(logs));
  ASSERT_EQ(recovery.state, RecoveryState::partial);
  const auto written = hive::Hive::open(hive::open_memory(all_bytes(*recovery.image)), "written");
  EXPECT_EQ(written->state(), HiveState::dirty);
}

TEST(RecoveryTest, AnEntryThatBreaksABinMakesTheHiveDamaged) {
  ByteVector broken = state(9);
  ASSERT_GT(broken.size(), 4096U + 4096U);
  const std::size_t last_bin = [&] {
    std::size_t at = 4096;
    for (std::size_t next = at; next + 12 <= broken.size();) {
      at = next;
      std::uint32_t size = 0;
      std::memcpy(&size, broken.data() + at + 8, sizeof size);
      next = at + size;
    }
    return at;
  }();
  broken.at(last_bin) ^= std::byte{1};
  std::vector<hive::HiveLog> logs;
  logs.push_back(as_log("LOG1", new_log({state(1), broken}, 7)));
  logs.push_back(as_log("LOG2", {}));
  Recovery recovery = recovered(dirty(state(1)), std::move(logs));
  EXPECT_EQ(recovery.state, RecoveryState::complete) << recovery.reason;
  EXPECT_EQ(state_of(recovery), HiveState::damaged);
}

TEST(RecoveryTest, AGapBetweenTheLogsIsALoss) {
  std::vector<hive::HiveLog> logs;
  logs.push_back(as_log("LOG1", new_log({state(1), state(2)}, 5)));
  logs.push_back(as_log("LOG2", new_log({state(3), state(4)}, 9)));
  Recovery recovery = recovered(dirty(state(1)), std::move(logs));
  EXPECT_EQ(recovery.state, RecoveryState::partial);
  EXPECT_EQ(recovery.reason, "entries 6 to 8 are missing");
  EXPECT_EQ(recovery.logs[1].outcome, LogOutcome::skipped);
  EXPECT_EQ(step_in(recovery), 2U);
}

TEST(RecoveryTest, OneLogOfTwoIsNotCertainToBeEnough) {
  std::vector<hive::HiveLog> logs;
  logs.push_back(as_log("LOG", {}));
  logs.push_back(as_log("LOG2", new_log({state(1), state(2)}, 5)));
  Recovery recovery = recovered(dirty(state(1)), std::move(logs));
  EXPECT_EQ(recovery.state, RecoveryState::partial);
  EXPECT_EQ(recovery.reason, "one of its two transaction logs is missing");
  EXPECT_EQ(step_in(recovery), 2U);
}

TEST(RecoveryTest, WithoutLogsTheHiveIsWhatItIs) {
  Recovery recovery = recovered(dirty(state(1)), {});
  EXPECT_EQ(recovery.state, RecoveryState::none);
  EXPECT_EQ(recovery.reason, "no transaction log lies beside it");
  EXPECT_EQ(state_of(recovery), HiveState::dirty);
}

TEST(RecoveryTest, EveryFieldOfALogIsChecked) {
  const ByteVector good = new_log({state(1), state(2)}, 5);
  struct Case {
    const char* name;
    std::size_t at;
    const char* reason;
    bool in_head;
  };
  const std::vector<Case> cases{{"signature", 0, "not a registry hive", true},
                                {"checksum", 200, "checksum of the log's base block", true},
                                {"entry signature", 512, "no further entry", false},
                                {"entry size", 516, "own hash", false},
                                {"entry number", 524, "own hash", false},
                                {"bins size", 528, "own hash", false},
                                {"count", 532, "own hash", false},
                                {"hash of the body", 536, "own hash", false},
                                {"hash of the head", 544, "own hash", false},
                                {"reference", 552, "own hash", false},
                                {"page", 700, "own hash", false}};
  for (const Case& item : cases) {
    ByteVector log = good;
    log.at(item.at) ^= std::byte{0x40};
    std::vector<hive::HiveLog> logs;
    logs.push_back(as_log("LOG1", std::move(log)));
    logs.push_back(as_log("LOG2", {}));
    Recovery recovery = recovered(dirty(state(1)), std::move(logs));
    EXPECT_EQ(recovery.state, RecoveryState::none) << item.name;
    EXPECT_EQ(recovery.logs[0].outcome, LogOutcome::refused) << item.name;
    EXPECT_NE(recovery.logs[0].reason.find(item.reason), std::string::npos)
        << item.name << ": " << recovery.logs[0].reason;
    EXPECT_EQ(recovery.logs[0].pages, 0U) << item.name;
    EXPECT_EQ(state_of(recovery), HiveState::dirty) << item.name;
  }
}

/// An entry whose hashes are right and whose content lies: only the checks of the content can refuse it.
Recovery with_lying_entry(std::size_t at, std::uint32_t number) {
  ByteVector entry = log_entry(5, bins_of(state(2)), changes(state(1), state(2), 4096));
  poke(entry, at, number);
  poke(entry, 24, hive::regf::marvin32(hive::Bytes(entry).subspan(40)));
  poke(entry, 32, hive::regf::marvin32(hive::Bytes(entry).first(32)));
  ByteVector log = log_head(state(1), 6, 5);
  log.insert(log.end(), entry.begin(), entry.end());
  std::vector<hive::HiveLog> logs;
  logs.push_back(as_log("LOG1", std::move(log)));
  logs.push_back(as_log("LOG2", {}));
  return recovered(dirty(state(1)), std::move(logs));
}

TEST(RecoveryTest, LyingEntriesWithRightHashesAreRefused) {
  struct Case {
    std::size_t at;
    std::uint32_t number;
    const char* reason;
  };
  for (const Case& item : std::vector<Case>{{4, 39, "size of an entry"},
                                            {4, 0, "size of an entry"},
                                            {4, 513, "size of an entry"},
                                            {4, 0xFFFF'FE00, "size of an entry"},
                                            {16, 0, "size of the hive bins"},
                                            {16, 4097, "size of the hive bins"},
                                            {20, 0x4000'0000, "claims more pages"},
                                            {40, 0xFFFF'F000, "does not fit"},
                                            {40, 3, "does not fit"},
                                            {44, 0, "does not fit"},
                                            {44, 0x7FFF'FE00, "does not fit"}}) {
    const Recovery recovery = with_lying_entry(item.at, item.number);
    EXPECT_EQ(recovery.logs[0].outcome, LogOutcome::refused) << item.at << ' ' << item.number;
    EXPECT_NE(recovery.logs[0].reason.find(item.reason), std::string::npos) << recovery.logs[0].reason;
  }
}

TEST(RecoveryTest, ALogThatWasNotFinishedItselfIsRefused) {
  ByteVector log = new_log({state(1), state(2)}, 5);
  poke(log, 8, 4U);
  hive::regf::repair_checksum(log);
  std::vector<hive::HiveLog> logs;
  logs.push_back(as_log("LOG1", std::move(log)));
  EXPECT_EQ(recovered(dirty(state(1)), std::move(logs)).logs[0].reason,
            "the log itself was not written completely @0x00000004 (expected equal sequence numbers, found 5 and 4)");
}

TEST(RecoveryTest, TheLogOfAnotherHiveIsRefused) {
  ByteVector hive = state(1);
  poke(hive, 112, 0x1234U);
  ByteVector other = state(1);
  poke(other, 112, 0x9999U);
  std::vector<hive::HiveLog> logs;
  logs.push_back(as_log("LOG1", new_log({other, state(2)}, 5)));
  const Recovery recovery = recovered(dirty(hive), std::move(logs));
  EXPECT_EQ(recovery.state, RecoveryState::none);
  EXPECT_NE(recovery.logs[0].reason.find("another hive"), std::string::npos);
}

TEST(RecoveryTest, ATornBaseBlockComesFromTheNewestLogAlone) {
  for (const bool gone : {false, true}) {
    ByteVector hive = dirty(state(1));
    if (gone) {
      std::fill_n(hive.begin(), 512, std::byte{0});
    } else {
      poke(hive, 40, 0x7000U);
    }
    std::vector<hive::HiveLog> logs;
    logs.push_back(as_log("LOG1", new_log({state(1), state(3)}, 6)));
    logs.push_back(as_log("LOG2", new_log({state(3), state(2)}, 5)));
    Recovery recovery = recovered(hive, std::move(logs));
    // The other log's entries come right before: they may not have reached the hive.
    EXPECT_EQ(recovery.state, RecoveryState::partial);
    EXPECT_EQ(recovery.logs[1].outcome, LogOutcome::skipped);
    EXPECT_EQ(step_in(recovery), 3U);
  }
}

TEST(RecoveryTest, WhatNeitherHiveNorLogHoldsIsNotThere) {
  ByteVector hive = dirty(state(9));
  const std::size_t whole = hive.size();
  hive.resize(whole - 4096);  // a truncated hive, whose log changes something else
  std::vector<hive::HiveLog> logs;
  ByteVector log = log_head(state(9), 6, 5);
  ByteVector first_sector = bins(state(9));
  first_sector.resize(512);
  const ByteVector entry = log_entry(5, bins_of(state(9)), {{0, first_sector}});
  log.insert(log.end(), entry.begin(), entry.end());
  logs.push_back(as_log("LOG1", std::move(log)));
  logs.push_back(as_log("LOG2", {}));
  Recovery recovery = recovered(hive, std::move(logs));
  EXPECT_EQ(recovery.image->size_bytes(), whole - 4096);
  EXPECT_EQ(state_of(recovery), HiveState::damaged);
}

// Old format.

TEST(RecoveryTest, AnOldLogIsAppliedWhole) {
  for (const std::uint32_t cluster : {1U, 8U}) {
    std::vector<hive::HiveLog> logs;
    logs.push_back(as_log("LOG1", old_log(state(1), state(2), 3, cluster)));
    logs.push_back(as_log("LOG2", {}));
    Recovery recovery = recovered(dirty(state(1)), std::move(logs));
    EXPECT_EQ(recovery.state, RecoveryState::complete) << recovery.reason;
    EXPECT_EQ(recovery.logs[0].pages, changes(state(1), state(2), 512).size());
    const ByteVector bytes = all_bytes(*recovery.image);
    EXPECT_EQ(bins(bytes), bins(state(2)));
    EXPECT_EQ(step_in(recovery), 2U);
  }
}

TEST(RecoveryTest, AnOldLogOfAnotherTimeIsSkipped) {
  ByteVector after = state(2);
  poke<std::uint64_t>(after, 12, 99);
  std::vector<hive::HiveLog> logs;
  logs.push_back(as_log("LOG1", old_log(state(1), after, 3)));
  const Recovery recovery = recovered(dirty(state(1)), std::move(logs));
  EXPECT_EQ(recovery.state, RecoveryState::none);
  EXPECT_EQ(recovery.logs[0].reason, "it was written at another time than the hive");
}

TEST(RecoveryTest, AnOldLogWithAMissingPageOrABrokenMapIsRefusedWhole) {
  ByteVector shorter = old_log(state(1), state(2), 3);
  shorter.resize(shorter.size() - 1);
  ByteVector no_map = old_log(state(1), state(2), 3);
  no_map.at(512) ^= std::byte{1};
  ByteVector cluster = old_log(state(1), state(2), 3);
  poke(cluster, 44, 0x0100'0000U);
  hive::regf::repair_checksum(cluster);
  for (const ByteVector& log : {shorter, no_map, cluster}) {
    std::vector<hive::HiveLog> logs;
    logs.push_back(as_log("LOG1", log));
    Recovery recovery = recovered(dirty(state(1)), std::move(logs));
    EXPECT_EQ(recovery.state, RecoveryState::none);
    EXPECT_EQ(recovery.logs[0].outcome, LogOutcome::refused);
    EXPECT_FALSE(recovery.logs[0].reason.empty());
    EXPECT_EQ(step_in(recovery), 1U);
  }
}

TEST(RecoveryTest, AnOldLogMendsATornBaseBlock) {
  ByteVector hive = dirty(state(1));
  hive.at(60) ^= std::byte{1};
  std::vector<hive::HiveLog> logs;
  logs.push_back(as_log("LOG1", old_log(state(1), state(2), 5)));
  Recovery recovery = recovered(hive, std::move(logs));
  EXPECT_EQ(recovery.state, RecoveryState::complete) << recovery.reason;
  const auto base = hive::regf::read_base_block(all_bytes(*recovery.image));
  EXPECT_EQ(base->type, 0U);
  EXPECT_EQ(base->sequence, (std::array<std::uint32_t, 2>{5, 5}));
  EXPECT_EQ(step_in(recovery), 2U);
}

}  // namespace
