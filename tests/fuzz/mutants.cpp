// Mutants of machines through the whole line: mutants COUNT SECONDS SEED FILE... Each FILE is a machine (regf_files.h);
// each mutant is a machine with one to four changes; 0 is no limit. The mutant that is being judged is kept in
// mutant.bin, so that a crash leaves its input behind.

#include <fmt/format.h>

#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <span>
#include <string>
#include <vector>

#include "tests/fuzz/machine_entry.h"
#include "tests/fuzz/mutate_hive.h"

namespace {

// Prime to the number of machines and to the eight turns: every rule meets every machine.
constexpr std::size_t kParts = 7;

std::vector<std::byte> read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  const auto bytes = std::as_bytes(std::span(text));
  return {bytes.begin(), bytes.end()};
}

void keep(const std::vector<std::byte>& mutant) {
  std::ofstream out("mutant.bin", std::ios::binary | std::ios::trunc);
  out.write(reinterpret_cast<const char*>(mutant.data()), static_cast<std::streamsize>(mutant.size()));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 5) {
    fmt::print(stderr, "usage: mutants COUNT SECONDS SEED FILE...\n");
    return 2;
  }
  const std::uint64_t count = std::strtoull(argv[1], nullptr, 10);
  const std::chrono::seconds limit(std::strtoll(argv[2], nullptr, 10));
  const std::uint64_t seed = std::strtoull(argv[3], nullptr, 10);
  std::vector<std::vector<std::byte>> machines;
  for (int i = 4; i < argc; ++i) machines.push_back(read_file(argv[i]));
  using Clock = std::chrono::steady_clock;
  const auto start = Clock::now();
  std::uint64_t done = 0;
  Clock::duration slowest{};
  const auto tell = [&] {
    fmt::print("{} mutants of {} machines, {} s, slowest {} ms, no finding\n", done, machines.size(),
               std::chrono::duration_cast<std::chrono::seconds>(Clock::now() - start).count(),
               std::chrono::duration_cast<std::chrono::milliseconds>(slowest).count());
    std::fflush(stdout);
  };
  while ((count == 0 || done < count) && (limit.count() == 0 || Clock::now() - start < limit)) {
    fuzz::Random random(static_cast<std::uint32_t>(seed * 1'000'003 + done));
    std::vector<std::byte> mutant = machines[done % machines.size()];
    for (std::size_t changes = fuzz::below(random, 4) + 1; changes != 0; --changes) fuzz::mutate_files(mutant, random);
    keep(mutant);
    const auto begin = Clock::now();
    fuzz::audit_machine(mutant, done, kParts);
    slowest = std::max(slowest, Clock::now() - begin);
    if (++done % 1000 == 0) tell();
  }
  tell();
  return 0;
}
