// Our reader beside hivex and libregf on a SOFTWARE hive of 150 MB (big_software): open and 60 look-ups, warm and cold;
// then names that are, and names that are not, among tens of thousands; then the whole program, as a process.
//   software_bench HIVE HIVEAUDIT-PROGRAM
// Exit status 1 when a gate is missed.

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "tests/bench/readers.h"
#include "tests/bench/software_questions.h"

namespace {

using namespace bench;  // NOLINT(google-build-using-namespace): the vocabulary of this program

constexpr double kGateRatio = 100.0;
/// Before a name is called absent every list is read, which the others do not do.
constexpr double kGateAbsent = 10.0;
constexpr std::uint64_t kPageBytes = 4096;
constexpr std::uint64_t kGatePages = 64;
constexpr int kOurRuns = 300;
constexpr int kTheirRuns = 5;  ///< each lasts a hundred times as long
constexpr int kColdRuns = 5;

bool all_held = true;

void gate(bool held, const std::string& what) {
  fmt::print("{} {}\n", held ? "PASS" : "FAIL", what);
  all_held = all_held && held;
}

/// Clean pages of the file leave the page cache.
void evict(const std::string& file) {
  const int opened = open(file.c_str(), O_RDONLY | O_CLOEXEC);
  if (opened < 0) std::exit(2);
  fdatasync(opened);
  posix_fadvise(opened, 0, 0, POSIX_FADV_DONTNEED);
  close(opened);
}

/// What this process had the disk read so far, as the kernel counts it; 0 where it does not say.
std::uint64_t bytes_from_disk() {
  std::ifstream in("/proc/self/io");
  std::string word;
  std::uint64_t number = 0;
  while (in >> word >> number) {
    if (word == "read_bytes:") return number;
  }
  return 0;
}

struct Cold {
  double milliseconds = 1e300;
  std::uint64_t disk_bytes = 0;
};

template <class Work>
Cold cold(const std::string& file, const Work& work) {
  Cold best;
  for (int run = 0; run < kColdRuns; ++run) {
    evict(file);
    const std::uint64_t before = bytes_from_disk();
    const double took = best_microseconds(work, 1) / 1000;
    if (took < best.milliseconds) best = {took, bytes_from_disk() - before};
  }
  return best;
}

void compare(const std::string& file, const std::vector<Asked>& asked, const std::string& what, double least) {
  const Totals ours = ask_ours(file, asked, false);
  const Totals hivex = ask_hivex(file, asked);
  const Totals libregf = ask_libregf(file, asked);
  const bool same = ours.answers == hivex.answers && ours.answers == libregf.answers && ours.bytes == hivex.bytes;
  gate(same && ours.anomalies == 0, fmt::format("{}: {} of {} there, the three readers agree; anomalies {}", what,
                                                ours.answers, asked.size(), ours.anomalies));
  fmt::print("     {} pages of 4 KiB loaded\n", (ours.loaded + kPageBytes - 1) / kPageBytes);
  const double own_time = best_processor_microseconds([&] { ask_ours(file, asked, false); }, kOurRuns);
  const double hivex_time = best_processor_microseconds([&] { ask_hivex(file, asked); }, kTheirRuns);
  const double libregf_time = best_processor_microseconds([&] { ask_libregf(file, asked); }, kTheirRuns);
  fmt::print("     warm, of the processor: ours {:.0f} us, hivex {:.0f} us, libregf {:.0f} us\n", own_time, hivex_time,
             libregf_time);
  gate(hivex_time >= least * own_time,
       fmt::format("{}: {:.0f} times hivex (gate {})", what, hivex_time / own_time, least));
  gate(libregf_time >= least * own_time,
       fmt::format("{}: {:.0f} times libregf (gate {})", what, libregf_time / own_time, least));
}

void read_cold(const std::string& file, const std::vector<Asked>& asked) {
  std::uint64_t loaded = 0;
  const Cold ours = cold(file, [&] { loaded = ask_ours(file, asked, false).loaded; });
  const Cold hivex = cold(file, [&] { ask_hivex(file, asked); });
  const Cold libregf = cold(file, [&] { ask_libregf(file, asked); });
  fmt::print("     cold: ours {:.1f} ms ({} KB from disk), hivex {:.1f} ms ({} KB), libregf {:.1f} ms ({} KB)\n",
             ours.milliseconds, ours.disk_bytes / 1024, hivex.milliseconds, hivex.disk_bytes / 1024,
             libregf.milliseconds, libregf.disk_bytes / 1024);
  const std::uint64_t pages = (loaded + kPageBytes - 1) / kPageBytes;
  gate(pages <= kGatePages, fmt::format("60 questions: {} pages of 4 KiB loaded (gate {})", pages, kGatePages));
  const double hashed = best_microseconds([&] { ask_ours(file, asked, true); }, 3) / 1000;
  fmt::print("     with SHA-256 of the whole file: {:.1f} ms\n", hashed);
}

double process_milliseconds(const std::string& program, const std::string& file, std::string_view options) {
  const std::string command =
      fmt::format("'{}' audit '{}' {} -q -o text=/dev/null >/dev/null 2>&1", program, file, options);
  return best_microseconds(
             [&] {
               const int status = std::system(command.c_str());
               // 0, 1 and 3 are answers; a machine of one hive is not whole.
               if (status < 0 || !WIFEXITED(status) || WEXITSTATUS(status) == 2 || WEXITSTATUS(status) > 3) {
                 fmt::print(stderr, "{} ended with {}\n", command, status);
                 std::exit(2);
               }
             },
             3) /
         1000;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    fmt::print(stderr, "usage: software_bench HIVE HIVEAUDIT-PROGRAM\n");
    return 2;
  }
  const std::string file = argv[1];
  const std::vector<Asked> asked = split(kSoftwareQuestions);
  compare(file, asked, "60 questions", kGateRatio);
  read_cold(file, asked);
  compare(file, split(kPackages), "names among 34,500 and 69,000", kGateRatio);
  compare(file, split(kAbsentPackages), "names that are not among them", kGateAbsent);
  const Totals walked = walk_ours(file);
  const Totals by_hivex = walk_hivex(file);
  gate(walked.anomalies == 0 && walked.answers == by_hivex.answers && walked.bytes == by_hivex.bytes,
       fmt::format("walk: {} values, hivex {}; {} anomalies", walked.answers, by_hivex.answers, walked.anomalies));
  fmt::print(
      "the program, process start and rulebook included: {:.0f} ms; with hashing {:.0f} ms; with hashing and the "
      "second reader {:.0f} ms\n",
      process_milliseconds(argv[2], file, "--no-hash --second-reader=never"),
      process_milliseconds(argv[2], file, "--second-reader=never"), process_milliseconds(argv[2], file, ""));
  return all_held ? 0 : 1;
}
