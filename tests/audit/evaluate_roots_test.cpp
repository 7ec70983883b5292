// Whether a root is trusted, by certificates and lists that are made here.
#include <gtest/gtest.h>

#include "hive/certificate.h"
#include "tests/audit/judged_machine.h"
#include "tests/support/made_certificate.h"

namespace {

using audit::Finding;
using hiveaudit_tests::ByteString;
using hiveaudit_tests::file_time_bytes;
using hiveaudit_tests::from_hex;
using hiveaudit_tests::JudgedMachine;
using hiveaudit_tests::kAll;
using hiveaudit_tests::kFileTime2020;
using hiveaudit_tests::kFileTime2050;
using hiveaudit_tests::kSystem;
using hiveaudit_tests::kUser;
using hiveaudit_tests::made_blob;
using hiveaudit_tests::made_certificate;
using hiveaudit_tests::made_trust_list;
using hiveaudit_tests::MadeProperty;
using hiveaudit_tests::reg_hex;
using hiveaudit_tests::usages;
using Asks = rules::RootCertificateCheck::Asks;

const ByteString kRoot = made_certificate("Wanted Root", "20130801120000Z", "20380115120000Z");
const ByteString kOther = made_certificate("Other Root", "20130801120000Z", "20380115120000Z");
const std::string kName = hive::sha1_hex(kRoot);
constexpr const char* kNow = "2026-01-01T00:00:00Z";

const std::string kMachine = "HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SystemCertificates\\";
const std::string kPolicy = "HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Microsoft\\SystemCertificates\\";
const std::string kDomain = "HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\EnterpriseCertificates\\";
const std::string kOwn = "HKEY_CURRENT_USER\\Software\\Microsoft\\SystemCertificates\\";
const std::string kOwnPolicy = "HKEY_CURRENT_USER\\Software\\Policies\\Microsoft\\SystemCertificates\\";

std::string value(const std::string& key, const std::string& name, const std::string& data) {
  return "[" + key + "]\n\"" + name + "\"=" + data + "\n";
}

/// A store with one certificate under the wanted name.
std::string stored(const std::string& store, const ByteString& blob) {
  return value(store + "\\Certificates\\" + kName, "Blob", reg_hex(blob));
}

std::string with(std::vector<MadeProperty> properties) {
  properties.push_back({32, kRoot});
  return reg_hex(made_blob(properties));
}

const std::string kNoUpdate = value(kPolicy + "AuthRoot", "DisableRootAutoUpdate", "dword:1");

std::string fetched(const ByteString& list) {
  return value(kMachine + "AuthRoot\\AutoUpdate", "EncodedCtl", reg_hex(list));
}

Finding finding_of(const std::string& text, Asks asks = Asks::trusted, rules::Scope scope = rules::Scope::machine,
                   const std::string& now = kNow) {
  rules::Rule rule;
  rule.id = "TST0001";
  rule.severity = "high";
  rule.scope = scope;
  rule.basis.confidence = rules::Confidence::high;
  rule.check.test = rules::RootCertificateCheck{asks, kName, "Wanted Root"};
  const JudgedMachine machine(text, "19045:client:x64");
  const auto findings =
      audit::evaluate(rule, rule.severity, audit::Judged{machine.installation, machine.facts, machine.rows, now});
  const auto of_user = std::ranges::find_if(findings, [](const Finding& it) { return it.scope != "HKLM"; });
  if (scope == rules::Scope::users && of_user != findings.end()) return *of_user;
  EXPECT_EQ(findings.size(), 1U);
  return findings.empty() ? Finding{} : findings.front();
}

std::string shown(const Finding& finding) {
  return std::string(audit::name_of(finding.verdict)) + (finding.error_code ? " " + *finding.error_code : "");
}

std::string verdict(const std::string& text, Asks asks = Asks::trusted) { return shown(finding_of(kAll + text, asks)); }
std::string user_verdict(const std::string& text, Asks asks = Asks::trusted) {
  return shown(finding_of(kAll + text, asks, rules::Scope::users));
}

TEST(RootCertificate, IsTrustedFromEachStoreOfRoots) {
  const ByteString blob = made_blob(kRoot);
  for (const std::string& store :
       {kMachine + "ROOT", kMachine + "AuthRoot", kPolicy + "Root", kPolicy + "AuthRoot", kDomain + "Root"}) {
    const Finding finding = finding_of(kAll + kNoUpdate + stored(store, blob));
    EXPECT_EQ(shown(finding), "pass") << store;
    EXPECT_NE(finding.message.find("CN=Wanted Root,O=Made, valid until 2038-01-15"), std::string::npos);
    const auto seen =
        std::ranges::find_if(finding.evidence, [](const audit::SharedLookup& it) { return it->value.has_value(); });
    ASSERT_NE(seen, finding.evidence.end());
    EXPECT_TRUE((*seen)->meaning.starts_with("certificate CN=Wanted Root,O=Made, valid from 2013-08-01"))
        << (*seen)->meaning;
  }
  EXPECT_EQ(verdict(kNoUpdate + stored(kOwn + "Root", blob)), "fail");
}

TEST(RootCertificate, HoldsUntilItsLastSecond) {
  const std::string text = kAll + kNoUpdate + stored(kMachine + "ROOT", made_blob(kRoot));
  const auto at = [&](const char* now) { return finding_of(text, Asks::trusted, rules::Scope::machine, now); };
  EXPECT_EQ(shown(at("2038-01-15T12:00:00Z")), "pass");
  EXPECT_EQ(shown(at("2038-01-15T12:00:01Z")), "fail");
  EXPECT_NE(at("2038-01-15T12:00:01Z").message.find("expired on 2038-01-15"), std::string::npos);
  EXPECT_EQ(shown(at("2013-08-01T11:59:59Z")), "fail");
  EXPECT_EQ(shown(at("2013-08-01T12:00:00Z")), "pass");
  // An expired copy is not fetched again.
  EXPECT_EQ(shown(finding_of(kAll + stored(kMachine + "ROOT", made_blob(kRoot)), Asks::trusted, rules::Scope::machine,
                             "2040-01-01T00:00:00Z")),
            "fail");
}

TEST(RootCertificate, AbsentOnesAreFetchedUnlessThatIsSwitchedOff) {
  const Finding fetchable = finding_of(kAll);
  EXPECT_EQ(shown(fetchable), "pass");
  EXPECT_EQ(fetchable.confidence, rules::Confidence::medium);
  ASSERT_EQ(fetchable.caveats.size(), 1U);
  EXPECT_NE(fetchable.caveats[0].find("when it is first needed"), std::string::npos);
  EXPECT_EQ(verdict(kNoUpdate), "fail");
  const std::string key = kPolicy + "AuthRoot";
  EXPECT_EQ(verdict(value(key, "DisableRootAutoUpdate", "dword:0")), "pass");
  EXPECT_EQ(verdict(value(key, "DisableRootAutoUpdate", "dword:2")), "fail");
  EXPECT_EQ(verdict(value(key, "DisableRootAutoUpdate", "\"1\"")), "error wrong_type");
}

TEST(RootCertificate, AbsentOnesMustBeOnTheListThatWasFetched) {
  const auto on_list = [](std::vector<MadeProperty> properties) {
    return fetched(made_trust_list({{from_hex(kName), std::move(properties)}}));
  };
  EXPECT_EQ(verdict(on_list({})), "pass");
  EXPECT_EQ(verdict(kNoUpdate + on_list({})), "fail");
  EXPECT_EQ(verdict(fetched(made_trust_list({{from_hex(hive::sha1_hex(kOther))}}))), "fail");
  EXPECT_EQ(verdict(on_list({{104, file_time_bytes(kFileTime2020)}})), "fail");
  EXPECT_EQ(verdict(on_list({{104, file_time_bytes(kFileTime2050)}})), "pass");
  EXPECT_EQ(verdict(on_list({{104, {}}})), "error corrupt");
  EXPECT_EQ(verdict(fetched(made_trust_list({{from_hex(kName)}}, true))), "error corrupt");
  EXPECT_EQ(verdict(value(kMachine + "AuthRoot\\AutoUpdate", "EncodedCtl", "hex:30,03,02,01,05")), "error corrupt");
  EXPECT_EQ(verdict(value(kMachine + "AuthRoot\\AutoUpdate", "EncodedCtl", "\"x\"")), "error wrong_type");
  EXPECT_EQ(verdict(value(kMachine + "AuthRoot\\AutoUpdate", "EncodedCtl", "hex:")), "pass");
}

TEST(RootCertificate, AnotherSourceMustHaveShownThatItHasTheRoot) {
  const std::string inside = value(kMachine + "AuthRoot\\AutoUpdate", "RootDirURL", "\"http://roots.example/\"");
  EXPECT_EQ(verdict(inside), "fail");
  EXPECT_EQ(verdict(inside + fetched(made_trust_list({{from_hex(kName)}}))), "pass");
  EXPECT_EQ(verdict(value(kMachine + "AuthRoot\\AutoUpdate", "RootDirURL",
                          "\"http://ctldl.windowsupdate.com/msdownload/update/v3/static/trustedr/en\"")),
            "pass");
}

TEST(RootCertificate, DistrustBeatsEveryStore) {
  const std::string trusted = stored(kMachine + "ROOT", made_blob(kRoot));
  for (const std::string& store : {kMachine + "Disallowed", kPolicy + "Disallowed", kDomain + "Disallowed"}) {
    EXPECT_EQ(verdict(trusted + stored(store, made_blob(kRoot))), "fail") << store;
    EXPECT_EQ(verdict(stored(store, made_blob(kRoot)), Asks::not_distrusted), "fail") << store;
  }
  EXPECT_EQ(verdict(trusted, Asks::not_distrusted), "pass");
  // The user's own distrust is the user's.
  const std::string own = trusted + stored(kOwn + "Disallowed", made_blob(kRoot));
  EXPECT_EQ(verdict(own), "pass");
  EXPECT_EQ(user_verdict(own), "fail");
  EXPECT_EQ(user_verdict(own, Asks::not_distrusted), "fail");
  EXPECT_EQ(user_verdict(trusted + stored(kOwnPolicy + "Disallowed", made_blob(kRoot))), "fail");
  // The machine's is told once, by the machine.
  const std::string machine = trusted + stored(kMachine + "Disallowed", made_blob(kRoot));
  EXPECT_EQ(user_verdict(machine), "fail");
  EXPECT_EQ(user_verdict(machine, Asks::not_distrusted), "pass");
}

TEST(RootCertificate, WhatCannotBeReadAmongTheDistrustedMayBeTheRoot) {
  const std::string trusted = stored(kMachine + "ROOT", made_blob(kRoot));
  const std::string key = kMachine + "Disallowed\\Certificates\\" + kName;
  EXPECT_EQ(verdict(trusted + "[" + key + "]\n"), "error corrupt");
  EXPECT_EQ(verdict(trusted + value(key, "Blob", "\"x\"")), "error corrupt");
  EXPECT_EQ(verdict(trusted + value(key, "Blob", "hex:20,00")), "error corrupt");
  EXPECT_EQ(verdict(trusted + stored(kMachine + "Disallowed", made_blob(kOther))), "error corrupt");
}

TEST(RootCertificate, ListsOfDistrustedCertificatesNameItByAnyOfItsDigests) {
  const std::string trusted = stored(kMachine + "ROOT", made_blob(kRoot));
  const auto root = hive::read_certificate(kRoot);
  ASSERT_TRUE(root);
  const auto list_value = [](const ByteString& list) {
    return value(kMachine + "AuthRoot\\AutoUpdate", "DisallowedCertEncodedCtl", reg_hex(list));
  };
  const auto in_store = [](const std::string& store, const ByteString& list) {
    return value(store + "\\CTLs\\AA", "Blob", reg_hex(made_blob(std::vector<MadeProperty>{{34, list}})));
  };
  for (const std::string& digest : {root->sha1, root->sha256, root->key_md5, root->signature_hash}) {
    const ByteString list = made_trust_list({{from_hex(digest)}}, true);
    EXPECT_EQ(verdict(trusted + list_value(list)), "fail") << digest;
    EXPECT_EQ(verdict(trusted + list_value(list), Asks::not_distrusted), "fail") << digest;
    EXPECT_EQ(verdict(trusted + in_store(kMachine + "Disallowed", list)), "fail") << digest;
    EXPECT_EQ(user_verdict(trusted + in_store(kOwn + "Disallowed", list)), "fail") << digest;
  }
  const ByteString other = made_trust_list({{from_hex("000102030405060708090A0B0C0D0E0F")}}, true);
  EXPECT_EQ(verdict(trusted + list_value(other)), "pass");
  EXPECT_EQ(verdict(trusted + in_store(kMachine + "Disallowed", other)), "pass");
  EXPECT_EQ(finding_of(kAll + trusted + list_value(other)).caveats.size(), 0U);
  EXPECT_EQ(finding_of(kAll + list_value(other)).caveats.size(), 2U);
  EXPECT_EQ(verdict(trusted + value(kMachine + "Disallowed\\CTLs\\AA", "Blob", "hex:01")), "error truncated");
  EXPECT_EQ(verdict(trusted + value(kMachine + "AuthRoot\\AutoUpdate", "DisallowedCertEncodedCtl", "hex:01")),
            "error corrupt");
}

TEST(RootCertificate, PropertiesCanTakeItsTrust) {
  const auto in_root = [](std::vector<MadeProperty> properties) {
    return kNoUpdate + value(kMachine + "ROOT\\Certificates\\" + kName, "Blob", with(std::move(properties)));
  };
  EXPECT_EQ(verdict(in_root({{9, usages(true)}})), "pass");
  EXPECT_EQ(verdict(in_root({{9, usages(false)}})), "fail");
  EXPECT_EQ(verdict(in_root({{9, from_hex("FF")}})), "error corrupt");
  EXPECT_EQ(verdict(in_root({{104, file_time_bytes(kFileTime2020)}})), "fail");
  EXPECT_EQ(verdict(in_root({{104, file_time_bytes(kFileTime2050)}})), "pass");
  EXPECT_EQ(verdict(in_root({{104, file_time_bytes(0)}})), "fail");
  EXPECT_EQ(verdict(in_root({{104, file_time_bytes(~0ULL)}})), "pass");
  EXPECT_EQ(verdict(in_root({{122, usages(true)}})), "fail");
  EXPECT_EQ(verdict(in_root({{122, usages(false)}})), "pass");
  EXPECT_EQ(verdict(in_root({{126, file_time_bytes(kFileTime2020)}})), "fail");
  EXPECT_EQ(verdict(in_root({{126, file_time_bytes(kFileTime2020)}, {127, usages(true)}})), "fail");
  EXPECT_EQ(verdict(in_root({{126, file_time_bytes(kFileTime2020)}, {127, usages(false)}})), "pass");
  EXPECT_EQ(verdict(in_root({{126, file_time_bytes(kFileTime2050)}})), "pass");
}

TEST(RootCertificate, CopiesThatDisagreeDecideNothing) {
  const std::string limited = value(kMachine + "AuthRoot\\Certificates\\" + kName, "Blob", with({{9, usages(false)}}));
  EXPECT_EQ(verdict(limited), "fail");
  EXPECT_EQ(verdict(limited + stored(kMachine + "ROOT", made_blob(kRoot))), "error unknown_fact");
}

TEST(RootCertificate, ACopyThatIsNotTheCertificateOfItsNameIsTold) {
  const std::string wrong = stored(kMachine + "ROOT", made_blob(kOther));
  const Finding alone = finding_of(kAll + wrong);
  EXPECT_EQ(shown(alone), "error corrupt");
  EXPECT_NE(alone.message.find("another than its key is named after"), std::string::npos) << alone.message;
  const Finding beside = finding_of(kAll + wrong + stored(kMachine + "AuthRoot", made_blob(kRoot)));
  EXPECT_EQ(shown(beside), "pass");
  ASSERT_EQ(beside.caveats.size(), 1U);
  EXPECT_NE(beside.caveats[0].find("bad-certificate"), std::string::npos) << beside.caveats[0];
  EXPECT_EQ(verdict(stored(kMachine + "ROOT", ByteString(20))), "error corrupt");
  EXPECT_EQ(verdict(value(kMachine + "ROOT\\Certificates\\" + kName, "Blob", "dword:1")), "error corrupt");
  EXPECT_EQ(verdict("[" + kMachine + "ROOT\\Certificates\\" + kName + "]\n"), "error corrupt");
}

std::string protected_roots(const std::string& digest) {
  return value(kOwn + "Root\\ProtectedRoots", "Certificates",
               "hex:" + std::string("18,00,00,00,01,00,00,00,00,00,00,00,00,00,00,00,01,00,00,00,18,00,00,00,") +
                   reg_hex(from_hex(digest)).substr(4));
}

TEST(RootCertificate, AUsersOwnRootCountsWhenWindowsProtectsIt) {
  const std::string own = kNoUpdate + stored(kOwn + "Root", made_blob(kRoot));
  EXPECT_EQ(user_verdict(own), "fail");
  EXPECT_EQ(user_verdict(own + protected_roots(kName)), "pass");
  EXPECT_EQ(user_verdict(own + protected_roots(hive::sha1_hex(kOther))), "fail");
  EXPECT_EQ(user_verdict(own + protected_roots(kName) + value(kPolicy + "Root\\ProtectedRoots", "Flags", "dword:1")),
            "fail");
  EXPECT_EQ(user_verdict(kNoUpdate + stored(kMachine + "ROOT", made_blob(kRoot))), "pass");
}

TEST(RootCertificate, ACopyOfTheUserHidesMicrosofts) {
  const auto dated = [](const std::string& store) {
    return value(store + "\\Certificates\\" + kName, "Blob",
                 with({{126, file_time_bytes(kFileTime2020)}, {127, usages(false)}}));
  };
  const auto plain = [](const std::string& store) { return stored(store, made_blob(kRoot)); };
  const auto shadow = [](const std::string& text) { return user_verdict(text, Asks::not_shadowed); };
  const std::string updated = dated(kMachine + "AuthRoot");
  EXPECT_EQ(shadow(updated + plain(kOwn + "Root")), "fail");
  EXPECT_EQ(shadow(updated + dated(kOwn + "Root")), "pass");
  EXPECT_EQ(shadow(updated + plain(kOwn + "Root") + plain(kMachine + "ROOT")), "pass");
  EXPECT_EQ(shadow(plain(kMachine + "AuthRoot") + plain(kOwn + "Root")), "pass");
  EXPECT_EQ(shadow(plain(kOwn + "Root")), "pass");
  EXPECT_EQ(shadow(updated), "pass");
  EXPECT_EQ(shadow(updated + stored(kOwn + "Root", made_blob(kOther))), "error corrupt");
}

TEST(RootCertificate, AMissingHiveIsNoMissingRoot) {
  EXPECT_EQ(shown(finding_of(std::string(kSystem) + std::string(kUser))), "not_checked");
  EXPECT_EQ(shown(finding_of(std::string(kSystem) + std::string(kUser), Asks::not_distrusted)), "not_checked");
}

}  // namespace
