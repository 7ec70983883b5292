#include "hive/archive_tree.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

#include "hive/inflate.h"
#include "hive/read_whole.h"
#include "tests/support/made_zip.h"

namespace {

/// One member of a tar in the format of POSIX.1-1988.
std::string member(const std::string& name, const std::string& content, char type = '0') {
  std::string header(512, '\0');
  const auto put = [&](std::size_t at, const std::string& text) { header.replace(at, text.size(), text); };
  const auto octal = [](std::size_t number, int digits) {
    std::string text(static_cast<std::size_t>(digits), '0');
    for (auto digit = text.rbegin(); digit != text.rend(); ++digit, number /= 8)
      *digit = static_cast<char>('0' + number % 8);
    return text;
  };
  put(0, name);
  put(100, "0000644");
  put(124, octal(content.size(), 11));
  put(156, std::string(1, type));
  put(257, "ustar");
  put(263, "00");
  put(148, "        ");
  std::size_t sum = 0;
  for (const char byte : header) sum += static_cast<unsigned char>(byte);
  put(148, octal(sum, 6) + std::string("\0 ", 2));
  std::string padded = content;
  padded.resize((content.size() + 511) / 512 * 512);
  return header + padded;
}

std::shared_ptr<const hive::ByteSource> bytes_of(const std::string& text) {
  std::vector<std::byte> bytes(text.size());
  if (!text.empty()) std::memcpy(bytes.data(), text.data(), text.size());
  return hive::open_memory(std::move(bytes));
}

std::shared_ptr<const hive::FileTree> tree_of(const std::string& tar) {
  auto tree = hive::open_archive(bytes_of(tar + std::string(1024, '\0')));
  EXPECT_TRUE(tree) << hive::to_text(tree.error());
  return tree ? *tree : nullptr;
}

std::string names(const hive::TreeListing& listing) {
  std::string text;
  for (const hive::TreeEntry& entry : listing.entries) {
    text += (text.empty() ? "" : " ") + entry.name + (entry.kind == hive::TreeEntry::Kind::folder ? "/" : "") +
            (entry.kind == hive::TreeEntry::Kind::link ? "@" : "");
  }
  return text;
}

std::string content(const hive::FileTree& tree, const std::string& path) {
  const auto source = tree.open(path);
  if (!source) return "error: " + source.error().message;
  const auto bytes = hive::read_whole(**source);
  if (!bytes) return "error: " + bytes.error().message;
  return {reinterpret_cast<const char*>(bytes->data()), bytes->size()};
}

std::string little(std::uint32_t number, int bytes) {
  std::string text;
  for (int i = 0; i < bytes; ++i, number >>= 8U) text += static_cast<char>(number & 0xFFU);
  return text;
}

/// A member of gzip (RFC 1952) that stores less than 64 KiB as they are.
std::string gzip_of(const std::string& text) {
  std::uint32_t crc = 0xFFFF'FFFF;
  for (const char letter : text) {
    crc ^= static_cast<unsigned char>(letter);
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1U) ^ ((crc & 1U) != 0 ? 0xEDB8'8320U : 0U);
  }
  const auto size = static_cast<std::uint32_t>(text.size());
  return std::string("\x1F\x8B\x08\0\0\0\0\0\0\xFF", 10) + '\x01' + little(size, 2) + little(~size, 2) + text +
         little(~crc, 4) + little(size, 4);
}

class ArchiveTree : public testing::Test {
 protected:
  void SetUp() override {
    if (hive::archive_reader_version().empty()) GTEST_SKIP() << "this build reads no archives";
  }
};

TEST_F(ArchiveTree, ListsFoldersThatHaveNoEntryOfTheirOwn) {
  const auto tree = tree_of(member("./Windows/System32/config/SYSTEM", "regf") + member("/Users/alice/x", "y"));
  ASSERT_TRUE(tree);
  EXPECT_EQ(names(tree->list("")), "Users/ Windows/");
  EXPECT_EQ(names(tree->list("Windows/System32/config")), "SYSTEM");
  EXPECT_EQ(content(*tree, "Windows/System32/config/SYSTEM"), "regf");
  EXPECT_TRUE(tree->list("Windows/nothing").error);
}

TEST_F(ArchiveTree, UnpacksWhatIsLargerThanItsBeginning) {
  const std::string large = "regf" + std::string(100'000, 'x') + "end";
  const auto tree = tree_of(member("a", "first") + member("big", large));
  ASSERT_TRUE(tree);
  EXPECT_EQ(content(*tree, "big"), large);
}

TEST_F(ArchiveTree, AFileThatIsThereTwiceIsNotOpened) {
  const auto tree = tree_of(member("SYSTEM", "old") + member("SYSTEM", "new"));
  ASSERT_TRUE(tree);
  EXPECT_EQ(content(*tree, "SYSTEM"),
            "error: the archive holds this file more than once, and nobody can tell which counts");
}

TEST_F(ArchiveTree, APathOutOfTheArchiveIsAnErrorOfEveryListing) {
  const auto tree = tree_of(member("../../etc/passwd", "root") + member("SYSTEM", "regf"));
  ASSERT_TRUE(tree);
  const hive::TreeListing listing = tree->list("");
  EXPECT_EQ(names(listing), "SYSTEM");
  ASSERT_TRUE(listing.error);
  EXPECT_EQ(listing.error->found, "../../etc/passwd");
}

TEST_F(ArchiveTree, LinksAreNotFollowed) {
  const auto tree = tree_of(member("SYSTEM", "", '2'));
  ASSERT_TRUE(tree);
  EXPECT_EQ(names(tree->list("")), "SYSTEM@");
}

TEST_F(ArchiveTree, ACutArchiveSaysSo) {
  const std::string tar = member("SYSTEM", std::string(5000, 'x')) + member("SOFTWARE", std::string(5000, 'y'));
  const auto tree = hive::open_archive(bytes_of(tar.substr(0, 7000)));
  ASSERT_TRUE(tree);
  EXPECT_TRUE((*tree)->list("").error);
  EXPECT_EQ(content(**tree, "SOFTWARE").substr(0, 6), "error:");
}

TEST_F(ArchiveTree, WhatGzipHasPackedIsProvedByItsSum) {
  if (!hive::can_inflate()) GTEST_SKIP() << "this build lacks zlib";
  const std::string whole = gzip_of(member("SYSTEM", "regf") + std::string(1024, '\0'));
  auto tree = hive::open_archive(bytes_of(whole));
  ASSERT_TRUE(tree) << hive::to_text(tree.error());
  EXPECT_FALSE((*tree)->list("").error);
  EXPECT_EQ(content(**tree, "SYSTEM"), "regf");
  EXPECT_FALSE((*hive::open_archive(bytes_of(whole + whole)))->list("").error) << "members follow each other";
  EXPECT_FALSE((*hive::open_archive(bytes_of(whole + "end")))->list("").error) << "what is behind them nobody unpacks";

  // A changed byte that tar does not see, a changed sum, a changed size, a missing end.
  for (const std::size_t at : {whole.find("regf"), whole.size() - 8, whole.size() - 4, std::size_t{0}}) {
    std::string changed = whole;
    if (at == 0) {
      changed.resize(changed.size() - 1);
    } else {
      changed[at] = static_cast<char>(changed[at] ^ 1);
    }
    tree = hive::open_archive(bytes_of(changed));
    const std::optional<hive::Error> error = tree ? (*tree)->list("").error : tree.error();
    ASSERT_TRUE(error) << at;
    EXPECT_EQ(error->code, hive::ErrorCode::corrupt) << at;
    EXPECT_TRUE(at == 0 || error->message.find("gzip") != std::string::npos) << error->message;
  }
}

TEST_F(ArchiveTree, ATarWithoutItsEndLacksWhatWasBehind) {
  const std::string entries = member("SYSTEM", "regf") + member("Users/bob/NTUSER.DAT", "regf");
  for (const std::size_t size : {entries.size(), entries.size() - 1024, entries.size() - 512}) {
    const auto tree = hive::open_archive(bytes_of(entries.substr(0, size)));
    ASSERT_TRUE(tree) << size;
    ASSERT_TRUE((*tree)->list("").error) << size << " of " << entries.size();
    EXPECT_EQ((*tree)->list("").error->code,
              size == entries.size() - 512 ? hive::ErrorCode::corrupt : hive::ErrorCode::truncated);
  }
  for (const std::size_t zeros : {512U, 1024U, 10240U}) {
    const auto tree = hive::open_archive(bytes_of(entries + std::string(zeros, '\0')));
    ASSERT_TRUE(tree);
    EXPECT_FALSE((*tree)->list("").error) << zeros << " bytes of zeros";
  }
}

/// A ZIP whose files have a name of their own and one in the directory, and a field of their own and one there.
std::string zip_of(const std::vector<std::pair<std::string, std::string>>& names, std::size_t counted,
                   const std::string& own_extra = {}, const std::string& extra = {}) {
  hiveaudit_tests::MadeZip zip;
  for (const auto& [own, listed] : names) zip.add(own, listed, own_extra, extra);
  return zip.files + zip.directory + zip.end(counted);
}

std::string fault_of_zip(const std::string& bytes) {
  const auto tree = hive::open_archive(bytes_of(bytes));
  if (!tree) return hive::to_text(tree.error());
  const auto listing = (*tree)->list("");
  return listing.error ? hive::to_text(*listing.error) : names(listing);
}

TEST_F(ArchiveTree, AZipNamesEachFileTwiceAndAlike) {
  EXPECT_EQ(fault_of_zip(zip_of({{"SYSTEM", "SYSTEM"}, {"DEFAULT", "DEFAULT"}}, 2)), "DEFAULT SYSTEM");
  const std::string two = zip_of({{"SYSTEM", "SYSTEM"}}, 1) + zip_of({{"DEFAULT", "DEFAULT"}}, 1);
  EXPECT_NE(fault_of_zip(two).find("does not lie where its end says"), std::string::npos) << fault_of_zip(two);
  EXPECT_EQ(fault_of_zip(zip_of({}, 0)).find("ZIP"), std::string::npos) << fault_of_zip(zip_of({}, 0));
  EXPECT_NE(fault_of_zip(zip_of({{"SYSTEM", "SYSTEM"}, {"DEGAULT", "DEFAULT"}}, 2)).find("names a file otherwise"),
            std::string::npos);
  EXPECT_NE(fault_of_zip(zip_of({{"SYSTEM", "SYSTEM"}, {"DEFAULT", "DEGAULT"}}, 2)).find("names a file otherwise"),
            std::string::npos);
  EXPECT_NE(fault_of_zip(zip_of({{"SYSTEM", "SYSTEM"}}, 2)).find("not the entries that it counts"), std::string::npos);
  std::string lost = zip_of({{"SYSTEM", "SYSTEM"}, {"DEFAULT", "DEFAULT"}}, 2);
  lost.replace(lost.rfind("PK\1\2"), 2, "pk");
  EXPECT_NE(fault_of_zip(lost).find("damaged"), std::string::npos) << fault_of_zip(lost);
  EXPECT_NE(fault_of_zip(lost.substr(0, lost.size() - 22)).find("has no directory"), std::string::npos);
}

TEST_F(ArchiveTree, AZipHasNamesInUtf8Too) {
  const auto field = [](const std::string& name) {  // APPNOTE.TXT 4.6.9: version 1, CRC-32 of the other name
    return std::string("\x75\x70") + static_cast<char>(5 + name.size()) + std::string("\0\1\0\0\0\0", 6) + name;
  };
  const std::vector<std::pair<std::string, std::string>> names{{"J?rg", "J?rg"}};
  EXPECT_EQ(fault_of_zip(zip_of(names, 1, field("J\xC3\xB6rg"), field("J\xC3\xB6rg"))).find("otherwise"),
            std::string::npos);
  EXPECT_NE(fault_of_zip(zip_of(names, 1, field("J\xC3\xB7rg"), field("J\xC3\xB6rg"))).find("otherwise"),
            std::string::npos);
  EXPECT_NE(fault_of_zip(zip_of(names, 1, field("J\xC3\xB7rg"))).find("otherwise"), std::string::npos);
}

TEST_F(ArchiveTree, OtherBytesAreNoArchive) {
  EXPECT_FALSE(hive::is_archive(*bytes_of("regf")));
  EXPECT_FALSE(hive::is_archive(*bytes_of("")));
  EXPECT_TRUE(hive::is_archive(*bytes_of("PK\3\4")));
  EXPECT_FALSE(hive::open_archive(bytes_of("PK\3\4 nothing")));
}

}  // namespace
