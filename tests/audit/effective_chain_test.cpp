// What the reasons say: steps that stand there only when they are true, and the sentence in the end.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "audit/effective.h"
#include "tests/audit/model_texts.h"

namespace {

using hiveaudit_tests::JudgedMachine;
using hiveaudit_tests::kAll;
using hiveaudit_tests::kClient12;
using hiveaudit_tests::kKb3140245;
using hiveaudit_tests::kRelease48;
using hiveaudit_tests::kWinHttp;

/// All steps of a cell, a line each.
std::string chain(const std::string& text, std::string_view os, std::string_view stack) {
  std::string all;
  for (const audit::Step& step : JudgedMachine(text, os).cell(stack, "TLS 1.2").chain) {
    all += std::string(step.text.view()) + "\n";
  }
  return all;
}
bool has(const std::string& text, std::string_view words) { return text.find(words) != std::string::npos; }

TEST(EffectiveChain, WinHttpSaysOfAValueThatIsThereWhetherItIsRead) {
  const std::string value = kWinHttp + "\"DefaultSecureProtocols\"=dword:a00\n";
  const auto told = [](const std::string& text) { return chain(kAll + text, "7601:client:x64", "winhttp-native"); };
  const std::string open = "Whether this Windows reads DefaultSecureProtocols is not known";
  const std::string no = "This Windows does not read DefaultSecureProtocols";
  std::string missing = kKb3140245;
  missing.replace(missing.find("dword:70"), 8, "dword:00");
  EXPECT_TRUE(has(told(value), open));
  EXPECT_FALSE(has(told(""), open)) << "there is nothing to read";
  EXPECT_FALSE(has(told(kKb3140245 + value), open));
  EXPECT_TRUE(has(told(missing + value), no));
  EXPECT_FALSE(has(told(missing), no));
  EXPECT_FALSE(has(told(kKb3140245 + value), no));
}

TEST(EffectiveChain, WinHttpNamesTheUpdateAndLooksForAFallbackWhereItCounts) {
  const std::string value = kWinHttp + "\"DefaultSecureProtocols\"=dword:a00\n";
  const std::string open = JudgedMachine(kAll + value, "7601:client:x64").cell("winhttp-native", "TLS 1.2").reason;
  EXPECT_TRUE(has(open, "KB3140245")) << open;
  const std::string fallback = kWinHttp + "\"EnableInsecureTlsFallback\"=dword:1\n";
  const auto told = [](const std::string& text) {
    return chain(kAll + text, "19045.3803:client:x64", "winhttp-native");
  };
  EXPECT_TRUE(has(told(value + fallback), "EnableInsecureTlsFallback is 0x00000001"));
  const std::string all = kWinHttp + "\"DefaultSecureProtocols\"=dword:a80\n";
  EXPECT_FALSE(has(told(all + fallback), "EnableInsecureTlsFallback")) << "nothing is left that could come back";
}

TEST(EffectiveChain, FactsStandThereWithWhatIsKnownOfThem) {
  const auto told = [](const std::string& text) { return chain(kAll + text, "7601:client:x64", "winhttp-native"); };
  EXPECT_TRUE(has(told(kKb3140245), "rollup that holds it): met")) << told(kKb3140245);
  EXPECT_TRUE(has(told(""), "rollup that holds it): unknown, ")) << told("");
  EXPECT_TRUE(has(chain(kAll, "7601:client:x64", "dotnet4-native-46"), ": not found"));
}

TEST(EffectiveChain, TheReasonOfADoubtIsTheClientsWithOneFullStop) {
  const std::string damaged = kClient12 + "\"Enabled\"=dword:1\n";
  const JudgedMachine machine(kAll + damaged, "");
  for (const char* stack : {"winhttp-native", "wininet", "office-winhttp"}) {
    const std::string reason = machine.cell(stack, "TLS 1.2").reason;
    EXPECT_GT(reason.size(), 20U) << stack;
    EXPECT_TRUE(reason.ends_with('.')) << reason;
    EXPECT_FALSE(reason.ends_with("..")) << reason;
  }
}

TEST(EffectiveChain, WhatRestsOnTheClientTellsTheClientsReason) {
  const std::string no_system = std::string(hiveaudit_tests::kSoftware) + std::string(hiveaudit_tests::kUser);
  const JudgedMachine machine(no_system, "19045.3803:client:x64");
  const std::string client = machine.cell("schannel-client", "TLS 1.2").reason;
  EXPECT_EQ(client, "The SYSTEM hive, which decides this, is not among the inputs.");
  EXPECT_EQ(machine.cell("winhttp-native", "TLS 1.2").reason, client);
  EXPECT_EQ(machine.cell("office-winhttp", "TLS 1.2").reason, client);
  const JudgedMachine off(kAll + kClient12 + "\"Enabled\"=dword:0\n", "");
  EXPECT_EQ(off.cell("office-winhttp", "TLS 1.2").reason,
            "Outlook follows WinHTTP. " + off.cell("winhttp-native", "TLS 1.2").reason);
}

TEST(EffectiveChain, OfficeTellsItsBitnessWhereItFollowsAView) {
  const std::string office =
      "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Office\\ClickToRun\\Configuration]\n\"Platform\"=\"x86\"\n"
      "\"VersionToReport\"=\"16.0.17126.20132\"\n\"ProductReleaseIds\"=\"O365ProPlusRetail\"\n";
  const std::string own =
      "[HKEY_CURRENT_USER\\Software\\Microsoft\\Office\\16.0\\Common\\Internet]\n\"WinHttpSecureProtocols\"=dword:"
      "a00\n";
  EXPECT_TRUE(has(chain(kAll + office, "19045:client:x64", "office-winhttp"), "Office is x86."));
  EXPECT_FALSE(has(chain(kAll + office, "19045:client:x86", "office-winhttp"), "Office is x86.")) << "one view";
  EXPECT_FALSE(has(chain(kAll + office + own, "19045:client:x64", "office-winhttp"), "Office is x86."));
  EXPECT_TRUE(has(chain(kAll, "19045:client:x64", "office-winhttp"), "The bitness of Office is not known"));
}

TEST(EffectiveChain, DotNetNamesTheFrameworkThatIsNotThereAndTheProgram) {
  const auto reason = [](const char* stack) {
    return JudgedMachine(kAll, "9600:client:x64").cell(stack, "TLS 1.2").reason;
  };
  EXPECT_EQ(reason("dotnet2-native"), ".NET Framework 3.5 is not installed, so no such program runs.");
  EXPECT_EQ(reason("dotnet4-native-47"), ".NET Framework 4 is not installed, so no such program runs.");
  const auto program = [](const char* stack) {
    return JudgedMachine(kAll + kRelease48, "19045:client:x64").cell(stack, "TLS 1.2").reason;
  };
  EXPECT_TRUE(program("dotnet4-native-46").starts_with("A program built for .NET 4.6 to 4.6.2"));
  EXPECT_TRUE(program("dotnet4-native-47").starts_with("A program built for .NET 4.7 or later"));
  EXPECT_TRUE(program("dotnet4-native-legacy").starts_with("A program built for .NET 4.5.2 or earlier"));
}

TEST(EffectiveChain, StatesAreFoundByTheirNames) {
  for (const char* word : {"on", "explicit-only", "off", "unsupported", "unknown"}) {
    const auto state = audit::find_cell_state(word);
    ASSERT_TRUE(state) << word;
    EXPECT_EQ(audit::name_of(*state), word);
  }
  EXPECT_FALSE(audit::find_cell_state("On"));
}

}  // namespace
