#pragma once
// Small hives with the keys that tell their role, and folders to put them in.

#include <gtest/gtest.h>

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "hive/hive.h"
#include "hive/installation.h"
#include "hive/regf/builder.h"

namespace hiveaudit_tests {

inline hive::Value dword(const std::string& name, std::uint32_t number) {
  hive::Value value{name, hive::ValueType::dword, {}, 0, true};
  for (unsigned i = 0; i < 4; ++i) value.data.push_back(static_cast<std::byte>(number >> (8U * i) & 0xFFU));
  return value;
}

/// UTF-16LE of an ASCII text, ended by NUL when `terminated`.
inline hive::Value text(const std::string& name, hive::ValueType type, const std::string& ascii, bool terminated) {
  hive::Value value{name, type, {}, 0, true};
  for (const char c : terminated ? ascii + '\0' : ascii) {
    value.data.push_back(static_cast<std::byte>(c));
    value.data.push_back(std::byte{0});
  }
  return value;
}

inline hive::regf::BuildKey& descend(hive::regf::BuildKey& root, const std::vector<std::string>& path) {
  hive::regf::BuildKey* key = &root;
  for (const std::string& name : path) key = &key->child(name);
  return *key;
}

inline hive::regf::BuildKey system_tree(std::uint32_t current = 1) {
  hive::regf::BuildKey root;
  root.name = "ROOT";
  for (const char* name : {"Current", "Default"}) descend(root, {"Select"}).set(dword(name, current));
  descend(root, {"Select"}).set(dword("Failed", 0));
  descend(root, {"ControlSet001", "Control", "Lsa"}).set(dword("Marker", 1));
  descend(root, {"ControlSet002", "Control", "Lsa"}).set(dword("Marker", 2));
  return root;
}

inline hive::regf::BuildKey software_tree() {
  hive::regf::BuildKey root;
  root.name = "ROOT";
  descend(root, {"Microsoft", "Windows NT", "CurrentVersion"})
      .set(text("CurrentBuild", hive::ValueType::sz, "19045", true));
  return root;
}

inline hive::regf::BuildKey user_tree(std::uint32_t marker = 0) {
  hive::regf::BuildKey root;
  root.name = "ROOT";
  descend(root, {"Control Panel", "Desktop"});
  descend(root, {"Software", "Test"}).set(dword("Marker", marker));
  return root;
}

inline std::shared_ptr<const hive::Hive> open_bytes(std::vector<std::byte> bytes, const std::string& path) {
  auto opened = hive::Hive::open(hive::open_memory(std::move(bytes)), path);
  if (!opened) throw std::runtime_error(hive::to_text(opened.error()));
  return std::make_shared<const hive::Hive>(std::move(*opened));
}

inline std::shared_ptr<const hive::Hive> open_tree_of(const hive::regf::BuildKey& root, const std::string& path) {
  return open_bytes(hive::regf::build_hive(root), path);
}

/// A fresh folder per test, removed afterwards.
class FolderTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
    top_ = std::filesystem::path(::testing::TempDir()) /
           (std::string("hiveaudit-") + test->test_suite_name() + "-" + test->name());
    std::filesystem::remove_all(top_);
    folder_ = top_ / "golden";
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(top_); }

  void put(const std::string& below, const std::vector<std::byte>& bytes) const {
    const std::filesystem::path file = folder_ / below;
    std::filesystem::create_directories(file.parent_path());
    std::ofstream out(file, std::ios::binary);
    out.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    ASSERT_TRUE(out.good()) << file;
  }
  void put(const std::string& below, const hive::regf::BuildKey& root) const {
    put(below, hive::regf::build_hive(root));
  }
  void put_text(const std::string& below, const std::string& text_of_file) const {
    std::vector<std::byte> bytes;
    for (const char c : text_of_file) bytes.push_back(static_cast<std::byte>(c));
    put(below, bytes);
  }
  /// A transaction log as far as its base block tells.
  void put_log(const std::string& below, std::uint32_t type = 6) const {
    std::vector<std::byte> bytes = hive::regf::build_hive(user_tree());
    bytes.resize(512);
    bytes[28] = static_cast<std::byte>(type);
    put(below, bytes);
  }

  std::filesystem::path top_;
  std::filesystem::path folder_;
};

/// The logs that were found beside a hive.
inline std::vector<std::string> log_paths(const hive::HiveFile& file) {
  std::vector<std::string> paths;
  for (const hive::HiveLog& log : file.logs) paths.push_back(log.path);
  return paths;
}

}  // namespace hiveaudit_tests
