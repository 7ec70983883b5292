#include "hive/child_process.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "hive/served_source.h"

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
                                 const std::vector<const hive::ByteSource*>& served = {}) {
  return hive::run_child("/bin/sh", {"-c", script}, bytes_of(input), served, limits);
}

/// What makes the shell ask for it.
std::string asks(const hive::ServedPlaces& wanted) {
  std::string command = "printf '";
  for (const std::byte byte : hive::write_served_request(wanted)) {
    const auto number = std::to_integer<unsigned>(byte);
    command += {'\\', static_cast<char>('0' + number / 64), static_cast<char>('0' + number / 8 % 8),
                static_cast<char>('0' + number % 8)};
  }
  return command + "' >&3; ";
}

std::string takes(std::size_t bytes) { return "head -c " + std::to_string(bytes + 4) + " <&3 | tail -c +5; "; }

class Stopwatch {
 public:
  double seconds() const { return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count(); }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

TEST(ChildProcess, GivesArgumentsAndInputAndTakesOutput) {
  auto outcome = hive::run_child("/bin/sh", {"-c", "echo \"$0|$1\"; cat", "a b", "c"}, bytes_of("from stdin"), {}, {});
  ASSERT_TRUE(outcome) << to_text(outcome.error());
  EXPECT_TRUE(outcome->finished);
  EXPECT_EQ(outcome->how_it_ended, "exit status 0");
  EXPECT_EQ(text_of(outcome->output), "a b|c\nfrom stdin");
}

TEST(ChildProcess, WhatItAsksForIsServed) {
  const auto first = hive::open_memory(bytes_of("the first"));
  const auto second = hive::open_memory(bytes_of("the hive"));
  auto outcome = shell("cat; " + asks({1, 4, 100, 1}) + takes(4) + asks({0, 0, 3, 1}) + takes(3), {}, "in ",
                       {first.get(), second.get()});
  ASSERT_TRUE(outcome);
  EXPECT_EQ(text_of(outcome->output), "in hivethe");
  EXPECT_TRUE(outcome->finished);
}

TEST(ChildProcess, AnAnswerThatIsTakenSlowlyArrivesWhole) {
  std::vector<std::byte> bytes(hive::kMostServedBytes);
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::byte>(i * 7 % 251);
  const auto source = hive::open_memory(bytes);
  std::string script;
  for (int i = 0; i < 4; ++i) {
    script += asks({0, 0, hive::kMostServedBytes, 1}) + "sleep 0.02; head -c 100 <&3 | tail -c +5; sleep 0.02; " +
              "head -c " + std::to_string(bytes.size() - 96) + " <&3; ";
  }
  auto outcome = shell(script, {}, {}, {source.get()});
  ASSERT_TRUE(outcome);
  ASSERT_EQ(outcome->output.size(), 4 * bytes.size());
  for (std::size_t i = 0; i < outcome->output.size(); i += bytes.size()) {
    EXPECT_TRUE(std::equal(bytes.begin(), bytes.end(), outcome->output.begin() + static_cast<std::ptrdiff_t>(i)));
  }
}

TEST(ChildProcess, WhoAsksAndDoesNotListenHarmsNobody) {
  const auto source = hive::open_memory(std::vector<std::byte>(hive::kMostServedBytes));
  const std::string ask = asks({0, 0, hive::kMostServedBytes, 1});
  for (const std::string& script :
       {ask + ask + ask + "echo done", ask + "exec 3<&-; echo done", std::string("printf half >&3; echo done"),
        std::string("exec 3<&-; echo done"), std::string("head -c 100000 /dev/zero >&3 & echo done")}) {
    auto outcome = shell(script, {.wall_milliseconds = 15'000}, {}, {source.get()});
    ASSERT_TRUE(outcome) << script;
    EXPECT_EQ(text_of(outcome->output), "done\n") << script;
    EXPECT_TRUE(outcome->finished) << script << outcome->how_it_ended;
  }
}

TEST(ChildProcess, WhoWaitsForMoreThanItAskedForRunsOutOfTime) {
  const auto source = hive::open_memory(bytes_of("the hive"));
  auto outcome = shell("head -c 1 <&3", {.wall_milliseconds = 200}, {}, {source.get()});
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->how_it_ended, "out of time (200 ms)");
}

TEST(ChildProcess, WhatIsAskedAfterTheOutputEndedIsNotServed) {
  const auto source = hive::open_memory(bytes_of("the hive"));
  // It ends by itself when nobody answers, and never when somebody does.
  auto outcome = shell(
      "trap '' PIPE; exec >&-; sleep 0.1; " + asks({0, 0, 1, 1}) + "head -c 5 <&3 | grep -q . && sleep 100; exit 0",
      {.wall_milliseconds = 15'000}, {}, {source.get()});
  ASSERT_TRUE(outcome);
  EXPECT_TRUE(outcome->finished) << outcome->how_it_ended;
}

/// Of this process.
double processor_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

TEST(ChildProcess, TheParentSleepsWhileNothingIsAsked) {
  const auto source = hive::open_memory(std::vector<std::byte>(hive::kMostServedBytes));
  const std::string ask = asks({0, 0, hive::kMostServedBytes, 1});
  for (const std::string& script :
       {std::string("exec 3<&-; sleep 0.5"), "sleep 0.5; " + ask, ask + ask + "sleep 0.5"}) {
    const double before = processor_seconds();
    auto outcome = shell(script, {}, {}, {source.get()});
    ASSERT_TRUE(outcome);
    EXPECT_LT(processor_seconds() - before, 0.25) << script;
  }
}

TEST(ChildProcess, NoOtherDescriptorIsInherited) {
  std::vector<std::unique_ptr<std::FILE, int (*)(std::FILE*)>> open_here;
  for (int i = 0; i < 20; ++i) open_here.emplace_back(std::fopen("/dev/null", "r"), &std::fclose);
  const auto file = hive::open_memory(bytes_of("x"));
  const std::vector<const hive::ByteSource*> served = {file.get()};
  auto with_file = hive::run_child("/bin/ls", {"/proc/self/fd"}, {}, served, {});
  ASSERT_TRUE(with_file);
  EXPECT_EQ(text_of(with_file->output), "0\n1\n2\n3\n4\n") << "the last one is the folder that ls reads";
  auto without = hive::run_child("/bin/ls", {"/proc/self/fd"}, {}, {}, {});
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
    auto outcome = hive::run_child(program, {}, {}, {}, {});
    ASSERT_FALSE(outcome) << program;
    EXPECT_EQ(outcome.error().code, hive::ErrorCode::io);
    EXPECT_NE(outcome.error().message.find("cannot start"), std::string::npos) << outcome.error().message;
  }
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
          const auto count = static_cast<std::uint32_t>(text.size());
          auto outcome = shell("cat; " + asks({0, 0, count, 1}) + takes(count), {}, text, {file.get()});
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
