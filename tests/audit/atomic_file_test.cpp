#include "audit/atomic_file.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

namespace audit {
namespace {

namespace fs = std::filesystem;

class AtomicFile : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (fs::temp_directory_path() / "atomic-file-XXXXXX").string();
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
  }
  void TearDown() override { fs::remove_all(folder_); }

  std::string path(const std::string& name) const { return (folder_ / name).string(); }
  static std::string read(const std::string& file) {
    std::ifstream in(file, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
  }
  std::size_t entries() const {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder_), fs::directory_iterator{}));
  }

  fs::path folder_;
};

TEST_F(AtomicFile, WritesANewFile) {
  const std::string content = std::string("a\0b\n", 4) + std::string(100'000, 'x');
  ASSERT_TRUE(write_atomically(path("report.json"), content));
  EXPECT_EQ(read(path("report.json")), content);
  EXPECT_EQ(entries(), 1u);
}

TEST_F(AtomicFile, ReplacesAndKeepsTheMode) {
  ASSERT_TRUE(write_atomically(path("report"), "old and longer"));
  ASSERT_EQ(::chmod(path("report").c_str(), 0640), 0);
  ASSERT_TRUE(write_atomically(path("report"), "new"));
  EXPECT_EQ(read(path("report")), "new");
  struct stat status {};
  ASSERT_EQ(::stat(path("report").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777, 0640u);
}

TEST_F(AtomicFile, AReaderOfTheOldFileKeepsIt) {
  ASSERT_TRUE(write_atomically(path("report"), "old"));
  std::ifstream reader(path("report"));
  ASSERT_TRUE(write_atomically(path("report"), "new"));
  std::string seen;
  reader >> seen;
  EXPECT_EQ(seen, "old");
}

TEST_F(AtomicFile, WritesThroughSymbolicLinks) {
  fs::create_directory(folder_ / "real");
  fs::create_symlink("real/report", folder_ / "link");
  fs::create_symlink("link", folder_ / "link to link");
  ASSERT_TRUE(write_atomically(path("link to link"), "dangling"));
  EXPECT_EQ(read(path("real/report")), "dangling");
  ASSERT_TRUE(write_atomically(path("link"), "existing"));
  EXPECT_EQ(read(path("real/report")), "existing");
  EXPECT_TRUE(fs::is_symlink(folder_ / "link"));
  EXPECT_TRUE(fs::is_symlink(folder_ / "link to link"));
}

TEST_F(AtomicFile, ALoopOfLinksIsAnError) {
  fs::create_symlink("b", folder_ / "a");
  fs::create_symlink("a", folder_ / "b");
  const auto result = write_atomically(path("a"), "x");
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, hive::ErrorCode::io);
}

TEST_F(AtomicFile, AMissingFolderIsNamed) {
  const auto result = write_atomically(path("no such folder/report"), "x");
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, hive::ErrorCode::io);
  EXPECT_EQ(result.error().where.path, path("no such folder/report"));
  EXPECT_NE(result.error().message.find(path("no such folder")), std::string::npos);
  EXPECT_EQ(entries(), 0u);
}

TEST_F(AtomicFile, AFolderIsNoReport) {
  fs::create_directory(folder_ / "folder");
  EXPECT_FALSE(write_atomically(path("folder"), "x"));
  EXPECT_FALSE(write_atomically(path("folder/"), "x"));
  EXPECT_FALSE(write_atomically("", "x"));
}

TEST_F(AtomicFile, AFileThatMayNotBeWrittenStays) {
  if (::geteuid() == 0) GTEST_SKIP() << "root may write everything";
  ASSERT_TRUE(write_atomically(path("report"), "old"));
  ASSERT_EQ(::chmod(path("report").c_str(), 0400), 0);
  EXPECT_FALSE(write_atomically(path("report"), "new"));
  EXPECT_EQ(read(path("report")), "old");
  EXPECT_EQ(entries(), 1u);
}

TEST_F(AtomicFile, SpecialFilesAreWrittenInPlace) {
  ASSERT_TRUE(write_atomically("/dev/null", "x"));
  struct stat status {};
  ASSERT_EQ(::stat("/dev/null", &status), 0);
  EXPECT_TRUE(S_ISCHR(status.st_mode));

  ASSERT_EQ(::mkfifo(path("fifo").c_str(), 0600), 0);
  std::string seen;
  std::thread reader([&] { seen = read(path("fifo")); });
  EXPECT_TRUE(write_atomically(path("fifo"), "through the pipe"));
  reader.join();
  EXPECT_EQ(seen, "through the pipe");
  EXPECT_TRUE(fs::is_fifo(folder_ / "fifo"));
}

TEST_F(AtomicFile, AFullDeviceIsAnError) {
  if (!fs::exists("/dev/full")) GTEST_SKIP() << "no /dev/full";
  const auto result = write_atomically("/dev/full", "x");
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().where.path, "/dev/full");
}

/// Runs `write` in a child whose files cannot grow beyond 4 KiB; its exit code.
int with_small_files(void (*on_limit)(int), const std::string& file) {
  const pid_t child = ::fork();
  if (child == 0) {
    const rlimit limit{4096, 4096};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    ::signal(SIGXFSZ, on_limit);
    const bool written = write_atomically(file, std::string(1'000'000, 'x')).has_value();
    ::_exit(written ? 0 : 4);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST_F(AtomicFile, AFailedWriteLeavesTheOldFileAndNothingElse) {
  ASSERT_TRUE(write_atomically(path("report"), "old"));
  EXPECT_EQ(with_small_files(SIG_IGN, path("report")), 4);
  EXPECT_EQ(read(path("report")), "old");
  EXPECT_EQ(entries(), 1u);
}

TEST_F(AtomicFile, AnInterruptedWriteIsCleanedUpByTheHandler) {
  ASSERT_TRUE(write_atomically(path("report"), "old"));
  const auto handler = [](int) {
    remove_unfinished_files();
    ::_exit(130);
  };
  EXPECT_EQ(with_small_files(handler, path("report")), 130);
  EXPECT_EQ(read(path("report")), "old");
  EXPECT_EQ(entries(), 1u);
}

TEST_F(AtomicFile, FinishedFilesAreNotRemoved) {
  ASSERT_TRUE(write_atomically(path("report"), "kept"));
  remove_unfinished_files();
  EXPECT_EQ(read(path("report")), "kept");
}

}  // namespace
}  // namespace audit
