#include <algorithm>

#include "tests/fuzz/machine_entry.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* input, std::size_t size) {
  // The same input takes the same turn, so that what was found is found again.
  constexpr std::size_t kParts = 7;
  std::size_t turn = 0;
  for (std::size_t i = 0; i < size; ++i) turn = turn * 31 + input[i];
  fuzz::audit_machine(std::as_bytes(std::span(input, size)), turn, kParts);
  return 0;
}
