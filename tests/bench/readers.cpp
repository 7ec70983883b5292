#include "tests/bench/readers.h"

#include <fmt/format.h>
#include <hivex.h>
#include <libregf.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <ctime>

#include "hive/file_source.h"
#include "hive/hive.h"
#include "hive/sha256.h"

namespace bench {
namespace {

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

}  // namespace

std::vector<Asked> split(std::span<const Question> questions) {
  std::vector<Asked> all;
  for (const Question& question : questions) {
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

double best_microseconds(const std::function<void()>& work, int runs) {
  double best = 1e300;
  for (int run = 0; run < runs; ++run) {
    const auto begin = std::chrono::steady_clock::now();
    work();
    const std::chrono::duration<double, std::micro> spent = std::chrono::steady_clock::now() - begin;
    best = std::min(best, spent.count());
  }
  return best;
}

double best_processor_microseconds(const std::function<void()>& work, int runs) {
  double best = 1e300;
  for (int run = 0; run < runs; ++run) {
    const std::clock_t begin = std::clock();
    work();
    best = std::min(best, static_cast<double>(std::clock() - begin) * 1e6 / CLOCKS_PER_SEC);
  }
  return best;
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
  totals.anomalies = opened.anomaly_count();
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
  totals.loaded = opened.loaded_bytes();
  totals.anomalies = opened.anomaly_count();
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

}  // namespace bench
