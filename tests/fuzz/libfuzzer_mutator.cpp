// libFuzzer's mutations of hives: mostly those that know the structures, sometimes its own.

#include <cstdint>
#include <cstring>
#include <span>

#include "tests/fuzz/mutate_hive.h"
#include "tests/fuzz/regf_files.h"

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* input, std::size_t size, std::size_t most);

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* input, std::size_t size, std::size_t most,
                                               unsigned int seed) {
  fuzz::Random random(seed);
  if (fuzz::below(random, 16) == 0) return LLVMFuzzerMutate(input, size, most);
  std::vector<std::byte> files = fuzz::copy_of(std::as_bytes(std::span(input, size)));
  for (std::size_t times = fuzz::below(random, 3) + 1; times != 0; --times) fuzz::mutate_files(files, random);
  if (files.empty() || files.size() > most) return LLVMFuzzerMutate(input, size, most);
  std::memcpy(input, files.data(), files.size());
  return files.size();
}
