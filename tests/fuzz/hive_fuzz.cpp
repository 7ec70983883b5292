#include "tests/fuzz/hive_entry.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* input, std::size_t size) {
  fuzz::read_hive(std::as_bytes(std::span(input, size)));
  return 0;
}
