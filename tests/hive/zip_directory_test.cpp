#include "hive/zip_directory.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/support/made_image.h"
#include "tests/support/made_zip.h"

namespace {

using hiveaudit_tests::bytes_of;
using hiveaudit_tests::little_endian;
using hiveaudit_tests::memory;
using Zip = hiveaudit_tests::MadeZip;
using hiveaudit_tests::zip_field;

std::string fault(const std::string& zip) {
  const auto error = hive::zip_fault(*memory(bytes_of(zip)));
  return error ? to_text(*error) : "none";
}

Zip two_files() {
  Zip zip;
  zip.add("config/SYSTEM", "config/SYSTEM");
  zip.add("config/SOFTWARE", "config/SOFTWARE");
  return zip;
}

TEST(ZipDirectory, WhatAgreesHasNoFault) {
  EXPECT_EQ(fault(two_files().small()), "none");
  EXPECT_EQ(fault(Zip{}.small()), "none") << "an empty ZIP";
  EXPECT_EQ(fault("regf, which is no ZIP"), "none");
  std::string with_comment = two_files().small() + "a comment";
  with_comment[with_comment.size() - 9 - 2] = 9;
  EXPECT_EQ(fault(with_comment), "none");
}

TEST(ZipDirectory, ANameThatTheFileDoesNotHaveIsAFault) {
  Zip zip = two_files();
  zip.add("Users/alice/NTUSER.DAT", "Users/alice/NTUSER.DAU");
  const std::string told = fault(zip.small());
  EXPECT_NE(told.find("names a file otherwise"), std::string::npos) << told;
  EXPECT_NE(told.find("expected Users/alice/NTUSER.DAT, found Users/alice/NTUSER.DAU"), std::string::npos) << told;
}

TEST(ZipDirectory, TheSecondNameMustAgreeToo) {
  Zip same;
  same.add("a", "a", zip_field(0x7075, "another"), zip_field(0x7075, "another"));
  EXPECT_EQ(fault(same.small()), "none");
  Zip other;
  other.add("a", "a", zip_field(0x7075, "another"), zip_field(0x7075, "Another"));
  EXPECT_NE(fault(other.small()).find("names a file otherwise"), std::string::npos);
}

TEST(ZipDirectory, ALargeZipCountsWith64Bits) {
  Zip zip = two_files();
  zip.add("far", "far", {}, {}, true);
  EXPECT_EQ(fault(zip.large(3)), "none");
  EXPECT_NE(fault(zip.large(4)).find("not the entries that it counts"), std::string::npos);
  EXPECT_NE(fault(zip.large(3 + 0x1'0000)).find("not the entries that it counts"), std::string::npos)
      << "64 bits count on";
  zip.directory.replace(zip.directory.find(little_endian(8, 2) + little_endian(zip.files.find("far") - 30, 8)) + 2, 1,
                        "\1");
  EXPECT_NE(fault(zip.large(3)).find("leads to no file"), std::string::npos);
}

TEST(ZipDirectory, SixteenBitsCountFromZeroAgain) {
  Zip zip;
  for (int i = 0; i <= 0x1'0000; ++i) zip.add("f", "f");
  EXPECT_EQ(fault(zip.small()), "none");
  // With the last entry lost the count would not be right, with the first 65,536 of them it would be.
  zip.add("SYSTEM", "SYSTEM");
  EXPECT_NE(fault(zip.files + zip.directory + zip.end(1)).find("not the entries that it counts"), std::string::npos);
}

TEST(ZipDirectory, AnEntryThatIsNoneHidesWhatFollows) {
  Zip zip = two_files();
  std::string bytes = zip.small();
  bytes[bytes.rfind("PK\1\2") + 2] = '\3';
  const std::string told = fault(bytes);
  EXPECT_NE(told.find("not the entries that it counts"), std::string::npos) << told;
  // Nor does a count that fits to what is left.
  zip.entries = 1;
  bytes = zip.small();
  bytes[bytes.rfind("PK\1\2") + 2] = '\3';
  EXPECT_NE(fault(bytes).find("not the entries that it counts"), std::string::npos);
}

TEST(ZipDirectory, ItLiesWhereItsEndSays) {
  const Zip zip = two_files();
  EXPECT_NE(fault(zip.files + "x" + zip.directory + zip.end(2)).find("does not lie where its end says"),
            std::string::npos);
  EXPECT_NE(fault(zip.files + zip.directory).find("has no directory"), std::string::npos);
  EXPECT_NE(fault(zip.small().substr(0, zip.small().size() - 1)).find("has no directory"), std::string::npos);
}

}  // namespace
