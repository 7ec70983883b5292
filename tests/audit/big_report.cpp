#include "tests/audit/big_report.h"

#include <fmt/format.h>

#include <array>

using namespace audit;

namespace hiveaudit_tests {
namespace {

constexpr std::array kAreas = {"Schannel.Server", "Schannel.Client", "WinHTTP.Values", "WinINet.User",
                               "DotNet4.Native"};
constexpr std::array kScopes = {"HKLM", "user:alice", "user:bob", "default-user"};
constexpr std::array kStacks = {"schannel-client",       "schannel-server",      "winhttp-native", "winhttp-wow64",
                                "dotnet4-native-legacy", "dotnet4-wow64-legacy", "dotnet2-native"};
constexpr std::array kProtocolNames = {"SSL 2.0", "SSL 3.0", "TLS 1.0", "TLS 1.1", "TLS 1.2", "TLS 1.3"};

/// Of a hundred checks on real machines, about so many end in each way.
Verdict usual_verdict(std::size_t number) {
  const std::size_t of_hundred = number * 37 % 100;
  if (of_hundred < 12) return Verdict::fail;
  if (of_hundred < 15) return Verdict::error;
  if (of_hundred < 20) return Verdict::informational;
  if (of_hundred < 65) return Verdict::pass;
  return of_hundred < 70 ? Verdict::not_checked : Verdict::not_applicable;
}

EvidenceRow evidence(std::size_t number) {
  EvidenceRow row;
  row.key =
      fmt::format("HKLM\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\Protocols\\Part {}\\Server",
                  number % 150);
  row.stored_as = "ControlSet001" + row.key.substr(29);
  row.name = "Enabled";
  row.state = "present";
  row.type = "REG_DWORD";
  row.data = "0x00000000";
  row.raw = "00000000";
  row.written = "2024-03-11T09:14:55.1234567Z";
  row.hive = 0;
  row.key_offset = 0x1a2b0 + number;
  row.value_offset = 0x1a318 + number;
  row.second_reader = "agrees";
  return row;
}

FindingRow finding(std::size_t number, Verdict verdict) {
  FindingRow row;
  row.rule = fmt::format("TLS{}", 1000 + number / kScopes.size());
  row.scope = kScopes[number % kScopes.size()];
  row.verdict = verdict;
  row.severity = static_cast<Severity>(number % 5);
  row.fails_gate = verdict == Verdict::fail && row.severity >= Severity::medium;
  row.area = kAreas[number % kAreas.size()];
  row.title = fmt::format("Programs of part {} may use TLS 1.2", number);
  row.why = "A present, zero Enabled value switches the version off for IIS, RDP, LDAPS and WinRM alike.";
  row.expected = "absent, or anything but zero";
  row.actual = "Enabled is REG_DWORD 0x00000000";
  row.message = row.title + ": " + row.actual;
  row.fingerprint = fmt::format("{:032x}", number);
  row.confidence = "high";
  row.evidence = {evidence(number)};
  if (verdict != Verdict::fail) return row;
  row.sources = {{"TLS registry settings (Microsoft)",
                  "https://learn.microsoft.com/en-us/windows-server/security/tls/tls-registry-settings"}};
  row.fix = {{row.evidence[0].key, "Enabled", "REG_DWORD", "1", "Restart the machine."}};
  return row;
}

InstallationRow installation(std::size_t first, std::size_t count, Health health) {
  InstallationRow row;
  row.label = "Windows";
  row.os = {"Windows Server 2016 Standard", 14393, 6614, "x64", "server", "hive"};
  row.control_set = 1;
  HiveRow hive;
  hive.role = "SYSTEM";
  hive.path = "Windows/System32/config/SYSTEM";
  hive.sha256 = std::string(64, 'c');
  hive.size_bytes = 12'058'624;
  hive.state = "clean";
  hive.sequence = {{2107, 2107}};
  row.hives = {hive};
  for (const char* stack : kStacks) {
    for (const char* protocol : kProtocolNames) {
      EffectiveRow cell;
      cell.scope = "HKLM";
      cell.stack = stack;
      cell.protocol = protocol;
      cell.state = protocol == std::string_view("SSL 2.0") ? "unsupported" : "on";
      cell.basis = "default";
      cell.reason = fmt::format("nothing is set, and this Windows offers {} by default", protocol);
      cell.confidence = "high";
      row.effective.push_back(cell);
    }
  }
  for (std::size_t i = 0; i < count; ++i)
    row.findings.push_back(finding(first + i, health == Health::all_fail ? Verdict::fail : usual_verdict(i)));
  for (const FindingRow& one : row.findings) ++row.totals[std::string(name_of(one.verdict))];
  return row;
}

}  // namespace

Report big_report(std::size_t findings, std::size_t targets, Health health) {
  Report report;
  report.tool_version = "0.1.0";
  report.verb = "audit";
  report.profile = "m365";
  report.profile_title = "Microsoft 365 over TLS 1.2";
  report.gate = "medium";
  report.now = "2026-11-22T04:08:00Z";
  report.rules_sha256 = std::string(64, 'a');
  report.exit_code = 1;
  for (std::size_t i = 0; i < targets; ++i) {
    const std::size_t first = findings * i / targets;
    const std::string name = fmt::format("machine-{:03}", i);
    report.targets.push_back(
        {"images/" + name, name, "tree", {}, {}, {installation(first, findings * (i + 1) / targets - first, health)}});
    for (const auto& [verdict, count] : report.targets.back().installations[0].totals) report.totals[verdict] += count;
    for (const FindingRow& one : report.targets.back().installations[0].findings)
      report.totals["gate"] += one.fails_gate ? 1 : 0;
  }
  return report;
}

}  // namespace hiveaudit_tests
