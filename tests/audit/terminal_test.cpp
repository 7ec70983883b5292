#include "audit/terminal.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <cstdlib>
#include <map>

namespace audit {
namespace {

class Environment : public ::testing::Test {
 protected:
  void SetUp() override {
    for (const char* name : {"NO_COLOR", "CLICOLOR_FORCE", "TERM"}) {
      if (const char* value = std::getenv(name)) before_[name] = value;
      ::unsetenv(name);
    }
  }
  void TearDown() override {
    for (const char* name : {"NO_COLOR", "CLICOLOR_FORCE", "TERM"}) ::unsetenv(name);
    for (const auto& [name, value] : before_) ::setenv(name.c_str(), value.c_str(), 1);
  }
  std::map<std::string, std::string> before_;
};

TEST_F(Environment, ColourCanBeForcedWhereThereIsNoTerminal) {
  if (is_terminal(Stream::out)) GTEST_SKIP() << "the output is a terminal";
  EXPECT_FALSE(wants_colour(Stream::out));
  ::setenv("CLICOLOR_FORCE", "0", 1);
  EXPECT_FALSE(wants_colour(Stream::out));
  ::setenv("CLICOLOR_FORCE", "1", 1);
  EXPECT_TRUE(wants_colour(Stream::out));
  ::setenv("NO_COLOR", "1", 1);
  EXPECT_TRUE(wants_colour(Stream::out));
}

/// Replaces a standard stream while one test runs.
class Redirected {
 public:
  Redirected(int stream, int to) : stream_(stream), saved_(::dup(stream)) { ::dup2(to, stream); }
  ~Redirected() {
    ::dup2(saved_, stream_);
    ::close(saved_);
  }
  Redirected(const Redirected&) = delete;
  Redirected& operator=(const Redirected&) = delete;

 private:
  int stream_;
  int saved_;
};

TEST(Terminal, AClosedPipeIsAnOutcomeAndNoSignal) {
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  ::close(ends[0]);
  WriteOutcome outcome = WriteOutcome::written;
  {
    const Redirected redirected(STDERR_FILENO, ends[1]);
    ::close(ends[1]);
    outcome = write_stream(Stream::err, "nobody reads this");
  }
  EXPECT_EQ(outcome, WriteOutcome::closed_pipe);
  struct sigaction now {};
  sigaction(SIGPIPE, nullptr, &now);
  EXPECT_EQ(now.sa_handler, SIG_DFL);
}

TEST(Terminal, EverythingArrives) {
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  WriteOutcome outcome = WriteOutcome::failed;
  {
    const Redirected redirected(STDERR_FILENO, ends[1]);
    ::close(ends[1]);
    EXPECT_FALSE(is_terminal(Stream::err));
    EXPECT_FALSE(columns(Stream::err));
    outcome = write_stream(Stream::err, "all of it");
  }
  EXPECT_EQ(outcome, WriteOutcome::written);
  char seen[32] = {};
  EXPECT_EQ(::read(ends[0], seen, sizeof seen), 9);
  EXPECT_STREQ(seen, "all of it");
  ::close(ends[0]);
}

TEST(Terminal, TheClockHasTheShapeOfNow) {
  const std::string now = clock_now();
  ASSERT_EQ(now.size(), 20u);
  EXPECT_EQ(now[10], 'T');
  EXPECT_EQ(now.back(), 'Z');
  EXPECT_GE(now.substr(0, 4), "2024");
}

}  // namespace
}  // namespace audit
