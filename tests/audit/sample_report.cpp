#include "tests/audit/sample_report.h"

#include <string>

using namespace audit;

namespace hiveaudit_tests {

const char* const kHostileText =
    "<b onclick=alert(1)>x</b></script><script>alert(2)</script> ]]> <!-- &amp; &#8; \" ' ` =cmd|' /C calc'!A0 "
    "\\u202Egnp.exe \\u001B[31m \\u000D\\u000Ainjected </style></details>";

namespace {

const char* const kSystemHash = "9f2c4a7d1b0e5f68a3c2d4e6f8091a2b3c4d5e6f708192a3b4c5d6e7f8091ae1";
const char* const kUserHash = "11223344556677889900aabbccddeeff00112233445566778899aabbccddeeff";
const char* const kProtocols =
    "HKLM\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\Protocols\\TLS 1.2\\";

EvidenceRow present(std::string key, std::string name, std::string data, std::size_t hive) {
  EvidenceRow row;
  row.key = std::move(key);
  if (const std::size_t at = row.key.find("\\Control\\"); at != std::string::npos)
    row.stored_as = "ControlSet001" + row.key.substr(at);
  row.name = std::move(name);
  row.state = "present";
  row.type = "REG_DWORD";
  row.data = std::move(data);
  row.raw = "00000000";
  row.written = "2024-03-11T09:14:55.1234567Z";
  row.hive = hive;
  row.key_offset = 0x1a2b0;
  row.value_offset = 0x1a318;
  row.second_reader = "agrees";
  return row;
}

EvidenceRow absent(std::string key, std::string name, std::string deepest, std::size_t hive) {
  EvidenceRow row;
  row.key = std::move(key);
  row.name = std::move(name);
  row.state = "absent";
  row.written = "2023-01-02T03:04:05.0000000Z";
  row.hive = hive;
  row.deepest_key = std::move(deepest);
  row.second_reader = "agrees";
  return row;
}

FindingRow finding(std::string rule, std::string scope, Verdict verdict, Severity severity, std::string title) {
  FindingRow row;
  row.rule = std::move(rule);
  row.scope = std::move(scope);
  row.verdict = verdict;
  row.severity = severity;
  row.fails_gate = verdict == Verdict::fail && severity >= Severity::medium;
  row.area = "Schannel.Server";
  row.title = std::move(title);
  row.message = row.title + ": " + std::string(name_of(verdict));
  row.why = "A present, zero Enabled value switches the version off for IIS, RDP, LDAPS and WinRM alike.";
  row.expected = "absent, or anything but zero";
  row.actual = "0x00000000";
  row.fingerprint = row.rule + "-" + row.scope + "-0123456789abcdef";
  row.confidence = "high";
  row.sources = {{"TLS registry settings (Microsoft)",
                  "https://learn.microsoft.com/en-us/windows-server/security/tls/tls-registry-settings"},
                 {"Observed on a test machine", ""}};
  return row;
}

EffectiveRow cell(std::string scope, std::string stack, std::string protocol, std::string state, std::string basis) {
  EffectiveRow row;
  row.scope = std::move(scope);
  row.stack = std::move(stack);
  row.protocol = std::move(protocol);
  row.state = std::move(state);
  row.basis = std::move(basis);
  row.reason = row.basis == "default" ? "nothing is set; this is what this Windows does by default"
                                      : "decided by a " + row.basis + " in the registry";
  row.confidence = "high";
  return row;
}

void add_stack(InstallationRow& installation, const std::string& scope, const std::string& stack) {
  const bool user = scope != "HKLM";
  const bool tls12_off = stack == "schannel-server" || stack == "dotnet2-native";
  const char* basis = user ? "value" : "default";
  installation.effective.push_back(cell(scope, stack, "SSL 2.0", "unsupported", "default"));
  installation.effective.push_back(cell(scope, stack, "SSL 3.0", "off", basis));
  installation.effective.push_back(cell(scope, stack, "TLS 1.0", "on", basis));
  installation.effective.push_back(cell(scope, stack, "TLS 1.1", "explicit-only", "application"));
  installation.effective.push_back(
      cell(scope, stack, "TLS 1.2", tls12_off ? "off" : "on", tls12_off ? "value" : basis));
  installation.effective.push_back(cell(scope, stack, "TLS 1.3", "unknown", "default"));
}

HiveRow hive(std::string role, std::string path, const char* sha256, std::uint64_t size) {
  HiveRow row;
  row.role = std::move(role);
  row.path = std::move(path);
  row.sha256 = sha256;
  row.size_bytes = size;
  row.state = "clean";
  row.sequence = {{2107, 2107}};
  row.written = "2024-03-11T09:14:55.1234567Z";
  return row;
}

InstallationRow golden_image() {
  InstallationRow installation;
  installation.label = "golden";
  installation.os = {"Windows Server 2016 Standard", 14393, 6614, "x64", "server", "hive"};
  installation.control_set = 1;
  installation.notes = {{"backup-hive", "RegBack/SYSTEM is a backup and was not used"}};
  FactRow name{"os.computer-name", "WIN-GOLD01", "known", absent("HKLM\\SYSTEM\\X", "ComputerName", "HKLM\\SYSTEM", 0)};
  installation.facts = {name, {"office.c2r.version", "", "unknown", std::nullopt}};

  HiveRow system = hive("SYSTEM", "win2016.golden/Windows/System32/config/SYSTEM", kSystemHash, 12'058'624);
  system.logs = {{.path = "win2016.golden/Windows/System32/config/SYSTEM.LOG1",
                  .sha256 = kSystemHash,
                  .size_bytes = 65536,
                  .outcome = "applied",
                  .entries_applied = {{2107, 2110}},
                  .pages_applied = 10,
                  .bytes_applied = 40960},
                 {.path = "win2016.golden/Windows/System32/config/SYSTEM.LOG2",
                  .outcome = "refused",
                  .reason = "its first entry is not valid"}};
  HiveRow alice = hive("USER", "win2016.golden/Users/alice/NTUSER.DAT", kUserHash, 8192);
  alice.user = "alice";
  alice.state = "dirty";
  alice.sequence = {{12, 11}};
  alice.anomalies = {{"bad-checksum", 508, "base block checksum is 0x1, expected 0x2"},
                     {"unsorted-list", 0x2038, kHostileText}};
  alice.anomalies_total = 2500;
  alice.anomaly_counts = {{"bad-checksum", 1}, {"unsorted-list", 2499}};
  HiveRow broken = hive("OTHER", "win2016.golden/Users/bob/NTUSER.DAT", kUserHash, 5);
  broken.sha256 = std::nullopt;
  broken.sequence = std::nullopt;
  broken.written = std::nullopt;
  broken.user = "bob <bob@example.test>";
  broken.state = "unreadable";
  broken.errors = {{"truncated", broken.path, std::nullopt, 5, "4096 bytes of base block", "5 bytes",
                    "the file ends inside its base block"}};
  installation.hives = {system, alice, broken};

  for (const char* stack : {"schannel-client", "schannel-server", "winhttp-native", "winhttp-wow64",
                            "dotnet4-native-legacy", "dotnet4-wow64-47", "dotnet2-native"})
    add_stack(installation, "HKLM", stack);
  add_stack(installation, "user:alice", "wininet");
  add_stack(installation, "default-user", "wininet");

  FindingRow off = finding("TLS1012", "HKLM", Verdict::fail, Severity::high, "TLS 1.2 usable by Schannel servers");
  off.message = "TLS 1.2 is turned off for Schannel servers (Enabled = 0)";
  off.requirements = {"A-40"};
  off.fix = {{std::string(kProtocols) + "Server", "Enabled", "REG_DWORD", "0x00000001", "A restart is needed.",
              FixBefore{"present", "REG_DWORD", "00000000", std::nullopt}},
             {std::string(kProtocols) + "Server", "DisabledByDefault", "", "", "",
              FixBefore{"absent", std::nullopt, std::nullopt, std::string(kProtocols) + "Server"}}};
  off.evidence = {
      present(std::string(kProtocols) + "Server", "Enabled", "0x00000000", 0),
      absent(std::string(kProtocols) + "Server", "DisabledByDefault", std::string(kProtocols) + "Server", 0)};
  off.disagreement = "One vendor page says that 0 is ignored; measured otherwise.";
  for (EffectiveRow& row : installation.effective) {
    if (row.stack != "schannel-server" || row.protocol != "TLS 1.2") continue;
    row.decided_by = off.fingerprint;
    row.reason = "Enabled is 0, so Schannel refuses TLS 1.2 for servers";
    row.chain = {{"Enabled is 0", off.evidence[0]}, {"DisabledByDefault is absent; not asked any more", std::nullopt}};
  }

  FindingRow hostile = finding("TLS2001", "user:alice", Verdict::fail, Severity::critical, "WinINet offers TLS 1.2");
  hostile.area = "WinINet";
  hostile.message = std::string("SecureProtocols holds ") + kHostileText;
  hostile.actual = std::string(4000, 'A') + kHostileText;
  hostile.caveats = {"The hive USER alice is dirty (sequence 12, 11) and its logs were not applied."};
  hostile.evidence = {present("HKCU\\Software\\" + std::string(kHostileText), kHostileText, kHostileText, 1)};
  hostile.evidence[0].second_reader = "disagrees";
  hostile.evidence[0].second_reader_detail = "REG_SZ \"0xA80\"";
  hostile.evidence[0].anomalies = {"bad-checksum"};

  FindingRow low = finding("TLS1003", "HKLM", Verdict::fail, Severity::low, "TLS 1.0 is not offered by servers");
  low.evidence = {absent(std::string(kProtocols) + "Server", "Enabled", "HKLM\\SYSTEM\\CurrentControlSet\\Control", 0)};
  FindingRow waived = finding("TLS1101", "HKLM", Verdict::fail, Severity::medium, "TLS 1.1 is not offered");
  waived.waived_by = "vdi-team (CHG-4411) until 2027-01-31: the vendor's agent needs it";
  waived.fails_gate = false;
  FindingRow known = finding("TLS1102", "HKLM", Verdict::fail, Severity::medium, "RC4 is not offered");
  known.known = true;
  known.fails_gate = false;
  FindingRow undecided = finding("TLS3001", "HKLM", Verdict::error, Severity::medium, "WinHTTP offers TLS 1.2");
  undecided.error_code = "unknown_fact";
  undecided.message = "the update level is not known; give it with --os BUILD.UBR";
  undecided.area = "WinHTTP";
  undecided.evidence = {present("HKLM\\SOFTWARE\\Microsoft", "Value", "hex", 7)};
  undecided.evidence[0].state = "unreadable";
  undecided.evidence[0].second_reader = "failed";
  undecided.evidence[0].second_reader_detail = "killed by its time limit";
  installation.findings = {hostile, off, undecided, waived, known, low};
  installation.findings.push_back(
      finding("TLS1020", "HKLM", Verdict::informational, Severity::info, "Cipher order is the default"));
  FindingRow unchecked = finding("TLS4001", "HKLM", Verdict::not_checked, Severity::high, ".NET uses strong crypto");
  unchecked.area = "DotNet";
  unchecked.message = "no SOFTWARE hive was given";
  installation.findings.push_back(unchecked);
  unchecked.rule = "TLS4002";
  unchecked.title = ".NET follows Schannel";
  unchecked.fingerprint += "2";
  installation.findings.push_back(unchecked);
  FindingRow elsewhere = finding("TLS5001", "HKLM", Verdict::not_applicable, Severity::high, "AD FS can use TLS 1.2");
  elsewhere.message = "AD FS is not installed";
  installation.findings.push_back(elsewhere);
  for (const char* scope : {"HKLM", "user:alice", "default-user"}) {
    FindingRow pass = finding("TLS1011", scope, Verdict::pass, Severity::high, "TLS 1.2 usable by Schannel clients");
    pass.area = "Schannel.Client";
    pass.evidence = {absent(std::string(kProtocols) + "Client", "Enabled", "HKLM\\SYSTEM\\CurrentControlSet", 0)};
    installation.findings.push_back(pass);
  }
  return installation;
}

InstallationRow sound_desktop() {
  InstallationRow installation;
  installation.label = "Windows.old";
  installation.os = {"", std::nullopt, std::nullopt, "", "", "unknown"};
  installation.hives = {hive("SYSTEM", "Windows.old/SYSTEM", kSystemHash, 1'048'576)};
  add_stack(installation, "HKLM", "schannel-client");
  installation.findings = {finding("TLS1011", "HKLM", Verdict::pass, Severity::high, "TLS 1.2 usable by clients")};
  return installation;
}

void count(Report& report) {
  report.totals = {{"gate", 0}};
  for (TargetRow& target : report.targets) {
    for (InstallationRow& installation : target.installations) {
      installation.totals.clear();
      for (const FindingRow& row : installation.findings) {
        ++installation.totals[std::string(name_of(row.verdict))];
        ++report.totals[std::string(name_of(row.verdict))];
        if (row.fails_gate) ++report.totals["gate"];
      }
    }
  }
}

}  // namespace

Report sample_report() {
  Report report;
  report.tool_version = "0.1.0";
  report.verb = "audit";
  report.profile = "m365";
  report.profile_title = "Microsoft 365 over TLS 1.2";
  report.gate = "medium";
  report.now = "2026-11-22T04:08:00Z";
  report.rules_sha256 = std::string(64, 'a');
  report.options = {{"--logs", "ignore"}, {"--os", "14393:server:x64"}};
  report.second_reader_not_asked = 2;
  report.requirements = {{"A-40",
                          "AD FS",
                          "AD FS accepts TLS 1.2.",
                          "high",
                          {{"A guide", "https://example.test/adfs"}},
                          "Another guide asks for one value less.",
                          std::nullopt}};
  report.left_to_check = {{"A-64",
                           "Skype for Business on Mac",
                           "The client is new enough.",
                           "high",
                           {{"A guide", ""}},
                           std::nullopt,
                           "Ask the client for its version."}};
  report.waivers = {{"TLS1101",
                     "win2016*",
                     "HKLM",
                     "Enabled=0",
                     "2027-01-31",
                     "vdi-team",
                     std::nullopt,
                     "CHG-4411",
                     "the vendor's agent needs it",
                     "used",
                     {"TLS1101-HKLM-0123456789abcdef"}},
                    {"TLS1003",
                     "*",
                     std::nullopt,
                     std::nullopt,
                     "2026-10-31",
                     "web-team",
                     std::nullopt,
                     std::nullopt,
                     kHostileText,
                     "expired",
                     {"TLS1003-HKLM-0123456789abcdef"}},
                    {"TLS5001",
                     "kiosk-*",
                     std::nullopt,
                     std::nullopt,
                     std::nullopt,
                     "kiosk-team",
                     "security",
                     "CHG-7",
                     "no AD FS will ever be there",
                     "unused",
                     {}}};
  report.exit_code = 3;

  TargetRow golden{"./images/win2016.golden", "win2016.golden", "tree", {}, {}, {golden_image(), sound_desktop()}};
  golden.notes = {{"two-installations", "this tree holds two Windows installations"}};
  TargetRow same_name{"./old/win2016.golden", "win2016.golden", "folder", {}, {}, {sound_desktop()}};
  TargetRow missing{"./no such file", "no such file", "unknown", {}, {}, {}};
  missing.errors = {
      {"io", "./no such file", std::nullopt, std::nullopt, std::nullopt, std::nullopt,
       "cannot open: No such file or directory"},
      {"corrupt", "./no such file", "1/Windows/System32/config/SYSTEM", 0x21038, "regf", kHostileText, kHostileText}};
  report.targets = {golden, same_name, missing};
  count(report);
  return report;
}

Report sample_report_with_baseline() {
  Report report = sample_report();
  report.waivers[1].fails_gate = true;
  BaselineRow baseline{kHostileText, "2026-11-01T00:00:00Z", "m365", 1, 2, {}};
  for (const char* state : {"fixed", "changed", "undecided", "gone"}) {
    baseline.findings.push_back({"TLS1001", "win2016.golden golden", "HKLM", Severity::high, kHostileText, "",
                                 "TLS1001-HKLM-0123456789abcdef", state, "what became of it"});
  }
  report.baseline = baseline;
  return report;
}

Report sample_report_of(const char* verb) {
  Report report = sample_report();
  report.verb = verb;
  for (TargetRow& target : report.targets) {
    for (InstallationRow& installation : target.installations) {
      installation.findings.clear();
      if (report.verb == "inspect") installation.effective.clear();
      for (EffectiveRow& row : installation.effective) row.decided_by = std::nullopt;
    }
  }
  count(report);
  return report;
}

Report poisoned_report() {
  const std::string poison =
      std::string(
          "\x01\x08\x1B[31m\x7F\xC2\x9B\xFF\xED\xA0\x80\xEF\xBF\xBE\xE2\x80\xAE\xE2\x80\xA8 ]]></script>\r\n\t") +
      std::string(1, '\0') + "\xC3";
  Report report = sample_report();
  TargetRow& target = report.targets.front();
  target.target += poison;
  target.name += poison;
  target.errors = {{"io", poison, poison, 1, poison, poison, poison}};
  report.requirements = {{poison, poison, poison, "low", {{poison, "javascript:" + poison}}, poison, std::nullopt}};
  report.waivers = {{poison, poison, poison, poison, poison, poison, poison, poison, poison, "expired", {poison}}};
  report.left_to_check = {{"A-64" + poison, poison, poison, "low", {}, std::nullopt, poison}};
  InstallationRow& installation = target.installations.front();
  installation.label = poison;
  installation.os.product = poison;
  installation.notes = {{poison, poison}};
  installation.facts.front().value = poison;
  for (HiveRow& row : installation.hives) {
    row.path = poison;
    row.user = poison;
    row.anomalies = {{poison, 7, poison}};
    row.anomaly_counts = {{poison, 1}};
    row.logs = {{.path = poison, .outcome = "refused", .reason = poison}};
    row.dirty_because = poison;
  }
  for (EffectiveRow& row : installation.effective) row.reason = poison;
  for (FindingRow& row : installation.findings) {
    row.title += poison;
    row.message = poison;
    row.why = row.expected = row.actual = poison;
    row.caveats = {poison};
    row.sources = {{poison, "javascript:" + poison}};
    row.fix = {{poison, poison, "REG_SZ", poison, poison, FixBefore{"present", poison, "00ff", poison}}};
    row.fix_falls_short = poison;
    for (EvidenceRow& evidence : row.evidence) evidence.key = poison;
  }
  return report;
}

}  // namespace hiveaudit_tests
