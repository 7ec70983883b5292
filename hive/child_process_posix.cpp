#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <optional>
#include <system_error>
#include <tuple>
#include <utility>

#include "hive/child_process.h"
#include "hive/child_process_launch.h"
#include "hive/child_process_served.h"

namespace hive {
namespace {

constexpr std::size_t kPieceBytes = 256U * 1024;
using Clock = std::chrono::steady_clock;

/// An unnamed file that only we and the child can see.
Result<Descriptor> open_unnamed_file() {
  Descriptor in_memory(::memfd_create("hiveaudit", MFD_CLOEXEC));
  if (in_memory.is_open()) return in_memory;
  std::error_code failed;
  const std::filesystem::path folder = std::filesystem::temp_directory_path(failed);
  std::string name = ((failed ? std::filesystem::path("/tmp") : folder) / "hiveaudit-XXXXXX").string();
  Descriptor on_disk(::mkostemp(name.data(), O_CLOEXEC));
  if (!on_disk.is_open()) return system_error("cannot make a temporary file", errno);
  ::unlink(name.c_str());
  return on_disk;
}

/// Standard input is a file too: nothing has to be fed while the child runs, so there is no deadlock with
/// its output and no SIGPIPE when it does not read.
Result<Descriptor> unnamed_file_with(Bytes bytes) {
  auto file = open_unnamed_file();
  for (off_t offset = 0; file && !bytes.empty();) {
    const ssize_t written = ::pwrite(file->number(), bytes.data(), bytes.size(), offset);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return system_error("cannot write a temporary file", written < 0 ? errno : ENOSPC);
    bytes = bytes.subspan(static_cast<std::size_t>(written));
    offset += written;
  }
  return file;
}

/// A child that was started. Killed and reaped at the latest when this goes.
class Running {
 public:
  explicit Running(pid_t pid) : pid_(pid) {}
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;
  ~Running() { reap(); }

  /// True when it ended before the deadline; it is not reaped yet, its number stays its own.
  bool wait_until(Clock::time_point deadline) const {
    auto pause = std::chrono::microseconds(50);
    while (true) {
      siginfo_t seen{};
      const int status = ::waitid(P_PID, static_cast<id_t>(pid_), &seen, WEXITED | WNOHANG | WNOWAIT);
      if (status != 0 && errno != EINTR) return true;
      if (status == 0 && seen.si_pid == pid_) return true;
      if (Clock::now() >= deadline) return false;
      const timespec rest{0, static_cast<long>(std::chrono::nanoseconds(pause).count())};
      ::nanosleep(&rest, nullptr);
      pause = std::min(pause * 2, std::chrono::microseconds(5000));
    }
  }

  /// False when it was reaped behind our back: its number may be somebody else's by now.
  bool is_ours() const {
    siginfo_t seen{};
    return ::waitid(P_PID, static_cast<id_t>(pid_), &seen, WEXITED | WNOHANG | WNOWAIT) == 0;
  }

  void kill() const {
    ::kill(-pid_, SIGKILL);  // with what it started itself
    ::kill(pid_, SIGKILL);
  }

  /// Its status for WIFEXITED and friends; std::nullopt when somebody else took it (SIGCHLD is ignored).
  std::optional<int> reap() {
    if (pid_ < 0) return std::nullopt;
    if (is_ours()) kill();
    int status = 0;
    pid_t taken = -1;
    do {
      taken = ::waitpid(pid_, &status, 0);
    } while (taken < 0 && errno == EINTR);
    pid_ = -1;
    if (taken < 0) return std::nullopt;
    return status;
  }

 private:
  pid_t pid_;
};

enum class Reading { ended, out_of_time, too_much };

int milliseconds_until(Clock::time_point deadline) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
  return static_cast<int>(std::clamp<std::int64_t>(left, 0, 60'000));
}

/// What it writes until its end; meanwhile what it asks for is served.
Reading read_all(const Descriptor& from, Serving& serving, std::uint64_t limit, Clock::time_point deadline,
                 std::vector<std::byte>& output) {
  std::vector<std::byte> piece(kPieceBytes);
  while (Clock::now() < deadline) {
    std::array<pollfd, 2> waited{{{from.number(), POLLIN, 0}, {serving.number(), serving.events(), 0}}};
    if (::poll(waited.data(), waited.size(), milliseconds_until(deadline)) <= 0) continue;
    if (waited[1].revents != 0) serving.go_on();
    if (waited[0].revents == 0) continue;
    const ssize_t got = ::read(from.number(), piece.data(), piece.size());
    if (got < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (got <= 0) return Reading::ended;
    const auto count = static_cast<std::size_t>(got);
    const std::uint64_t room = limit - output.size();
    const std::size_t kept = static_cast<std::size_t>(std::min<std::uint64_t>(count, room));
    output.insert(output.end(), piece.begin(), piece.begin() + static_cast<std::ptrdiff_t>(kept));
    if (kept < count) return Reading::too_much;
  }
  return Reading::out_of_time;
}

std::string ending_of(std::optional<int> status) {
  if (!status) return "its end was not seen";
  if (WIFEXITED(*status)) return fmt::format("exit status {}", WEXITSTATUS(*status));
  if (WTERMSIG(*status) == SIGXCPU) return "out of processor time";
  return fmt::format("killed by signal {}", WTERMSIG(*status));
}

}  // namespace

std::string own_program() {
  const char* named = std::getenv("HIVEAUDIT_PROGRAM");  // NOLINT(concurrency-mt-unsafe): nobody sets it
  if (named != nullptr && *named != '\0') return named;
  std::error_code failed;
  const std::filesystem::path self = std::filesystem::read_symlink("/proc/self/exe", failed);
  return failed ? std::string{} : self.string();
}

Result<ChildOutcome> run_child(const std::string& program, const std::vector<std::string>& arguments, Bytes input,
                               std::span<const ByteSource* const> served, const ChildLimits& limits) {
  auto standard_input = unnamed_file_with(input);
  if (!standard_input) return std::move(standard_input).error();
  Descriptor parents_end;
  Descriptor childs_end;
  if (!served.empty()) {
    auto made = open_served_socket();
    if (!made) return std::move(made).error();
    std::tie(parents_end, childs_end) = std::move(*made);
  }
  std::array<int, 2> ends{-1, -1};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return system_error("cannot make a pipe", errno);
  const Descriptor output_read(ends[0]);
  Descriptor output_write(ends[1]);

  const auto deadline = Clock::now() + std::chrono::milliseconds(limits.wall_milliseconds);
  auto started = launch_child(program, arguments, {*standard_input, output_write, childs_end}, limits);
  if (!started) return std::move(started).error();
  Running child(*started);
  output_write.close();
  childs_end.close();

  ChildOutcome outcome;
  Reading reading = Reading::ended;
  {
    Serving serving(std::move(parents_end), served);
    reading = read_all(output_read, serving, limits.output_bytes, deadline, outcome.output);
  }
  if (reading == Reading::ended && !child.wait_until(deadline)) reading = Reading::out_of_time;
  const std::optional<int> status = child.reap();
  if (reading == Reading::out_of_time) {
    outcome.how_it_ended = fmt::format("out of time ({} ms)", limits.wall_milliseconds);
  } else if (reading == Reading::too_much) {
    outcome.how_it_ended = fmt::format("wrote more than {} bytes", limits.output_bytes);
  } else {
    outcome.how_it_ended = ending_of(status);
    outcome.finished = status && WIFEXITED(*status) && WEXITSTATUS(*status) == 0;
  }
  return outcome;
}

}  // namespace hive
