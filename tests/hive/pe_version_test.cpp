#include "hive/pe_version.h"

#include <gtest/gtest.h>

#include <functional>
#include <random>

#include "hive/limits.h"
#include "tests/support/pe_file.h"

namespace {

using hiveaudit_tests::pe_file;
using hiveaudit_tests::put16;
using hiveaudit_tests::put32;
namespace pe = hiveaudit_tests::pe;

using Bytes = std::vector<std::byte>;

/// The version, or the word of the error.
std::string version_of(Bytes bytes) {
  const auto source = hive::open_memory(std::move(bytes));
  const auto version = hive::read_file_version(*source);
  return version ? to_text(*version) : std::string(hive::name_of(version.error().code));
}

std::string with(const std::function<void(Bytes&)>& change) {
  Bytes bytes = pe_file({6, 3, 9600, 17415});
  change(bytes);
  return version_of(std::move(bytes));
}

TEST(PeVersion, TheFixedPartOfBothKinds) {
  EXPECT_EQ(version_of(pe_file({6, 3, 9600, 17415})), "6.3.9600.17415");
  EXPECT_EQ(version_of(pe_file({15, 0, 4753, 1001}, false)), "15.0.4753.1001");
  EXPECT_EQ(version_of(pe_file({65535, 65535, 65535, 65535})), "65535.65535.65535.65535");
  const auto source = hive::open_memory(pe_file({1, 2, 3, 4}));
  EXPECT_EQ(hive::read_file_version(*source)->offset, pe::kFixed);
}

TEST(PeVersion, OtherResourcesAreWalkedPast) {
  EXPECT_EQ(with([](Bytes& bytes) {
              // A type with a name and one with another number stand before it.
              const std::size_t root = pe::kResources + 0x180;
              put16(bytes, root + 12, 1);
              put16(bytes, root + 14, 2);
              put32(bytes, root + 16, 0x8000'0010);
              put32(bytes, root + 20, 0x8000'0018);
              put32(bytes, root + 24, 3);
              put32(bytes, root + 28, 0x8000'0018);
              put32(bytes, root + 32, 16);
              put32(bytes, pe::kOptional + 112 + 16, 0x3180);
              put32(bytes, root + 36, 0x8000'0000 | 48);
              // The name's folder, from the new root.
              put16(bytes, root + 48 + 14, 1);
              put32(bytes, root + 48 + 16, 1);
              put32(bytes, root + 48 + 20, 0x8000'0000 | 72);
              put16(bytes, root + 72 + 14, 1);
              put32(bytes, root + 72 + 16, 0x407);
              put32(bytes, root + 72 + 20, 96);
              put32(bytes, root + 96, 0x3000 + 88);
              put32(bytes, root + 100, 92);
            }),
            "6.3.9600.17415");
}

TEST(PeVersion, WhatIsNoProgramFileOrHasNoVersion) {
  EXPECT_EQ(version_of({}), "truncated");
  EXPECT_EQ(version_of(Bytes(63)), "truncated");
  EXPECT_EQ(version_of(Bytes(4096)), "corrupt");
  EXPECT_EQ(with([](Bytes& bytes) { put32(bytes, pe::kPe, 0x454E); }), "corrupt") << "16-bit Windows";
  EXPECT_EQ(with([](Bytes& bytes) { put16(bytes, pe::kOptional, 0x107); }), "corrupt");
  EXPECT_EQ(with([](Bytes& bytes) { put32(bytes, pe::kOptional + 112 + 16, 0); }), "unsupported") << "no resources";
  EXPECT_EQ(with([](Bytes& bytes) { put32(bytes, pe::kOptional + 108, 2); }), "unsupported") << "a shorter list";
  EXPECT_EQ(with([](Bytes& bytes) { put16(bytes, pe::kPe + 20, 112); }), "unsupported");
  EXPECT_EQ(with([](Bytes& bytes) { put32(bytes, pe::kTypeEntry, 3); }), "unsupported") << "icons alone";
  EXPECT_EQ(with([](Bytes& bytes) { put16(bytes, pe::kResources + 14, 0); }), "unsupported");
}

TEST(PeVersion, LengthsAndPlacesThatLie) {
  EXPECT_EQ(with([](Bytes& bytes) { put32(bytes, 0x3C, 0xFFFF'FFF0); }), "truncated");
  EXPECT_EQ(with([](Bytes& bytes) { put32(bytes, 0x3C, 0); }), "corrupt") << "the header leads to itself";
  EXPECT_EQ(with([](Bytes& bytes) { put16(bytes, pe::kPe + 6, 97); }), "limit_exceeded");
  EXPECT_EQ(with([](Bytes& bytes) { put16(bytes, pe::kPe + 6, 96); }), "truncated") << "more sections than file";
  EXPECT_EQ(with([](Bytes& bytes) { put16(bytes, pe::kPe + 6, 0); }), "corrupt") << "resources in no section";
  EXPECT_EQ(with([](Bytes& bytes) { put32(bytes, pe::kOptional + 112 + 16, 0xFFFF'FFFF); }), "corrupt");
  EXPECT_EQ(with([](Bytes& bytes) { put16(bytes, pe::kResources + 14, 0xFFFF); }), "limit_exceeded");
  EXPECT_EQ(with([](Bytes& bytes) { put16(bytes, pe::kResources + 14, 100); }), "corrupt") << "more than the section";
  EXPECT_EQ(with([](Bytes& bytes) { put32(bytes, pe::kTypeEntry + 4, 0x8000'0000); }), "corrupt")
      << "a folder that holds itself";
  EXPECT_EQ(with([](Bytes& bytes) { put32(bytes, pe::kTypeEntry + 4, 24); }), "corrupt") << "data where a folder is";
  EXPECT_EQ(with([](Bytes& bytes) { put32(bytes, pe::kLanguageEntry + 4, 0x8000'0048); }), "corrupt");
  EXPECT_EQ(with([](Bytes& bytes) { put32(bytes, pe::kNameEntry + 4, 0xFFFF'FFFF); }), "corrupt");
  EXPECT_EQ(with([](Bytes& bytes) { put32(bytes, pe::kDataEntry, 0); }), "corrupt");
  EXPECT_EQ(with([](Bytes& bytes) { put32(bytes, pe::kDataEntry + 4, 0xFFFF'FFFF); }), "corrupt");
  EXPECT_EQ(with([](Bytes& bytes) { put32(bytes, pe::kDataEntry + 4, 91); }), "corrupt") << "too short";
  EXPECT_EQ(with([](Bytes& bytes) { put16(bytes, pe::kVersion, 93); }), "corrupt") << "longer than its data";
  EXPECT_EQ(with([](Bytes& bytes) { put16(bytes, pe::kVersion + 2, 51); }), "corrupt");
  EXPECT_EQ(with([](Bytes& bytes) { put16(bytes, pe::kVersion + 6, 'W'); }), "corrupt");
  EXPECT_EQ(with([](Bytes& bytes) { put16(bytes, pe::kVersion + 36, 'O'); }), "corrupt") << "a longer key";
  EXPECT_EQ(with([](Bytes& bytes) { put32(bytes, pe::kFixed, 0); }), "corrupt");
  EXPECT_EQ(with([](Bytes& bytes) { put32(bytes, pe::kOptional + 112 + 16 * 8 + 20, 0xFFFF'FF00); }), "truncated")
      << "a section outside of the file";
}

TEST(PeVersion, EveryCutAndManyChangesEnd) {
  const Bytes whole = pe_file({10, 0, 19041, 1});
  for (std::size_t size = 0; size < pe::kFixed + 52; ++size) {
    EXPECT_NE(version_of(Bytes(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size))), "10.0.19041.1");
  }
  std::mt19937 random(7);
  for (int i = 0; i < 20'000; ++i) {
    Bytes bytes = whole;
    for (int k = 0; k < 3; ++k) bytes[random() % bytes.size()] = static_cast<std::byte>(random() & 0xFFU);
    version_of(std::move(bytes));
  }
}

}  // namespace
