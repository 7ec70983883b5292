#include "audit/effective.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/audit/judged_machine.h"

namespace {

using hiveaudit_tests::JudgedMachine;
using hiveaudit_tests::kSoftware;
using hiveaudit_tests::kSystem;
using hiveaudit_tests::kUser;

const std::string kAll = std::string(kSystem) + std::string(kSoftware) + std::string(kUser);
const std::string kProtocols =
    "[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\Protocols";
const std::string kClient12 = kProtocols + "\\TLS 1.2\\Client]\n";
const std::string kOn = "\"Enabled\"=dword:1\n\"DisabledByDefault\"=dword:0\n";
const std::string kOff = "\"Enabled\"=dword:0\n";
const std::string kFips = "[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\Lsa\\FIPSAlgorithmPolicy]\n";
const std::string kInternet = "\\Microsoft\\Windows\\CurrentVersion\\Internet Settings";
const std::string kWinHttp = "[HKEY_LOCAL_MACHINE\\SOFTWARE" + kInternet + "\\WinHttp]\n";
const std::string kUserInternet = "[HKEY_CURRENT_USER\\Software" + kInternet + "]\n";
const std::string kMachinePolicy = "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies" + kInternet + "]\n";
const std::string kUserPolicy = "[HKEY_CURRENT_USER\\Software\\Policies" + kInternet + "]\n";
const std::string kDotNet = "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\.NETFramework\\v4.0.30319]\n";
const std::string kRelease48 =
    "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\NET Framework Setup\\NDP\\v4\\Full]\n\"Install\"=dword:1\n"
    "\"Release\"=dword:00080eb1\n";
const std::string kKb3140245 =
    "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Component Based Servicing\\Packages\\"
    "Package_for_KB3140245~31bf3856ad364e35~amd64~~6.1.1.0]\n\"CurrentState\"=dword:70\n";

std::string schannel(const std::string& values, std::string_view os = "7601:client:x64") {
  return JudgedMachine(kAll + kClient12 + values, os).state("schannel-client", "TLS 1.2");
}

TEST(Effective, NothingIsOnThatAnUnreadPlaceOutranks) {
  const std::string no_software = std::string(kSystem) + std::string(kUser) + kUserInternet +
                                  "\"SecureProtocols\"=dword:a80\n[HKEY_CURRENT_USER\\Software\\Microsoft\\Office\\"
                                  "16.0\\Common\\Internet]\n\"WinHttpSecureProtocols\"=dword:a00\n";
  const JudgedMachine machine(no_software, "19045.3803:client:x64");
  for (const audit::StackRow& row : machine.rows) {
    if (row.stack.starts_with("schannel")) continue;  // it lies in the SYSTEM hive
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
      // TLS 1.0 is in every set that a .NET program may be given.
      if (row.stack.starts_with("dotnet") && rules::kProtocols[i] == "TLS 1.0") continue;
      EXPECT_NE(row.cells[i].state, audit::CellState::on) << row.stack << ": " << row.cells[i].reason;
    }
  }
}

TEST(Schannel, AnOldGreetingIsToldWhereItKeepsTls12FromBeingUsed) {
  const auto told = [](const std::string& values) {
    const std::string ssl2 = kProtocols + "\\SSL 2.0\\Client]\n" + kOn;
    const audit::Cell cell =
        JudgedMachine(kAll + ssl2 + kClient12 + values, "7601:client:x64").cell("schannel-client", "TLS 1.2");
    return std::ranges::any_of(cell.chain,
                               [](const audit::Step& step) { return step.text.find("greeting") != std::string::npos; });
  };
  EXPECT_TRUE(told(kOn));
  EXPECT_TRUE(told("")) << "explicit-only";
  EXPECT_FALSE(told(kOff));
}

TEST(Schannel, FollowsTheTableOfOsMd161) {
  EXPECT_EQ(schannel(""), "explicit-only");
  EXPECT_EQ(schannel(kOn), "on");
  EXPECT_EQ(schannel("\"DisabledByDefault\"=dword:0\n"), "on") << "P6";
  EXPECT_EQ(schannel("\"Enabled\"=dword:1\n"), "explicit-only or on") << "P8, R17: not specified";
  EXPECT_EQ(schannel("\"Enabled\"=dword:ffffffff\n\"DisabledByDefault\"=dword:0\n"), "on") << "P5";
  EXPECT_EQ(schannel("\"Enabled\"=dword:1\n\"DisabledByDefault\"=dword:1\n"), "explicit-only") << "P9";
  EXPECT_EQ(schannel("\"Enabled\"=dword:0\n\"DisabledByDefault\"=dword:0\n"), "off") << "P10";
  EXPECT_EQ(schannel("\"Enabled\"=dword:1\n", "19045:client:x64"), "on");
  EXPECT_EQ(schannel("\"DisabledByDefault\"=dword:1\n", "19045:client:x64"), "explicit-only") << "P7";
  EXPECT_EQ(schannel("", "19045:client:x64"), "on");
}

TEST(Schannel, AWrongTypeIsTheWorstCaseWithLowConfidence) {
  const JudgedMachine text(kAll + kClient12 + "\"Enabled\"=\"1\"\n\"DisabledByDefault\"=dword:0\n", "19045:client:x64");
  const audit::Cell cell = text.cell("schannel-client", "TLS 1.2");
  EXPECT_EQ(cell.state, audit::CellState::off);
  EXPECT_EQ(cell.otherwise, audit::CellState::on);
  EXPECT_EQ(cell.basis, "value");
  EXPECT_EQ(cell.confidence, rules::Confidence::low);
  EXPECT_NE(cell.reason.find("wrong type"), std::string::npos);
  EXPECT_NE(cell.reason.find("not documented"), std::string::npos);
  EXPECT_EQ(schannel("\"Enabled\"=hex(4):01\n", "19045"), "off or on") << "REG_DWORD of one byte";
  EXPECT_EQ(schannel("\"DisabledByDefault\"=hex(5):00,00,00,00\n", "19045"), "explicit-only or on") << "big-endian";
  const auto told = std::ranges::find_if(cell.chain, [](const audit::Step& step) {
    return step.text.find("Read at its best, TLS 1.2 is on") != std::string::npos;
  });
  ASSERT_NE(told, cell.chain.end()) << "both readings stand in the reasons";
  EXPECT_NE(cell.chain.back().text.find("TLS 1.2: off"), std::string::npos) << "the conclusion stays the last";
}

TEST(Schannel, Ssl3CountsAsOffUnlessAValueTurnsItOn) {
  std::string key = kClient12;
  key.replace(key.find("TLS 1.2"), 7, "SSL 3.0");
  const auto state = [&](const std::string& values) {
    return JudgedMachine(kAll + key + values, "19045:client:x64").state("schannel-client", "SSL 3.0");
  };
  EXPECT_EQ(state(""), "off");
  EXPECT_EQ(state("\"DisabledByDefault\"=dword:1\n"), "off");
  EXPECT_EQ(state("\"Enabled\"=dword:1\n"), "on");
  EXPECT_EQ(state("\"DisabledByDefault\"=dword:0\n"), "on");
}

TEST(Schannel, FipsRemovesSslAlone) {
  const JudgedMachine fips(kAll + kFips + "\"Enabled\"=dword:1\n", "7601:client:x64");
  EXPECT_EQ(fips.state("schannel-client", "SSL 3.0"), "off");
  EXPECT_EQ(fips.cell("schannel-client", "SSL 3.0").basis, "fips");
  EXPECT_EQ(fips.state("schannel-client", "SSL 2.0"), "off");
  EXPECT_EQ(fips.state("schannel-client", "TLS 1.0"), "on");
  EXPECT_EQ(JudgedMachine(kAll + kFips + "\"Enabled\"=dword:0\n", "7601").state("schannel-client", "SSL 3.0"), "on");
}

TEST(Schannel, WithoutABuildOnlyADecidingValueDecides) {
  EXPECT_EQ(schannel(kOff, ""), "off") << "off or unsupported, on whatever Windows";
  EXPECT_EQ(schannel(kOn, ""), "unknown, unknown_os") << "XP cannot speak it";
  EXPECT_EQ(schannel("", ""), "unknown, unknown_os");
  const JudgedMachine machine(kAll, "");
  EXPECT_NE(machine.cell("schannel-client", "TLS 1.2").reason.find("--os BUILD"), std::string::npos);
}

TEST(Schannel, AnUnknownUpdateIsTakenAsMissingAndSaysSo) {
  const JudgedMachine vista(kAll + kClient12 + kOn, "6002:server:x64");
  const audit::Cell cell = vista.cell("schannel-client", "TLS 1.2");
  EXPECT_EQ(cell.state, audit::CellState::unsupported);
  EXPECT_EQ(cell.doubt, audit::Doubt::unknown_fact);
  EXPECT_EQ(cell.possible.size(), 2U);
  EXPECT_EQ(JudgedMachine(kAll + kClient12 + kOff, "6002").state("schannel-client", "TLS 1.2"), "off")
      << "off or unsupported, with the update or without";
}

TEST(Stacks, WhatWindowsCannotSpeakIsUnsupportedEverywhereWithoutAnyHive) {
  for (const char* os : {"1381:server:x86", "2600:client:x64"}) {
    for (const std::string_view hive : {kSystem, kSoftware, kUser}) {
      const JudgedMachine machine(hive, os);
      EXPECT_FALSE(machine.rows.empty());
      for (const audit::StackRow& row : machine.rows) {
        for (std::size_t i = 3; i < row.cells.size(); ++i) {
          EXPECT_EQ(row.cells[i].state, audit::CellState::unsupported) << os << " " << row.stack << " " << i;
          EXPECT_EQ(row.cells[i].doubt, audit::Doubt::none);
        }
      }
    }
  }
}

TEST(Stacks, OrderIsFixedAndX86HasNoSecondView) {
  const JudgedMachine wide(kAll, "19045:client:x64");
  ASSERT_EQ(wide.rows.size(), audit::stacks().size());
  for (std::size_t i = 0; i < wide.rows.size(); ++i) EXPECT_EQ(wide.rows[i].stack, audit::stacks()[i].id);
  const JudgedMachine narrow(kAll, "19045:client:x86");
  EXPECT_EQ(narrow.rows.size(), 9U);
  EXPECT_EQ(audit::find_row(narrow.rows, "HKLM", "winhttp-wow64"), nullptr);
}

TEST(Stacks, AMissingHiveIsNeverAnOn) {
  const JudgedMachine user(std::string(kUser) + kUserInternet + "\"SecureProtocols\"=dword:a80\n", "19045:client:x64");
  for (const audit::StackRow& row : user.rows) {
    for (const audit::Cell& cell : row.cells) EXPECT_NE(cell.state, audit::CellState::on) << row.stack;
  }
  EXPECT_EQ(user.state("schannel-client", "TLS 1.2"), "unknown, hive_absent");
  const JudgedMachine system(std::string(kSystem), "19045:client:x64");
  EXPECT_EQ(system.state("winhttp-native", "TLS 1.2"), "unknown, hive_absent");
  // SSL 2.0 and TLS 1.2 in one mask take TLS 1.2 away; in a mask that nobody saw they may not be.
  const std::string ssl20 =
      "[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\"
      "Protocols\\SSL 2.0\\Client]\n\"DisabledByDefault\"=dword:1\n";
  EXPECT_EQ(JudgedMachine(std::string(kSystem) + ssl20, "7601").state("winhttp-native", "TLS 1.2"),
            "unknown, hive_absent");
  EXPECT_EQ(JudgedMachine(std::string(kSystem) + kClient12 + kOff, "19045").state("winhttp-native", "TLS 1.2"), "off")
      << "off in SCHANNEL is off, whatever the mask";
}

TEST(WinHttp, AValueCountsWhenEveryBitIsLegal) {
  const auto state = [](const std::string& data, std::string_view os, std::string_view protocol) {
    return JudgedMachine(kAll + kWinHttp + "\"DefaultSecureProtocols\"=" + data + "\n", os)
        .state("winhttp-native", protocol);
  };
  EXPECT_EQ(state("dword:a0", "19045:client:x64", "TLS 1.2"), "off");
  EXPECT_EQ(state("dword:0", "22631:client:x64", "TLS 1.2"), "on") << "0 counts as not set";
  EXPECT_EQ(state("dword:0", "19045.3803:client:x64", "TLS 1.2"), "on");
  EXPECT_EQ(state("dword:320", "19045.3803:client:x64", "TLS 1.2"), "off or on")
      << "W6, W7: that the default counts is concluded";
  EXPECT_EQ(state("dword:2800", "19045.3803:client:x64", "TLS 1.2"), "on") << "thrown away or not";
  EXPECT_EQ(state("\"2048\"", "19045:client:x64", "TLS 1.2"), "on") << "of another type";
  EXPECT_EQ(state("dword:2048", "22631:client:x64", "TLS 1.2"), "on") << "illegal bits: all of it is ignored";
  EXPECT_EQ(state("dword:80", "22631:client:x64", "TLS 1.2"), "off");
  EXPECT_EQ(state("dword:80", "22631:client:x64", "TLS 1.0"), "on");
}

TEST(WinHttp, OneViewDoesNotSpeakForTheOther) {
  std::string wow = kWinHttp;
  wow.replace(wow.find("SOFTWARE\\"), 9, "SOFTWARE\\Wow6432Node\\");
  const JudgedMachine machine(kAll + wow + "\"DefaultSecureProtocols\"=dword:80\n", "19045:client:x64");
  EXPECT_EQ(machine.state("winhttp-native", "TLS 1.2"), "on");
  EXPECT_EQ(machine.state("winhttp-wow64", "TLS 1.2"), "off");
}

TEST(WinHttp, OnWindows7TheUpdateDecidesAndAnUnknownOneIsNoPass) {
  const std::string value = kWinHttp + "\"DefaultSecureProtocols\"=dword:a00\n";
  const JudgedMachine with(kAll + kKb3140245 + value, "7601:client:x64");
  EXPECT_EQ(with.state("winhttp-native", "TLS 1.2"), "on") << "explicit-only in SCHANNEL is enough";
  EXPECT_EQ(with.state("winhttp-wow64", "TLS 1.2"), "off");
  const JudgedMachine open(kAll + value, "7601:client:x64");
  EXPECT_EQ(open.state("winhttp-native", "TLS 1.2"), "off, unknown_fact");
  EXPECT_EQ(open.state("winhttp-wow64", "TLS 1.2"), "off") << "nothing is set: both answers agree";
  std::string missing = kKb3140245;
  missing.replace(missing.find("dword:70"), 8, "dword:00");
  EXPECT_EQ(JudgedMachine(kAll + missing + value, "7601").state("winhttp-native", "TLS 1.2"), "off");
}

TEST(WinInet, PrecedenceIsPolicyThenUserThenMachineThenDefault) {
  const auto state = [](const std::string& text) {
    return JudgedMachine(kAll + text, "9600:client:x64").cell("wininet", "TLS 1.2");
  };
  const std::string on = "\"SecureProtocols\"=dword:a80\n";
  const std::string off = "\"SecureProtocols\"=dword:a0\n";
  EXPECT_EQ(state("").state, audit::CellState::on);
  EXPECT_EQ(state("").basis, "default");
  EXPECT_EQ(state(kUserInternet + off).state, audit::CellState::off);
  EXPECT_EQ(state(kUserInternet + off).basis, "value");
  EXPECT_EQ(state(kUserInternet + off + kUserPolicy + on).state, audit::CellState::on);
  EXPECT_EQ(state(kUserInternet + off + kUserPolicy + on).basis, "policy");
  EXPECT_EQ(state(kUserPolicy + on + kMachinePolicy + off).state, audit::CellState::off);
  EXPECT_EQ(state(kUserInternet + off + kMachinePolicy + "\"Security_HKLM_only\"=dword:1\n").state,
            audit::CellState::off);
  EXPECT_EQ(state(kUserInternet + off + kMachinePolicy + "\"Security_HKLM_only\"=dword:1\n").otherwise,
            audit::CellState::on)
      << "that the user's setting is ignored is known for zones alone";
  EXPECT_EQ(state(kUserInternet + on + kMachinePolicy + "\"Security_HKLM_only\"=dword:1\n").otherwise, std::nullopt);
  for (const char* odd : {"dword:2", "\"1\"", "hex:01"}) {
    const audit::Cell cell = state(kUserInternet + on + "[HKEY_LOCAL_MACHINE\\SOFTWARE" + kInternet + "]\n" + off +
                                   kMachinePolicy + "\"Security_HKLM_only\"=" + odd + "\n");
    EXPECT_EQ(cell.state, audit::CellState::off) << odd << " is not documented: either setting may count";
  }
  EXPECT_EQ(state(kUserInternet + "\"SecureProtocols\"=dword:0\n").state, audit::CellState::off);
  EXPECT_EQ(state(kUserInternet + "\"SecureProtocols\"=\"160\"\n").state, audit::CellState::on)
      << "another type is passed over";
}

TEST(WinInet, ViewsThatDifferAndBitsThatNoVersionKnowsHaveTwoAnswers) {
  const std::string machine = "[HKEY_LOCAL_MACHINE\\SOFTWARE" + kInternet + "]\n";
  const std::string wow = "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Wow6432Node" + kInternet + "]\n";
  const auto state = [&](const std::string& text, const char* os = "9600:client:x64") {
    return JudgedMachine(kAll + text, os).state("wininet", "TLS 1.2");
  };
  const std::string off = "\"SecureProtocols\"=dword:a0\n";
  EXPECT_EQ(state(wow + off), "off or on") << "32-bit programs alone read it";
  EXPECT_EQ(state(machine + off + wow + off), "off");
  EXPECT_EQ(state(machine + off, "9600:client:x86"), "off");
  EXPECT_EQ(state(kUserInternet + "\"SecureProtocols\"=dword:2688\n"), "off or on") << "2688 typed as hex";
  EXPECT_EQ(state(kUserInternet + "\"SecureProtocols\"=dword:1a80\n"), "on") << "both answers are the same";
  const std::string only = kMachinePolicy + "\"Security_HKLM_only\"=dword:1\n";
  EXPECT_EQ(state(only + kUserPolicy + off + machine + "\"SecureProtocols\"=dword:a80\n" + wow +
                  "\"SecureProtocols\"=dword:a80\n"),
            "off or on")
      << "a policy of the user counts, or not (11.1 and 16.3 differ)";
}

TEST(WinInet, TheFallbackOf32BitProgramsCountsToo) {
  const std::string wow = "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Wow6432Node" + kInternet + "]\n";
  const JudgedMachine machine(
      kAll + kUserInternet + "\"SecureProtocols\"=dword:a80\n" + wow + "\"EnableInsecureTlsFallback\"=dword:1\n",
      "19045.3803:client:x64");
  EXPECT_EQ(machine.state("wininet", "TLS 1.0"), "on");
}

TEST(WinHttp, TheInsecureFallbackBringsOlderVersionsBack) {
  const JudgedMachine machine(kAll + kWinHttp + "\"EnableInsecureTlsFallback\"=dword:1\n", "19045.3803:client:x64");
  EXPECT_EQ(machine.state("winhttp-native", "TLS 1.0"), "off or on");
  EXPECT_EQ(machine.state("winhttp-wow64", "TLS 1.0"), "off");
  EXPECT_EQ(machine.state("winhttp-native", "TLS 1.2"), "on");
}

TEST(WinHttp, SslTwoAndTlsTwelveCannotBeAskedForAtOnce) {
  const auto state = [&](const std::string& data, const char* os) {
    return JudgedMachine(kAll + kKb3140245 + kWinHttp + "\"DefaultSecureProtocols\"=dword:" + data + "\n", os)
        .state("winhttp-native", "TLS 1.2");
  };
  EXPECT_EQ(state("aa0", "7601:client:x64"), "on");
  EXPECT_EQ(state("aa8", "7601:client:x64"), "off or on");
  EXPECT_EQ(state("aa8", "19045.3803:client:x64"), "on") << "this Windows has no SSL 2.0";
}

TEST(WinHttp, TheNoteOnSchannelStandsOnlyWhereItIsNeeded) {
  const auto has_note = [](const std::string& text) {
    const audit::Cell cell = JudgedMachine(kAll + text, "7601:client:x64").cell("winhttp-native", "TLS 1.2");
    return std::ranges::any_of(cell.chain, [](const audit::Step& step) {
      return step.text.view().starts_with("Microsoft also asks for the SCHANNEL");
    });
  };
  EXPECT_TRUE(has_note(""));
  EXPECT_FALSE(has_note(kClient12 + kOn));
}

TEST(WinInet, WithoutTheMachinesPolicyOnlyOffIsTold) {
  const auto state = [](const char* data) {
    return JudgedMachine(std::string(kSystem) + kUserInternet + "\"SecureProtocols\"=dword:" + data + "\n",
                         "19045:client:x64")
        .state("wininet", "TLS 1.2");
  };
  EXPECT_EQ(state("a0"), "off");
  EXPECT_EQ(state("a80"), "unknown, hive_absent");
}

TEST(WinInet, RemovedProtocolsComeBackWithTheFallback) {
  const std::string stored = kUserInternet + "\"SecureProtocols\"=dword:a80\n";
  const JudgedMachine patched(kAll + stored, "19045.3803:client:x64");
  EXPECT_EQ(patched.state("wininet", "TLS 1.0"), "off");
  EXPECT_EQ(patched.cell("wininet", "TLS 1.0").basis, "default");
  EXPECT_EQ(patched.state("wininet", "TLS 1.2"), "on");
  const JudgedMachine fallback(kAll + stored + "\"EnableInsecureTlsFallback\"=dword:1\n", "19045.3803:client:x64");
  EXPECT_EQ(fallback.state("wininet", "TLS 1.0"), "on");
  const JudgedMachine open(kAll + stored, "17763:client:x64");
  EXPECT_EQ(open.state("wininet", "TLS 1.0"), "off, unknown_fact");
  EXPECT_EQ(open.state("wininet", "TLS 1.2"), "on") << "the same with the update and without";
}

TEST(Office, ItsOwnValueCountsOnlyForAnOfficeThatReadsIt) {
  const std::string value =
      "[HKEY_CURRENT_USER\\Software\\Microsoft\\Office\\16.0\\Common\\Internet]\n\"WinHttpSecureProtocols\"=dword:a8\n";
  const std::string c2r =
      "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Office\\ClickToRun\\Configuration]\n"
      "\"Platform\"=\"x86\"\n\"VersionToReport\"=";
  EXPECT_EQ(JudgedMachine(kAll + value + c2r + "\"16.0.17126.20132\"\n", "19045:client:x64")
                .state("office-winhttp", "TLS 1.2"),
            "off");
  EXPECT_EQ(
      JudgedMachine(kAll + value + c2r + "\"16.0.6001.1000\"\n", "19045:client:x64").state("office-winhttp", "TLS 1.2"),
      "on");
  EXPECT_EQ(JudgedMachine(kAll + value, "19045:client:x64").state("office-winhttp", "TLS 1.2"), "on");
  EXPECT_EQ(JudgedMachine(std::string(kSystem) + value, "19045:client:x64").state("office-winhttp", "TLS 1.2"),
            "unknown, hive_absent");
}

TEST(Office, ItsOwnValueDoesNotSpeakForAnOutlookThatDoesNotReadIt) {
  const std::string office = "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Office\\";
  const std::string pinned = kAll + "[HKEY_CURRENT_USER\\Software\\Microsoft\\Office\\16.0\\Common\\Internet]\n" +
                             "\"WinHttpSecureProtocols\"=dword:a8\n" + office + "ClickToRun\\Configuration]\n" +
                             "\"Platform\"=\"x86\"\n\"VersionToReport\"=\"16.0.12527.22286\"\n";
  const auto state = [&](const std::string& rest) {
    return JudgedMachine(pinned + rest, "19045:client:x64").state("office-winhttp", "TLS 1.2");
  };
  const std::string open = "off, unknown_fact";
  EXPECT_EQ(state("\"ProductReleaseIds\"=\"O365ProPlusRetail\"\n"), "off");
  EXPECT_EQ(state("\"ProductReleaseIds\"=\"VisioProRetail,O365ProPlusRetail\"\n"), "off");
  EXPECT_EQ(state("\"ProductReleaseIds\"=\"VisioProRetail\"\n"), open);
  EXPECT_EQ(state("\"ProductReleaseIds\"=\"ProjectProRetail,AccessRetail\"\n"), open);
  EXPECT_EQ(state("\"ProductReleaseIds\"=dword:1\n"), "unknown, unreadable");
  EXPECT_EQ(state(office + "16.0\\Outlook\\InstallRoot]\n"), "off") << "that is its own Outlook";
  EXPECT_EQ(state(office + "15.0\\Outlook\\InstallRoot]\n"), open);
  EXPECT_EQ(state(office + "14.0\\Outlook\\InstallRoot]\n"), open);
  EXPECT_EQ(state("[HKEY_LOCAL_MACHINE\\SOFTWARE\\Wow6432Node\\Microsoft\\Office\\14.0\\Outlook\\InstallRoot]\n"),
            open);
  EXPECT_EQ(state("[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\Office16.PROPLUS]\n"),
            open)
      << "the Windows Installer kind of the same version reads nothing";
}

TEST(Office, ValuesOfTwoVersionsCountBoth) {
  const std::string office = "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Office\\";
  const std::string older = office + "15.0\\ClickToRun\\Configuration]\n\"VersionToReport\"=\"15.0.5589.1001\"\n";
  const std::string newer = office + "ClickToRun\\Configuration]\n\"VersionToReport\"=\"16.0.12527.22286\"\n";
  const auto own = [](const std::string& version, const std::string& mask) {
    return "[HKEY_CURRENT_USER\\Software\\Microsoft\\Office\\" + version +
           "\\Common\\Internet]\n\"WinHttpSecureProtocols\"=dword:" + mask + "\n";
  };
  const auto state = [](const std::string& text) {
    return JudgedMachine(kAll + text, "19045:client:x64").state("office-winhttp", "TLS 1.2");
  };
  const std::string outlook15 = "\"ProductReleaseIds\"=\"HomeBusinessRetail\"\n";
  EXPECT_EQ(state(older + own("15.0", "a8")), "off");
  EXPECT_EQ(state(older + newer + own("15.0", "a8")), "off, unknown_fact") << "Outlook 2016 follows WinHTTP";
  EXPECT_EQ(state(older + outlook15 + newer + own("16.0", "a00") + own("15.0", "a8")), "off, unknown_fact");
  EXPECT_EQ(state(older + outlook15 + newer + own("16.0", "a00") + own("15.0", "a00")), "on");
  const std::string installer =
      "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\Office15.PROPLUS]\n";
  EXPECT_EQ(state(older + installer + own("15.0", "a8")), "off, unknown_fact") << "its Mso.dll is not known";
}

TEST(Office, FollowsTheViewOfItsBitness) {
  std::string wow = kWinHttp;
  wow.replace(wow.find("SOFTWARE\\"), 9, "SOFTWARE\\Wow6432Node\\");
  const std::string text = kAll + wow + "\"DefaultSecureProtocols\"=dword:80\n" +
                           "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Office\\ClickToRun\\Configuration]\n"
                           "\"VersionToReport\"=\"16.0.17126.20132\"\n";
  const auto state = [&](const std::string& platform) {
    return JudgedMachine(text + platform, "19045:client:x64").state("office-winhttp", "TLS 1.2");
  };
  EXPECT_EQ(state("\"Platform\"=\"x86\"\n"), "off");
  EXPECT_EQ(state("\"Platform\"=\"x64\"\n"), "on");
  EXPECT_EQ(state(""), "off") << "the weaker view when nobody says";
  EXPECT_EQ(
      state("\"Platform\"=\"x64\"\n[HKEY_LOCAL_MACHINE\\SOFTWARE\\Wow6432Node\\Microsoft\\Office\\14.0\\Outlook]\n"
            "\"Bitness\"=\"x86\"\n"),
      "off")
      << "the weaker view when two disagree";
}

TEST(DotNet, ValuesMeanWhatTheTargetSays) {
  const auto state = [](const std::string& values, std::string_view stack) {
    return JudgedMachine(kAll + kRelease48 + kDotNet + values, "19045:client:x64").state(stack, "TLS 1.2");
  };
  EXPECT_EQ(state("", "dotnet4-native-legacy"), "off");
  EXPECT_EQ(state("", "dotnet4-native-46"), "on");
  EXPECT_EQ(state("", "dotnet4-native-47"), "on");
  EXPECT_EQ(state("\"SchUseStrongCrypto\"=dword:1\n", "dotnet4-native-legacy"), "on");
  EXPECT_EQ(state("\"SchUseStrongCrypto\"=dword:1\n", "dotnet4-wow64-legacy"), "off");
  EXPECT_EQ(state("\"SchUseStrongCrypto\"=dword:2\n", "dotnet4-native-legacy"), "off") << "N4";
  EXPECT_EQ(state("\"SchUseStrongCrypto\"=dword:2\n", "dotnet4-native-46"), "on") << "N4";
  EXPECT_EQ(state("\"SchUseStrongCrypto\"=\"1\"\n", "dotnet4-native-legacy"), "off") << "N1";
  EXPECT_EQ(state("\"SystemDefaultTlsVersions\"=dword:1\n", "dotnet4-native-legacy"), "on");
  EXPECT_EQ(state("\"SchUseStrongCrypto\"=dword:0\n\"SystemDefaultTlsVersions\"=dword:0\n", "dotnet4-native-47"),
            "off");
}

TEST(DotNet, SwitchesFlipWhatAbsenceMeans) {
  const std::string app = "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\.NETFramework\\AppContext]\n";
  const std::string strong = "\"Switch.System.Net.DontEnableSchUseStrongCrypto\"=";
  const std::string system = "\"Switch.System.Net.DontEnableSystemDefaultTlsVersions\"=";
  const auto state = [&](const std::string& text, std::string_view stack) {
    return JudgedMachine(kAll + kRelease48 + app + text, "19045:client:x64").state(stack, "TLS 1.2");
  };
  EXPECT_EQ(state(strong + "\"true\"\n" + system + "\"TRUE\"\n", "dotnet4-native-47"), "off");
  EXPECT_EQ(state(strong + "\"true\"\n", "dotnet4-native-46"), "off");
  EXPECT_EQ(state(strong + "\"true\"\n" + kDotNet + "\"SchUseStrongCrypto\"=dword:1\n", "dotnet4-native-46"), "on");
  EXPECT_EQ(state(strong + "\"false\"\n", "dotnet4-native-legacy"), "on");
  EXPECT_EQ(state(strong + "\"yes\"\n", "dotnet4-native-46"), "on") << "other text is ignored";
}

std::string release(std::uint32_t number) {
  return fmt::format(
      "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\NET Framework Setup\\NDP\\v4\\Full]\n\"Install\"=dword:1\n"
      "\"Release\"=dword:{:x}\n",
      number);
}

TEST(DotNet, BeforeFortySevenAnUpdateWithoutATraceDecides) {
  const std::string system = "\"SystemDefaultTlsVersions\"=dword:1\n";
  const auto state = [&](std::uint32_t number, const std::string& values, const char* os, std::string_view stack) {
    return JudgedMachine(kAll + release(number) + kDotNet + values, os).state(stack, "TLS 1.2");
  };
  EXPECT_EQ(state(394806, system, "9600:client:x64", "dotnet4-native-legacy"), "off or on") << "N6";
  EXPECT_EQ(state(460805, system, "9600:client:x64", "dotnet4-native-legacy"), "on");
  const std::string both = system + "\"SchUseStrongCrypto\"=dword:1\n";
  EXPECT_EQ(state(394806, both, "9600:client:x64", "dotnet4-native-legacy"), "on") << "either way";
  EXPECT_EQ(state(394806, both, "7601:client:x64", "dotnet4-native-legacy"), "off or on") << "N8";
  EXPECT_EQ(state(394806, system, "7601:client:x64", "dotnet4-native-46"), "off or on");
}

TEST(DotNet, SwitchesExistFromFortySixOn) {
  const std::string app =
      "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\.NETFramework\\AppContext]\n"
      "\"Switch.System.Net.DontEnableSchUseStrongCrypto\"=\"false\"\n";
  const auto state = [&](std::uint32_t number) {
    return JudgedMachine(kAll + release(number) + app, "9600:client:x64").state("dotnet4-native-legacy", "TLS 1.2");
  };
  EXPECT_EQ(state(379893), "off") << "4.5.2 knows no switches";
  EXPECT_EQ(state(394806), "on");
}

TEST(DotNet, TheSystemDefaultIsTheDefaultSetOfSchannel) {
  const std::string both = "\"SchUseStrongCrypto\"=dword:1\n\"SystemDefaultTlsVersions\"=dword:1\n";
  const JudgedMachine seven(kAll + kRelease48 + kDotNet + both, "7601:client:x64");
  EXPECT_EQ(seven.state("dotnet4-native-legacy", "TLS 1.2"), "off") << "explicit-only is not offered (N8)";
  EXPECT_NE(seven.cell("dotnet4-native-legacy", "TLS 1.2").reason.find("only to programs that ask"), std::string::npos);
}

TEST(DotNet, WhatIsNotInstalledIsUnsupported) {
  const JudgedMachine seven(kAll, "7601:client:x64");
  EXPECT_EQ(seven.state("dotnet4-native-legacy", "TLS 1.2"), "unsupported");
  EXPECT_NE(seven.cell("dotnet4-native-legacy", "TLS 1.0").reason.find("not installed"), std::string::npos);
  EXPECT_EQ(seven.state("dotnet2-native", "TLS 1.0"), "unsupported");
}

TEST(Effective, AWindowsThatNoRowCoversMayLackTheProtocol) {
  const JudgedMachine machine(kAll, "19045:client:x64");
  const auto rows = audit::effective_protocols(rules::Defaults{}, machine.facts, machine.installation);
  const audit::StackRow* client = audit::find_row(rows, "HKLM", "schannel-client");
  ASSERT_NE(client, nullptr);
  const audit::Cell& cell = client->cells[rules::kTls12];
  EXPECT_NE(std::ranges::find(cell.possible, audit::CellState::unsupported), cell.possible.end());
  EXPECT_NE(cell.state, audit::CellState::on);
  EXPECT_NE(cell.doubt, audit::Doubt::none);
}

TEST(Effective, ReasonsNameTheProgramsThatTheySpeakOf) {
  const std::string net35 =
      "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\NET Framework "
      "Setup\\NDP\\v3.5]\n\"Install\"=dword:1\n\"SP\"=dword:1\n";
  const JudgedMachine machine(kAll + kRelease48 + net35, "19045:client:x64");
  const auto told = [&](std::string_view stack) {
    std::string text;
    for (const audit::Step& step : machine.cell(stack, "TLS 1.2").chain) text += std::string(step.text.view()) + "\n";
    return text + machine.cell(stack, "TLS 1.2").reason;
  };
  EXPECT_NE(told("dotnet2-native").find(".NET 2.0 to 3.5 program"), std::string::npos) << told("dotnet2-native");
  EXPECT_EQ(told("dotnet4-native-47").find(".NET 2.0 to 3.5 program"), std::string::npos) << told("dotnet4-native-47");
}

}  // namespace
