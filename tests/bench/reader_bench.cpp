// Our reader beside libregf and hivex, in one process with a warm page cache: open, 60 look-ups that copy
// the data, close; then a walk over every key and value. Hives are named by the folder in argv[1].
// Exit status 1 when the first reader is not fast enough (the gates below).

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <filesystem>
#include <string>
#include <vector>

#include "tests/bench/questions.h"
#include "tests/bench/readers.h"

namespace {

using namespace bench;  // NOLINT(google-build-using-namespace): the vocabulary of this program

constexpr int kRuns = 30;
constexpr double kGateHivex = 10.0;
constexpr double kGateLibregf = 50.0;

/// Geometric means of what is gated.
class GeometricMean {
 public:
  void add(double ratio) {
    logarithms_ += std::log(ratio);
    ++count_;
  }
  double value() const { return count_ == 0 ? 0 : std::exp(logarithms_ / count_); }

 private:
  double logarithms_ = 0;
  int count_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    fmt::print(stderr, "usage: reader_bench FOLDER-WITH-HIVES\n");
    return 2;
  }
  const std::filesystem::path folder = argv[1];
  const std::vector<Asked> asked = split(kQuestions);
  GeometricMean over_hivex;
  GeometricMean over_libregf;
  GeometricMean walk_over_hivex;
  fmt::print("open + {} look-ups + close, best of {}, microseconds of the processor\n", asked.size(), kRuns);
  fmt::print("{:8} {:>8} {:>9} {:>10} {:>10} {:>9} {:>9} {:>9} {:>12}\n", "SYSTEM", "answers", "ours", "hivex",
             "libregf", "x hivex", "x libregf", "loaded KB", "ours+sha256");
  struct Row {
    const char* name;
    bool gated;
  };
  constexpr std::array<Row, 4> kRows{{{"win7", true}, {"win8.1", true}, {"win10", true}, {"nt4", false}}};
  for (const Row& row : kRows) {
    const std::string file = (folder / row.name / "SYSTEM").string();
    const Totals ours = ask_ours(file, asked, false);
    const Totals hivex = ask_hivex(file, asked);
    const Totals libregf = ask_libregf(file, asked);
    if (ours.answers != hivex.answers || ours.answers != libregf.answers || ours.bytes != hivex.bytes) {
      fmt::print(stderr, "{}: the readers disagree: {} answers, hivex {}, libregf {}; {} bytes, hivex {}\n", row.name,
                 ours.answers, hivex.answers, libregf.answers, ours.bytes, hivex.bytes);
      return 1;
    }
    const double own_time = best_processor_microseconds([&] { ask_ours(file, asked, false); }, kRuns);
    const double hivex_time = best_processor_microseconds([&] { ask_hivex(file, asked); }, kRuns);
    const double libregf_time = best_processor_microseconds([&] { ask_libregf(file, asked); }, kRuns);
    const double hashed_time = best_processor_microseconds([&] { ask_ours(file, asked, true); }, 3);
    fmt::print("{:8} {:>8} {:>9.1f} {:>10.1f} {:>10.1f} {:>9.1f} {:>9.1f} {:>9} {:>12.1f}{}\n", row.name, ours.answers,
               own_time, hivex_time, libregf_time, hivex_time / own_time, libregf_time / own_time, ours.loaded / 1024,
               hashed_time, row.gated ? "" : "  (not gated)");
    if (!row.gated) continue;
    over_hivex.add(hivex_time / own_time);
    over_libregf.add(libregf_time / own_time);
  }
  fmt::print("geometric mean: {:.1f} times hivex (gate {}), {:.1f} times libregf (gate {})\n\n", over_hivex.value(),
             kGateHivex, over_libregf.value(), kGateLibregf);

  fmt::print("walk over every key and value, best of 5, milliseconds of the processor\n");
  for (const Row& row : kRows) {
    const std::string file = (folder / row.name / "SYSTEM").string();
    const Totals ours = walk_ours(file);
    const Totals hivex = walk_hivex(file);
    const double own_time = best_processor_microseconds([&] { walk_ours(file); }, 5) / 1000;
    const double hivex_time = best_processor_microseconds([&] { walk_hivex(file); }, 5) / 1000;
    fmt::print("{:8} values {} (hivex {}), ours {:.1f}, hivex {:.1f}, ratio {:.2f}{}\n", row.name, ours.answers,
               hivex.answers, own_time, hivex_time, hivex_time / own_time, row.gated ? "" : "  (not gated)");
    if (row.gated) walk_over_hivex.add(hivex_time / own_time);
  }
  fmt::print("geometric mean: {:.2f} times hivex (gate 1)\n", walk_over_hivex.value());
  const bool fast =
      over_hivex.value() >= kGateHivex && over_libregf.value() >= kGateLibregf && walk_over_hivex.value() > 1.0;
  return fast ? 0 : 1;
}
