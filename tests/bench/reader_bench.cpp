// Our reader beside libregf and hivex, in one process with a warm page cache: open, 60 look-ups that copy
// the data, close; then a walk over every key and value. Hives are named by the folder in argv[1].
// Exit status 1 when the first reader is not fast enough (the gates below).

#include <fmt/format.h>
#include <hivex.h>
#include <libregf.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "hive/file_source.h"
#include "hive/hive.h"
#include "hive/sha256.h"
#include "tests/bench/questions.h"

namespace {

constexpr int kRuns = 30;
constexpr double kGateHivex = 10.0;
constexpr double kGateLibregf = 50.0;

struct Asked {
  std::vector<std::string> segments;
  std::string path;
  std::string value;
};

struct Totals {
  std::uint64_t answers = 0;
  std::uint64_t bytes = 0;
  std::uint64_t loaded = 0;
};

std::vector<Asked> questions() {
  std::vector<Asked> all;
  for (const bench::Question& question : bench::kQuestions) {
    Asked asked{{}, std::string(question.key), std::string(question.value)};
    for (std::size_t at = 0; at != std::string::npos;) {
      const std::size_t next = asked.path.find('\\', at);
      asked.segments.push_back(asked.path.substr(at, next == std::string::npos ? next : next - at));
      at = next == std::string::npos ? next : next + 1;
    }
    all.push_back(std::move(asked));
  }
  return all;
}

double best_microseconds(const std::function<void()>& work, int runs = kRuns) {
  double best = 1e300;
  for (int run = 0; run < runs; ++run) {
    const auto begin = std::chrono::steady_clock::now();
    work();
    const std::chrono::duration<double, std::micro> spent = std::chrono::steady_clock::now() - begin;
    best = std::min(best, spent.count());
  }
  return best;
}

hive::Hive open_or_exit(const std::string& file) {
  auto source = hive::open_file(file);
  if (!source) {
    fmt::print(stderr, "{}\n", hive::to_text(source.error()));
    std::exit(2);
  }
  auto opened = hive::Hive::open(std::move(source).value(), file);
  if (!opened) {
    fmt::print(stderr, "{}\n", hive::to_text(opened.error()));
    std::exit(2);
  }
  return std::move(opened).value();
}

Totals ask_ours(const std::string& file, const std::vector<Asked>& asked, bool hash) {
  Totals totals;
  const hive::Hive opened = open_or_exit(file);
  for (const Asked& question : asked) {
    const hive::KeyLookup key = opened.find_key(question.segments);
    if (!key.key) continue;
    const hive::ValueLookup value = opened.find_value(*key.key, question.value);
    if (!value.value) continue;
    ++totals.answers;
    totals.bytes += value.value->data.size();
  }
  totals.loaded = opened.loaded_bytes();
  if (hash && !hive::sha256_hex(opened.source())) std::exit(2);
  return totals;
}

Totals ask_libregf(const std::string& file, const std::vector<Asked>& asked) {
  Totals totals;
  libregf_file_t* opened = nullptr;
  libregf_error_t* error = nullptr;
  libregf_file_initialize(&opened, &error);
  if (libregf_file_open(opened, file.c_str(), LIBREGF_OPEN_READ, &error) != 1) std::exit(2);
  for (const Asked& question : asked) {
    libregf_key_t* key = nullptr;
    const auto* path = reinterpret_cast<const std::uint8_t*>(question.path.data());
    if (libregf_file_get_key_by_utf8_path(opened, path, question.path.size(), &key, &error) == 1) {
      libregf_value_t* value = nullptr;
      const auto* name = reinterpret_cast<const std::uint8_t*>(question.value.data());
      if (libregf_key_get_value_by_utf8_name(key, name, question.value.size(), &value, &error) == 1) {
        std::size_t size = 0;
        libregf_value_get_value_data_size(value, &size, &error);
        std::vector<std::uint8_t> data(size);
        if (size > 0) libregf_value_get_value_data(value, data.data(), size, &error);
        ++totals.answers;
        totals.bytes += size;
        libregf_value_free(&value, nullptr);
      }
      libregf_key_free(&key, nullptr);
    }
    if (error != nullptr) libregf_error_free(&error);
  }
  libregf_file_close(opened, nullptr);
  libregf_file_free(&opened, nullptr);
  return totals;
}

Totals ask_hivex(const std::string& file, const std::vector<Asked>& asked) {
  Totals totals;
  hive_h* opened = hivex_open(file.c_str(), 0);
  if (opened == nullptr) std::exit(2);
  const hive_node_h root = hivex_root(opened);
  for (const Asked& question : asked) {
    hive_node_h node = root;
    for (const std::string& segment : question.segments) {
      node = hivex_node_get_child(opened, node, segment.c_str());
      if (node == 0) break;
    }
    const hive_value_h value = node == 0 ? 0 : hivex_node_get_value(opened, node, question.value.c_str());
    if (value == 0) continue;
    hive_type type{};
    std::size_t size = 0;
    char* data = hivex_value_value(opened, value, &type, &size);
    ++totals.answers;
    totals.bytes += size;
    std::free(data);
  }
  hivex_close(opened);
  return totals;
}

Totals walk_ours(const std::string& file) {
  Totals totals;
  const hive::Hive opened = open_or_exit(file);
  opened.walk([&](const hive::Key& key, std::span<const std::string>) {
    for (const hive::Value& value : opened.list_values(key).items) {
      ++totals.answers;
      totals.bytes += value.data.size();
    }
    return true;
  });
  return totals;
}

Totals walk_hivex(const std::string& file) {
  Totals totals;
  hive_h* opened = hivex_open(file.c_str(), 0);
  if (opened == nullptr) std::exit(2);
  std::vector<hive_node_h> open_nodes{hivex_root(opened)};
  while (!open_nodes.empty()) {
    const hive_node_h node = open_nodes.back();
    open_nodes.pop_back();
    std::free(hivex_node_name(opened, node));
    hive_value_h* values = hivex_node_values(opened, node);
    for (std::size_t i = 0; values != nullptr && values[i] != 0; ++i) {
      std::free(hivex_value_key(opened, values[i]));
      hive_type type{};
      std::size_t size = 0;
      char* data = hivex_value_value(opened, values[i], &type, &size);
      ++totals.answers;
      totals.bytes += size;
      std::free(data);
    }
    std::free(values);
    hive_node_h* children = hivex_node_children(opened, node);
    for (std::size_t i = 0; children != nullptr && children[i] != 0; ++i) open_nodes.push_back(children[i]);
    std::free(children);
  }
  hivex_close(opened);
  return totals;
}

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
  const std::vector<Asked> asked = questions();
  GeometricMean over_hivex;
  GeometricMean over_libregf;
  GeometricMean walk_over_hivex;
  fmt::print("open + {} look-ups + close, best of {}, microseconds\n", asked.size(), kRuns);
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
    const double own_time = best_microseconds([&] { ask_ours(file, asked, false); });
    const double hivex_time = best_microseconds([&] { ask_hivex(file, asked); });
    const double libregf_time = best_microseconds([&] { ask_libregf(file, asked); });
    const double hashed_time = best_microseconds([&] { ask_ours(file, asked, true); }, 3);
    fmt::print("{:8} {:>8} {:>9.1f} {:>10.1f} {:>10.1f} {:>9.1f} {:>9.1f} {:>9} {:>12.1f}{}\n", row.name, ours.answers,
               own_time, hivex_time, libregf_time, hivex_time / own_time, libregf_time / own_time, ours.loaded / 1024,
               hashed_time, row.gated ? "" : "  (not gated)");
    if (!row.gated) continue;
    over_hivex.add(hivex_time / own_time);
    over_libregf.add(libregf_time / own_time);
  }
  fmt::print("geometric mean: {:.1f} times hivex (gate {}), {:.1f} times libregf (gate {})\n\n", over_hivex.value(),
             kGateHivex, over_libregf.value(), kGateLibregf);

  fmt::print("walk over every key and value, best of 5, milliseconds\n");
  for (const Row& row : kRows) {
    const std::string file = (folder / row.name / "SYSTEM").string();
    const Totals ours = walk_ours(file);
    const Totals hivex = walk_hivex(file);
    const double own_time = best_microseconds([&] { walk_ours(file); }, 5) / 1000;
    const double hivex_time = best_microseconds([&] { walk_hivex(file); }, 5) / 1000;
    fmt::print("{:8} values {} (hivex {}), ours {:.1f}, hivex {:.1f}, ratio {:.2f}{}\n", row.name, ours.answers,
               hivex.answers, own_time, hivex_time, hivex_time / own_time, row.gated ? "" : "  (not gated)");
    if (row.gated) walk_over_hivex.add(hivex_time / own_time);
  }
  fmt::print("geometric mean: {:.2f} times hivex (gate 1)\n", walk_over_hivex.value());
  const bool fast =
      over_hivex.value() >= kGateHivex && over_libregf.value() >= kGateLibregf && walk_over_hivex.value() > 1.0;
  return fast ? 0 : 1;
}
