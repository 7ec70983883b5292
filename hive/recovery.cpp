#include "hive/recovery.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "hive/patched_source.h"
#include "hive/regf/bin_writer.h"
#include "hive/regf/builder.h"
#include "hive/regf/cell.h"
#include "hive/regf/transaction_log.h"
#include "hive/usable_log.h"

namespace hive {

namespace {

constexpr std::size_t kBaseBlockBytes = 4096;
constexpr std::size_t kHeadBytes = 512;      ///< what a log repeats of the base block
constexpr std::uint64_t kFirstBinTime = 20;  ///< in its header

class Replay {
 public:
  Replay(std::unique_ptr<ByteSource> source, std::vector<HiveLog> logs)
      : source_(std::move(source)), logs_(std::move(logs)) {}

  Recovery run() {
    if (!read_hive()) return finish(RecoveryState::not_needed);
    std::vector<UsableLog> entries;
    std::vector<UsableLog> maps;
    for (UsableLog& one : collect()) (regf::is_new_log(one.head) ? entries : maps).push_back(std::move(one));
    if (!entries.empty()) {
      replay_entries(std::move(entries));
      for (const UsableLog& one : maps) skip(*one.log, "of the old format beside logs of the new one");
    } else {
      replay_map(std::move(maps));
    }
    if (patched_ == nullptr) {
      doubt("no transaction log fits it");
      return finish(RecoveryState::none);
    }
    return finish(doubt_.empty() ? RecoveryState::complete : RecoveryState::partial);
  }

 private:
  /// False when the hive needs no recovery, or is none that we would know how to recover.
  bool read_hive() {
    start_.resize(kBaseBlockBytes);
    const auto got = source_->read_at(0, start_);
    if (!got || *got < kBaseBlockBytes) return false;
    const auto base = regf::read_base_block(start_);
    if (base && base->type != 0 && base->checksum_ok) return false;
    if (base && base->checksum_ok && base->sequence[0] == base->sequence[1]) return false;
    if (base) base_ = *base;
    torn_ = !base_.checksum_ok;
    std::array<std::byte, 8> time{};
    const auto timed = source_->read_at(regf::kBinsStart + kFirstBinTime, time);
    if (timed && *timed == time.size()) first_bin_written_ = ByteReader(time).u64(0).value_or(0);
    return true;
  }

  static void skip(HiveLog& log, std::string reason) {
    log.outcome = LogOutcome::skipped;
    log.reason = std::move(reason);
  }
  void refuse(HiveLog& log, std::string reason) {
    log.outcome = LogOutcome::refused;
    doubt(fmt::format("{} was refused: {}", log.path, reason));
    log.reason = std::move(reason);
  }
  void doubt(std::string why) {
    if (doubt_.empty()) doubt_ = std::move(why);
  }

  std::vector<UsableLog> collect() {
    std::vector<UsableLog> usable;
    if (logs_.empty()) doubt("no transaction log lies beside it");
    for (HiveLog& log : logs_) {
      if (log.source == nullptr) {
        refuse(log, log.reason);
        continue;
      }
      if (log.size_bytes == 0) {
        skip(log, "empty");
        continue;
      }
      std::string unsure;
      auto opened = open_log(log, base_, unsure);
      if (!opened) {
        refuse(log, reason_of(opened.error()));
        continue;
      }
      if (!unsure.empty()) doubt(unsure);
      usable.push_back(std::move(*opened));
    }
    return usable;
  }

  PatchedSource& patched() {
    if (patched_ == nullptr) patched_ = std::make_unique<PatchedSource>(std::move(source_));
    return *patched_;
  }

  // New format.

  void replay_entries(std::vector<UsableLog> logs) {
    if (std::string why = doubt_of_pair(logs_, logs); !why.empty()) doubt(std::move(why));
    std::ranges::stable_sort(logs, [](const UsableLog& left, const UsableLog& right) {
      return regf::comes_before(left.number(), right.number());
    });
    if (torn_) {
      for (std::size_t i = 0; i + 1 < logs.size(); ++i) {
        skip(*logs[i].log, "the newest log gave the base block");
        if (last_number(logs[i]) + 1 == logs.back().number()) {
          doubt(fmt::format("the entries of {} come right before those that were applied", logs[i].log->path));
        }
      }
      logs.erase(logs.begin(), logs.end() - 1);
      take_base_block(logs.front());
    }
    for (UsableLog& one : logs) {
      if (!torn_ && regf::comes_before(one.number(), base_.sequence[1])) {
        skip(*one.log,
             fmt::format("older than the hive: it begins at {}, the hive is at {}", one.number(), base_.sequence[1]));
        doubt_skipped(one, base_.sequence[1]);
      } else if (last_ && one.number() != *last_ + 1) {
        skip(*one.log, fmt::format("it begins at {}, the entries before it end at {}", one.number(), *last_));
        if (regf::comes_before(*last_, one.number())) {
          doubt(fmt::format("entries {} to {} are missing", *last_ + 1, one.number() - 1));
        } else {
          doubt_skipped(one, *last_ + 1);
        }
      } else {
        replay_log(one);
      }
    }
    if (!last_) return;
    base_.sequence = {*last_ + 1, *last_ + 1};
  }

  /// A log that was not applied may hold entries from this number on, which the hive lacks.
  void doubt_skipped(const UsableLog& one, std::uint32_t missing) {
    const std::uint32_t last = last_number(one);
    if (regf::comes_before(last, missing)) return;
    doubt(fmt::format("{} was skipped and holds entries up to {}", one.log->path, last));
  }

  void replay_log(const UsableLog& one) {
    HiveLog& log = *one.log;
    std::uint64_t at = regf::kFirstLogEntry;
    std::uint32_t wanted = one.number();
    for (;;) {
      const auto entry = regf::read_log_entry(*one.bytes, at, wanted);
      if (!entry) {
        stop_log(one, at, wanted, entry.error());
        return;
      }
      PatchedSource& image = patched();
      if (!log.entries) image.keep(one.bytes);
      for (const regf::LogPage& page : entry->pages) {
        image.lay(page.offset, page.bytes);
        log.bytes += page.bytes.size();
      }
      log.pages += entry->pages.size();
      log.outcome = LogOutcome::applied;
      log.entries = {log.entries ? log.entries->front() : wanted, wanted};
      base_.bins_bytes = entry->bins_bytes;
      base_.flags = (base_.flags & ~1U) | (entry->flags & 1U);
      last_ = wanted++;
      at += entry->size_bytes;
    }
  }

  /// Old entries behind the valid ones are the rule. Newer ones behind a broken one, and one that is there in part, are
  /// a loss, whether a crash or a bad copy made them so.
  void stop_log(const UsableLog& one, std::uint64_t at, std::uint32_t wanted, const Error& error) {
    HiveLog& log = *one.log;
    const auto later = regf::find_later_entry(*one.bytes, at, wanted + 1);
    if (!later || error.code == ErrorCode::io) {
      log.reason = "it could not be read to its end: " + reason_of(later ? error : later.error());
    } else if (later->has_value()) {
      log.reason =
          fmt::format("entry {} is damaged, entry {} behind it is not: {}", wanted, later->value(), reason_of(error));
    } else if (regf::is_broken_entry(*one.bytes, at, wanted)) {
      log.reason = fmt::format("entry {} is damaged or cut off: {}", wanted, reason_of(error));
    }
    if (!log.reason.empty()) doubt(fmt::format("{}: {}", log.path, log.reason));
    if (log.entries) return;
    if (last_ && log.reason.empty()) {
      skip(log, "it holds no entry yet");
    } else if (!log.reason.empty()) {
      refuse(log, log.reason);
    } else {
      refuse(log, "its first entry is not valid: " + reason_of(error));
    }
  }

  // Old format: one log, all of its pages or none.

  bool fits_in_time(const UsableLog& one) const {
    return torn_ ? one.head.written >= first_bin_written_ : one.head.written == base_.written;
  }

  void replay_map(std::vector<UsableLog> logs) {
    std::ranges::stable_sort(
        logs, [](const UsableLog& left, const UsableLog& right) { return left.head.written > right.head.written; });
    for (const UsableLog& one : logs) {
      if (last_) {
        skip(*one.log, "one log of the old format is enough");
        continue;
      }
      if (!fits_in_time(one)) {
        skip(*one.log, "it was written at another time than the hive");
        continue;
      }
      const auto pages = regf::read_dirty_pages(*one.bytes, one.head);
      if (!pages) {
        refuse(*one.log, reason_of(pages.error()));
        continue;
      }
      apply_map(one, *pages);
    }
  }

  void apply_map(const UsableLog& one, const regf::DirtyPages& pages) {
    HiveLog& log = *one.log;
    for (const regf::LogPage& run : pages.runs) {
      patched().lay(run.offset, run.bytes);
      log.bytes += run.bytes.size();
    }
    patched().keep(one.bytes);
    log.pages = pages.count;
    log.outcome = LogOutcome::applied;
    log.entries = {one.number(), one.number()};
    if (torn_) take_base_block(one);
    base_.bins_bytes = one.head.bins_bytes;
    base_.root_cell = one.head.root_cell;
    const std::uint32_t number = torn_ ? one.number() : base_.sequence[0];
    base_.sequence = {number, number};
    last_ = number;
  }

  void take_base_block(const UsableLog& one) {
    const auto head = one.bytes->view(0, kHeadBytes);
    if (!head) return;
    std::ranges::copy(*head, start_.begin());
    base_ = one.head;
  }

  Recovery finish(RecoveryState state) {
    if (patched_ == nullptr) return {std::move(source_), state, std::move(doubt_), std::move(logs_)};
    regf::put_u32(start_, 4, base_.sequence[0]);
    // What may lack newer data must not read as clean when it is written to a file.
    regf::put_u32(start_, 8, doubt_.empty() ? base_.sequence[1] : base_.sequence[1] - 1);
    regf::put_u32(start_, 28, 0);
    regf::put_u32(start_, 36, base_.root_cell);
    regf::put_u32(start_, 40, base_.bins_bytes);
    regf::put_u32(start_, 144, base_.flags);
    regf::repair_checksum(start_);
    auto block = std::make_shared<const std::vector<std::byte>>(std::move(start_));
    patched_->lay(0, *block);
    patched_->keep(block);
    patched_->grow(regf::kBinsStart + base_.bins_bytes);
    return {std::move(patched_), state, std::move(doubt_), std::move(logs_)};
  }

  std::unique_ptr<ByteSource> source_;
  std::vector<HiveLog> logs_;
  std::vector<std::byte> start_;  ///< the base block, becoming the recovered one
  regf::BaseBlock base_;
  bool torn_ = false;  ///< the hive's own base block proves nothing
  std::uint64_t first_bin_written_ = 0;
  std::unique_ptr<PatchedSource> patched_;
  std::optional<std::uint32_t> last_;  ///< number of the last entry applied
  std::string doubt_;
};

}  // namespace

std::string_view name_of(LogOutcome outcome) {
  switch (outcome) {
    case LogOutcome::unused:
      return "unused";
    case LogOutcome::applied:
      return "applied";
    case LogOutcome::skipped:
      return "skipped";
    case LogOutcome::refused:
      break;
  }
  return "refused";
}

Recovery recover(std::unique_ptr<ByteSource> source, std::vector<HiveLog> logs) {
  return Replay(std::move(source), std::move(logs)).run();
}

}  // namespace hive
