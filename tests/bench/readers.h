#pragma once
// The same work for our reader, hivex and libregf: open a hive, answer questions and copy their data, close; or visit
// every key and value. What cannot be opened ends the program: a comparison needs all three.

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "tests/bench/questions.h"

namespace bench {

struct Asked {
  std::vector<std::string> segments;
  std::string path;
  std::string value;
};
std::vector<Asked> split(std::span<const Question> questions);

struct Totals {
  std::uint64_t answers = 0;
  std::uint64_t bytes = 0;
  std::uint64_t loaded = 0;     ///< ours: bytes of the file that were loaded
  std::uint64_t anomalies = 0;  ///< ours
};

/// `hash`: the bytes of the whole file are hashed as well.
Totals ask_ours(const std::string& file, const std::vector<Asked>& asked, bool hash);
Totals ask_libregf(const std::string& file, const std::vector<Asked>& asked);
Totals ask_hivex(const std::string& file, const std::vector<Asked>& asked);

Totals walk_ours(const std::string& file);
Totals walk_hivex(const std::string& file);

/// The shortest of some runs.
double best_microseconds(const std::function<void()>& work, int runs);
/// The same in time of the processor: for work that lasts longer than a busy machine leaves a process alone.
double best_processor_microseconds(const std::function<void()>& work, int runs);

}  // namespace bench
