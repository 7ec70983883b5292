#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <string>

#include "audit/atomic_file.h"
#include "audit/terminal.h"

namespace audit {
namespace {

int descriptor_of(Stream stream) { return stream == Stream::out ? STDOUT_FILENO : STDERR_FILENO; }

void end_after_cleanup(int signal_number) {
  remove_unfinished_files();
  _exit(128 + signal_number);
}

/// Keeps SIGPIPE from ending the program while one write runs; a handler set by others is restored.
class WithoutPipeSignal {
 public:
  WithoutPipeSignal() {
    struct sigaction ignore {};
    ignore.sa_handler = SIG_IGN;
    sigemptyset(&ignore.sa_mask);
    sigaction(SIGPIPE, &ignore, &before_);
  }
  ~WithoutPipeSignal() { sigaction(SIGPIPE, &before_, nullptr); }
  WithoutPipeSignal(const WithoutPipeSignal&) = delete;
  WithoutPipeSignal& operator=(const WithoutPipeSignal&) = delete;

 private:
  struct sigaction before_ {};
};

}  // namespace

bool is_terminal(Stream stream) { return ::isatty(descriptor_of(stream)) == 1; }

std::optional<std::size_t> columns(Stream stream) {
  struct winsize size {};
  if (::ioctl(descriptor_of(stream), TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return std::nullopt;
  return size.ws_col;
}

bool wants_colour(Stream stream) {
  // https://bixense.com/clicolors/ and https://no-color.org/ ; forcing wins over both.
  const std::string force = environment_value("CLICOLOR_FORCE");
  if (!force.empty() && force != "0") return true;
  if (!environment_value("NO_COLOR").empty()) return false;
  return is_terminal(stream) && environment_value("TERM") != "dumb";
}

WriteOutcome write_stream(Stream stream, std::string_view text) {
  const WithoutPipeSignal guard;
  while (!text.empty()) {
    const ssize_t written = ::write(descriptor_of(stream), text.data(), text.size());
    if (written < 0) {
      if (errno == EINTR) continue;
      if (errno == EAGAIN) {  // a stream that another program made non-blocking
        struct pollfd wait {};
        wait.fd = descriptor_of(stream);
        wait.events = POLLOUT;
        ::poll(&wait, 1, -1);
        continue;
      }
      return errno == EPIPE ? WriteOutcome::closed_pipe : WriteOutcome::failed;
    }
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return WriteOutcome::written;
}

void install_interrupt_cleanup() {
  for (const int number : {SIGINT, SIGTERM}) {
    struct sigaction action {};
    action.sa_handler = end_after_cleanup;
    sigemptyset(&action.sa_mask);
    sigaction(number, &action, nullptr);
  }
}

std::string environment_value(const char* name) {
  const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): nobody sets it
  return value != nullptr ? value : "";
}

std::map<std::string, std::string> environment_of(std::string_view prefix) {
  std::map<std::string, std::string> found;
  for (char** variable = environ; variable != nullptr && *variable != nullptr; ++variable) {
    const std::string_view whole = *variable;
    const std::size_t equals = whole.find('=');
    if (equals == std::string_view::npos || !whole.starts_with(prefix)) continue;
    found.emplace(whole.substr(0, equals), whole.substr(equals + 1));
  }
  return found;
}

std::string clock_now() {
  const time_t now = ::time(nullptr);
  struct tm utc {};
  ::gmtime_r(&now, &utc);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", utc.tm_year + 1900, utc.tm_mon + 1, utc.tm_mday,
                     utc.tm_hour, utc.tm_min, utc.tm_sec);
}

}  // namespace audit
