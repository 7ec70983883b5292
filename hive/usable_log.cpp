#include "hive/usable_log.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "hive/limits.h"
#include "hive/regf/transaction_log.h"

namespace hive {

namespace {

enum class Owner { same, unsure, other };
/// A log repeats its hive's RmId; one that has none, or a hive whose base block proves nothing, leaves it open.
Owner owner_of(const regf::BaseBlock& hive, const regf::BaseBlock& log) {
  const std::array<std::byte, 16> none{};
  if (hive.rm_id == none || hive.rm_id == log.rm_id) return Owner::same;
  return hive.checksum_ok && log.rm_id != none ? Owner::other : Owner::unsure;
}

/// The last character of NAME.LOG1 and NAME.LOG2; an empty NAME.LOG may lie beside them.
char slot_of(const HiveLog& log) {
  const char last = log.path.empty() ? '\0' : log.path.back();
  return last == '1' || last == '2' ? last : '\0';
}

}  // namespace

std::string reason_of(const Error& error) {
  std::string text = error.message;
  if (error.where.offset) text += fmt::format(" @0x{:08x}", *error.where.offset);
  if (!error.expected.empty()) text += fmt::format(" (expected {}, found {})", error.expected, error.found);
  return text;
}

Result<UsableLog> open_log(HiveLog& log, const regf::BaseBlock& hive, std::string& doubt) {
  if (log.size_bytes > limits::kMaxLogBytes) {
    return Error{ErrorCode::limit_exceeded,
                 "the log is larger than is read",
                 fmt::format("at most {} bytes", limits::kMaxLogBytes),
                 fmt::format("{}", log.size_bytes),
                 {}};
  }
  auto bytes = LazyBytes::open(log.source);
  if (!bytes) return bytes.error();
  bytes->read_ahead(LazyBytes::kWalkBlockBytes);
  auto head = regf::read_log_head(*bytes);
  if (!head) return head.error();
  const Owner owner = owner_of(hive, *head);
  if (owner == Owner::other) {
    return Error{ErrorCode::corrupt, "it belongs to another hive (another RmId in its base block)", "", "", {}};
  }
  if (owner == Owner::unsure) doubt = log.path + " may belong to another hive (another RmId in its base block)";
  return UsableLog{&log, std::make_shared<const LazyBytes>(std::move(*bytes)), std::move(*head)};
}

std::uint32_t last_number(const UsableLog& log) {
  std::uint32_t wanted = log.number();
  for (std::uint64_t at = regf::kFirstLogEntry;; ++wanted) {
    const auto entry = regf::read_log_entry(*log.bytes, at, wanted);
    if (!entry) return wanted - 1;
    at += entry->size_bytes;
  }
}

std::string doubt_of_pair(const std::vector<HiveLog>& found, const std::vector<UsableLog>& usable) {
  const auto in_slot = [&found](char slot) { return std::ranges::count(found, slot, slot_of); };
  if (in_slot('1') == 0 || in_slot('2') == 0) return "one of its two transaction logs is missing";
  if (in_slot('1') > 1 || in_slot('2') > 1) return "several files are named like one of its transaction logs";
  for (std::size_t i = 0; i < usable.size(); ++i) {
    if (usable[i].log->size_bytes <= regf::kFirstLogEntry) return usable[i].log->path + " holds nothing but its head";
    for (std::size_t k = 0; k < i; ++k) {
      if (usable[i].number() == usable[k].number()) return "two transaction logs begin with the same entry";
    }
  }
  return {};
}

}  // namespace hive
