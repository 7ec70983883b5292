#include <cstdint>
#include <span>

#include "tests/fuzz/files_entry.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* input, std::size_t size) {
  fuzz::read_files(std::as_bytes(std::span(input, size)));
  return 0;
}
