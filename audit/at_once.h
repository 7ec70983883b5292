#pragma once
// Pieces of work that know nothing of each other, several at a time.

#include <cstddef>
#include <functional>

namespace audit {

/// Calls `work` once with each number below `count`, the lowest first, from up to `jobs` threads; the calling thread is
/// one of them. What a call throws is thrown here, after all threads ended; the pieces behind it may be left undone.
void at_once(std::size_t jobs, std::size_t count, const std::function<void(std::size_t)>& work);

}  // namespace audit
