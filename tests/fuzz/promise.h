#pragma once
// What holds for every input, however hostile. A broken promise ends the process, as a sanitizer's finding does.

#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace fuzz {

inline void promise(bool kept, std::string_view what) {
  if (kept) return;
  std::fprintf(stderr, "broken promise: %.*s\n", static_cast<int>(what.size()), what.data());
  std::abort();
}

}  // namespace fuzz
