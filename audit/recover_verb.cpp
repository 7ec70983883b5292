#include "audit/recover_verb.h"

#include <fmt/format.h>

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "audit/atomic_file.h"
#include "audit/exit_code.h"
#include "audit/report_words.h"
#include "audit/rows.h"
#include "hive/found_hive.h"
#include "hive/input.h"
#include "hive/read_whole.h"
#include "hive/sha256.h"
#include "hive/utf16.h"

namespace audit {
namespace {

namespace fs = std::filesystem;

VerbOutcome refused(int exit_code, std::string why) { return {exit_code, "", std::move(why)}; }

/// By place, not by spelling: a link or another spelling of an input is that input.
bool is_same_file(const std::string& left, const std::string& right) {
  std::error_code failed;
  return fs::equivalent(left, right, failed) && !failed;
}

/// Nothing that is there is replaced: it may be evidence. An empty file is a place that somebody has made.
std::optional<std::string> place_fault(const std::string& to, const std::string& hive) {
  std::error_code failed;
  const fs::file_status status = fs::status(to, failed);
  const std::string shown = "--to " + hive::printable(to);
  if (fs::exists(status) && !fs::is_regular_file(status)) return shown + " is not a file";
  if (fs::exists(status) && fs::file_size(to, failed) != 0) return shown + " exists already; recover writes a new file";
  const fs::path place(to);
  const fs::path beside(hive);
  const bool same_folder = fs::equivalent(place.has_parent_path() ? place.parent_path() : ".",
                                          beside.has_parent_path() ? beside.parent_path() : ".", failed);
  if (same_folder && hive::is_log_name(place.filename().string(), beside.filename().string())) {
    return shown + " would be taken for a transaction log of the hive";
  }
  return std::nullopt;
}

std::string counted_contents(const hive::Hive& tree) {
  std::uint64_t keys = 0;
  std::uint64_t values = 0;
  tree.walk([&](const hive::Key& key, std::span<const std::string>) {
    ++keys;
    values += tree.list_values(key).items.size();
    return true;
  });
  return fmt::format("{}, {}, {}", counted(keys, "key", "keys"), counted(values, "value", "values"),
                     counted(tree.anomaly_count(), "defect", "defects"));
}

std::string told_logs(const HiveRow& row) {
  std::string text;
  for (const LogRow& log : row.logs) text += fmt::format("  {}: {}\n", log.path, log_text(log));
  return text;
}

}  // namespace

VerbOutcome recover_hive(const Options& options) {
  const std::string& path = options.words.front();
  const hive::Input input = hive::open_input(path);
  const bool one_hive = input.kind == hive::InputKind::hive && input.installations.size() == 1;
  if (!one_hive || input.installations.front().hives.size() != 1) {
    return refused(kIncomplete, input.errors.empty() ? hive::printable(path) + ": not a single hive file"
                                                     : hive::to_text(input.errors.front()));
  }
  const hive::HiveFile& file = input.installations.front().hives.front();
  if (file.hive == nullptr) {
    return refused(kIncomplete, file.errors.empty() ? "not a hive" : hive::to_text(file.errors.front()));
  }
  bool over_input = is_same_file(options.to, path);
  for (const hive::HiveLog& log : file.logs) over_input = over_input || is_same_file(options.to, log.path);
  if (over_input) {
    return refused(kUsage, "--to " + hive::printable(options.to) + " is an input, and inputs are never written to");
  }
  if (auto why = place_fault(options.to, path)) return refused(kUsage, *why);
  const HiveRow row = hive_row(file, options.hash);
  if (file.recovery == hive::RecoveryState::not_needed) {
    return refused(kIncomplete, row.path + ": the hive is clean, there is nothing to apply; nothing was written");
  }
  if (file.recovery == hive::RecoveryState::none) {
    const std::string logs = told_logs(row);
    return refused(kIncomplete, fmt::format("{}: nothing could be applied ({}); nothing was written{}{}", row.path,
                                            row.dirty_because, logs.empty() ? "" : "\n",
                                            logs.substr(0, logs.find_last_not_of('\n') + 1)));
  }
  const auto bytes = hive::read_whole(file.hive->source());
  if (!bytes) return refused(kIncomplete, hive::to_text(bytes.error()));
  if (auto written =
          write_atomically(options.to, std::string_view(reinterpret_cast<const char*>(bytes->data()), bytes->size()));
      !written) {
    return refused(kReportNotWritten, hive::to_text(written.error()));
  }
  const auto& base = file.hive->base_block();
  const std::string contents = counted_contents(*file.hive);
  const bool sound = file.hive->state() == hive::HiveState::recovered;
  VerbOutcome outcome{sound ? kClean : kIncomplete, "", ""};
  outcome.out = fmt::format("{} recovered to {}\n{}", row.path, hive::printable(options.to), told_logs(row));
  outcome.out += fmt::format("  sequence {}/{} became {}/{}\n", row.sequence->front(), row.sequence->back(),
                             base.sequence[0], base.sequence[1]);
  if (row.sha256) outcome.out += fmt::format("  sha256 of the hive      {}\n", *row.sha256);
  if (options.hash) {
    outcome.out += fmt::format("  sha256 of the new file  {}\n", hive::sha256_hex(hive::Bytes(*bytes)));
  }
  outcome.out += fmt::format("  {}\n", contents);
  if (!row.dirty_because.empty()) {
    outcome.error = fmt::format("{}: newer data may be missing: {}", row.path, row.dirty_because);
  } else if (!sound) {
    outcome.error = row.path + ": the recovered hive is damaged" +
                    (file.hive->damage() ? ": " + hive::to_text(*file.hive->damage()) : "");
  }
  return outcome;
}

}  // namespace audit
