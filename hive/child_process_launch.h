#pragma once
// How a child process is started: fork, limits, exec. Private to child_process*_posix.cpp.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "hive/child_process.h"
#include "hive/result.h"

namespace hive {

/// An open file of the operating system, closed when it goes. Negative: none.
class Descriptor {
 public:
  explicit Descriptor(int number = -1) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~Descriptor() { close(); }

  int number() const { return number_; }
  bool is_open() const { return number_ >= 0; }
  void close();

 private:
  int number_;
};

/// `MESSAGE: what the system says about NUMBER`, an errno.
Error system_error(std::string_view message, int number);

/// The child's descriptors 0, 1 and 3 (which may be none); 2 is /dev/null and all others are closed.
struct ChildDescriptors {
  const Descriptor& input;
  const Descriptor& output;
  const Descriptor& served;
};

/// Returns the id of a process that runs `program`, leads a group of its own and dies with the thread that
/// called. The caller must reap it. Errors: io, also when the program cannot be executed.
Result<int> launch_child(const std::string& program, const std::vector<std::string>& arguments,
                         const ChildDescriptors& descriptors, const ChildLimits& limits);

}  // namespace hive
