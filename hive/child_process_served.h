#pragma once
// The socket over which a child asks for bytes of its parent's sources (served_source.h). Private to
// child_process*_posix.cpp.

#include <cstddef>
#include <span>
#include <utility>
#include <vector>

#include "hive/byte_source.h"
#include "hive/child_process_launch.h"
#include "hive/result.h"
#include "hive/served_source.h"

namespace hive {

/// The parent's end and the child's. Errors: io.
Result<std::pair<Descriptor, Descriptor>> open_served_socket();

/// The parent's side: answers without ever waiting for the child.
class Serving {
 public:
  /// `sources` must live as long as this. A descriptor that is not open serves nothing.
  Serving(Descriptor socket, std::span<const ByteSource* const> sources)
      : socket_(std::move(socket)), sources_(sources) {}

  /// To be polled for `events`; negative when the child asks no more.
  int number() const { return socket_.number(); }
  short events() const;
  /// To be called when the poll says so.
  void go_on();

 private:
  bool take_request();
  bool send_answer();

  Descriptor socket_;
  std::span<const ByteSource* const> sources_;
  ServedRequest request_{};
  std::size_t requested_ = 0;  ///< bytes of the request that are here
  std::vector<std::byte> answer_;
  std::size_t sent_ = 0;
};

}  // namespace hive
