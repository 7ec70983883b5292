#include <cstdint>

#include "tests/fuzz/report_entry.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* input, std::size_t size) {
  fuzz::read_report({reinterpret_cast<const char*>(input), size});
  return 0;
}
