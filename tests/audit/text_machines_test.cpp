// A machine exported as .reg texts gives the findings of its hives, and a text never answers what it does not say.

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <span>
#include <tuple>

#include "audit/audit.h"
#include "audit/options.h"
#include "hive/reg_defect.h"
#include "rules/rule_set.h"
#include "rules/vocabulary.h"
#include "tests/audit/judged_machine.h"
#include "tests/support/reg_export.h"
#include "tests/support/source_dir.h"
#include "tests/support/temp_folder.h"

namespace {

namespace fs = std::filesystem;
using hiveaudit_tests::rulebook;
using hiveaudit_tests::TempFolder;

audit::Report audited(const std::string& target, const std::string& os = {}, const std::string& overlay = {}) {
  audit::Options options;
  options.verb = "audit";
  options.words = {target};
  options.now = "2026-11-22T00:00:00Z";
  options.second_reader = audit::SecondReaderMode::never;
  options.open.overlay = overlay;
  options.os_text = os;
  options.os = hiveaudit_tests::os_of(os);
  return audit::audit_targets(options, rulebook(), "", {}, [](const std::string&) {});
}

using Found = std::tuple<std::string, std::string, std::string, std::string, std::string, std::string>;

/// The findings about the machine; those about the lines of texts are left out.
std::vector<Found> findings(const audit::Report& report) {
  std::vector<Found> out;
  for (const audit::InstallationRow& installation : report.targets.at(0).installations) {
    for (const audit::FindingRow& it : installation.findings) {
      if (it.area == "RegText.Lines") continue;
      out.emplace_back(it.rule, it.scope, std::string(audit::name_of(it.verdict)), it.message, it.expected, it.actual);
    }
  }
  std::ranges::sort(out);
  return out;
}

const audit::FindingRow* find(const audit::Report& report, std::string_view rule, std::string_view scope) {
  for (const audit::InstallationRow& installation : report.targets.at(0).installations) {
    for (const audit::FindingRow& it : installation.findings) {
      if (it.rule == rule && it.scope == scope) return &it;
    }
  }
  return nullptr;
}

std::size_t count(const audit::Report& report, audit::Verdict verdict, bool about_lines) {
  std::size_t out = 0;
  for (const audit::InstallationRow& installation : report.targets.at(0).installations) {
    out += static_cast<std::size_t>(std::ranges::count_if(installation.findings, [&](const audit::FindingRow& it) {
      return it.verdict == verdict && (it.area == "RegText.Lines") == about_lines;
    }));
  }
  return out;
}

std::string bytes_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string write(const TempFolder& folder, const std::string& name, std::string_view text) {
  return folder.write(name, std::as_bytes(std::span(text)));
}

/// The texts of a fixture machine as hives in one folder, and exported again in another.
void make_machine(const std::string& machine, const TempFolder& hives, const TempFolder& texts) {
  for (const auto& entry : fs::directory_iterator(hiveaudit_tests::source_dir() / "fixtures/machines" / machine)) {
    const std::string file = bytes_of(entry.path());
    const auto text = hive::decode_reg_text(std::as_bytes(std::span(file)));
    ASSERT_TRUE(text);
    std::string name = entry.path().stem().string();
    // DEFAULT alone is the name of LocalSystem's hive.
    if (name == "Default") name = "Default User";
    for (hive::MemoryHive& built : hiveaudit_tests::hives_of(*text)) {
      hives.write(built.user.empty() ? built.name : name + ".hiv", built.bytes);
      const auto hive = hive::Hive::open(hive::open_memory(built.bytes), name);
      ASSERT_TRUE(hive);
      const std::string prefix = built.user.empty() ? "HKEY_LOCAL_MACHINE\\" + built.name : "HKEY_CURRENT_USER";
      write(texts, name + ".reg", hiveaudit_tests::reg_export(*hive, prefix));
    }
  }
}

// The rules may not know the reader, so its words stand in both: they must stay the same words.
TEST(TextMachines, RulesAskForTheDefectsThatTheReaderTells) {
  EXPECT_TRUE(std::ranges::equal(rules::kRegLineWords, hive::kRegDefectCodes));
}

TEST(TextMachines, ExportsGiveTheFindingsOfTheirHives) {
  for (const auto& entry : fs::directory_iterator(hiveaudit_tests::source_dir() / "fixtures/machines")) {
    const std::string machine = entry.path().filename().string();
    const TempFolder hives;
    const TempFolder texts;
    make_machine(machine, hives, texts);
    const audit::Report of_hives = audited(hives.path().string());
    const audit::Report of_texts = audited(texts.path().string());
    const auto expected = findings(of_hives);
    const auto found = findings(of_texts);
    EXPECT_GT(expected.size(), 50U) << machine;
    ASSERT_EQ(expected.size(), found.size()) << machine;
    for (std::size_t i = 0; i < expected.size(); ++i) EXPECT_EQ(expected[i], found[i]) << machine;
    EXPECT_EQ(of_hives.exit_code, of_texts.exit_code) << machine;
    EXPECT_EQ(count(of_texts, audit::Verdict::fail, true), 0U) << machine;
    // The texts that we write by hand are the same machine.
    const auto written = findings(audited(entry.path().string()));
    EXPECT_EQ(written, expected) << machine;
  }
}

TEST(TextMachines, EvidenceNamesTheFileAndItsLine) {
  const TempFolder hives;
  const TempFolder texts;
  make_machine("win10-22h2-golden", hives, texts);
  const audit::Report report = audited(texts.path().string());
  const audit::InstallationRow& installation = report.targets.at(0).installations.at(0);
  std::size_t lines = 0;
  for (const audit::FindingRow& finding : installation.findings) {
    for (const audit::EvidenceRow& seen : finding.evidence) {
      EXPECT_FALSE(seen.key_offset || seen.value_offset || seen.written) << finding.rule;
      EXPECT_EQ(seen.second_reader, "not_asked");
      if (seen.line) ++lines;
      if (seen.state == "present" || seen.state == "absent") {
        EXPECT_TRUE(seen.line && seen.hive) << finding.rule << " " << seen.key;
      }
    }
  }
  EXPECT_GT(lines, 100U);
  for (const audit::HiveRow& row : installation.hives) {
    EXPECT_TRUE(row.sha256);
    EXPECT_FALSE(row.sequence || row.written);
    EXPECT_EQ(row.state, "clean");
    EXPECT_TRUE(row.logs.empty());
  }
}

constexpr std::string_view kVersion = "Windows Registry Editor Version 5.00\r\n\r\n";
constexpr std::string_view kClient =
    "[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\Protocols\\TLS "
    "1.2\\Client]\r\n";

TEST(TextMachines, AFragmentFailsForWhatItSaysAndPassesNothingThatItDoesNotSay) {
  const TempFolder folder;
  const std::string off =
      write(folder, "off.reg", std::string(kVersion) + std::string(kClient) + "\"Enabled\"=dword:00000000\r\n");
  const audit::Report report = audited(off, "19045:client:x64");
  EXPECT_EQ(report.targets.at(0).kind, "reg-text");
  EXPECT_GT(count(report, audit::Verdict::fail, false), 0U);
  const audit::FindingRow* client = find(report, "TLS1011", "HKLM");
  ASSERT_NE(client, nullptr);
  EXPECT_EQ(client->verdict, audit::Verdict::fail) << client->message;
  for (const audit::FindingRow& it : report.targets.at(0).installations.at(0).findings) {
    if (it.verdict != audit::Verdict::pass) continue;
    for (const audit::EvidenceRow& seen : it.evidence) EXPECT_TRUE(seen.line) << it.rule << " " << seen.key;
  }
  // The same value in an import file, which speaks of nothing else.
  const std::string on = write(
      folder, "on.reg", std::string(kVersion) + std::string(kClient) + "\"Enabled\"=dword:00000001\r\n\"gone\"=-\r\n");
  EXPECT_NE(find(audited(on, "19045:client:x64"), "TLS1011", "HKLM")->verdict, audit::Verdict::pass);
}

TEST(TextMachines, ATextThatSaysNothingOfTlsIsNotClean) {
  const TempFolder folder;
  const std::string path = write(folder, "x.reg", std::string(kVersion) + "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Vendor]\r\n");
  const audit::Report report = audited(path, "19045:client:x64");
  EXPECT_EQ(report.exit_code, 3);
  for (const audit::FindingRow& it : report.targets.at(0).installations.at(0).findings) {
    // What --os alone tells may pass; nothing may pass for what the text leaves out.
    for (const audit::EvidenceRow& seen : it.evidence) {
      EXPECT_FALSE(it.verdict == audit::Verdict::pass && seen.hive) << it.rule << " " << seen.key;
    }
  }
}

TEST(TextMachines, DefectiveLinesAreFindings) {
  const TempFolder folder;
  const std::string path =
      write(folder, "x.reg", std::string(kVersion) + std::string(kClient) + "\"Enabled\"=dword:0x1\r\n");
  const audit::Report report = audited(path, "19045:client:x64");
  const audit::FindingRow* finding = find(report, "TLS1901", "HKLM");
  ASSERT_NE(finding, nullptr);
  EXPECT_EQ(finding->verdict, audit::Verdict::fail);
  ASSERT_EQ(finding->evidence.size(), 1U);
  EXPECT_EQ(finding->evidence[0].line, 4U);
  EXPECT_EQ(finding->evidence[0].data, "\"Enabled\"=dword:0x1");
  EXPECT_EQ(report.exit_code, 1);
}

TEST(TextMachines, AnOverlayIsJudgedAsIfItHadBeenImported) {
  const TempFolder hives;
  const TempFolder texts;
  make_machine("win10-22h2-golden", hives, texts);
  const TempFolder overlays;
  EXPECT_EQ(audited(hives.path().string()).exit_code, 1);
  const std::string mends =
      write(overlays, "mends.reg",
            std::string(kVersion) +
                "[HKEY_CURRENT_USER\\Software\\Microsoft\\Windows\\CurrentVersion\\Internet Settings]\r\n"
                "\"SecureProtocols\"=dword:00000a80\r\n"
                "[HKEY_CURRENT_USER\\Software\\Microsoft\\Office\\16.0\\Common\\Internet]\r\n"
                "\"WinHttpSecureProtocols\"=-\r\n");
  const audit::Report mended = audited(hives.path().string(), {}, mends);
  EXPECT_EQ(mended.exit_code, 0);
  const audit::InstallationRow& installation = mended.targets.at(0).installations.at(0);
  EXPECT_EQ(installation.hives.back().path, mends);
  EXPECT_EQ(installation.hives.back().role, "OTHER");
  bool cited = false;
  for (const audit::FindingRow& it : installation.findings) {
    for (const audit::EvidenceRow& seen : it.evidence) {
      if (seen.hive == installation.hives.size() - 1) cited = cited || (seen.line && seen.second_reader == "not_asked");
    }
  }
  EXPECT_TRUE(cited);
  EXPECT_EQ(mended.options.at("overlay"), mends);
  const std::string breaks =
      write(overlays, "breaks.reg", std::string(kVersion) + std::string(kClient) + "\"Enabled\"=dword:00000000\r\n");
  const audit::Report broken = audited(hives.path().string(), {}, breaks);
  EXPECT_EQ(broken.exit_code, 1);
  EXPECT_EQ(find(broken, "TLS1011", "HKLM")->verdict, audit::Verdict::fail);
  // Over texts as over hives.
  EXPECT_EQ(findings(audited(texts.path().string(), {}, mends)), findings(mended));
  EXPECT_EQ(findings(audited(texts.path().string(), {}, breaks)), findings(broken));
}

TEST(TextMachines, AnOverlayThatIsNoTextIsAnError) {
  const TempFolder hives;
  const TempFolder texts;
  make_machine("win10-22h2-sound", hives, texts);
  EXPECT_EQ(audited(hives.path().string()).exit_code, 0);
  EXPECT_EQ(audited(hives.path().string(), {}, (hives.path() / "SYSTEM").string()).exit_code, 3);
  EXPECT_EQ(audited(hives.path().string(), {}, (hives.path() / "missing.reg").string()).exit_code, 3);
}

}  // namespace
