// Certificates of a machine itself, made here.
#include <gtest/gtest.h>

#include "hive/certificate.h"
#include "tests/audit/judged_machine.h"
#include "tests/support/made_certificate.h"

namespace {

using audit::Finding;
using hiveaudit_tests::ByteString;
using hiveaudit_tests::JudgedMachine;
using hiveaudit_tests::kSoftware;
using hiveaudit_tests::kSystem;
using hiveaudit_tests::made_blob;
using hiveaudit_tests::made_certificate;
using hiveaudit_tests::reg_hex;

const std::string kAll = std::string(kSystem) + std::string(kSoftware);
const ByteString kSound = made_certificate("mail.example.com", "20250101000000Z", "20270101000000Z");
const ByteString kExpired = made_certificate("old.example.com", "20230101000000Z", "20250101000000Z");
const std::string kStore = "HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SystemCertificates\\MY\\Certificates";

std::string held(const ByteString& certificate) {
  return "[" + kStore + "\\" + hive::sha1_hex(certificate) + "]\n\"Blob\"=" + reg_hex(made_blob(certificate)) + "\n";
}

std::string named(const std::string& data) {
  return "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Test]\n\"Certificate\"=" + data + "\n";
}

Finding finding_of(const std::string& text, const rules::OwnCertificateCheck& check) {
  rules::Rule rule;
  rule.id = "TST0001";
  rule.severity = "high";
  rule.check.test = check;
  const JudgedMachine machine(text, "17763:server:x64");
  const auto findings = audit::evaluate(
      rule, rule.severity, audit::Judged{machine.installation, machine.facts, machine.rows, "2026-01-01T00:00:00Z"});
  EXPECT_EQ(findings.size(), 1U);
  return findings.empty() ? Finding{} : findings.front();
}

std::string shown(const Finding& finding) {
  return std::string(audit::name_of(finding.verdict)) + (finding.error_code ? " " + *finding.error_code : "");
}

std::string any(const std::string& text, rules::AbsentMeans absent = rules::AbsentMeans::fail) {
  return shown(finding_of(kAll + text, {{}, {}, absent}));
}

std::string by_name(const std::string& text) {
  return shown(
      finding_of(kAll + text, {{hive::Root::hklm, {"SOFTWARE", "Test"}}, "Certificate", rules::AbsentMeans::pass}));
}

TEST(OwnCertificate, OneThatHoldsIsEnough) {
  EXPECT_EQ(any(held(kSound)), "pass");
  EXPECT_EQ(any(held(kSound) + held(kExpired)), "pass");
  EXPECT_EQ(any(held(kExpired)), "fail");
  EXPECT_EQ(any(""), "fail");
  EXPECT_EQ(any("", rules::AbsentMeans::not_applicable), "not_applicable");
  EXPECT_EQ(any("", rules::AbsentMeans::error), "error unknown_fact");
  const Finding finding = finding_of(kAll + held(kExpired), {{}, {}, rules::AbsentMeans::pass});
  EXPECT_NE(finding.message.find("CN=old.example.com,O=Made expired on 2025-01-01"), std::string::npos);
}

TEST(OwnCertificate, OneThatCannotBeReadMayBeTheOne) {
  const std::string empty = "[" + kStore + "\\0000]\n";
  EXPECT_EQ(any(empty), "error corrupt");
  EXPECT_EQ(any(empty + held(kExpired)), "error corrupt");
  EXPECT_EQ(any(empty + held(kSound)), "pass");
  EXPECT_EQ(shown(finding_of(std::string(kSystem), {{}, {}, rules::AbsentMeans::fail})), "not_checked");
}

TEST(OwnCertificate, ByTheValueThatNamesIt) {
  const std::string name = hive::sha1_hex(kSound);
  EXPECT_EQ(by_name(""), "pass");
  EXPECT_EQ(by_name(named("\"\"")), "pass");
  EXPECT_EQ(by_name(named("\"" + name + "\"") + held(kSound)), "pass");
  EXPECT_EQ(by_name(named("\"" + name.substr(0, 2) + " " + name.substr(2) + "\"") + held(kSound)), "pass");
  EXPECT_EQ(by_name(named("\"" + name + "\"") + held(kExpired)), "fail");
  EXPECT_EQ(by_name(named("\"" + hive::sha1_hex(kExpired) + "\"") + held(kExpired)), "fail");
  EXPECT_EQ(by_name(named("\"" + name.substr(1) + "\"") + held(kSound)), "fail");
  EXPECT_EQ(by_name(named("\"" + name + "\"") + "[" + kStore + "\\" + name + "]\n"), "error corrupt");
  EXPECT_EQ(by_name(named("dword:1")), "fail");
}

}  // namespace
