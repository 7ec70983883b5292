#include <fcntl.h>
#include <fmt/format.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <system_error>

#include "hive/child_process_launch.h"

#if defined(__has_feature)
#define HIVEAUDIT_HAS_FEATURE(feature) __has_feature(feature)
#else
#define HIVEAUDIT_HAS_FEATURE(feature) 0
#endif

namespace hive {
namespace {

// Sanitizers reserve terabytes of address space, so RLIMIT_AS would kill every child at its start. Their own
// limit on resident memory stands in for it.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || HIVEAUDIT_HAS_FEATURE(address_sanitizer) || \
    HIVEAUDIT_HAS_FEATURE(thread_sanitizer) || HIVEAUDIT_HAS_FEATURE(memory_sanitizer)
constexpr bool kSanitized = true;
#else
constexpr bool kSanitized = false;
#endif

/// Linux' usual stack. Without a limit, endless recursion would eat all memory before it ends.
constexpr rlim_t kStackBytes = 8ULL * 1024 * 1024;
constexpr int kFailureDescriptor = 4;  // closed by a successful exec; 3 is promised by child_process.h
constexpr int kFirstUnused = 5;

/// Strings as execve wants them. The strings must outlive the result.
std::vector<char*> pointers_to(std::vector<std::string>& strings) {
  std::vector<char*> pointers;
  pointers.reserve(strings.size() + 1);
  for (std::string& text : strings) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

std::vector<std::string> environment_for(const ChildLimits& limits) {
  std::vector<std::string> variables;
  std::string sanitizer_options;
  constexpr std::string_view kAsan = "ASAN_OPTIONS=";
  for (char** variable = environ; variable != nullptr && *variable != nullptr; ++variable) {
    const std::string_view text = *variable;
    if (kSanitized && text.starts_with(kAsan)) {
      sanitizer_options = std::string(text.substr(kAsan.size())) + ":";
    } else {
      variables.emplace_back(text);
    }
  }
  if (kSanitized) {
    const std::uint64_t megabytes = std::max<std::uint64_t>(limits.memory_bytes / (1024ULL * 1024), 1);
    variables.push_back(fmt::format(
        "{}{}hard_rss_limit_mb={}:max_allocation_size_mb={}:allocator_may_return_null=0:quarantine_size_mb=8", kAsan,
        sanitizer_options, megabytes, megabytes));
  }
  return variables;
}

struct Limit {
  __rlimit_resource_t resource;
  rlim_t soft;
  rlim_t hard;
};

/// What the new process needs, made before the fork: after it only async-signal-safe calls are allowed, because other
/// threads of the parent may have held any lock, and because until the exec it runs in the parent's memory.
struct Launch {
  const char* program;
  char* const* arguments;
  char* const* environment;
  std::array<int, 5> descriptors;  ///< to become 0 to 4; -1: closed
  std::vector<Limit> limits;
  pid_t parent;
};

std::vector<Limit> limits_of(const ChildLimits& limits) {
  std::vector<Limit> all = {
      // SIGXCPU at the soft limit, SIGKILL at the hard one if that was ignored.
      {RLIMIT_CPU, limits.cpu_seconds, static_cast<rlim_t>(limits.cpu_seconds) + 1},
      {RLIMIT_CORE, 0, 0},
      {RLIMIT_NOFILE, limits.open_files, limits.open_files},
      {RLIMIT_STACK, kStackBytes, kStackBytes},
  };
  if (!kSanitized) all.push_back({RLIMIT_AS, limits.memory_bytes, limits.memory_bytes});
  return all;
}

[[noreturn]] void fail_in_child(int number) {
  [[maybe_unused]] const ssize_t ignored = ::write(kFailureDescriptor, &number, sizeof number);
  ::_exit(127);
}

void close_from(int first) {
  if (::close_range(static_cast<unsigned>(first), ~0U, 0) == 0) return;
  rlimit open_files{};
  ::getrlimit(RLIMIT_NOFILE, &open_files);
  const rlim_t end = std::min<rlim_t>(open_files.rlim_cur, 1U << 20U);
  for (int number = first; static_cast<rlim_t>(number) < end; ++number) ::close(number);
}

void apply(const Limit& limit) {
  rlimit now{};
  ::getrlimit(limit.resource, &now);
  // Nobody may raise what an outer limit already lowered (a child inside a child).
  const rlimit wanted{std::min(limit.soft, now.rlim_max), std::min(limit.hard, now.rlim_max)};
  ::setrlimit(limit.resource, &wanted);
}

void forget_signal_handlers() {
  for (int number = 1; number < NSIG; ++number) {
    struct sigaction action {};
    if (::sigaction(number, nullptr, &action) != 0) continue;
    if (action.sa_handler == SIG_IGN && number != SIGPIPE) continue;
    action = {};
    action.sa_handler = SIG_DFL;
    ::sigaction(number, &action, nullptr);
  }
}

[[noreturn]] void become(const Launch& launch) {
  std::array<int, 5> high{};
  for (std::size_t i = 0; i < high.size(); ++i) {
    high[i] = -1;
    if (launch.descriptors[i] < 0) continue;
    // Above all targets first, so that none is overwritten before it was moved.
    high[i] = ::fcntl(launch.descriptors[i], F_DUPFD, 2 * kFirstUnused);
    if (high[i] < 0) ::_exit(127);
  }
  for (std::size_t i = 0; i < high.size(); ++i) {
    const int target = static_cast<int>(i);
    if (high[i] >= 0) {
      ::dup2(high[i], target);
    } else {
      ::close(target);
    }
  }
  close_from(kFirstUnused);
  ::fcntl(kFailureDescriptor, F_SETFD, FD_CLOEXEC);

  ::setpgid(0, 0);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != launch.parent) ::_exit(127);  // it died before the line above
  ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  for (const Limit& limit : launch.limits) apply(limit);

  forget_signal_handlers();
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  ::execve(launch.program, launch.arguments, launch.environment);
  fail_in_child(errno);
}

/// Forks with all signals blocked: a handler of ours must not run in the child. A vfork, because a process that holds
/// hives of hundreds of megabytes pays for copies of its page tables that the exec throws away at once; the calling
/// thread sleeps until then.
pid_t fork_into(const Launch& launch) {
  sigset_t all;
  sigset_t before;
  ::sigfillset(&all);
  ::pthread_sigmask(SIG_SETMASK, &all, &before);
  const pid_t pid = ::vfork();  // NOLINT(clang-analyzer-security.insecureAPI.vfork): the child only makes system calls
  if (pid == 0) become(launch);
  const int number = errno;
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
  errno = number;
  return pid;
}

/// Waits for the exec. Its errno when there was none, 0 when the program runs.
int failure_told_by(const Descriptor& failure_read) {
  int number = 0;
  ssize_t told = -1;
  do {
    told = ::read(failure_read.number(), &number, sizeof number);
  } while (told < 0 && errno == EINTR);
  return told == sizeof number ? number : 0;
}

void reap(pid_t pid) {
  while (::waitpid(pid, nullptr, 0) < 0 && errno == EINTR) {
  }
}

}  // namespace

void Descriptor::close() {
  if (is_open()) ::close(std::exchange(number_, -1));
}

Error system_error(std::string_view message, int number) {
  return Error{.code = ErrorCode::io,
               .message = fmt::format("{}: {}", message, std::generic_category().message(number)),
               .expected = {},
               .found = {},
               .where = {}};
}

Result<int> launch_child(const std::string& program, const std::vector<std::string>& arguments,
                         const ChildDescriptors& descriptors, const ChildLimits& limits) {
  std::array<int, 2> ends{-1, -1};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return system_error("cannot make a pipe", errno);
  const Descriptor failure_read(ends[0]);
  Descriptor failure_write(ends[1]);
  const Descriptor nothing(::open("/dev/null", O_WRONLY | O_CLOEXEC));
  if (!nothing.is_open()) return system_error("cannot open /dev/null", errno);

  std::vector<std::string> words = {program};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<std::string> variables = environment_for(limits);
  const std::vector<char*> word_pointers = pointers_to(words);
  const std::vector<char*> variable_pointers = pointers_to(variables);
  const Launch launch{program.c_str(),
                      word_pointers.data(),
                      variable_pointers.data(),
                      {descriptors.input.number(), descriptors.output.number(), nothing.number(),
                       descriptors.served.number(), failure_write.number()},
                      limits_of(limits),
                      ::getpid()};
  const pid_t pid = fork_into(launch);
  if (pid < 0) return system_error("cannot start a process", errno);
  failure_write.close();
  if (const int number = failure_told_by(failure_read); number != 0) {
    reap(pid);
    return system_error(fmt::format("cannot start {}", program), number);
  }
  return pid;
}

}  // namespace hive
