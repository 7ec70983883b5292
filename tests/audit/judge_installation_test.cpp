#include "audit/judge_installation.h"

#include <gtest/gtest.h>

#include "tests/audit/judged_machine.h"
#include "tests/support/regf_patch.h"

namespace {

using namespace hiveaudit_tests;  // NOLINT(google-build-using-namespace): the vocabulary of these tests

constexpr const char* kClient = "\\Control\\SecurityProviders\\SCHANNEL\\Protocols\\TLS 1.2\\Client]\n";

/// Two control sets; the second one says `other` of TLS 1.2.
std::string two_sets(const std::string& other, const char* called = "LastKnownGood") {
  return std::string("[HKEY_LOCAL_MACHINE\\SYSTEM\\Select]\n\"Current\"=dword:1\n\"Default\"=dword:1\n\"") + called +
         "\"=dword:2\n[HKEY_LOCAL_MACHINE\\SYSTEM\\ControlSet001" + kClient +
         "\"Enabled\"=dword:1\n\"DisabledByDefault\"=dword:0\n[HKEY_LOCAL_MACHINE\\SYSTEM\\ControlSet002" + kClient +
         other + std::string(kSoftware) + std::string(kUser);
}

struct Judging {
  audit::Options options;
  hive::Installation installation;

  explicit Judging(const std::string& text, std::string verb = "audit") : installation(machine_of(text)) {
    options.verb = std::move(verb);
    options.os = os_of("19045:client:x64");
    options.second_reader = audit::SecondReaderMode::never;
  }
  audit::InstallationRow judge() {
    audit::Corroborator second(options.second_reader);
    return judge_installation(installation, {options, rulebook(), *rulebook().find_profile("m365"), "machine"}, second);
  }
};

std::string notes_of(const audit::InstallationRow& row, const std::string& code) {
  std::string text;
  for (const audit::NoteRow& note : row.notes) {
    if (note.code == code) text += note.message + "\n";
  }
  return text;
}

TEST(JudgeInstallation, AnotherBootsControlSetThatWouldChangeAVerdictIsNamed) {
  for (const char* called : {"LastKnownGood", "Failed", "Default"}) {
    const audit::InstallationRow row = Judging(two_sets("\"Enabled\"=dword:0\n", called)).judge();
    const std::string notes = notes_of(row, "control-set-differs");
    EXPECT_NE(notes.find(std::string("ControlSet002 (") + called + ") would change "), std::string::npos) << notes;
    EXPECT_NE(notes.find(" HKLM is fail there, not pass"), std::string::npos) << notes;
  }
}

TEST(JudgeInstallation, WhatFailsAfterTheNextBootIsNoCleanPass) {
  const auto errors = [](const std::string& other, const char* called) {
    return Judging(two_sets(other, called)).judge().errors;
  };
  ASSERT_EQ(errors("\"Enabled\"=dword:0\n", "Default").size(), 1U);
  EXPECT_NE(errors("\"Enabled\"=dword:0\n", "Default")[0].message.find("the next boot"), std::string::npos);
  EXPECT_TRUE(errors("\"Enabled\"=dword:0\n", "LastKnownGood").empty()) << "a note is enough";
  EXPECT_TRUE(errors("\"Enabled\"=dword:1\n\"DisabledByDefault\"=dword:0\n", "Default").empty());
}

TEST(JudgeInstallation, ASetThatChangesNothingOrBelongsToNoBootIsNotNamed) {
  EXPECT_EQ(notes_of(Judging(two_sets("\"Enabled\"=dword:1\n\"DisabledByDefault\"=dword:0\n")).judge(),
                     "control-set-differs"),
            "");
  EXPECT_EQ(notes_of(Judging(two_sets("\"Enabled\"=dword:0\n", "Unused")).judge(), "control-set-differs"), "");
}

TEST(JudgeInstallation, AnotherSetIsJudgedWhenAskedFor) {
  const auto fails = [](const audit::InstallationRow& row) {
    return std::count_if(row.findings.begin(), row.findings.end(),
                         [](const audit::FindingRow& finding) { return finding.verdict == audit::Verdict::fail; });
  };
  Judging first(two_sets("\"Enabled\"=dword:0\n"));
  const auto before = fails(first.judge());
  Judging second(two_sets("\"Enabled\"=dword:0\n"));
  second.options.control_set = 2;
  const audit::InstallationRow row = second.judge();
  EXPECT_GT(fails(row), before);
  EXPECT_EQ(row.control_set, 2U);
  Judging third(two_sets(""));
  third.options.control_set = 3;
  ASSERT_FALSE(third.judge().errors.empty());
  const audit::InstallationRow none = third.judge();
  EXPECT_EQ(none.errors.front().expected, "ControlSet003");
  // Another set must not answer in its place.
  for (const audit::EffectiveRow& cell : none.effective) {
    if (cell.stack != "schannel-client" || cell.protocol != "TLS 1.2") continue;
    EXPECT_EQ(cell.state, "unknown");
  }
}

/// A file that somebody writes to.
class Restless final : public hive::ByteSource {
 public:
  explicit Restless(std::vector<std::byte> bytes) : below_(hive::open_memory(std::move(bytes))) {}
  std::uint64_t size_bytes() const override { return below_->size_bytes(); }
  hive::Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> into) const override {
    return below_->read_at(offset, into);
  }
  bool has_changed() const override { return true; }

 private:
  std::unique_ptr<hive::ByteSource> below_;
};

TEST(JudgeInstallation, AnInputThatChangesWhileItIsReadIsNamed) {
  Judging still(two_sets(""));
  EXPECT_EQ(notes_of(still.judge(), "input-changed"), "");
  Judging run(two_sets(""));
  auto hives = hives_of(two_sets(""));
  auto opened = hive::Hive::open(std::make_unique<Restless>(std::move(hives.front().bytes)), "SYSTEM");
  ASSERT_TRUE(opened);
  run.installation.hives.front().hive = std::make_shared<const hive::Hive>(std::move(*opened));
  EXPECT_NE(notes_of(run.judge(), "input-changed").find("was changed while it was read"), std::string::npos);
}

// evidence

TEST(JudgeInstallation, EvidenceShowsEveryControlSetSideBySide) {
  Judging run(two_sets("\"Enabled\"=dword:0\n"), "evidence");
  run.options.words = {
      "x", "HKLM\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\Protocols\\TLS 1.2\\Client",
      "Enabled"};
  audit::InstallationRow row = run.judge();
  ASSERT_EQ(row.places.size(), 1U);
  EXPECT_EQ(row.places[0].control_set, "ControlSet001");
  EXPECT_EQ(row.places[0].evidence.data, "0x00000001");
  run.options.all_control_sets = true;
  row = run.judge();
  ASSERT_EQ(row.places.size(), 2U);
  EXPECT_EQ(row.places[0].control_set, "ControlSet001 (Current, Default)");
  EXPECT_EQ(row.places[1].control_set, "ControlSet002 (LastKnownGood)");
  EXPECT_EQ(row.places[1].evidence.raw, "00000000");
  EXPECT_TRUE(row.findings.empty());
  EXPECT_TRUE(row.effective.empty());
}

TEST(JudgeInstallation, EvidenceOfAKeyHoldsItsValuesAndSubkeys) {
  Judging run(two_sets(""), "evidence");
  run.options.words = {"x", "HKLM\\SYSTEM\\Select"};
  const audit::InstallationRow row = run.judge();
  ASSERT_EQ(row.places.size(), 4U);
  EXPECT_FALSE(row.places[0].evidence.name);
  EXPECT_EQ(row.places[1].evidence.name, "Current");
  run.options.words = {"x", "HKLM\\SYSTEM"};
  EXPECT_EQ(run.judge().places.at(0).subkeys, (std::vector<std::string>{"ControlSet001", "ControlSet002", "Select"}));
}

TEST(JudgeInstallation, EvidenceOfUsersIsAskedOfEachAndAbsenceIsAnAnswer) {
  Judging run(std::string(kSystem) + "[HKEY_USERS\\alice\\Software\\X]\n\"V\"=dword:1\n[HKEY_USERS\\bob\\Software]\n",
              "evidence");
  run.options.words = {"x", "HKCU\\Software\\X", "V"};
  const audit::InstallationRow row = run.judge();
  ASSERT_EQ(row.places.size(), 2U);
  EXPECT_EQ(row.places[0].scope, "user:alice");
  EXPECT_EQ(row.places[0].evidence.state, "present");
  EXPECT_EQ(row.places[1].evidence.state, "absent");
}

}  // namespace
