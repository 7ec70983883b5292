#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>

#include "hive/child_process.h"
#include "hive/child_process_served.h"

namespace hive {
namespace {

/// Descriptor 3 of a child, which child_process.h promises.
constexpr int kServed = 3;

bool must_wait() { return errno == EAGAIN || errno == EWOULDBLOCK; }

/// All of `into`, however long that takes: the parent ends a child that takes too long. Gives 0, or an errno.
int receive(std::span<std::byte> into) {
  while (!into.empty()) {
    const ssize_t got = ::recv(kServed, into.data(), into.size(), 0);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return got < 0 ? errno : EPIPE;
    into = into.subspan(static_cast<std::size_t>(got));
  }
  return 0;
}

int send(Bytes bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(kServed, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent <= 0) return sent < 0 ? errno : EPIPE;
    bytes = bytes.subspan(static_cast<std::size_t>(sent));
  }
  return 0;
}

Error not_served(int number) { return system_error("the parent does not serve the hive", number); }

}  // namespace

Result<std::pair<Descriptor, Descriptor>> open_served_socket() {
  std::array<int, 2> ends{-1, -1};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) {
    return system_error("cannot make a socket", errno);
  }
  return std::pair(Descriptor(ends[0]), Descriptor(ends[1]));
}

short Serving::events() const { return answer_.empty() ? POLLIN : POLLOUT; }

void Serving::go_on() {
  const bool goes_on = answer_.empty() ? take_request() : send_answer();
  if (!goes_on) socket_.close();
}

/// False when the child asks no more.
bool Serving::take_request() {
  const auto rest = std::span(request_).subspan(requested_);
  const ssize_t got = ::recv(socket_.number(), rest.data(), rest.size(), MSG_DONTWAIT);
  if (got < 0) return errno == EINTR || must_wait();
  if (got == 0) return false;
  requested_ += static_cast<std::size_t>(got);
  if (requested_ < request_.size()) return true;
  requested_ = 0;
  answer_ = serve(request_, sources_);
  return send_answer();
}

bool Serving::send_answer() {
  const Bytes rest = Bytes(answer_).subspan(sent_);
  const ssize_t sent = ::send(socket_.number(), rest.data(), rest.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
  if (sent < 0) return errno == EINTR || must_wait();
  sent_ += static_cast<std::size_t>(sent);
  if (sent_ < answer_.size()) return true;
  sent_ = 0;
  answer_.clear();
  return true;
}

Result<std::vector<std::byte>> ask_parent(const ServedPlaces& wanted) {
  if (const int failure = send(write_served_request(wanted)); failure != 0) return not_served(failure);
  std::array<std::byte, sizeof(std::uint32_t)> size{};
  if (const int failure = receive(size); failure != 0) return not_served(failure);
  const std::uint32_t bytes = ByteReader(size).u32(0).value_or(kNotServed);
  if (bytes > kMostServedBytes) {
    return Error{
        .code = ErrorCode::io, .message = "the hive could not be read", .expected = {}, .found = {}, .where = {}};
  }
  std::vector<std::byte> answer(bytes);
  if (const int failure = receive(answer); failure != 0) return not_served(failure);
  return answer;
}

}  // namespace hive
