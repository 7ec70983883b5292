#include "hive/found_hive.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include "hive/limits.h"
#include "hive/reg_text.h"
#include "hive/regf/base_block.h"
#include "hive/upcase.h"

namespace hive {
namespace {

/// The first sector of a log holds its base block, the second one begins its entries (hives.md 9.2, 9.3).
constexpr std::size_t kSectorBytes = 512;
constexpr std::size_t kTypeOffset = 28;  ///< see regf/base_block.h

bool has_log_magic(Bytes bytes, std::size_t offset) {
  if (!fits(offset, 4, bytes.size())) return false;
  const std::byte* at = bytes.subspan(offset, 4).data();
  return std::memcmp(at, "DIRT", 4) == 0 || std::memcmp(at, "HvLE", 4) == 0;
}

FileLook told_by(Bytes start) {
  if (start.empty()) return FileLook::empty;
  if (regf::has_regf_magic(start)) {
    const auto type = ByteReader(start).u32(kTypeOffset);
    return type == 1U || type == 2U || type == 6U ? FileLook::log : FileLook::hive;
  }
  if (has_log_magic(start, 0) || has_log_magic(start, kSectorBytes)) return FileLook::log;
  return looks_like_reg_text(start) ? FileLook::text : FileLook::other;
}

bool ends_with(std::string_view name, std::string_view tail) {
  return name.size() > tail.size() && equal_names(name.substr(name.size() - tail.size()), tail);
}

Error with_path(Error error, const std::string& path) {
  if (error.where.path.empty()) error.where.path = path;
  return error;
}

/// A delta hive of a container holds changes to another hive (hives.md 11, "layered").
bool is_layered(const Hive& hive) {
  return std::ranges::any_of(hive.anomalies(), [](const Anomaly& anomaly) { return anomaly.code == "layered-key"; });
}

}  // namespace

FileSight look_at(const FoundPath& file) {
  FileSight sight;
  auto source = open_found(file);
  if (!source) {
    sight.error = source.error();
    return sight;
  }
  sight.size_bytes = (*source)->size_bytes();
  std::array<std::byte, kSectorBytes + 4> start{};
  const auto got = (*source)->read_at(0, start);
  if (!got) {
    sight.error = got.error();
    sight.error->where.path = file.shown;
    return sight;
  }
  const Bytes seen = Bytes(start).first(*got);
  sight.look = told_by(seen);
  std::array<std::byte, 4> bin{};
  const auto bin_got = (*source)->read_at(regf::kBinsStart, bin);
  sight.has_bins = bin_got && *bin_got == bin.size() && std::memcmp(bin.data(), "hbin", bin.size()) == 0;
  sight.first_bytes = regf::shown_start(seen);
  return sight;
}

Error not_a_hive(const FoundPath& file, const FileSight& sight) {
  const char* const kExpected = is_text_name(file.name) ? "a .reg export, which begins with its version line or a key"
                                                        : "a hive, which begins with `regf`";
  Error error;
  if (sight.error) {
    error = *sight.error;
    if (error.expected.empty()) error.expected = "a file that can be read";
    return error;
  }
  if (sight.look == FileLook::empty) {
    error = path_error(ErrorCode::truncated, "the file is empty", kExpected, "0 bytes", file.shown);
  } else if (sight.look == FileLook::log) {
    error = path_error(ErrorCode::unsupported, "a transaction log holds changes and no hive",
                       "the hive that it belongs to", "a log", file.shown);
  } else {
    error = path_error(ErrorCode::corrupt, is_text_name(file.name) ? "not a registry export" : "not a registry hive",
                       kExpected, sight.first_bytes, file.shown);
  }
  error.where.offset = 0;
  return error;
}

bool may_be_hive(const FileSight& sight, const std::vector<HiveLog>& logs) {
  if (sight.look != FileLook::other || !sight.has_bins) return sight.look == FileLook::hive;
  return std::ranges::any_of(logs, [](const HiveLog& log) { return log.size_bytes > 0; });
}

FoundHive open_hive(std::unique_ptr<ByteSource> source, const std::string& path, std::vector<HiveLog> logs,
                    LogPolicy policy) {
  FoundHive found;
  found.file.path = path;
  found.file.size_bytes = source->size_bytes();
  found.file.logs = std::move(logs);
  if (policy == LogPolicy::ignore) {
    for (HiveLog& log : found.file.logs) {
      log.outcome = LogOutcome::skipped;
      log.reason = "logs were to be ignored";
    }
  } else {
    Recovery recovery = recover(std::move(source), std::move(found.file.logs));
    source = std::move(recovery.image);
    found.file.logs = std::move(recovery.logs);
    found.file.recovery = recovery.state;
    found.file.recovery_reason = std::move(recovery.reason);
  }
  auto opened = Hive::open(std::move(source), path, found.file.recovery);
  if (!opened) {
    found.file.errors.push_back(with_path(opened.error(), path));
    return found;
  }
  auto hive = std::make_shared<const Hive>(std::move(*opened));
  if (policy == LogPolicy::require && found.file.recovery != RecoveryState::not_needed &&
      found.file.recovery != RecoveryState::complete) {
    found.file.errors.push_back(path_error(ErrorCode::corrupt, "the hive is dirty and its logs do not make it whole",
                                           "transaction logs that hold what is missing", found.file.recovery_reason,
                                           path));
  }
  const HiveRole role = recognise_role(*hive);
  if (is_layered(*hive)) {
    found.file.errors.push_back(path_error(ErrorCode::unsupported,
                                           "a layered hive holds changes to another hive and says nothing alone",
                                           "a whole hive", "a hive with layered keys", path));
    return found;
  }
  found.file.role = role;
  if (found.file.role == HiveRole::other) {
    // What could not be read may be what would have told the role.
    const KeyLookup root = hive->root();
    Boxed<Error> error = root.error;
    if (root.key) error = hive->list_subkeys(*root.key).error;
    if (error) found.file.errors.push_back(with_path(*error, path));
  }
  found.file.hive = std::move(hive);
  return found;
}

FoundHive open_hive(const FoundPath& file, std::vector<HiveLog> logs, LogPolicy policy) {
  auto source = open_found(file);
  if (source) return open_hive(std::move(*source), file.shown, std::move(logs), policy);
  FoundHive found;
  found.file.path = file.shown;
  found.file.errors.push_back(source.error());
  return found;
}

bool is_log_name(std::string_view name, std::string_view hive_name) {
  if (name.size() <= hive_name.size() || !equal_names(name.substr(0, hive_name.size()), hive_name)) return false;
  const std::string_view tail = name.substr(hive_name.size());
  return equal_names(tail, ".LOG") || equal_names(tail, ".LOG1") || equal_names(tail, ".LOG2");
}

std::vector<HiveLog> logs_beside(const FoundPath& hive, const std::vector<FoundPath>& neighbours,
                                 const std::filesystem::path& boundary, std::vector<Note>& notes) {
  std::vector<HiveLog> logs;
  for (FoundPath entry : neighbours) {
    if (!is_log_name(entry.name, hive.name)) continue;
    if (const auto why_not = follow_link(boundary, entry)) {
      notes.push_back(Note{"symlink-not-followed", fmt::format("{} {}", entry.shown, *why_not)});
      logs.push_back(HiveLog{.path = entry.shown, .source = nullptr, .reason = "a symbolic link that " + *why_not});
      continue;
    }
    HiveLog& log = logs.emplace_back();
    log.path = entry.shown;
    if (logs.size() > limits::kMaxLogs) {
      log.reason = fmt::format("a hive has {} logs at most", limits::kMaxLogs);
      continue;
    }
    if (auto source = open_found(entry)) {
      log.size_bytes = (*source)->size_bytes();
      log.source = std::move(*source);
    } else {
      log.reason = source.error().message + ": " + source.error().found;
    }
    const FileSight sight = look_at(entry);
    if (sight.look != FileLook::log && sight.look != FileLook::empty) {
      notes.push_back(Note{"log-unreadable",
                           fmt::format("{} is named like a transaction log and cannot be read as one", entry.shown)});
    }
  }
  return logs;
}

bool is_hive_name(std::string_view name) {
  constexpr std::array<std::string_view, 9> kNames{"SYSTEM", "SOFTWARE",   "SAM",        "SECURITY",    "DEFAULT",
                                                   "BCD",    "COMPONENTS", "NTUSER.MAN", "USRCLASS.DAT"};
  constexpr std::array<std::string_view, 3> kEndings{".hve", ".hiv", ".hive"};
  // Beside each user hive lie files of the transaction manager: NTUSER.DAT{...}.TM.blf, *.regtrans-ms.
  constexpr std::array<std::string_view, 5> kNotHives{".blf", ".regtrans-ms", ".LOG", ".LOG1", ".LOG2"};
  const auto is_its_end = [&](std::string_view ending) { return ends_with(name, ending); };
  if (std::ranges::any_of(kNotHives, is_its_end)) return false;
  if (std::ranges::any_of(kNames, [&](std::string_view known) { return equal_names(name, known); })) return true;
  if (std::ranges::any_of(kEndings, is_its_end)) return true;
  constexpr std::string_view kUser = "NTUSER";
  constexpr std::string_view kUserFile = "NTUSER.DAT";
  const bool begins_user = equal_names(name.substr(0, kUser.size()), kUser) && ends_with(name, ".DAT");
  return begins_user || equal_names(name, kUserFile) || ends_with(name, kUserFile) ||
         equal_names(name.substr(0, kUserFile.size()), kUserFile);
}

bool is_text_name(std::string_view name) { return ends_with(name, ".reg"); }

bool is_backup_name(std::string_view name) {
  return equal_names(name, "RegBack") || ends_with(name, ".bak") || ends_with(name, ".old") || ends_with(name, ".sav");
}

Note backup_note(const FoundPath& path) {
  return Note{"backup-ignored", fmt::format("{} is a backup that Windows does not load; it is not judged", path.shown)};
}

}  // namespace hive
