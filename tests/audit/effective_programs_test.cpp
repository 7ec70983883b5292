#include <gtest/gtest.h>

#include <algorithm>

#include "audit/effective.h"
#include "tests/audit/model_texts.h"

namespace {

using hiveaudit_tests::JudgedMachine;
using hiveaudit_tests::kAll;
using hiveaudit_tests::kRelease48;
using hiveaudit_tests::kSystem;
using hiveaudit_tests::kWinHttp;
using hiveaudit_tests::release;

const std::string kDotNet = "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\.NETFramework\\v4.0.30319]\n";

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
  EXPECT_EQ(state("\"ProductReleaseIds\"=\"O365ProPlusRetail\"\n" + office +
                  "15.0\\ClickToRun\\Configuration]\n\"VersionToReport\"=\"15.0.5589.1001\"\n"
                  "\"ProductReleaseIds\"=dword:1\n"),
            "unknown, unreadable")
      << "whether the other one has an Outlook cannot be read";
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

TEST(Office, TheVersionOfItsLibraryDecidesForTheInstallersKind) {
  const std::string own =
      "[HKEY_CURRENT_USER\\Software\\Microsoft\\Office\\15.0\\Common\\Internet]\n\"WinHttpSecureProtocols\"=dword:a8\n";
  const std::string installer =
      "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\Office15.PROPLUS]\n";
  const std::string click_to_run =
      "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Office\\15.0\\ClickToRun\\Configuration]\n"
      "\"VersionToReport\"=\"15.0.5589.1001\"\n\"ProductReleaseIds\"=\"HomeBusinessRetail\"\n";
  const auto cell = [&](const std::string& text, const std::string& version) {
    JudgedMachine machine(kAll + own + text, "19045:client:x64");
    const auto fact = std::ranges::find(machine.facts.items, "file.mso15.version", &audit::Fact::id);
    if (fact == machine.facts.items.end()) return audit::Cell{};
    fact->state = version.empty() ? audit::Fact::State::unknown : audit::Fact::State::known;
    fact->value = version;
    machine.rows =
        audit::effective_protocols(hiveaudit_tests::rulebook().defaults, machine.facts, machine.installation);
    return machine.cell("office-winhttp", "TLS 1.2");
  };
  EXPECT_EQ(cell(installer, "15.0.4753.1001").state, audit::CellState::off);
  EXPECT_EQ(cell(installer, "15.0.4753.1001").doubt, audit::Doubt::none);
  EXPECT_EQ(cell(installer, "15.0.4753.1000").state, audit::CellState::on) << "it does not read the value";
  EXPECT_EQ(cell(installer, "").doubt, audit::Doubt::unknown_fact);
  EXPECT_NE(cell(installer, "").reason.find("reads its own setting only from an update on"), std::string::npos);
  EXPECT_EQ(cell("", "15.0.4753.1001").state, audit::CellState::on) << "no Office is there";
  EXPECT_EQ(cell(click_to_run + installer, "15.0.4753.1001").doubt, audit::Doubt::none);
  EXPECT_EQ(cell(click_to_run + installer, "15.0.4753.1000").doubt, audit::Doubt::unknown_fact);
  EXPECT_EQ(cell(click_to_run, "15.0.4753.1000").doubt, audit::Doubt::none);
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

}  // namespace
