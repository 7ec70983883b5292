#include "audit/at_once.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <system_error>
#include <thread>
#include <vector>

namespace audit {

void at_once(std::size_t jobs, std::size_t count, const std::function<void(std::size_t)>& work) {
  std::atomic<std::size_t> next = 0;
  std::vector<std::exception_ptr> thrown(std::max<std::size_t>(std::min(jobs, count), 1));
  const auto take_turns = [&](std::size_t thread) {
    try {
      for (std::size_t i = next++; i < count; i = next++) work(i);
    } catch (...) {  // handed to the caller's thread
      thrown[thread] = std::current_exception();
      next = count;
    }
  };
  {
    std::vector<std::jthread> others;
    try {
      for (std::size_t i = 1; i < thrown.size(); ++i) others.emplace_back(take_turns, i);
    } catch (const std::system_error&) {
      // No more threads: those that there are do the rest.
    }
    take_turns(0);
  }
  for (const std::exception_ptr& exception : thrown) {
    if (exception) std::rethrow_exception(exception);
  }
}

}  // namespace audit
