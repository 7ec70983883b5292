#include "audit/evaluate.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "tests/audit/judged_machine.h"

namespace {

using audit::Finding;
using audit::Verdict;
using hiveaudit_tests::JudgedMachine;
using hiveaudit_tests::kAll;
using hiveaudit_tests::kSystem;
using hiveaudit_tests::kUser;

const std::string kKey = "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Test]\n";
const std::string kWowKey = "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Wow6432Node\\Test]\n";

rules::Rule rule_of(rules::Check check, rules::Scope scope = rules::Scope::machine) {
  rules::Rule rule;
  rule.id = "TST0001";
  rule.severity = "high";
  rule.title = "The value is right";
  rule.scope = scope;
  rule.check = std::move(check);
  rule.basis.confidence = rules::Confidence::high;
  return rule;
}

/// Software\Test\Flag must be 1.
rules::ValueCheck flag(rules::View view = rules::View::native, rules::AbsentMeans absent = rules::AbsentMeans::fail) {
  rules::ValueCheck check;
  check.key = {hive::Root::hklm, {"SOFTWARE", "Test"}};
  check.name = "Flag";
  check.expectation = {rules::Operator::equals, {1}, {}};
  check.absent = absent;
  check.view = view;
  return check;
}

rules::EffectiveCheck effective(std::string stack, std::string protocol, std::vector<std::string> states) {
  return {std::move(stack), std::move(protocol), std::move(states), ""};
}

std::vector<Finding> findings_of(const rules::Rule& rule, const JudgedMachine& machine) {
  return audit::evaluate(rule, rule.severity, audit::Judged{machine.installation, machine.facts, machine.rows});
}

Finding finding_of(const rules::Rule& rule, const JudgedMachine& machine) {
  const auto findings = findings_of(rule, machine);
  EXPECT_EQ(findings.size(), 1U);
  return findings.empty() ? Finding{} : findings.front();
}

/// The verdict word and, for an error, its code.
std::string verdict(rules::Check check, const std::string& text, std::string_view os = "19045:client:x64") {
  const rules::Rule rule = rule_of(std::move(check));
  const Finding finding = finding_of(rule, JudgedMachine(text, os));
  return std::string(audit::name_of(finding.verdict)) + (finding.error_code ? " " + *finding.error_code : "");
}

TEST(Evaluate, AValueIsPresentAbsentOrOfAnotherType) {
  EXPECT_EQ(verdict({flag()}, kAll + kKey + "\"Flag\"=dword:1\n"), "pass");
  EXPECT_EQ(verdict({flag()}, kAll + kKey + "\"Flag\"=dword:2\n"), "fail");
  EXPECT_EQ(verdict({flag()}, kAll), "fail");
  EXPECT_EQ(verdict({flag(rules::View::native, rules::AbsentMeans::pass)}, kAll), "pass");
  EXPECT_EQ(verdict({flag(rules::View::native, rules::AbsentMeans::not_applicable)}, kAll), "not_applicable");
  EXPECT_EQ(verdict({flag(rules::View::native, rules::AbsentMeans::error)}, kAll), "error unknown_fact");
  EXPECT_EQ(verdict({flag()}, std::string(kSystem)), "not_checked") << "no such hive";

  const rules::Rule rule = rule_of({flag()});
  const Finding text = finding_of(rule, JudgedMachine(kAll + kKey + "\"Flag\"=\"1\"\n", "19045"));
  EXPECT_EQ(text.verdict, Verdict::fail);
  EXPECT_NE(text.message.find("wrong type: REG_SZ"), std::string::npos);
  EXPECT_EQ(text.message.find(rule.title), std::string::npos) << "it stands beside it";
}

TEST(Evaluate, BothViewsMustHoldOn64BitWindows) {
  const rules::Check both{flag(rules::View::both)};
  const std::string native = kAll + kKey + "\"Flag\"=dword:1\n";
  const std::string wow = kWowKey + "\"Flag\"=dword:1\n";
  EXPECT_EQ(verdict(both, native, "19045:client:x64"), "fail");
  EXPECT_EQ(verdict(both, native + wow, "19045:client:x64"), "pass");
  EXPECT_EQ(verdict(both, native, "19045:client:x86"), "pass") << "32-bit Windows has one view";
  EXPECT_EQ(verdict(both, native, "19045"), "pass") << "no Wow6432Node: 32-bit Windows";
  EXPECT_EQ(verdict(both, native + kWowKey, "19045"), "fail") << "Wow6432Node: 64-bit Windows";
  EXPECT_EQ(verdict({flag(rules::View::wow6432)}, native, "19045:client:x86"), "not_applicable");
}

TEST(Evaluate, TwoValuesOfOneNameAreAnError) {
  hive::regf::BuildKey root{.name = "ROOT", .written = 1, .values = {}, .subkeys = {}};
  root.child("Microsoft").child("Windows NT").child("CurrentVersion");
  const std::vector<std::byte> one = {std::byte{1}, std::byte{0}, std::byte{0}, std::byte{0}};
  hive::regf::BuildKey& test = root.child("Test");
  test.values.push_back({.name = "Flag", .type = hive::ValueType::dword, .data = one});
  test.values.push_back({.name = "FLAG", .type = hive::ValueType::dword, .data = one});
  const hive::Installation machine =
      hive::installation_from_memory("twice", {{"SOFTWARE", "", hive::regf::build_hive(root)}});
  const audit::Facts facts = audit::collect_facts({}, machine, {});
  const rules::Rule rule = rule_of({flag()});
  const auto findings = audit::evaluate(rule, rule.severity, audit::Judged{machine, facts, {}});
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].verdict, Verdict::error);
  EXPECT_EQ(findings[0].error_code, "corrupt");
  EXPECT_NE(findings[0].message.find("two values of one name"), std::string::npos);
}

TEST(Evaluate, ADoubtIsNeverAPass) {
  const rules::Check on{effective("schannel-client", "TLS 1.2", {"on"})};
  EXPECT_EQ(verdict(on, kAll, "19045:client:x64"), "pass");
  EXPECT_EQ(verdict(on, kAll, "7601:client:x64"), "fail");
  EXPECT_EQ(verdict(on, kAll, ""), "error unknown_os");
  EXPECT_EQ(verdict(on, std::string(kUser), "19045"), "not_checked");
  const rules::Check removed{effective("wininet", "TLS 1.0", {"off"})};
  rules::Rule rule = rule_of(removed, rules::Scope::users);
  const std::string stored = kAll +
                             "[HKEY_CURRENT_USER\\Software\\Microsoft\\Windows\\CurrentVersion\\Internet Settings]\n"
                             "\"SecureProtocols\"=dword:a80\n";
  const Finding off = finding_of(rule, JudgedMachine(stored, "17763:client:x64"));
  EXPECT_EQ(off.verdict, Verdict::error) << "off by pessimism proves nothing to a rule that wants off";
  EXPECT_EQ(off.error_code, "unknown_fact");
  EXPECT_NE(off.message.find("--os BUILD.UBR"), std::string::npos);
  rule = rule_of({effective("wininet", "TLS 1.0", {"explicit-only"})}, rules::Scope::users);
  EXPECT_EQ(finding_of(rule, JudgedMachine(stored, "17763:client:x64")).verdict, Verdict::fail)
      << "neither of the possible states is wanted";
}

TEST(Evaluate, AnEffectiveCheckNamesItsCellAndItsEvidence) {
  const rules::Rule rule = rule_of({effective("schannel-client", "TLS 1.2", {"on", "explicit-only"})});
  const Finding finding = finding_of(rule, JudgedMachine(kAll, "7601:client:x64"));
  EXPECT_EQ(finding.verdict, Verdict::pass);
  ASSERT_TRUE(finding.cell);
  EXPECT_EQ(finding.cell->first, "schannel-client");
  EXPECT_EQ(finding.cell->second, "TLS 1.2");
  EXPECT_NE(finding.expected.find("on or explicit-only"), std::string::npos);
  EXPECT_NE(finding.actual.find("only to programs that ask"), std::string::npos);
  std::set<std::string> places;
  for (const audit::SharedLookup& seen : finding.evidence) {
    EXPECT_TRUE(places.insert(hive::to_text(seen->path) + "|" + seen->value_name.value_or("")).second);
  }
  EXPECT_EQ(std::count_if(places.begin(), places.end(), [](const auto& it) { return it.ends_with("Client|Enabled"); }),
            1);
}

TEST(Evaluate, AnyProtocolIsEnoughWhenTheRuleSaysSo) {
  const rules::Check any{effective("schannel-client", "any", {"on"})};
  EXPECT_EQ(verdict(any, kAll, "7601:client:x64"), "pass");
  const rules::Check never{effective("schannel-client", "any", {"unsupported"})};
  EXPECT_EQ(verdict(never, kAll, "10240:client:x64"), "pass") << "TLS 1.3";
  const rules::Check only_ssl{effective("schannel-client", "any", {"explicit-only"})};
  EXPECT_EQ(verdict(only_ssl, kAll, "9600:client:x64"), "fail") << "SSL 2.0 is no TLS version";
  EXPECT_EQ(verdict({effective("winhttp-wow64", "TLS 1.2", {"on"})}, kAll, "19045:client:x86"), "not_applicable");
}

TEST(Evaluate, GroupsCombineAsOval) {
  const auto group = [](rules::GroupCheck::Kind kind, std::vector<rules::Check> checks) {
    return rules::Check{rules::GroupCheck{kind, std::move(checks)}};
  };
  using Kind = rules::GroupCheck::Kind;
  const std::string good = kAll + kKey + "\"Flag\"=dword:1\n";
  rules::ValueCheck other = flag();
  other.name = "Other";
  rules::ValueCheck elsewhere = flag();
  elsewhere.key = {hive::Root::hkcu, {"Software", "Test"}};  // no user here: not looked at
  EXPECT_EQ(verdict(group(Kind::all, {{flag()}, {other}}), good), "fail");
  EXPECT_EQ(verdict(group(Kind::any, {{flag()}, {other}}), good), "pass");
  EXPECT_EQ(verdict(group(Kind::none, {{flag()}, {other}}), good), "fail");
  EXPECT_EQ(verdict(group(Kind::none, {{other}}), good), "pass");
  EXPECT_EQ(verdict(group(Kind::all, {{flag()}, {elsewhere}}), good), "not_checked");
  EXPECT_EQ(verdict(group(Kind::all, {{other}, {elsewhere}}), good), "fail") << "fail beats not_checked";
  EXPECT_EQ(verdict(group(Kind::any, {{other}, {elsewhere}}), good), "not_checked");
  EXPECT_EQ(verdict(group(Kind::none, {{elsewhere}}), good), "not_checked");
}

/// A rule of the shipped rule book, without the SOFTWARE hive.
std::string shipped_verdict(const std::string& id, const std::string& text, std::string_view os) {
  const rules::Rule* rule = hiveaudit_tests::rulebook().find_rule(id);
  if (rule == nullptr) return "no such rule";
  return std::string(audit::name_of(finding_of(*rule, JudgedMachine(text, os)).verdict));
}

TEST(Evaluate, WhatAnUnreadPolicyOutranksIsNotJudged) {
  const std::string without = std::string(kSystem) + std::string(kUser);
  EXPECT_EQ(shipped_verdict("TLS1508", without, "19045:client:x64"), "not_checked");
  EXPECT_EQ(shipped_verdict("TLS1508", kAll, "19045:client:x64"), "pass");
  const std::string bad =
      "[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\Cryptography\\Configuration\\Local\\SSL\\00010002]\n"
      "\"Functions\"=hex(7):58,00,00,00,00,00\n";
  EXPECT_EQ(shipped_verdict("TLS1508", without + bad, "19045:client:x64"), "not_checked");
  EXPECT_EQ(shipped_verdict("TLS1508", kAll + bad, "19045:client:x64"), "fail");
  EXPECT_EQ(shipped_verdict("TLS1303", without, "7601:client:x64"), "not_checked");
  EXPECT_EQ(shipped_verdict("TLS1303", kAll, "7601:client:x64"), "pass");
  EXPECT_EQ(shipped_verdict("TLS1301", without, "19045:client:x64"), "not_checked");
}

TEST(Evaluate, FactsAndStacksAreToldByTheirTitles) {
  const rules::FactCheck fact{"os.kb3154520", {rules::Operator::equals, {}, {"met"}}, rules::AbsentMeans::error};
  const std::string packages =
      "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Component Based Servicing\\Packages]\n";
  const Finding update = finding_of(rule_of({fact}), JudgedMachine(kAll + packages, "9600:server:x64"));
  EXPECT_EQ(update.verdict, Verdict::fail);
  EXPECT_EQ(update.message.find("Support for SystemDefaultTlsVersions in .NET 3.5"), 0U) << update.message;
  EXPECT_NE(update.message.find("(KB3154520): not met."), std::string::npos) << update.message;
  const rules::FactCheck dotnet{"dotnet4.installed", {rules::Operator::equals, {}, {"yes"}}, rules::AbsentMeans::error};
  const Finding unseen = finding_of(rule_of({dotnet}), JudgedMachine(std::string(kSystem), "9600:server:x64"));
  EXPECT_EQ(unseen.actual, "the installation of .NET Framework 4 is not known (its hive is not among the inputs)");
  const Finding stack = finding_of(rule_of({effective("dotnet4-native-legacy", "TLS 1.2", {"unsupported"})}),
                                   JudgedMachine(kAll, "19045:client:x64"));
  EXPECT_EQ(stack.expected.find("dotnet4-native"), std::string::npos) << stack.expected;
  EXPECT_EQ(stack.actual.find("dotnet4-native"), std::string::npos) << stack.actual;
}

TEST(Evaluate, OneOfSeveralIsWantedWithOr) {
  rules::ValueCheck other = flag();
  other.name = "Other";
  const Finding any = finding_of(rule_of({rules::GroupCheck{rules::GroupCheck::Kind::any, {{flag()}, {other}}}}),
                                 JudgedMachine(kAll, "9600"));
  EXPECT_NE(any.expected.find(" or "), std::string::npos) << any.expected;
  EXPECT_EQ(any.expected.find(';'), std::string::npos) << any.expected;
  const Finding every =
      finding_of(rule_of({effective("schannel-client", "any", {"unknown"})}), JudgedMachine(kAll, "19045:client:x64"));
  EXPECT_EQ(every.expected.find("any TLS version in Windows' own TLS"), 0U) << every.expected;
}

TEST(Evaluate, AnErrorSaysWhyOnce) {
  const Finding open = finding_of(rule_of({effective("schannel-client", "TLS 1.2", {"on"})}), JudgedMachine(kAll, ""));
  EXPECT_EQ(open.verdict, Verdict::error);
  EXPECT_EQ(open.actual, "the version of Windows is not known");
  EXPECT_EQ(open.message.find(open.actual + "."), std::string::npos) << open.message;
}

TEST(Evaluate, OddDataMustHoldInBothReadingsWithTheirDoubts) {
  const std::string client =
      "[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\Protocols\\TLS "
      "1.0\\Client]\n";
  const std::string odd = client + "\"Enabled\"=dword:1\n\"DisabledByDefault\"=\"0\"\n";
  const rules::EffectiveCheck off = effective("schannel-client", "TLS 1.0", {"off", "explicit-only", "unsupported"});
  EXPECT_EQ(verdict({off}, kAll + odd), "fail") << "read at its best it is on";
  EXPECT_EQ(verdict({off}, kAll + odd, ""), "error unknown_os") << "or this Windows does not know it";
  EXPECT_EQ(verdict({off}, kAll + client + "\"Enabled\"=\"0\"\n", ""), "error unknown_os");
  EXPECT_EQ(verdict({off}, kAll + client + "\"Enabled\"=dword:0\n", ""), "pass");
  const rules::EffectiveCheck on = effective("schannel-client", "TLS 1.0", {"on"});
  EXPECT_EQ(verdict({on}, kAll + odd, ""), "fail") << "in one reading no Windows offers it to all";
  EXPECT_EQ(verdict({on}, kAll + client + "\"Enabled\"=dword:1\n\"DisabledByDefault\"=dword:0\n", ""),
            "error unknown_os");
}

TEST(Evaluate, NamesMayBeOnlyTheseOrNoneOfThese) {
  rules::NamesCheck only;
  only.key = {hive::Root::hklm, {"SOFTWARE", "Test"}};
  only.only = {"TLS 1.2", "TLS 1.3"};
  const auto with = [](const std::string& name) {
    return kAll + "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Test\\" + name + "]\n";
  };
  EXPECT_EQ(verdict({only}, kAll), "pass") << "an absent key";
  EXPECT_EQ(verdict({only}, with("tls 1.2")), "pass");
  EXPECT_EQ(verdict({only}, with("TLS1.2")), "fail");
  only.like = "^tls";
  EXPECT_EQ(verdict({only}, with("Other")), "pass") << "not like what is tested";
  EXPECT_EQ(verdict({only}, with("TLS1.2")), "fail") << "without case";
  rules::NamesCheck except;
  except.key = only.key;
  except.of_subkeys = false;
  except.except = {"Enable"};
  EXPECT_EQ(verdict({except}, kAll + kKey + "\"Enabled\"=dword:1\n"), "pass");
  EXPECT_EQ(verdict({except}, kAll + kKey + "\"enable\"=dword:1\n"), "fail");
  EXPECT_EQ(verdict({except}, std::string(kSystem)), "not_checked");
}

TEST(Evaluate, FactsAreKnownAbsentOrUnknown) {
  rules::FactCheck fact{"os.kb3140245", {rules::Operator::equals, {}, {"met"}}, rules::AbsentMeans::pass};
  EXPECT_EQ(verdict({fact}, kAll, "7601"), "error unknown_fact");
  EXPECT_EQ(verdict({fact}, std::string(kSystem), "7601"), "not_checked");
  EXPECT_EQ(verdict({fact}, kAll, "9600"), "pass") << "absent";
  EXPECT_EQ(verdict({fact}, kAll, ""), "error unknown_os");
}

TEST(Evaluate, ARuleForOtherMachinesDoesNotApply) {
  rules::Rule rule = rule_of({flag()});
  rules::Machines seven;
  seven.build_min = seven.build_max = 7601;
  rule.applies.machines = {seven};
  const Finding other = finding_of(rule, JudgedMachine(kAll, "9600"));
  EXPECT_EQ(other.verdict, Verdict::not_applicable);
  EXPECT_NE(other.message.find("build 7601"), std::string::npos);
  const Finding open = finding_of(rule, JudgedMachine(kAll, ""));
  EXPECT_EQ(open.verdict, Verdict::error);
  EXPECT_EQ(open.error_code, "unknown_os");
  EXPECT_NE(open.message.find("--os BUILD[.UBR][:client|:server][:x86|:x64|:arm64]"), std::string::npos);
}

TEST(Evaluate, InformationIsNoFailure) {
  rules::Rule rule = rule_of({flag()});
  rule.severity = "info";
  EXPECT_EQ(finding_of(rule, JudgedMachine(kAll, "9600")).verdict, Verdict::informational);
  EXPECT_EQ(finding_of(rule, JudgedMachine(kAll + kKey + "\"Flag\"=dword:1\n", "9600")).verdict, Verdict::pass);
}

TEST(Evaluate, EachUserIsJudgedAndNobodyIsNotClean) {
  rules::ValueCheck check = flag();
  check.key = {hive::Root::hkcu, {"Software", "Test"}};
  const rules::Rule rule = rule_of({check}, rules::Scope::users);
  const std::string text = "[HKEY_USERS\\alice\\Software\\Test]\n\"Flag\"=dword:1\n[HKEY_USERS\\bob\\Software\\Test]\n";
  const auto findings = findings_of(rule, JudgedMachine(text, "9600"));
  ASSERT_EQ(findings.size(), 2U);
  EXPECT_EQ(findings[0].scope, "user:alice");
  EXPECT_EQ(findings[0].verdict, Verdict::pass);
  EXPECT_EQ(findings[1].scope, "user:bob");
  EXPECT_EQ(findings[1].verdict, Verdict::fail);
  EXPECT_EQ(finding_of(rule, JudgedMachine(std::string(kSystem), "9600")).verdict, Verdict::not_checked);
}

TEST(Evaluate, DamageOnTheWayIsAnErrorAndDamageElsewhereIsNot) {
  const std::string path = "Control\\SecurityProviders\\SCHANNEL\\Protocols\\TLS 1.2\\Client";
  const auto keys = hive::parse_reg_text("[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\" + path +
                                             "]\n\"Enabled\"=dword:1\n\"DisabledByDefault\"=dword:0\n",
                                         true);
  ASSERT_TRUE(keys);
  const auto trees = hive::hive_trees(*keys);
  ASSERT_TRUE(trees);
  const hive::regf::BuiltHive built = hive::regf::build_located_hive(trees->front().root);
  const auto judged = [&](std::string_view damaged, std::string_view protocol) {
    std::vector<std::byte> bytes = built.bytes;
    const auto at = hive::regf::cell_offset(built, hive::regf::CellKind::value, "ControlSet001\\" + path, damaged);
    bytes.at(static_cast<std::size_t>(at) + 4) = std::byte{'X'};  // the signature of the value's record
    const hive::Installation machine = hive::installation_from_memory("damaged", {{"SYSTEM", "", std::move(bytes)}});
    const audit::Facts facts =
        audit::collect_facts(hiveaudit_tests::rulebook().facts, machine, hiveaudit_tests::os_of("19045:client:x64"));
    const auto rows = audit::effective_protocols(hiveaudit_tests::rulebook().defaults, facts, machine);
    const rules::Rule rule = rule_of({effective("schannel-client", std::string(protocol), {"on"})});
    const auto findings = audit::evaluate(rule, rule.severity, audit::Judged{machine, facts, rows});
    EXPECT_EQ(findings.size(), 1U);
    return std::string(audit::name_of(findings.front().verdict)) + " " + findings.front().error_code.value_or("");
  };
  EXPECT_EQ(judged("Enabled", "TLS 1.2"), "error corrupt");
  EXPECT_EQ(judged("DisabledByDefault", "TLS 1.2"), "error corrupt");
  EXPECT_EQ(judged("Enabled", "TLS 1.1"), "pass ");
}

TEST(Evaluate, ADirtyHiveIsACaveatOfEveryFindingThatUsedIt) {
  hive::regf::BuildOptions dirty;
  dirty.primary_sequence = 205;
  dirty.secondary_sequence = 204;
  const rules::Rule rule = rule_of({flag()});
  const Finding finding = finding_of(rule, JudgedMachine(kAll + kKey + "\"Flag\"=dword:1\n", "9600", dirty));
  EXPECT_EQ(finding.verdict, Verdict::pass);
  ASSERT_EQ(finding.caveats.size(), 1U);
  EXPECT_EQ(finding.caveats[0],
            "SOFTWARE is dirty (sequence 205/204): newer data may lie in its transaction logs, which were not applied; "
            "no transaction log lies beside it");
}

TEST(Evaluate, ADamagedHiveThatIsDirtyTooSaysBoth) {
  hive::regf::BuildOptions dirty;
  dirty.primary_sequence = 205;
  dirty.secondary_sequence = 204;
  auto hives = hiveaudit_tests::hives_of(kKey + "\"Flag\"=dword:1\n", dirty);
  ASSERT_EQ(hives.size(), 1U);
  hives[0].bytes.at(0x1000 + 8) = std::byte{1};  // the size in the header of the first bin
  const Finding finding =
      finding_of(rule_of({flag()}), JudgedMachine(hive::installation_from_memory("machine", std::move(hives)), "9600"));
  const auto said = [&](std::string_view words) {
    return std::ranges::any_of(finding.caveats,
                               [&](const std::string& text) { return text.find(words) != std::string::npos; });
  };
  EXPECT_TRUE(said("SOFTWARE is dirty (sequence 205/204)"));
  EXPECT_TRUE(said("SOFTWARE is damaged"));
}

TEST(Evaluate, WhatMustBeThereAndIsNotIsAnErrorWithACode) {
  rules::ValueCheck check = flag();
  check.absent = rules::AbsentMeans::error;
  const Finding finding = finding_of(rule_of({check}), JudgedMachine(kAll, "9600"));
  EXPECT_EQ(finding.verdict, Verdict::error);
  EXPECT_EQ(finding.error_code, "unknown_fact");
}

TEST(Evaluate, AGuessedControlSetAndAnUnseenPolicyAreCaveats) {
  const rules::Rule schannel = rule_of({effective("schannel-client", "TLS 1.2", {"on"})});
  const std::string no_select = kAll + "[HKEY_LOCAL_MACHINE\\SYSTEM\\Select]\n\"Current\"=-\n";
  const Finding guessed = finding_of(schannel, JudgedMachine(no_select, "19045:client:x64"));
  ASSERT_FALSE(guessed.caveats.empty());
  EXPECT_NE(guessed.caveats.front().find("Select"), std::string::npos);

  const rules::Rule wininet = rule_of({effective("wininet", "TLS 1.2", {"on"})}, rules::Scope::users);
  const std::string user = std::string(kSystem) +
                           "[HKEY_CURRENT_USER\\Software\\Microsoft\\Windows\\CurrentVersion\\Internet Settings]\n"
                           "\"SecureProtocols\"=dword:a0\n";
  const Finding off = finding_of(wininet, JudgedMachine(user, "19045:client:x64"));
  EXPECT_EQ(off.verdict, Verdict::fail);
  EXPECT_TRUE(std::any_of(off.caveats.begin(), off.caveats.end(), [](const std::string& it) {
    return it.find("Policies") != std::string::npos && it.find("not among the inputs") != std::string::npos;
  }));
}

}  // namespace
