#include "tests/fuzz/recovery_entry.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* input, std::size_t size) {
  fuzz::recover_hive(std::as_bytes(std::span(input, size)));
  return 0;
}
