#include "audit/cipher_suites.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/audit/judged_machine.h"

namespace {

using hiveaudit_tests::JudgedMachine;
using hiveaudit_tests::kAll;
using hiveaudit_tests::kSoftware;
using hiveaudit_tests::kSystem;

const std::string kControl = "[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\";
const std::string kSchannel = kControl + "SecurityProviders\\SCHANNEL\\";
const std::string kOn = kSchannel +
                        "Protocols\\TLS 1.2\\Client]\n\"Enabled\"=dword:1\n\"DisabledByDefault\"=dword:0\n" +
                        kSchannel + "Protocols\\TLS 1.2\\Server]\n\"Enabled\"=dword:1\n\"DisabledByDefault\"=dword:0\n";
const std::string kImplemented = kControl + "Cryptography\\Configuration\\Local\\Default\\00010002\\";
const std::string kLocalKey = kControl + "Cryptography\\Configuration\\Local\\SSL\\00010002]\n";
const std::string kPolicyKey =
    "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Microsoft\\Cryptography\\Configuration\\SSL\\00010002]\n";
constexpr const char* kSeven = "7601:client:x64";
constexpr const char* kEight = "9600:server:x64";
constexpr const char* kTen = "19045.3803:client:x64";

/// Lines with commas between them as a REG_MULTI_SZ.
std::string multi(std::string_view names) {
  std::string bytes;
  for (const char c : names) bytes += fmt::format("{:02x},00,", c == ',' ? 0 : static_cast<int>(c));
  return "\"Functions\"=hex(7):" + bytes + "00,00,00,00\n";
}
std::string local(std::string_view names) { return kLocalKey + multi(names); }
std::string policy(std::string_view names) { return kPolicyKey + fmt::format("\"Functions\"=\"{}\"\n", names); }
std::string switched_off(std::string_view key) { return fmt::format("{}{}]\n\"Enabled\"=dword:0\n", kSchannel, key); }

std::string state(const std::string& text, const char* os, std::string_view stack = "schannel-client") {
  return JudgedMachine(kAll + kOn + text, os).state(stack, "TLS 1.2");
}

TEST(CipherSuites, NamesAreTakenApart) {
  EXPECT_EQ(audit::pieces_of(" TLS_A ,TLS_B,,"), (std::vector<std::string_view>{" TLS_A ", "TLS_B", ""}));
  EXPECT_TRUE(audit::pieces_of("").empty());
  EXPECT_EQ(audit::without_blanks(" TLS_A\r\n"), "TLS_A");
  EXPECT_EQ(audit::without_curve("TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA_P384"), "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA");
  EXPECT_EQ(audit::without_curve("TLS_RSA_WITH_AES_128_CBC_SHA_P384"), "TLS_RSA_WITH_AES_128_CBC_SHA_P384");
  EXPECT_EQ(audit::switches_of("TLS_DHE_RSA_WITH_AES_256_GCM_SHA384"),
            (std::vector<std::string_view>{"KeyExchangeAlgorithms\\Diffie-Hellman", "Ciphers\\AES 256/256",
                                           "Hashes\\SHA384"}));
  EXPECT_EQ(audit::switches_of("TLS_AES_128_GCM_SHA256"),
            (std::vector<std::string_view>{"Ciphers\\AES 128/128", "Hashes\\SHA256"}));
  EXPECT_EQ(audit::switches_of("TLS_CHACHA20_POLY1305_SHA256"), (std::vector<std::string_view>{"Hashes\\SHA256"}));
  for (const char* name : {"", "TLS_", "TLS_WITH_AES_128_CBC_SHA", "TLS_RSA_WITH_", "TLS_RSA_WITH_NULL_SHA",
                           "TLS_ARIA_128_GCM_SHA256", "TLS_PSK_WITH_AES_128_CBC_SHA256", "TLS_RSA_WITH_SHA",
                           "TLS_RSA_WITH_AES_128", "SSL_RSA_WITH_AES_128_CBC_SHA", "TLS_RSA", "_WITH_SHA"}) {
    EXPECT_FALSE(audit::switches_of(name)) << name;
  }
}

TEST(CipherSuites, EverySuiteOfTheTableHasItsSwitches) {
  ASSERT_FALSE(hiveaudit_tests::rulebook().defaults.ciphers.empty());
  for (const rules::CipherDefault& row : hiveaudit_tests::rulebook().defaults.ciphers) {
    EXPECT_TRUE(std::ranges::any_of(row.suites, &rules::CipherDefault::Suite::is_default));
    for (const auto& suite : row.suites) EXPECT_TRUE(audit::switches_of(suite.name)) << suite.name;
  }
}

TEST(Ciphers, NothingSetChangesNothing) {
  for (const char* os : {kSeven, kEight, kTen}) EXPECT_EQ(state("", os), "on") << os;
  const audit::Cell cell = JudgedMachine(kAll, kTen).cell("schannel-client", "TLS 1.2");
  EXPECT_EQ(cell.state, audit::CellState::on);
  EXPECT_EQ(cell.confidence, rules::Confidence::high);
}

TEST(Ciphers, AListWithoutAesTakesTls12FromEveryStack) {
  const JudgedMachine machine(kAll + kOn + local("TLS_RSA_WITH_RC4_128_SHA,TLS_RSA_WITH_3DES_EDE_CBC_SHA"), kSeven);
  for (const audit::StackRow& row : machine.rows) {
    const audit::CellState state = row.cells[rules::kTls12].state;
    EXPECT_TRUE(state == audit::CellState::off || state == audit::CellState::unsupported) << row.stack;
    EXPECT_EQ(row.cells[rules::kTls12].doubt, audit::Doubt::none) << row.stack;
  }
  const audit::Cell cell = machine.cell("schannel-client", "TLS 1.2");
  EXPECT_EQ(machine.state("winhttp-native", "TLS 1.2"), "off");
  EXPECT_EQ(machine.state("winhttp-wow64", "TLS 1.2"), "off");
  EXPECT_EQ(cell.basis, "cipher");
  EXPECT_TRUE(cell.reason.starts_with("No cipher suite that TLS 1.2 needs is left: ")) << cell.reason;
  EXPECT_TRUE(std::ranges::any_of(cell.chain, [](const audit::Step& step) {
    return step.seen && step.seen->value && step.seen->value_name == "Functions";
  }));
  EXPECT_EQ(machine.cell("schannel-client", "TLS 1.0").state, audit::CellState::on);
  EXPECT_EQ(state(local("TLS_AES_256_GCM_SHA384,TLS_PSK_WITH_AES_256_GCM_SHA384"), kTen), "off");
  EXPECT_EQ(state(local(""), kTen), "off") << "a list that is there and empty";
}

TEST(Ciphers, ALineOfThePolicyInOneStringOfTheLocalListIsNoName) {
  std::string one_string;
  for (const char c : std::string_view("TLS_RSA_WITH_AES_128_CBC_SHA256,TLS_RSA_WITH_AES_256_CBC_SHA256"))
    one_string += fmt::format("{:02x},00,", static_cast<int>(c));
  const std::string pasted = kLocalKey + "\"Functions\"=hex(7):" + one_string + "00,00,00,00\n";
  EXPECT_EQ(state(pasted, kSeven), "off or on") << "os.md C2: nobody documents that Windows splits it";
  EXPECT_EQ(state(local("FOO,,TLS_RSA_WITH_AES_128_CBC_SHA256"), kSeven), "off") << "behind the end of the list";
  EXPECT_EQ(state(local(" FOO"), kSeven), "off") << "something is written";
}

TEST(Ciphers, ThePolicyReplacesTheLocalListUnlessItIsEmpty) {
  const std::string good = "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384";
  EXPECT_EQ(state(policy("TLS_RSA_WITH_RC4_128_SHA") + local(good), kTen), "off");
  EXPECT_EQ(state(policy(good) + local("TLS_RSA_WITH_RC4_128_SHA"), kTen), "on");
  EXPECT_EQ(state(policy("") + local(good), kTen), "on");
  EXPECT_EQ(state(policy("") + local("TLS_RSA_WITH_RC4_128_SHA"), kTen), "off");
  EXPECT_EQ(state(policy(" , ") + local(good), kTen), "off") << "not empty, and no name in it";
  EXPECT_EQ(state(policy("TLS_RSA_WITH_RC4_128_SHA, " + good), kTen), "off or on") << "C3: nobody says blanks go";
  EXPECT_EQ(state(policy(good + ", TLS_RSA_WITH_RC4_128_SHA"), kTen), "on") << "one name is clean";
  EXPECT_EQ(state(policy("TLS_RSA_WITH_AES_256_GCM_SHA..."), kTen), "off") << "cut off";
}

TEST(Ciphers, AnOddTypeIsTheWorstCase) {
  const JudgedMachine number(kAll + kOn + kPolicyKey + "\"Functions\"=dword:1\n", kTen);
  EXPECT_EQ(number.state("schannel-client", "TLS 1.2"), "off or on");
  EXPECT_EQ(number.cell("schannel-client", "TLS 1.2").confidence, rules::Confidence::low);
  const JudgedMachine lines(kAll + kOn + kPolicyKey + multi("TLS_RSA_WITH_AES_256_GCM_SHA384"), kTen);
  EXPECT_EQ(lines.state("schannel-client", "TLS 1.2"), "on") << "taken as it is meant";
  EXPECT_EQ(lines.cell("schannel-client", "TLS 1.2").confidence, rules::Confidence::low);
}

TEST(Ciphers, ASuiteThatIsNotImplementedIsNotOffered) {
  const std::string asked = policy("TLS_RSA_WITH_AES_256_GCM_SHA384");
  const std::string other = kImplemented + "TLS_RSA_WITH_AES_256_CBC_SHA]\n";
  EXPECT_EQ(state(asked + other, kSeven), "off");
  EXPECT_EQ(state(asked + other, kSeven, "schannel-server"), "off");
  EXPECT_EQ(state(asked + kImplemented + "TLS_RSA_WITH_AES_256_GCM_SHA384]\n", kSeven), "on");
  const std::string curve = policy("TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA_P521");
  const std::string p256 = kImplemented + "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA_P256]\n";
  EXPECT_EQ(state(curve + p256, kEight), "off") << "the curve is part of the suite";
  EXPECT_EQ(state(curve + kImplemented + "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA]\n", kTen), "on");
  EXPECT_EQ(state(p256, kEight), "on") << "the list that Windows comes with";
}

TEST(Ciphers, OlderWindowsWantsTheCurveInTheName) {
  const std::string names = policy("TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384,TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256");
  EXPECT_EQ(state(names, kEight), "off");
  EXPECT_EQ(state(names, kTen), "on");
  const std::string curves = policy("TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384_P384");
  EXPECT_EQ(state(curves, kEight), "on");
  EXPECT_EQ(state(curves, kTen), "on");
  EXPECT_EQ(state(policy("TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384_P384"), kEight), "off") << "never existed there";
  EXPECT_EQ(state(policy("TLS_RSA_WITH_AES_256_GCM_SHA384_P384"), kTen), "off") << "RSA knows no curve";
}

TEST(Ciphers, ASwitchedOffPartRemovesItsSuites) {
  const std::string rsa = policy("TLS_RSA_WITH_AES_256_GCM_SHA384,TLS_RSA_WITH_AES_128_CBC_SHA");
  const std::string pkcs = switched_off("KeyExchangeAlgorithms\\PKCS");
  EXPECT_EQ(state(rsa + pkcs, kTen), "off");
  EXPECT_EQ(state(pkcs, kTen), "on") << "ECDHE is left";
  EXPECT_EQ(state(policy("TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA") + switched_off("Hashes\\SHA"), kTen), "off");
  EXPECT_EQ(state(policy("TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384") + switched_off("Hashes\\SHA"), kTen), "on");
  const std::string aes128 = switched_off("Ciphers\\AES 128/128");
  const std::string aes256 = switched_off("Ciphers\\AES 256/256");
  EXPECT_EQ(state(aes128, kSeven), "on");
  EXPECT_EQ(state(aes128 + aes256, kSeven), "off") << "without any list";
  const audit::Cell cell = JudgedMachine(kAll + kOn + aes128 + aes256, kTen).cell("schannel-client", "TLS 1.2");
  EXPECT_NE(cell.reason.find("AES 128/128, Ciphers\\AES 256/256"), std::string::npos) << cell.reason;
  EXPECT_EQ(state(rsa + kSchannel + "KeyExchangeAlgorithms\\PKCS]\n\"Enabled\"=\"0\"\n", kTen), "off or on")
      << "wrong type";
  EXPECT_EQ(state(rsa + kSchannel + "KeyExchangeAlgorithms\\PKCS]\n\"Enabled\"=dword:1\n", kTen), "on");
}

TEST(Ciphers, ExplicitOnlyIsTakenAwayToo) {
  const JudgedMachine machine(kAll + local("TLS_RSA_WITH_RC4_128_SHA"), kSeven);
  EXPECT_EQ(machine.state("schannel-client", "TLS 1.2"), "off");
  EXPECT_EQ(machine.cell("schannel-client", "TLS 1.2").basis, "cipher");
}

TEST(Ciphers, AProtocolThatIsOffForAnotherReasonKeepsIt) {
  const std::string off = kSchannel + "Protocols\\TLS 1.2\\Client]\n\"Enabled\"=dword:0\n";
  const JudgedMachine machine(kAll + off + local("TLS_RSA_WITH_RC4_128_SHA"), kTen);
  EXPECT_EQ(machine.cell("schannel-client", "TLS 1.2").basis, "value");
}

// The policy for cipher suites may refuse all of them.
TEST(Ciphers, WithoutTheSoftwareHiveNothingIsKnownToBeOn) {
  const JudgedMachine machine(std::string(kSystem) + kOn, kTen);
  const audit::Cell cell = machine.cell("schannel-client", "TLS 1.2");
  EXPECT_EQ(cell.state, audit::CellState::unknown);
  EXPECT_EQ(cell.doubt, audit::Doubt::hive_absent);
  const std::string off = kSchannel + "Protocols\\TLS 1.2\\Client]\n\"Enabled\"=dword:0\n";
  EXPECT_EQ(JudgedMachine(std::string(kSystem) + off, kTen).cell("schannel-client", "TLS 1.2").state,
            audit::CellState::off)
      << "whatever the policy is";
}

TEST(Ciphers, EitherSha2SwitchedOffMayEndTls12) {
  EXPECT_EQ(state(switched_off("Hashes\\SHA256"), kTen), "off or on");
  EXPECT_EQ(state(switched_off("Hashes\\SHA384"), kTen), "off or on");
  EXPECT_EQ(state(switched_off("Hashes\\SHA256") + policy("TLS_RSA_WITH_AES_128_CBC_SHA256"), kTen), "off");
  EXPECT_EQ(state(switched_off("Hashes\\SHA512"), kTen), "on");
}

TEST(Ciphers, WithoutABuildTheCurveIsADoubt) {
  const std::string names = policy("TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384");
  EXPECT_EQ(state(names, ""), "unknown, unknown_os");
  EXPECT_EQ(state(policy("TLS_RSA_WITH_RC4_128_SHA"), ""), "off") << "on whatever Windows";
}

TEST(Ciphers, Tls13NeedsASuiteOfItsOwn) {
  constexpr const char* kEleven = "22631.3000:client:x64";
  const auto state13 = [&](const std::string& text) {
    return JudgedMachine(kAll + text, kEleven).state("schannel-client", "TLS 1.3");
  };
  EXPECT_EQ(state13(""), "on");
  EXPECT_EQ(state13(policy("TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384")), "off");
  EXPECT_EQ(state13(policy("TLS_AES_128_GCM_SHA256")), "on");
  EXPECT_EQ(state(policy("TLS_AES_128_GCM_SHA256"), kEleven), "off") << "and TLS 1.2 one of its";
  EXPECT_EQ(state13(policy("TLS_AES_128_GCM_SHA256") + switched_off("Ciphers\\AES 128/128")), "off");
  const std::string fips = kControl + "Lsa\\FIPSAlgorithmPolicy]\n\"Enabled\"=dword:1\n";
  EXPECT_EQ(state13(policy("TLS_CHACHA20_POLY1305_SHA256")), "on");
  EXPECT_EQ(state13(policy("TLS_CHACHA20_POLY1305_SHA256") + fips), "off");
  EXPECT_EQ(state13(policy("TLS_AES_128_GCM_SHA256") + fips), "on");
}

std::string curves(std::string_view names) {
  std::string line = multi(names);
  line.replace(line.find("Functions"), 9, "EccCurves");
  return kLocalKey + line;
}

TEST(Ciphers, FipsModeAndTheListOfCurvesMayLeaveNoCurve) {
  const std::string fips = kControl + "Lsa\\FIPSAlgorithmPolicy]\n\"Enabled\"=dword:1\n";
  const std::string ecdhe = policy("TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384");
  EXPECT_EQ(state(ecdhe + curves("curve25519"), kTen), "on");
  EXPECT_EQ(state(ecdhe + fips, kTen), "on") << "the curves that Windows comes with";
  EXPECT_EQ(state(ecdhe + curves("curve25519,NistP256") + fips, kTen), "on");
  EXPECT_EQ(state(ecdhe + curves("curve25519") + fips, kTen), "off");
  EXPECT_EQ(state(curves("curve25519") + fips, kTen), "on") << "RSA needs no curve";
}

std::vector<std::string> unreachable(const std::string& text, const char* os) {
  return JudgedMachine(kAll + kOn + text, os).cell("schannel-client", "TLS 1.2").unreachable;
}

TEST(Ciphers, WhatIsLeftMayBeTooLittleForAService) {
  using Services = std::vector<std::string>;
  EXPECT_EQ(unreachable("", kTen), Services{});
  EXPECT_EQ(unreachable("", kEight), (Services{"front-door", "front-door-dhe"}))
      << "no ECDHE_RSA with GCM before Windows 10";
  EXPECT_EQ(unreachable(switched_off("KeyExchangeAlgorithms\\ECDH"), kTen),
            (Services{"front-door", "front-door-older", "front-door-dhe"}));
  const Services all = {"microsoft-365", "front-door", "front-door-older", "front-door-dhe"};
  const Services all_but_dhe = {"microsoft-365", "front-door", "front-door-older"};
  EXPECT_EQ(unreachable(policy("TLS_DHE_RSA_WITH_AES_256_GCM_SHA384"), kTen), all_but_dhe);
  EXPECT_EQ(unreachable(policy("TLS_DHE_RSA_WITH_AES_128_GCM_SHA256"), kEight), all_but_dhe);
  EXPECT_EQ(unreachable(policy("TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384"), kTen), all);
  EXPECT_EQ(unreachable(policy("TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384"), kTen),
            (Services{"front-door", "front-door-dhe"}));
  EXPECT_EQ(unreachable(policy("TLS_RSA_WITH_RC4_128_SHA"), kTen), Services{}) << "TLS 1.2 is off; nothing more to say";
  EXPECT_EQ(unreachable(policy("TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384") + curves("curve25519"), kTen),
            (Services{"front-door", "front-door-older", "front-door-dhe"}))
      << "C6";
  EXPECT_EQ(unreachable(policy("TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384") + curves("brainpoolP256r1"), kTen), all);
  const std::string rsa = kSchannel + "KeyExchangeAlgorithms\\PKCS]\n";
  EXPECT_EQ(unreachable(rsa + "\"ClientMinKeyBitLength\"=dword:800\n", kTen), Services{});
  EXPECT_EQ(unreachable(rsa + "\"ClientMinKeyBitLength\"=dword:1000\n", kTen), all);
  EXPECT_EQ(unreachable(rsa + "\"ClientMaxKeyBitLength\"=dword:400\n", kTen), all);
  EXPECT_EQ(unreachable(rsa + "\"ClientMaxKeyBitLength\"=dword:0\n", kTen), Services{});
  EXPECT_EQ(unreachable(rsa + "\"ClientMaxKeyBitLength\"=dword:800\n", kTen), Services{});
  const auto of_tls13 = [](const std::string& text) {
    return JudgedMachine(kAll + text, "22631:client:x64").cell("schannel-client", "TLS 1.3").unreachable;
  };
  EXPECT_EQ(of_tls13(""), Services{});
  EXPECT_EQ(of_tls13(policy("TLS_CHACHA20_POLY1305_SHA256")),
            (Services{"front-door", "front-door-older", "front-door-dhe"}))
      << "of Microsoft 365 no suite of TLS 1.3 is told";
}

TEST(Ciphers, TheReasonIsWhatTookThemAway) {
  const auto reason = [](const std::string& text, const char* os, const char* protocol) {
    return JudgedMachine(kAll + kOn + text, os).cell("schannel-client", protocol).reason;
  };
  const std::string fips = kControl + "Lsa\\FIPSAlgorithmPolicy]\n\"Enabled\"=dword:1\n";
  const std::string chacha = policy("TLS_CHACHA20_POLY1305_SHA256") + curves("NistP256") + fips;
  EXPECT_NE(reason(chacha, "22631:client:x64", "TLS 1.3").find("FIPS mode removes all"), std::string::npos);
  const std::string ecdhe = policy("TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384") + curves("curve25519") + fips;
  EXPECT_NE(reason(ecdhe, kTen, "TLS 1.2").find("no curve is left"), std::string::npos);
  const std::string rsa = policy("TLS_RSA_WITH_AES_128_CBC_SHA256");
  const std::string there = kImplemented + "TLS_RSA_WITH_AES_128_CBC_SHA256]\n";
  const auto tells_missing = [](const std::string& text) {
    const audit::Cell cell = JudgedMachine(kAll + kOn + text, kSeven).cell("schannel-client", "TLS 1.2");
    return std::ranges::any_of(cell.chain, [](const audit::Step& step) {
      return step.text.view().find("not every suite is implemented") != std::string::npos;
    });
  };
  EXPECT_FALSE(tells_missing(rsa + there + switched_off("Ciphers\\AES 128/128")));
  EXPECT_TRUE(tells_missing(rsa + kImplemented + "TLS_RSA_WITH_AES_256_CBC_SHA]\n"));
}

TEST(Ciphers, WhatCannotBeReachedStandsInTheReasons) {
  const audit::Cell cell =
      JudgedMachine(kAll + kOn + policy("TLS_DHE_RSA_WITH_AES_256_GCM_SHA384"), kTen).cell("winhttp-native", "TLS 1.2");
  EXPECT_EQ(cell.state, audit::CellState::on);
  EXPECT_TRUE(std::ranges::any_of(cell.chain, [](const audit::Step& step) {
    return step.text.find("not with Microsoft 365") != std::string::npos;
  }));
}

/// The machine with the record of one value overwritten.
audit::Cell damaged(const std::string& text, std::string_view hive_name, std::string_view key, const char* os) {
  const auto keys = hive::parse_reg_text(text, true);
  EXPECT_TRUE(keys);
  const auto trees = hive::hive_trees(*keys);
  EXPECT_TRUE(trees);
  std::vector<hive::MemoryHive> hives;
  for (const hive::HiveTree& tree : *trees) {
    hive::regf::BuiltHive built = hive::regf::build_located_hive(tree.root);
    if (tree.name == hive_name) {
      const auto at = hive::regf::cell_offset(built, hive::regf::CellKind::value, std::string(key), "Functions");
      built.bytes.at(static_cast<std::size_t>(at) + 4) = std::byte{'X'};
    }
    hives.push_back({tree.name, tree.user ? tree.name : std::string(), std::move(built.bytes)});
  }
  const hive::Installation machine = hive::installation_from_memory("damaged", std::move(hives));
  const auto facts = audit::collect_facts(hiveaudit_tests::rulebook().facts, machine, hiveaudit_tests::os_of(os));
  const auto rows = audit::effective_protocols(hiveaudit_tests::rulebook().defaults, facts, machine);
  return audit::find_row(rows, "HKLM", "schannel-client")->cells[rules::kTls12];
}

TEST(Ciphers, ADamagedListIsADoubt) {
  const std::string good = "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384";
  const std::string text = std::string(kSystem) + std::string(kSoftware) + kOn + policy(good) + local(good);
  const audit::Cell policy_cell =
      damaged(text, "SOFTWARE", "Policies\\Microsoft\\Cryptography\\Configuration\\SSL\\00010002", kTen);
  EXPECT_EQ(policy_cell.state, audit::CellState::unknown);
  EXPECT_EQ(policy_cell.doubt, audit::Doubt::unreadable);
  const std::string place = "ControlSet001\\Control\\Cryptography\\Configuration\\Local\\SSL\\00010002";
  EXPECT_EQ(damaged(text, "SYSTEM", place, kTen).doubt, audit::Doubt::unreadable)
      << "the policy decides, but its suites need a curve, and what is lost may be the list of curves";
  const std::string rsa =
      std::string(kSystem) + std::string(kSoftware) + kOn + policy("TLS_RSA_WITH_AES_256_GCM_SHA384") + local(good);
  EXPECT_EQ(damaged(rsa, "SYSTEM", place, kTen).state, audit::CellState::on) << "the policy decides";
  const audit::Cell local_cell =
      damaged(std::string(kSystem) + std::string(kSoftware) + kOn + local(good), "SYSTEM", place, kTen);
  EXPECT_EQ(local_cell.state, audit::CellState::unknown);
  EXPECT_EQ(local_cell.doubt, audit::Doubt::unreadable);
}

}  // namespace
