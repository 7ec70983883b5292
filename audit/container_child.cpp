#include "audit/container_child.h"

#include <fmt/format.h>

#include <charconv>
#include <string_view>
#include <utility>

#include "audit/read_json.h"
#include "hive/child_process.h"

namespace audit {
namespace {

/// A container of the largest hives that are seen (150 MB each) needs less than 1 GB; reading a large solid image and
/// hashing its hives takes about a minute. The document of ten images with all their evidence has 40 MB. A disk of an
/// EWF image may lie in as many files as have names (limits.h).
constexpr hive::ChildLimits kLimits{.memory_bytes = kChildMemoryBytes,
                                    .cpu_seconds = 300,
                                    .wall_milliseconds = 600'000,
                                    .output_bytes = 512ULL << 20U,
                                    .open_files = 16'384};

constexpr const char* kAllImages = "all";
constexpr std::size_t kOwnArguments = 4;  ///< the verb, the number, the time and the images; what follows is the run's

hive::Error no_answer(hive::ErrorCode code, const std::string& found) {
  return {code, "the process that reads this container gave no answer", "a report of its hives", found, {}};
}

std::string_view text_of(const std::vector<std::byte>& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::string images_text(const std::optional<hive::ImageRange>& images) {
  return images ? fmt::format("{}-{}", images->first, images->end) : kAllImages;
}

std::optional<std::size_t> number_in(std::string_view digits) {
  std::size_t number = 0;
  const auto [end, failure] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (failure != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return number;
}

/// False when the text is none of images_text().
bool read_images(std::string_view text, std::optional<hive::ImageRange>& images) {
  if (text == kAllImages) return true;
  const std::size_t dash = text.find('-');
  if (dash == std::string_view::npos) return false;
  const auto first = number_in(text.substr(0, dash));
  const auto end = number_in(text.substr(dash + 1));
  if (!first || !end || *first > *end) return false;
  images = hive::ImageRange{*first, *end};
  return true;
}

}  // namespace

hive::Result<ChildAnswer> ask_child(const Options& options, const std::string& rules_sha256, std::size_t number,
                                    const std::optional<hive::ImageRange>& images) {
  std::vector<std::string> arguments{kContainerVerb, std::to_string(options.words_before + number), options.now,
                                     images_text(images)};
  arguments.insert(arguments.end(), options.given.begin(), options.given.end());
  const auto outcome = hive::run_child(hive::own_program(), arguments, {}, {}, kLimits);
  if (!outcome) return no_answer(hive::ErrorCode::io, outcome.error().message);
  if (!outcome->finished) return no_answer(hive::ErrorCode::corrupt, outcome->how_it_ended);
  auto report = read_json(text_of(outcome->output));
  if (!report) return no_answer(hive::ErrorCode::corrupt, report.error().found);
  if (report->rules_sha256 != rules_sha256 || report->tool_version != HIVEAUDIT_VERSION) {
    return no_answer(hive::ErrorCode::corrupt, "an answer by other rules than this run's");
  }
  return ChildAnswer{std::move(report->targets), report->second_reader_not_asked};
}

std::optional<Options> child_options(const std::vector<std::string>& arguments,
                                     const std::vector<std::string>& formats) {
  if (arguments.size() <= kOwnArguments) return std::nullopt;
  const auto number = number_in(arguments[1]);
  if (!number) return std::nullopt;
  Parsed parsed = parse_options({arguments.begin() + kOwnArguments, arguments.end()}, formats);
  Options* options = std::get_if<Options>(&parsed);
  if (options == nullptr || *number >= options->words.size()) return std::nullopt;
  if (!read_images(arguments[3], options->images)) return std::nullopt;
  // Of the verb evidence the words behind the target are the place that is asked for.
  if (options->verb != "evidence") options->words = {options->words[*number]};
  if (options->verb == "diff") options->verb = "audit";
  options->now = arguments[2];
  options->outputs = {{"json", ""}};
  options->in_child = true;
  return std::move(*options);
}

}  // namespace audit
