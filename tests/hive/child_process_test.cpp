#include "hive/child_process.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "hive/child_process_memory.h"

namespace {

using hive::Bytes;
using hive::ChildLimits;
using hive::ChildOutcome;

std::vector<std::byte> bytes_of(std::string_view text) {
  std::vector<std::byte> bytes(text.size());
  std::ranges::transform(text, bytes.begin(), [](char c) { return static_cast<std::byte>(c); });
  return bytes;
}

std::string text_of(const std::vector<std::byte>& bytes) {
  std::string text(bytes.size(), '\0');
  std::ranges::transform(bytes, text.begin(), [](std::byte b) { return static_cast<char>(b); });
  return text;
}

hive::Result<ChildOutcome> shell(const std::string& script, const ChildLimits& limits = {}, std::string_view input = {},
                                 const hive::ByteSource* file = nullptr) {
  return hive::run_child("/bin/sh", {"-c", script}, bytes_of(input), file, limits);
}

class Stopwatch {
 public:
  double seconds() const { return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count(); }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

TEST(ChildProcess, GivesArgumentsAndInputAndTakesOutput) {
  auto outcome =
      hive::run_child("/bin/sh", {"-c", "echo \"$0|$1\"; cat", "a b", "c"}, bytes_of("from stdin"), nullptr, {});
  ASSERT_TRUE(outcome) << to_text(outcome.error());
  EXPECT_TRUE(outcome->finished);
  EXPECT_EQ(outcome->how_it_ended, "exit status 0");
  EXPECT_EQ(text_of(outcome->output), "a b|c\nfrom stdin");
}

TEST(ChildProcess, TheFileIsDescriptorThreeFromItsBeginning) {
  const auto file = hive::open_memory(bytes_of("the hive"));
  auto outcome = shell("cat; cat <&3; cat /proc/self/fd/3", {}, "in ", file.get());
  ASSERT_TRUE(outcome);
  EXPECT_EQ(text_of(outcome->output), "in the hivethe hive");
}

/// A source in memory that a child can read without a copy.
class SharedSource final : public hive::ByteSource, public hive::ChildReadable {
 public:
  explicit SharedSource(std::string_view text) : memory_(hive::ChildMemory::make(text.size())) {
    EXPECT_TRUE(memory_->write(0, bytes_of(text)));
    EXPECT_TRUE(memory_->bytes().empty()) << "it may still be written";
    EXPECT_LT(memory_->open_for_child(), 0);
    EXPECT_TRUE(memory_->seal());
    EXPECT_FALSE(memory_->write(0, bytes_of(text)));
  }
  std::uint64_t size_bytes() const override { return memory_->bytes().size(); }
  Bytes in_memory() const override { return memory_->bytes(); }
  const hive::ChildMemory* child_memory() const override { return memory_.get(); }
  hive::Result<std::size_t> read_at(std::uint64_t, std::span<std::byte>) const override {
    ADD_FAILURE() << "it was to be read where it is";
    return std::size_t{0};
  }

 private:
  std::unique_ptr<hive::ChildMemory> memory_;
};

TEST(ChildProcess, SharedMemoryIsReadFromItsBeginningByEachChild) {
  SharedSource source("the hive");
  for (int child = 0; child < 2; ++child) {
    auto outcome = shell("cat <&3; cat /proc/self/fd/3", {}, {}, &source);
    ASSERT_TRUE(outcome);
    EXPECT_EQ(text_of(outcome->output), "the hivethe hive");
  }
}

TEST(ChildProcess, NoChildCanChangeSharedMemory) {
  SharedSource source("the hive");
  auto outcome = shell(
      "(echo x >&3) 2>/dev/null && echo wrote; (echo x > /proc/self/fd/3) 2>/dev/null && echo opened; "
      "(echo x >> /proc/self/fd/3) 2>/dev/null && echo appended; (: > /proc/self/fd/3) 2>/dev/null && echo emptied; "
      "cat <&3",
      {}, {}, &source);
  ASSERT_TRUE(outcome);
  EXPECT_EQ(text_of(outcome->output), "the hive");
  EXPECT_EQ(text_of({source.in_memory().begin(), source.in_memory().end()}), "the hive");
}

/// Its bytes lie in memory that was never sealed, and elsewhere.
class UnsealedSource final : public hive::ByteSource, public hive::ChildReadable {
 public:
  explicit UnsealedSource(std::string_view text)
      : memory_(hive::ChildMemory::make(text.size())), bytes_(bytes_of(text)) {}
  std::uint64_t size_bytes() const override { return bytes_.size(); }
  Bytes in_memory() const override { return bytes_; }
  const hive::ChildMemory* child_memory() const override { return memory_.get(); }
  hive::Result<std::size_t> read_at(std::uint64_t, std::span<std::byte>) const override { return std::size_t{0}; }

 private:
  std::unique_ptr<hive::ChildMemory> memory_;
  std::vector<std::byte> bytes_;
};

TEST(ChildProcess, MemoryThatIsNotSealedIsCopied) {
  const UnsealedSource source("the hive");
  auto outcome = shell("(echo x > /proc/self/fd/3) 2>/dev/null; cat <&3", {}, {}, &source);
  ASSERT_TRUE(outcome);
  EXPECT_EQ(text_of({source.in_memory().begin(), source.in_memory().end()}), "the hive");
}

TEST(ChildProcess, AFileOfManyPiecesArrivesWhole) {
  std::vector<std::byte> bytes(1'000'003);
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::byte>(i * 7 % 251);
  const auto file = hive::open_memory(bytes);
  auto outcome = shell("cat <&3", {}, {}, file.get());
  ASSERT_TRUE(outcome);
  EXPECT_TRUE(outcome->output == bytes);
}

TEST(ChildProcess, NoOtherDescriptorIsInherited) {
  std::vector<std::unique_ptr<std::FILE, int (*)(std::FILE*)>> open_here;
  for (int i = 0; i < 20; ++i) open_here.emplace_back(std::fopen("/dev/null", "r"), &std::fclose);
  const auto file = hive::open_memory(bytes_of("x"));
  auto with_file = hive::run_child("/bin/ls", {"/proc/self/fd"}, {}, file.get(), {});
  ASSERT_TRUE(with_file);
  EXPECT_EQ(text_of(with_file->output), "0\n1\n2\n3\n4\n") << "the last one is the folder that ls reads";
  auto without = hive::run_child("/bin/ls", {"/proc/self/fd"}, {}, nullptr, {});
  ASSERT_TRUE(without);
  EXPECT_EQ(text_of(without->output), "0\n1\n2\n3\n");
}

TEST(ChildProcess, LargeInputAndOutputDoNotBlockEachOther) {
  const std::string large(5'000'000, 'x');
  auto echoed = shell("cat", {}, large);
  ASSERT_TRUE(echoed);
  EXPECT_TRUE(echoed->finished) << echoed->how_it_ended;
  EXPECT_TRUE(text_of(echoed->output) == large);
}

TEST(ChildProcess, InputThatNobodyReadsIsNoProblem) {
  auto outcome = shell("exec <&-; exit 0", {}, std::string(5'000'000, 'x'));
  ASSERT_TRUE(outcome);
  EXPECT_TRUE(outcome->finished) << outcome->how_it_ended;
}

TEST(ChildProcess, SaysHowItEnded) {
  auto status = shell("echo partial; exit 3");
  ASSERT_TRUE(status);
  EXPECT_FALSE(status->finished);
  EXPECT_EQ(status->how_it_ended, "exit status 3");
  EXPECT_EQ(text_of(status->output), "partial\n");
  auto killed = shell("kill -9 $$");
  ASSERT_TRUE(killed);
  EXPECT_FALSE(killed->finished);
  EXPECT_EQ(killed->how_it_ended, "killed by signal 9");
}

TEST(ChildProcess, EndsAtTheWallClock) {
  const Stopwatch watch;
  auto outcome = shell("echo before; while :; do :; done", {.wall_milliseconds = 200});
  ASSERT_TRUE(outcome);
  EXPECT_FALSE(outcome->finished);
  EXPECT_EQ(outcome->how_it_ended, "out of time (200 ms)");
  EXPECT_EQ(text_of(outcome->output), "before\n");
  EXPECT_LT(watch.seconds(), 15.0);
}

TEST(ChildProcess, EndsAtTheWallClockWhenItsOutputIsClosed) {
  const Stopwatch watch;
  auto outcome = shell("exec >&-; sleep 30", {.wall_milliseconds = 200});
  ASSERT_TRUE(outcome);
  EXPECT_FALSE(outcome->finished);
  EXPECT_EQ(outcome->how_it_ended, "out of time (200 ms)");
  EXPECT_LT(watch.seconds(), 15.0);
}

TEST(ChildProcess, EndsWhenItsProcessorTimeIsUsedUp) {
  auto outcome = shell("while :; do :; done", {.cpu_seconds = 1, .wall_milliseconds = 120'000});
  ASSERT_TRUE(outcome);
  EXPECT_FALSE(outcome->finished);
  EXPECT_EQ(outcome->how_it_ended, "out of processor time");
}

TEST(ChildProcess, WhatItStartedDiesWithIt) {
  auto outcome = shell("sleep 30 & echo $!", {.wall_milliseconds = 300});
  ASSERT_TRUE(outcome);
  EXPECT_FALSE(outcome->finished) << "its output was still open";
  std::string pid = text_of(outcome->output);
  ASSERT_FALSE(pid.empty());
  pid.pop_back();
  std::string state;
  for (int i = 0; i < 100; ++i) {
    std::ifstream status("/proc/" + pid + "/stat");
    std::string number;
    std::string name;
    state.clear();
    status >> number >> name >> state;
    if (state.empty() || state == "Z") return;  // gone, or dead and waiting for init
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  FAIL() << "process " << pid << " lives on in state " << state;
}

TEST(ChildProcess, EndsWhenItWritesTooMuch) {
  auto outcome = shell("while :; do echo aaaaaaaaaaaaaaaaaaaa; done", {.output_bytes = 10'000});
  ASSERT_TRUE(outcome);
  EXPECT_FALSE(outcome->finished);
  EXPECT_EQ(outcome->how_it_ended, "wrote more than 10000 bytes");
  EXPECT_EQ(outcome->output.size(), 10'000U);
  auto exact = shell("printf 12345", {.output_bytes = 5});
  ASSERT_TRUE(exact);
  EXPECT_TRUE(exact->finished) << exact->how_it_ended;
}

TEST(ChildProcess, EndsWhenItTakesTooMuchMemory) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "the sanitizers' own limit does not hold for /bin/sh";
#endif
  const Stopwatch watch;
  auto outcome = shell("x=aaaaaaaaaaaaaaaa; while :; do x=$x$x; done", {.memory_bytes = 64ULL * 1024 * 1024});
  ASSERT_TRUE(outcome);
  EXPECT_FALSE(outcome->finished);
  EXPECT_NE(outcome->how_it_ended, "out of time (20000 ms)");
  EXPECT_LT(watch.seconds(), 10.0);
}

TEST(ChildProcess, WhatCannotStartIsAnError) {
  for (const char* program : {"/nonexistent/program", "/etc/passwd", "/tmp", ""}) {
    auto outcome = hive::run_child(program, {}, {}, nullptr, {});
    ASSERT_FALSE(outcome) << program;
    EXPECT_EQ(outcome.error().code, hive::ErrorCode::io);
    EXPECT_NE(outcome.error().message.find("cannot start"), std::string::npos) << outcome.error().message;
  }
}

class ShrinkingSource : public hive::ByteSource {
 public:
  std::uint64_t size_bytes() const override { return 100; }
  hive::Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> into) const override {
    return offset < 50 ? std::min<std::size_t>(50, into.size()) : 0;
  }
};

TEST(ChildProcess, AFileThatShrinksIsAnErrorAndNoShorterHive) {
  const ShrinkingSource source;
  auto outcome = shell("cat <&3", {}, {}, &source);
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().code, hive::ErrorCode::io);
}

TEST(ChildProcess, ManyThreadsMayStartChildren) {
  constexpr int kThreads = 6;
  std::vector<int> good(kThreads);
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < kThreads; ++t) {
      threads.emplace_back([t, &good] {
        for (int i = 0; i < 10; ++i) {
          const std::string text = std::to_string(t) + ":" + std::to_string(i);
          const auto file = hive::open_memory(bytes_of(text));
          auto outcome = shell("cat; cat <&3", {}, text, file.get());
          if (outcome && outcome->finished && text_of(outcome->output) == text + text)
            ++good[static_cast<std::size_t>(t)];
        }
      });
    }
  }
  for (const int count : good) EXPECT_EQ(count, 10);
}

TEST(ChildProcess, OwnProgramCanBeExecuted) { EXPECT_FALSE(hive::own_program().empty()); }

}  // namespace
