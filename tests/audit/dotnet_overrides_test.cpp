#include "audit/dotnet_overrides.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/audit/judged_machine.h"

namespace {

TEST(DotNetOverrides, TextIsReadAsDotNetReadsIt) {
  for (const char* text : {"Tls12", "Tls, Tls11, Tls12", " Tls11 ,Tls12 ", "SystemDefault", "0", "3072", "4080"}) {
    EXPECT_TRUE(audit::keeps_tls12(text)) << text;
  }
  for (const char* text : {"Tls", "Ssl3, Tls", "Tls11", "192", "1024", "3073", "65535", "Tls13"}) {
    EXPECT_FALSE(audit::keeps_tls12(text)) << text;
  }
  for (const char* text : {"", "tls", "TLS 1.0", "Tls; Tls11", "Ssl2"}) {
    EXPECT_TRUE(audit::keeps_tls12(text)) << text << ": not a name that .NET knows, so it is passed over";
  }
}

const std::string kBase =
    "[HKEY_LOCAL_MACHINE\\SYSTEM]\n"
    "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\NET Framework Setup\\NDP\\v4\\Full]\n\"Install\"=dword:1\n"
    "\"Release\"=dword:00080eb1\n";

std::size_t told(const std::string& text, std::string_view stack, std::string_view words) {
  const hiveaudit_tests::JudgedMachine machine(kBase + text, "19045.3803:client:x64");
  const audit::Cell cell = machine.cell(stack, "TLS 1.2");
  return static_cast<std::size_t>(std::ranges::count_if(
      cell.chain, [&](const audit::Step& step) { return step.text.find(words) != std::string::npos; }));
}

TEST(DotNetOverrides, EachProgramThatLosesTls12IsNamedInItsView) {
  const std::string key =
      "Microsoft\\.NETFramework\\v4.0.30319\\System.Net.ServicePointManager.SecurityProtocol]\n"
      "\"C:\\\\Old\\\\Mailer.exe\"=\"Tls\"\n\"C:\\\\New\\\\App.exe\"=\"Tls12\"\n";
  const std::string native = "[HKEY_LOCAL_MACHINE\\SOFTWARE\\" + key;
  EXPECT_EQ(told(native, "dotnet4-native-47", "C:\\Old\\Mailer.exe is given protocols of its own, Tls,"), 1U);
  EXPECT_EQ(told(native, "dotnet4-native-47", "App.exe"), 0U);
  EXPECT_EQ(told(native, "dotnet4-wow64-47", "Mailer.exe"), 0U);
  EXPECT_EQ(told(native, "dotnet2-native", "Mailer.exe"), 0U) << "CLR 4 alone";
  EXPECT_EQ(told("[HKEY_LOCAL_MACHINE\\SOFTWARE\\Wow6432Node\\" + key, "dotnet4-wow64-47", "Mailer.exe"), 1U);
  const std::string system =
      "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\.NETFramework\\v4.0.30319\\"
      "System.Net.ServicePointManager.SystemDefaultTlsVersions]\n"
      "\"C:\\\\A.exe\"=dword:0\n\"C:\\\\B.exe\"=dword:1\n\"C:\\\\C.exe\"=\"0\"\n";
  EXPECT_EQ(told(system, "dotnet4-native-legacy", "is kept from following Windows"), 1U);
  EXPECT_EQ(told(system, "dotnet4-native-47", "is kept from following Windows"), 0U) << "strong cryptography is on";
}

}  // namespace
