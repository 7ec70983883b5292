// What a disk image costs in the process that judges it: disk_bench IMAGE... Each is opened, judged and written as JSON
// with --no-hash, the rulebook loaded before; the digests, the second reader and the processes around are
// containers.py's. Exit status 1 when a gate is missed.

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <string>
#include <variant>

#include "audit/audit.h"
#include "audit/sinks.h"
#include "rules/rule_set.h"
#include "tests/bench/readers.h"

namespace {

constexpr double kGateSeconds = 0.3;
constexpr double kGateBytes = 3;  ///< times the hives
constexpr int kRuns = 7;

/// What this process read so far, from files of the cache too.
std::uint64_t bytes_read() {
  std::ifstream in("/proc/self/io");
  std::string word;
  std::uint64_t number = 0;
  while (in >> word >> number) {
    if (word == "rchar:") return number;
  }
  return 0;
}

bool gate(bool held, const std::string& what) {
  fmt::print("{} {}\n", held ? "PASS" : "FAIL", what);
  return held;
}

bool measure(const std::string& image, const rules::RuleSet& rules) {
  const audit::Parsed parsed = audit::parse_options(
      {"audit", image, "--no-hash", "--second-reader=never", "--now", "2026-11-22T00:00:00Z", "-o", "json"}, {"json"});
  audit::Options options = std::get<audit::Options>(parsed);
  options.in_child = true;  // no other process
  std::uint64_t hives = 0;
  bool whole = false;
  const auto judge = [&] {
    const audit::Report report = audit::audit_targets(options, rules, "", {}, [](const std::string&) {});
    const std::string text = audit::write_json(report, {});
    whole = !text.empty() && report.targets.size() == 1 && report.targets[0].errors.empty() &&
            report.targets[0].installations.size() == 1;
    hives = 0;
    if (!whole) return;
    for (const audit::HiveRow& hive : report.targets[0].installations[0].hives) hives += hive.size_bytes;
  };
  const std::uint64_t before = bytes_read();
  judge();
  const std::uint64_t read = bytes_read() - before;
  const double took = bench::best_microseconds(judge, kRuns) / 1e6;
  const double worked = bench::best_processor_microseconds(judge, kRuns) / 1e6;
  const double share = static_cast<double>(read) / static_cast<double>(std::max<std::uint64_t>(hives, 1));
  constexpr double kMib = 1 << 20;
  bool good =
      gate(whole, fmt::format("{}: one Windows, {:.0f} MiB of hives", image, static_cast<double>(hives) / kMib));
  // A machine that is busy with other things takes its time away from us, but not the processor's.
  good &= gate(worked <= kGateSeconds,
               fmt::format("{}: judged in {:.3f} s of the processor (gate {}), {:.3f} s by the clock", image, worked,
                           kGateSeconds, took));
  return gate(share <= kGateBytes, fmt::format("{}: {:.0f} MiB read, {:.2f} times the hives (gate {})", image,
                                               static_cast<double>(read) / kMib, share, kGateBytes)) &&
         good;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    fmt::print(stderr, "usage: disk_bench IMAGE...\n");
    return 2;
  }
  const rules::LoadedRules book = rules::load_judging_rules();
  bool good = true;
  for (int i = 1; i < argc; ++i) good &= measure(argv[i], book.set);
  return good ? 0 : 1;
}
