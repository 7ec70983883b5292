#include "audit/container_child.h"

#include <fmt/format.h>

#include <charconv>
#include <string_view>
#include <utility>

#include "audit/read_json.h"
#include "audit/rows.h"
#include "hive/child_process.h"
#include "hive/utf16.h"

namespace audit {
namespace {

/// A container of the largest hives that are seen (150 MB each) needs less than 1 GB; reading a large solid image and
/// hashing its hives takes about a minute. The document of ten images with all their evidence has 40 MB. A disk of an
/// EWF image may lie in as many files as have names (limits.h).
constexpr hive::ChildLimits kLimits{.memory_bytes = 4ULL << 30U,
                                    .cpu_seconds = 300,
                                    .wall_milliseconds = 600'000,
                                    .output_bytes = 512ULL << 20U,
                                    .open_files = 16'384};

constexpr std::size_t kLeastArguments = 4;  ///< the verb, the number, the time, and at least a verb of ours

ErrorRow failed(const std::string& path, hive::ErrorCode code, const std::string& found) {
  return error_row({code,
                    "the process that reads this container gave no answer, so nothing of it was judged",
                    "a report of its hives",
                    found,
                    {.path = path, .member = {}, .key = {}, .offset = {}}});
}

std::string_view text_of(const std::vector<std::byte>& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace

ContainerAnswer judge_in_child(const Options& options, std::size_t number) {
  const std::string& path = options.words[number];
  ContainerAnswer answer;
  std::vector<std::string> arguments{kContainerVerb, std::to_string(options.words_before + number), options.now};
  arguments.insert(arguments.end(), options.given.begin(), options.given.end());
  const auto outcome = hive::run_child(hive::own_program(), arguments, {}, nullptr, kLimits);
  if (!outcome) {
    answer.row.errors.push_back(failed(path, hive::ErrorCode::io, outcome.error().message));
    return answer;
  }
  if (!outcome->finished) {
    answer.row.errors.push_back(failed(path, hive::ErrorCode::corrupt, outcome->how_it_ended));
    return answer;
  }
  auto report = read_json(text_of(outcome->output));
  if (!report || report->targets.size() != 1) {
    answer.row.errors.push_back(
        failed(path, hive::ErrorCode::corrupt, report ? "not one target" : report.error().found));
    return answer;
  }
  answer.row = std::move(report->targets.front());
  answer.second_reader_not_asked = report->second_reader_not_asked;
  return answer;
}

std::optional<Options> child_options(const std::vector<std::string>& arguments,
                                     const std::vector<std::string>& formats) {
  if (arguments.size() < kLeastArguments) return std::nullopt;
  std::size_t number = 0;
  const std::string& digits = arguments[1];
  const auto [end, failure] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (failure != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  Parsed parsed = parse_options({arguments.begin() + 3, arguments.end()}, formats);
  Options* options = std::get_if<Options>(&parsed);
  if (options == nullptr || number >= options->words.size()) return std::nullopt;
  // Of the verb evidence the words behind the target are the place that is asked for.
  if (options->verb != "evidence") options->words = {options->words[number]};
  if (options->verb == "diff") options->verb = "audit";
  options->now = arguments[2];
  options->outputs = {{"json", ""}};
  options->in_child = true;
  return std::move(*options);
}

}  // namespace audit
