#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "rules/rule_set.h"
#include "tests/support/temp_folder.h"

namespace rules {
namespace {

using hiveaudit_tests::TempFolder;

void write(const TempFolder& folder, const std::string& name, std::string_view text) {
  std::ofstream(folder.path() / name, std::ios::binary) << text;
}

/// The error of a folder whose rules.txt is this.
hive::Error error_of(const TempFolder& folder, std::string_view list) {
  write(folder, "rules.txt", list);
  const auto files = read_rule_files(folder.path().string());
  EXPECT_FALSE(files.has_value()) << list;
  return files.has_value() ? hive::Error{} : files.error();
}

TEST(ReadRuleFiles, ReadsWhatTheListNamesInItsOrder) {
  const TempFolder folder;
  write(folder, "b.xml", "B\r\n");
  write(folder, "a.xml", "");
  write(folder, "c.xml", "not named");
  write(folder, "rules.txt", "b.xml\r\n\n  a.xml  ");
  const auto files = read_rule_files(folder.path().string());
  ASSERT_TRUE(files.has_value());
  ASSERT_EQ(files->size(), 2U);
  EXPECT_EQ((*files)[0].name, "b.xml");
  EXPECT_EQ((*files)[0].text, "B\r\n");
  EXPECT_EQ((*files)[1].name, "a.xml");
}

TEST(ReadRuleFiles, ErrorsNameThePath) {
  const TempFolder folder;
  const auto no_list = read_rule_files(folder.path().string());
  ASSERT_FALSE(no_list.has_value());
  EXPECT_EQ(no_list.error().code, hive::ErrorCode::io);
  EXPECT_EQ(no_list.error().where.path, (folder.path() / "rules.txt").string());
  EXPECT_EQ(error_of(folder, "gone.xml").where.path, (folder.path() / "gone.xml").string());
  std::filesystem::create_directory(folder.path() / "folder.xml");
  EXPECT_EQ(error_of(folder, "folder.xml").message, "this is no regular file");
}

TEST(ReadRuleFiles, TheListCannotLeadOutOfItsFolder) {
  const TempFolder folder;
  for (const char* name : {"../a.xml", "/etc/passwd", "a/b.xml", ".a.xml", "a.txt", "a b.xml", "a.xml\\b.xml"}) {
    EXPECT_EQ(error_of(folder, name).message, "line 1 names no rule file") << name;
  }
  EXPECT_EQ(error_of(folder, "a.xml\na.xml").message, "line 2 names a file a second time");
  EXPECT_EQ(error_of(folder, "\n \n").message, "no rule file is named");
}

TEST(ReadRuleFiles, SizesAndCountsAreCapped) {
  const TempFolder folder;
  std::string list;
  for (int i = 0; i < 201; ++i) list += std::to_string(i) + ".xml\n";
  EXPECT_EQ(error_of(folder, list).message, "too many files");
  write(folder, "large.xml", std::string((4U << 20) + 1, ' '));
  EXPECT_EQ(error_of(folder, "large.xml").code, hive::ErrorCode::limit_exceeded);
}

}  // namespace
}  // namespace rules
