// The reader on sound hives: what is there is found with its place, what is not there is absent.

#include "hive/hive.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "hive/file_source.h"
#include "tests/support/regf_patch.h"
#include "tests/support/shared_dir.h"

namespace {

using hive::Hive;
using hive::Presence;
using hive::regf::BuildKey;
using hive::regf::BuildOptions;
using hiveaudit_tests::binary_value;
using hiveaudit_tests::dword_value;
using hiveaudit_tests::open_bytes;

using Path = std::vector<std::string>;

BuildKey sample() {
  BuildKey root;
  root.name = "ROOT";
  BuildKey& tls = root.child("Control").child("SCHANNEL").child("Protocols").child("TLS 1.2").child("Client");
  tls.written = 0x01D0'0000'0000'0000;
  tls.set(dword_value("Enabled", 1));
  tls.set(binary_value("", 3));
  tls.set(binary_value("Привет", 5));
  root.child("Control").child("Ciphers").child("RC4 128/128");
  return root;
}

Hive opened(const BuildKey& root, const BuildOptions& options = {}) {
  auto result = open_bytes(hive::regf::build_hive(root, options));
  EXPECT_TRUE(result) << hive::to_text(result.error());
  return std::move(result).value();
}

TEST(HiveTest, FindsAKeyWithoutCaseAndItsValues) {
  const Hive hive = opened(sample());
  EXPECT_EQ(hive.state(), hive::HiveState::clean);
  const auto key = hive.find_key(Path{"CONTROL", "schannel", "Protocols", "tls 1.2", "client"});
  ASSERT_EQ(key.presence, Presence::present);
  EXPECT_EQ(key.key->name, "Client");
  EXPECT_EQ(key.key->written, 0x01D0'0000'0000'0000U);
  EXPECT_EQ(key.depth, 5U);
  const auto value = hive.find_value(*key.key, "ENABLED");
  ASSERT_EQ(value.presence, Presence::present);
  EXPECT_EQ(value.value->name, "Enabled");
  EXPECT_EQ(read_dword(*value.value).value(), 1U);
  EXPECT_GT(value.value->offset, 4096U);
  EXPECT_EQ(hive.find_value(*key.key, "").value->data.size(), 3U);
  EXPECT_EQ(hive.find_value(*key.key, "пРИВЕТ").presence, Presence::present);
  EXPECT_EQ(hive.find_value(*key.key, "Enable").presence, Presence::absent);
  EXPECT_TRUE(hive.anomalies().empty());
}

TEST(HiveTest, ASlashBelongsToTheName) {
  const Hive hive = opened(sample());
  EXPECT_EQ(hive.find_key(Path{"Control", "Ciphers", "RC4 128/128"}).presence, Presence::present);
}

TEST(HiveTest, AnAbsentKeyNamesTheDeepestThatExists) {
  const Hive hive = opened(sample());
  const auto key = hive.find_key(Path{"Control", "SCHANNEL", "Protocols", "TLS 1.3", "Client"});
  EXPECT_EQ(key.presence, Presence::absent);
  EXPECT_FALSE(key.error);
  EXPECT_FALSE(key.key);
  ASSERT_TRUE(key.deepest);
  EXPECT_EQ(key.deepest->name, "Protocols");
  EXPECT_EQ(key.depth, 3U);
}

TEST(HiveTest, EveryNameIsFoundAndNoOtherInEveryKindOfList) {
  for (const char kind : {'h', 'f', 'i'}) {
    for (const std::uint32_t per_leaf : {507U, 7U, 1U}) {
      for (const int count : {1, 2, 15, 16, 17, 100}) {
        BuildKey root;
        root.name = "ROOT";
        for (int i = 0; i < count; ++i) root.child("Key_" + std::to_string(i * 2));
        BuildOptions options;
        options.leaf_kind = kind;
        options.list_entries_per_leaf = per_leaf;
        const Hive hive = opened(root, options);
        for (int i = -1; i <= 2 * count; ++i) {
          const auto key = hive.find_key(Path{"kEY_" + std::to_string(i)});
          const bool exists = i >= 0 && i % 2 == 0 && i < 2 * count;
          ASSERT_EQ(key.presence, exists ? Presence::present : Presence::absent) << kind << per_leaf << ' ' << i;
        }
        EXPECT_EQ(hive.find_key(Path{""}).presence, Presence::absent);
        EXPECT_EQ(hive.find_key(Path{std::string(1000, 'x')}).presence, Presence::absent);
        EXPECT_EQ(hive.list_subkeys(*hive.root().key).items.size(), static_cast<std::size_t>(count));
        EXPECT_TRUE(hive.anomalies().empty());
      }
    }
  }
}

TEST(HiveTest, DataOfEverySizeComeBackAsTheyWereStored) {
  for (const std::uint32_t minor : {3U, 4U, 5U, 6U}) {
    BuildKey root;
    root.name = "ROOT";
    const std::vector<std::size_t> sizes{0, 1, 2, 3, 4, 5, 8, 4095, 16'343, 16'344, 16'345, 32'688, 32'689, 100'000};
    for (const std::size_t size : sizes) root.set(binary_value("v" + std::to_string(size), size));
    BuildOptions options;
    options.minor = minor;
    const Hive hive = opened(root, options);
    for (const std::size_t size : sizes) {
      const std::string name = "V" + std::to_string(size);
      const auto value = hive.find_value(*hive.root().key, name);
      ASSERT_EQ(value.presence, Presence::present) << name;
      EXPECT_TRUE(value.value->complete);
      EXPECT_EQ(value.value->data, binary_value("", size).data) << name << " in 1." << minor;
    }
    EXPECT_TRUE(hive.anomalies().empty());
  }
}

TEST(HiveTest, UnknownTypesAreKept) {
  BuildKey root;
  root.name = "ROOT";
  hive::Value odd = binary_value("odd", 8);
  odd.type = static_cast<hive::ValueType>(0xFFFF'0012);
  root.set(odd);
  const Hive hive = opened(root);
  EXPECT_EQ(static_cast<std::uint32_t>(hive.find_value(*hive.root().key, "odd").value->type), 0xFFFF'0012U);
}

TEST(HiveTest, ALookUpTouchesFewBytes) {
  BuildKey root;
  root.name = "ROOT";
  for (int i = 0; i < 3000; ++i) root.child("Key" + std::to_string(i)).set(binary_value("data", 500));
  const Hive hive = opened(root);
  const auto key = hive.find_key(Path{"Key1234"});
  ASSERT_EQ(key.presence, Presence::present);
  ASSERT_EQ(hive.find_value(*key.key, "data").presence, Presence::present);
  EXPECT_GT(hive.size_bytes(), 1'500'000U);
  EXPECT_LT(hive.loaded_bytes(), 150'000U);
}

TEST(HiveTest, AbsenceAmongManyReadsTheListsAndTheEndsOfEachLeaf) {
  constexpr std::size_t kChildren = 20'000;
  constexpr std::size_t kPerLeaf = 507;
  BuildKey root;
  root.name = "ROOT";
  for (std::size_t i = 0; i < kChildren; ++i) root.subkeys.push_back({.name = "Key" + std::to_string(100'000 + i)});
  const Hive hive = opened(root);
  EXPECT_EQ(hive.find_key(Path{"Key1100005"}).presence, Presence::absent);
  constexpr std::size_t kLeaves = kChildren / kPerLeaf + 1;
  constexpr std::size_t kPages = kChildren * 8 / 4096 + kLeaves + 2 * kLeaves + 30;
  EXPECT_LT(hive.loaded_bytes(), kPages * 4096);
}

TEST(HiveTest, AWalkVisitsEveryKeyOnceWithItsPathAndCanBeStopped) {
  const Hive hive = opened(sample());
  std::vector<std::string> seen;
  const auto totals = hive.walk([&](const hive::Key& key, std::span<const std::string> path) {
    seen.push_back(std::to_string(path.size()) + key.name);
    return true;
  });
  EXPECT_EQ(seen, (std::vector<std::string>{"0ROOT", "1Control", "2Ciphers", "3RC4 128/128", "2SCHANNEL", "3Protocols",
                                            "4TLS 1.2", "5Client"}));
  EXPECT_EQ(totals.keys, 8U);
  EXPECT_TRUE(totals.complete);
  EXPECT_FALSE(hive.walk([](const hive::Key&, auto) { return false; }).complete);
}

TEST(HiveTest, ADirtyHiveOpensAndSaysSo) {
  BuildOptions options;
  options.primary_sequence = 205;
  options.secondary_sequence = 204;
  const Hive hive = opened(sample(), options);
  EXPECT_EQ(hive.state(), hive::HiveState::dirty);
  ASSERT_EQ(hive.anomalies().size(), 1U);
  EXPECT_EQ(hive.anomalies()[0].code, "dirty");
  EXPECT_NE(hive.anomalies()[0].message.find("205 and 204"), std::string::npos);
}

TEST(HiveTest, RealHivesAreReadWithoutAnyAnomaly) {
  const auto shared = hiveaudit_tests::shared_dir();
  if (!shared) GTEST_SKIP() << "the shared hives are not here";
  for (const char* name : {"win7/SYSTEM", "win7/NTUSER.DAT", "xp/NTUSER.DAT", "nt4/SYSTEM", "nt4/SOFTWARE"}) {
    const auto hive = Hive::open(hive::open_file((*shared / "hives" / name).string()).value(), name);
    ASSERT_TRUE(hive) << name;
    // Every key must be found again by its path, however its lists are built.
    hive->walk([&](const hive::Key& key, std::span<const std::string> path) {
      const auto found = hive->find_key(path);
      EXPECT_EQ(found.presence, Presence::present) << name << ' ' << key.name;
      EXPECT_EQ(found.key ? found.key->offset : 0, key.offset);
      return !testing::Test::HasFailure();
    });
    EXPECT_EQ(hive->anomaly_count(), 0U) << name;
    EXPECT_EQ(hive->state(), hive::HiveState::clean);
  }
}

}  // namespace
