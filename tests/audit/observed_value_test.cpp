#include "audit/observed_value.h"

#include <gtest/gtest.h>

namespace {

using namespace audit;

constexpr const char* kServer = "HKLM\\SYSTEM\\Protocols\\TLS 1.2\\Server";

EvidenceRow row(const std::string& key, const std::string& name, const std::string& type, const std::string& data,
                const std::string& raw = "00") {
  EvidenceRow it;
  it.key = key;
  it.name = name;
  it.state = "present";
  it.type = type;
  it.data = data;
  it.raw = raw;
  return it;
}

EvidenceRow in_state(const std::string& key, const std::string& name, const std::string& state) {
  EvidenceRow it;
  it.key = key;
  it.name = name;
  it.state = state;
  return it;
}

bool seen(const std::string& value, const std::vector<EvidenceRow>& evidence) {
  const auto parsed = parse_observed_value(value);
  EXPECT_TRUE(parsed) << value;
  return parsed && is_seen(*parsed, evidence);
}

TEST(ObservedValue, NumbersAreComparedAsNumbers) {
  const std::vector<EvidenceRow> evidence = {row(kServer, "Enabled", "REG_DWORD", "0x00000a00")};
  for (const char* same : {"Enabled=0xa00", "Enabled=2560", "Enabled=0x00000A00", "ENABLED=2560"}) {
    EXPECT_TRUE(seen(same, evidence)) << same;
  }
  for (const char* other : {"Enabled=a00", "Enabled=0", "Enabled=2561", "Enabled=\"0x00000a00\"", "Enabled=absent",
                            "Enable=2560", "nabled=2560"}) {
    EXPECT_FALSE(seen(other, evidence)) << other;
  }
}

TEST(ObservedValue, AnotherTypeIsAnotherValue) {
  EXPECT_FALSE(seen("Enabled=1", {row(kServer, "Enabled", "REG_SZ", "\"1\"")}));
  EXPECT_TRUE(seen("Enabled=\"1\"", {row(kServer, "Enabled", "REG_SZ", "\"1\"")}));
  EXPECT_FALSE(seen("Enabled=1", {row(kServer, "Enabled", "REG_BINARY", "1")}));
  // A REG_DWORD of one byte is shown as bytes.
  EXPECT_FALSE(seen("Enabled=0", {row(kServer, "Enabled", "REG_DWORD", "00")}));
  EXPECT_TRUE(seen("Enabled=hex:00", {row(kServer, "Enabled", "REG_DWORD", "00")}));
}

TEST(ObservedValue, TextsAndBytes) {
  EXPECT_TRUE(seen("Version=abc", {row(kServer, "Version", "REG_SZ", "\"abc\"")}));
  EXPECT_TRUE(seen("Version=\"abc\"", {row(kServer, "Version", "REG_SZ", "\"abc\"")}));
  EXPECT_FALSE(seen("Version=ABC", {row(kServer, "Version", "REG_SZ", "\"abc\"")}));
  EXPECT_TRUE(seen("List=[\"a\", \"b\"]", {row(kServer, "List", "REG_MULTI_SZ", "[\"a\", \"b\"]")}));
  EXPECT_TRUE(seen("Blob=hex:0A ff", {row(kServer, "Blob", "REG_BINARY", "0aff", "0aff")}));
  EXPECT_FALSE(seen("Blob=hex:0aff00", {row(kServer, "Blob", "REG_BINARY", "0aff", "0aff")}));
}

TEST(ObservedValue, TheEndOfAPathTellsValuesApart) {
  const std::vector<EvidenceRow> evidence = {row(kServer, "Enabled", "REG_DWORD", "0x00000000"),
                                             row("HKLM\\SYSTEM\\Fips", "Enabled", "REG_DWORD", "0x00000001")};
  EXPECT_TRUE(seen("Server\\Enabled=0", evidence));
  EXPECT_TRUE(seen("TLS 1.2\\Server\\Enabled=0", evidence));
  EXPECT_TRUE(seen("fips\\Enabled=1", evidence));
  EXPECT_FALSE(seen("erver\\Enabled=0", evidence));
  EXPECT_FALSE(seen("Enabled=0", evidence)) << "the other value of this name differs";
}

TEST(ObservedValue, AllThatAreThereMustHoldIt) {
  std::vector<EvidenceRow> evidence = {row(kServer, "Enabled", "REG_DWORD", "0x00000000"),
                                       row("HKLM\\Wow\\Server", "Enabled", "REG_DWORD", "0x00000000"),
                                       in_state("HKLM\\SYSTEM\\Fips", "Enabled", "absent")};
  EXPECT_TRUE(seen("Enabled=0", evidence));
  evidence[1].data = "0x00000002";
  EXPECT_FALSE(seen("Enabled=0", evidence));
}

TEST(ObservedValue, AbsentMeansThatItIsStillNotThere) {
  std::vector<EvidenceRow> evidence = {in_state(kServer, "Enabled", "absent")};
  EXPECT_TRUE(seen("Enabled=absent", evidence));
  EXPECT_FALSE(seen("Enabled=0", evidence));
  EXPECT_FALSE(seen("Other=absent", evidence));
  evidence.push_back(row(kServer, "Enabled", "REG_DWORD", "0x00000000"));
  EXPECT_FALSE(seen("Enabled=absent", evidence));
  EXPECT_TRUE(seen("Enabled=\"absent\"", {row(kServer, "Enabled", "REG_SZ", "\"absent\"")}));
}

TEST(ObservedValue, WhatNobodyCouldReadIsNotSeen) {
  for (const char* state : {"unreadable", "ambiguous"}) {
    std::vector<EvidenceRow> evidence = {row(kServer, "Enabled", "REG_DWORD", "0x00000000")};
    EXPECT_TRUE(seen("Enabled=0", evidence));
    evidence.push_back(in_state("HKLM\\Wow\\Server", "Enabled", state));
    EXPECT_FALSE(seen("Enabled=0", evidence)) << state;
    EXPECT_FALSE(seen("Enabled=absent", {in_state(kServer, "Enabled", state)})) << state;
  }
  const std::string cut = "\"aaa… (9000 bytes in all)";
  EXPECT_FALSE(seen("Enabled=" + cut, {row(kServer, "Enabled", "REG_SZ", cut)}));
}

TEST(ObservedValue, ValuesWithoutANameAndFiles) {
  EXPECT_TRUE(seen("(Default)=a", {row(kServer, "", "REG_SZ", "\"a\"")}));
  EvidenceRow file;
  file.key = "%SystemRoot%\\System32\\schannel.dll";
  file.file = "Windows/System32/schannel.dll";
  file.state = "present";
  file.data = "6.1.7601.23915";
  EXPECT_TRUE(seen("schannel.dll=6.1.7601.23915", {file}));
  EXPECT_FALSE(seen("schannel.dll=6.1.7601.24000", {file}));
  EvidenceRow key;
  key.key = kServer;
  key.state = "present";
  EXPECT_FALSE(seen("Server=1", {key}));
}

TEST(ObservedValue, NeedsANameAndData) {
  for (const char* wrong : {"", "=", "a", "a=", "=a"}) EXPECT_FALSE(parse_observed_value(wrong)) << wrong;
  EXPECT_EQ(parse_observed_value("a=b=c")->data, "b=c");
}

TEST(ObservedValue, TheTellingOneIsSeenAndUnmistakable) {
  FindingRow finding;
  finding.evidence = {in_state(kServer, "DisabledByDefault", "absent"),
                      row("HKLM\\SOFTWARE\\Windows", "CurrentBuildNumber", "REG_SZ", "\"19045\""),
                      row("HKLM\\SYSTEM\\Fips", "Enabled", "REG_DWORD", "0x00000001"),
                      row(kServer, "Enabled", "REG_DWORD", "0x00000000")};
  FactRow build;
  build.id = "os.build";
  build.evidence = finding.evidence[1];
  EXPECT_EQ(telling_value(finding, {build}), "Fips\\Enabled=0x00000001");
  finding.fix = {{kServer, "enabled", "REG_DWORD", "1", ""}};
  EXPECT_EQ(telling_value(finding, {build}), "Server\\Enabled=0x00000000");
  finding.evidence = {finding.evidence[0], finding.evidence[1]};
  EXPECT_EQ(telling_value(finding, {build}), "DisabledByDefault=absent");
  finding.evidence = {finding.evidence[1]};
  EXPECT_EQ(telling_value(finding, {build}), std::nullopt);
  finding.evidence = {row(kServer, "a=b", "REG_SZ", "\"x\"")};
  EXPECT_EQ(telling_value(finding, {}), std::nullopt) << "a name that cannot be written";
  finding.evidence = {row(kServer, "Blob", "REG_BINARY", "2026-01-01T00:00:00Z", "0011")};
  EXPECT_EQ(telling_value(finding, {}), "Blob=hex:0011");
}

}  // namespace
