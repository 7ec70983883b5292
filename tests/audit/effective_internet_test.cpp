#include <gtest/gtest.h>

#include <algorithm>

#include "audit/effective.h"
#include "tests/audit/model_texts.h"

namespace {

using hiveaudit_tests::JudgedMachine;
using hiveaudit_tests::kAll;
using hiveaudit_tests::kClient12;
using hiveaudit_tests::kInternet;
using hiveaudit_tests::kKb3140245;
using hiveaudit_tests::kOn;
using hiveaudit_tests::kSystem;
using hiveaudit_tests::kUserInternet;
using hiveaudit_tests::kWinHttp;

const std::string kMachinePolicy = "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies" + kInternet + "]\n";
const std::string kUserPolicy = "[HKEY_CURRENT_USER\\Software\\Policies" + kInternet + "]\n";

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

TEST(WinHttp, OffForLackOfAFactIsNoOffWhereOddDataIsReadAtItsBest) {
  std::string client = kClient12 + "\"Enabled\"=\"no\"\n";
  const std::string mask = kWinHttp + "\"DefaultSecureProtocols\"=dword:a00\n";
  EXPECT_EQ(JudgedMachine(kAll + client + mask, "7601").state("winhttp-native", "TLS 1.2"), "off or on")
      << "with the update the value counts";
  client.replace(client.find("TLS 1.2"), 7, "TLS 1.0");
  EXPECT_EQ(JudgedMachine(kAll + client + mask, "7601").state("winhttp-native", "TLS 1.0"), "off or on")
      << "without it TLS 1.0 stays, and a rule that wants it off must not pass";
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
  std::string ssl2 = kClient12;
  ssl2.replace(ssl2.find("TLS 1.2"), 7, "SSL 2.0");
  const auto with_ssl2 = [&](const std::string& values) {
    return JudgedMachine(kAll + kKb3140245 + ssl2 + values + kWinHttp + "\"DefaultSecureProtocols\"=dword:aa8\n",
                         "7601")
        .state("winhttp-native", "TLS 1.2");
  };
  EXPECT_EQ(with_ssl2(kOn), "off or on");
  EXPECT_EQ(with_ssl2("\"Enabled\"=dword:0\n"), "on") << "nobody is given SSL 2.0";
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
  EXPECT_EQ(state(kUserInternet + off + kMachinePolicy + "\"Security_HKLM_only\"=dword:1\n").otherwise->state,
            audit::CellState::on)
      << "that the user's setting is ignored is known for zones alone";
  EXPECT_EQ(state(kUserInternet + on + kMachinePolicy + "\"Security_HKLM_only\"=dword:1\n").otherwise.has_value(),
            false);
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

}  // namespace
