// Every file of fixtures/corpus, which once made something go wrong, through everything that reads bytes: what was
// mended stays mended, in ordinary builds and under the sanitizers.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <span>
#include <string>

#include "tests/fuzz/hive_entry.h"
#include "tests/fuzz/machine_entry.h"
#include "tests/fuzz/recovery_entry.h"
#include "tests/fuzz/text_entry.h"
#include "tests/support/source_dir.h"

namespace {

TEST(CorpusTest, WhatOnceWentWrongGoesWell) {
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(hiveaudit_tests::source_dir() / "fixtures" / "corpus")) {
    SCOPED_TRACE(entry.path().filename().string());
    std::ifstream in(entry.path(), std::ios::binary);
    const std::string content{std::istreambuf_iterator<char>(in), {}};
    const hive::Bytes bytes = std::as_bytes(std::span(content));
    fuzz::read_hive(bytes);
    fuzz::read_text(bytes);
    fuzz::recover_hive(bytes);
    fuzz::audit_machine(bytes);
    ++files;
  }
  EXPECT_GT(files, 0U);
}

}  // namespace
