#include "hive/recovery.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "hive/lazy_bytes.h"
#include "hive/limits.h"
#include "hive/patched_source.h"
#include "hive/regf/builder.h"
#include "hive/regf/cell.h"
#include "hive/regf/transaction_log.h"

namespace hive {

namespace {

constexpr std::size_t kBaseBlockBytes = 4096;
constexpr std::size_t kHeadBytes = 512;      ///< what a log repeats of the base block
constexpr std::uint64_t kFirstBinTime = 20;  ///< in its header

std::string reason_of(const Error& error) {
  std::string text = error.message;
  if (error.where.offset) text += fmt::format(" @0x{:08x}", *error.where.offset);
  if (!error.expected.empty()) text += fmt::format(" (expected {}, found {})", error.expected, error.found);
  return text;
}

/// A log that can be used, while it is looked at.
struct Usable {
  HiveLog* log = nullptr;
  std::shared_ptr<const LazyBytes> bytes;
  regf::BaseBlock head;

  std::uint32_t number() const { return head.sequence[0]; }
};

enum class Owner { same, unsure, other };
/// A log repeats its hive's RmId; one that has none, or a hive whose base block proves nothing, leaves it open.
Owner owner_of(const regf::BaseBlock& hive, const regf::BaseBlock& log) {
  const std::array<std::byte, 16> none{};
  if (hive.rm_id == none || hive.rm_id == log.rm_id) return Owner::same;
  return hive.checksum_ok && log.rm_id != none ? Owner::other : Owner::unsure;
}

/// The last character of NAME.LOG1 and NAME.LOG2, which are written in turns; an empty NAME.LOG may lie beside them.
char slot_of(const HiveLog& log) {
  const char last = log.path.empty() ? '\0' : log.path.back();
  return last == '1' || last == '2' ? last : '\0';
}

class Replay {
 public:
  Replay(std::unique_ptr<ByteSource> source, std::vector<HiveLog> logs)
      : source_(std::move(source)), logs_(std::move(logs)) {}

  Recovery run() {
    if (!read_hive()) return finish(RecoveryState::not_needed);
    collect();
    std::vector<Usable> entries;
    std::vector<Usable> maps;
    for (Usable& one : usable_) (regf::is_new_log(one.head) ? entries : maps).push_back(std::move(one));
    if (!entries.empty()) {
      replay_entries(std::move(entries));
      for (const Usable& one : maps) skip(*one.log, "of the old format beside logs of the new one");
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

  void collect() {
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
      if (log.size_bytes > limits::kMaxLogBytes) {
        refuse(log, fmt::format("a log of {} bytes is not read (at most {})", log.size_bytes, limits::kMaxLogBytes));
        continue;
      }
      auto bytes = LazyBytes::open(log.source);
      if (!bytes) {
        refuse(log, reason_of(bytes.error()));
        continue;
      }
      bytes->read_ahead(LazyBytes::kWalkBlockBytes);
      auto head = regf::read_log_head(*bytes);
      if (!head) {
        refuse(log, reason_of(head.error()));
      } else if (owner_of(base_, *head) == Owner::other) {
        refuse(log, "it belongs to another hive (another RmId in its base block)");
      } else {
        if (owner_of(base_, *head) == Owner::unsure) {
          doubt(log.path + " may belong to another hive (another RmId in its base block)");
        }
        usable_.push_back({&log, std::make_shared<const LazyBytes>(std::move(*bytes)), std::move(*head)});
      }
    }
  }

  PatchedSource& patched() {
    if (patched_ == nullptr) patched_ = std::make_unique<PatchedSource>(std::move(source_));
    return *patched_;
  }

  // New format.

  void replay_entries(std::vector<Usable> logs) {
    check_pair(logs);
    std::ranges::stable_sort(logs, [](const Usable& left, const Usable& right) {
      return regf::comes_before(left.number(), right.number());
    });
    if (torn_) {
      for (std::size_t i = 0; i + 1 < logs.size(); ++i) {
        skip(*logs[i].log, "the newest log gave the base block");
        if (last_in(logs[i]) + 1 == logs.back().number()) {
          doubt(fmt::format("the entries of {} come right before those that were applied", logs[i].log->path));
        }
      }
      logs.erase(logs.begin(), logs.end() - 1);
      take_base_block(logs.front());
    }
    for (Usable& one : logs) {
      if (!torn_ && regf::comes_before(one.number(), base_.sequence[1])) {
        skip(*one.log,
             fmt::format("older than the hive: it begins at {}, the hive is at {}", one.number(), base_.sequence[1]));
        if (!regf::comes_before(last_in(one), base_.sequence[1])) {
          doubt(fmt::format("{} was skipped and holds entries up to {}", one.log->path, last_in(one)));
        }
      } else if (last_ && one.number() != *last_ + 1) {
        skip(*one.log, fmt::format("it begins at {}, the entries before it end at {}", one.number(), *last_));
        if (regf::comes_before(*last_, one.number())) {
          doubt(fmt::format("entries {} to {} are missing", *last_ + 1, one.number() - 1));
        } else if (regf::comes_before(*last_, last_in(one))) {
          doubt(fmt::format("{} was skipped and holds entries up to {}", one.log->path, last_in(one)));
        }
      } else {
        replay_log(one);
      }
    }
    if (!last_) return;
    base_.sequence = {*last_ + 1, *last_ + 1};
  }

  /// With one of the two gone, or both the same, nobody knows whether the rest is enough.
  void check_pair(const std::vector<Usable>& logs) {
    const auto in_slot = [this](char slot) { return std::ranges::count(logs_, slot, slot_of); };
    if (in_slot('1') == 0 || in_slot('2') == 0) doubt("one of its two transaction logs is missing");
    if (in_slot('1') > 1 || in_slot('2') > 1) doubt("several files are named like one of its transaction logs");
    for (std::size_t i = 0; i < logs.size(); ++i) {
      if (logs[i].log->size_bytes <= regf::kFirstLogEntry) doubt(logs[i].log->path + " holds nothing but its head");
      for (std::size_t k = 0; k < i; ++k) {
        if (logs[i].number() == logs[k].number()) doubt("two transaction logs begin with the same entry");
      }
    }
  }

  /// Number of the last valid entry, or of the one before its first.
  static std::uint32_t last_in(const Usable& one) {
    std::uint32_t wanted = one.number();
    for (std::uint64_t at = regf::kFirstLogEntry;; ++wanted) {
      const auto entry = regf::read_log_entry(*one.bytes, at, wanted);
      if (!entry) return wanted - 1;
      at += entry->size_bytes;
    }
  }

  void replay_log(const Usable& one) {
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
  void stop_log(const Usable& one, std::uint64_t at, std::uint32_t wanted, const Error& error) {
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

  bool fits_in_time(const Usable& one) const {
    return torn_ ? one.head.written >= first_bin_written_ : one.head.written == base_.written;
  }

  void replay_map(std::vector<Usable> logs) {
    std::ranges::stable_sort(
        logs, [](const Usable& left, const Usable& right) { return left.head.written > right.head.written; });
    for (const Usable& one : logs) {
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
    if (!last_) doubt("no transaction log fits it");
  }

  void apply_map(const Usable& one, const regf::DirtyPages& pages) {
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

  void take_base_block(const Usable& one) {
    const auto head = one.bytes->view(0, kHeadBytes);
    if (!head) return;
    std::ranges::copy(*head, start_.begin());
    base_ = one.head;
  }

  void put(std::size_t offset, std::uint32_t number) {
    for (std::size_t i = 0; i < 4; ++i) start_[offset + i] = static_cast<std::byte>(number >> (8 * i) & 0xFFU);
  }

  Recovery finish(RecoveryState state) {
    if (patched_ == nullptr) return {std::move(source_), state, std::move(doubt_), std::move(logs_)};
    put(4, base_.sequence[0]);
    // What may lack newer data must not read as clean when it is written to a file.
    put(8, doubt_.empty() ? base_.sequence[1] : base_.sequence[1] - 1);
    put(28, 0);
    put(36, base_.root_cell);
    put(40, base_.bins_bytes);
    put(144, base_.flags);
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
  std::vector<Usable> usable_;
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
