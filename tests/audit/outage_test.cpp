// TLS 1.0 and 1.1 switched off for clients while .NET was told nothing: an outage on every Windows, and none once
// .NET was told (os.md 16.6, last row).

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/audit/judged_machine.h"

namespace {

using hiveaudit_tests::rulebook;

std::string off(std::string_view protocol) {
  return fmt::format(
      "[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\Protocols\\{}\\Client]\n"
      "\"Enabled\"=dword:0\n\"DisabledByDefault\"=dword:1\n",
      protocol);
}

const std::string kHardened =
    off("SSL 3.0") + off("TLS 1.0") + off("TLS 1.1") +
    "[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\Protocols\\TLS "
    "1.2\\Client]\n"
    "\"Enabled\"=dword:1\n\"DisabledByDefault\"=dword:0\n"
    "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\NET Framework Setup\\NDP\\v4\\Full]\n\"Install\"=dword:1\n"
    "\"Release\"=dword:00080eb1\n"
    "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\NET Framework Setup\\NDP\\v3.5]\n\"Install\"=dword:1\n";

std::string told() {
  std::string text;
  for (const char* view : {"", "Wow6432Node\\"}) {
    for (const char* clr : {"v4.0.30319", "v2.0.50727"}) {
      text += fmt::format("[HKEY_LOCAL_MACHINE\\SOFTWARE\\{}Microsoft\\.NETFramework\\{}]\n", view, clr) +
              "\"SchUseStrongCrypto\"=dword:1\n\"SystemDefaultTlsVersions\"=dword:1\n";
    }
  }
  return text;
}

audit::Verdict verdict(std::string_view rule, const std::string& text, const std::string& os) {
  const hive::Installation machine = hiveaudit_tests::machine_of(text);
  const auto facts = audit::collect_facts(rulebook().facts, machine, hiveaudit_tests::os_of(os));
  const auto rows = audit::effective_protocols(rulebook().defaults, facts, machine);
  const rules::Rule& judged = *rulebook().find_rule(rule);
  const auto findings = audit::evaluate(judged, judged.severity, audit::Judged{machine, facts, rows});
  EXPECT_EQ(findings.size(), 1U) << rule;
  return findings.empty() ? audit::Verdict::error : findings.front().verdict;
}

TEST(Outage, OldProtocolsOffBeforeDotNetWasToldOnEveryWindows) {
  for (const char* build :
       {"7601", "9200", "9600", "10240", "14393", "17763", "19045.3803", "20348", "22000", "22631", "26100"}) {
    const std::string os = std::string(build) + ":server:x64";
    for (const char* rule : {"TLS1420", "TLS1421", "TLS1422", "TLS1423"}) {
      EXPECT_EQ(verdict(rule, kHardened, os), audit::Verdict::fail) << rule << " on " << os;
    }
    for (const char* rule : {"TLS1420", "TLS1421"}) {
      EXPECT_EQ(verdict(rule, kHardened + told(), os), audit::Verdict::pass) << rule << " on " << os;
    }
  }
}

}  // namespace
