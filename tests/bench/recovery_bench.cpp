// Recovery of a real dirty hive from its logs, in memory: recovery_bench FOLDER-WITH-HIVES. Opening the three files,
// checking the hashes of every entry and laying the pages over the hive count; reading keys does not.
// Exit status 1 when the gate is missed.

#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "hive/file_source.h"
#include "hive/recovery.h"
#include "tests/bench/readers.h"

namespace {

constexpr double kGateMillisecondsPerMegabyte = 1.0;
constexpr int kRuns = 60;

std::unique_ptr<hive::ByteSource> open_or_exit(const std::string& file) {
  auto source = hive::open_file(file);
  if (!source) {
    fmt::print(stderr, "{}\n", hive::to_text(source.error()));
    std::exit(2);
  }
  return std::move(source).value();
}

hive::Recovery recover_files(const std::string& hive, const std::vector<std::string>& logs) {
  std::vector<hive::HiveLog> opened;
  for (const std::string& path : logs) {
    hive::HiveLog log;
    log.path = path;
    log.source = open_or_exit(path);
    log.size_bytes = log.source->size_bytes();
    opened.push_back(std::move(log));
  }
  return hive::recover(open_or_exit(hive), std::move(opened));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    fmt::print(stderr, "usage: recovery_bench FOLDER-WITH-HIVES\n");
    return 2;
  }
  const std::string hive = (std::filesystem::path(argv[1]) / "win10" / "SYSTEM").string();
  const std::vector<std::string> logs = {hive + ".LOG1", hive + ".LOG2"};
  const hive::Recovery recovered = recover_files(hive, logs);
  std::uint64_t log_bytes = 0;
  std::uint64_t applied = 0;
  for (const hive::HiveLog& log : recovered.logs) {
    log_bytes += log.size_bytes;
    applied += log.bytes;
    fmt::print("     {}: {}, {} pages, {} bytes\n", std::filesystem::path(log.path).filename().string(),
               hive::name_of(log.outcome), log.pages, log.bytes);
  }
  const double took = bench::best_microseconds([&] { recover_files(hive, logs); }, kRuns) / 1000;
  const double megabytes = static_cast<double>(log_bytes) / 1e6;
  const bool whole = recovered.state == hive::RecoveryState::complete && applied > 0;
  const bool fast = took <= kGateMillisecondsPerMegabyte * megabytes;
  fmt::print("{} the hive is made whole\n", whole ? "PASS" : "FAIL");
  fmt::print("{} recovery: {:.2f} ms for {:.2f} MB of logs, {:.2f} ms per MB (gate {})\n", fast ? "PASS" : "FAIL", took,
             megabytes, took / megabytes, kGateMillisecondsPerMegabyte);
  return whole && fast ? 0 : 1;
}
