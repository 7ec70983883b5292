#include <cstdint>
#include <span>

#include "tests/fuzz/certificate_entry.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* input, std::size_t size) {
  fuzz::read_certificates(std::as_bytes(std::span(input, size)));
  return 0;
}
