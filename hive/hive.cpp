#include "hive/hive.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "hive/anomaly_log.h"
#include "hive/limits.h"
#include "hive/regf/bins.h"
#include "hive/regf/subkey_index.h"

namespace hive {

namespace {

/// Bit 1 of the base block's flags: the hive holds layered keys. Older formats leave other things there,
/// and 1.6 is the format of differencing hives (format specification, "Base block").
constexpr std::uint32_t kLayeredFlag = 2;
constexpr std::uint32_t kLayeredMinor = 6;
constexpr std::uint32_t kOldestMinor = 3;
constexpr std::uint32_t kNewestMinor = 6;
constexpr std::uint64_t kBinHeaderBytes = 32;

Error refused(ErrorCode code, std::string message, std::string expected, std::string found) {
  Error error{code, std::move(message), std::move(expected), std::move(found), {}};
  error.where.offset = 0;
  return error;
}

std::optional<Error> refuse(const regf::BaseBlock& base, std::uint64_t size) {
  if (base.type != 0) {
    const bool is_log = base.type == 1 || base.type == 2 || base.type == 6;
    return refused(ErrorCode::unsupported, is_log ? "a transaction log, not a hive" : "an unknown type of hive file",
                   "file type 0", fmt::format("file type {}", base.type));
  }
  if (base.major != 1 || base.minor < kOldestMinor || base.minor > kNewestMinor) {
    return refused(ErrorCode::unsupported, "this version of the hive format is not supported", "1.3 to 1.6",
                   fmt::format("{}.{}", base.major, base.minor));
  }
  if (size < regf::kBinsStart + kBinHeaderBytes) {
    return refused(ErrorCode::truncated, "the file ends before its first hive bin",
                   fmt::format("at least {} bytes", regf::kBinsStart + kBinHeaderBytes),
                   fmt::format("a file of {} bytes", size));
  }
  return std::nullopt;
}

}  // namespace

std::string_view name_of(Presence presence) {
  switch (presence) {
    case Presence::present:
      return "present";
    case Presence::absent:
      return "absent";
    case Presence::unreadable:
      return "unreadable";
    case Presence::ambiguous:
      return "ambiguous";
  }
  return "unreadable";
}

std::string_view name_of(HiveState state) {
  switch (state) {
    case HiveState::clean:
      return "clean";
    case HiveState::dirty:
      return "dirty";
    case HiveState::recovered:
      return "recovered";
    case HiveState::damaged:
      return "damaged";
  }
  return "damaged";
}

Hive::Hive(LazyBytes bytes, regf::BaseBlock base, std::string path)
    : bytes_(std::move(bytes)),
      base_(std::move(base)),
      path_(std::move(path)),
      anomalies_(std::make_shared<AnomalyLog>()),
      known_lists_(std::make_shared<regf::KnownLists>()),
      known_bins_(std::make_shared<regf::KnownBins>()) {}

Result<Hive> Hive::open(std::unique_ptr<ByteSource> source, std::string path, RecoveryState recovered) {
  const auto with_path = [&](Error error) {
    error.where.path = path;
    return error;
  };
  Result<LazyBytes> bytes = LazyBytes::open(std::move(source));
  if (!bytes) return with_path(std::move(bytes).error());
  const std::uint64_t size = bytes->size_bytes();
  const Result<Bytes> head = bytes->view(0, std::min(size, regf::kBinsStart));
  if (!head) return with_path(head.error());
  Result<regf::BaseBlock> base = regf::read_base_block(*head);
  if (!base) return with_path(std::move(base).error());
  if (auto error = refuse(*base, size)) return with_path(*std::move(error));
  Hive hive(std::move(bytes).value(), std::move(base).value(), std::move(path));
  hive.recovered_ = recovered;
  hive.stored_sequence_ = hive.base_.sequence;
  std::array<std::byte, 12> stored{};
  if (const auto got = hive.source().stored().read_at(0, stored); got && *got == stored.size()) {
    const ByteReader reader{stored};
    hive.stored_sequence_ = {*reader.u32(4), *reader.u32(8)};
  }
  hive.examine();
  return hive;
}

void Hive::examine() {
  using regf::Flaw;
  const std::uint64_t size = bytes_.size_bytes();
  const std::uint32_t stored = ByteReader(*bytes_.view(508, 4)).u32(0).value_or(0);
  if (!base_.checksum_ok) {
    note({Flaw::bad_checksum, 508, regf::base_block_checksum(*bytes_.view(0, 512)), stored}, "");
  }
  if (base_.sequence[0] != base_.sequence[1] || recovered_ == RecoveryState::partial) {
    note({Flaw::dirty, 4, stored_sequence_[0], stored_sequence_[1]}, "");
  }
  bins_end_ = regf::kBinsStart + base_.bins_bytes;
  if (base_.bins_bytes == 0 || base_.bins_bytes % regf::kBinUnit != 0) {
    note({Flaw::bins_size, 40, 0, base_.bins_bytes}, "");
    bins_end_ = size;
  }
  // A torn base block proves nothing about the size; references decide what is a cell.
  if (!base_.checksum_ok) bins_end_ = std::max(bins_end_, size);
  if (size < bins_end_) {
    note({Flaw::truncated, size, bins_end_, size}, "");
  }
  if (const auto first = regf::read_bin_header(bytes_, regf::kBinsStart, bins_end_); first.flaw) note(first.flaw, "");
  // Windows looks at every bin after it has applied logs, and so must we (hives.md 9.3, step 7).
  if (recovered_ == RecoveryState::complete || recovered_ == RecoveryState::partial) examine_bins();
  layered_ = base_.minor >= kLayeredMinor && (base_.flags & kLayeredFlag) != 0;
  if (layered_) note({Flaw::layered_key, 144, 0, 0}, "");
  const auto root = regf::read_key_node(cells(), base_.root_cell);
  if (!root) {
    note(root.damage, "");
    return;
  }
  root_flaw_ = flaw_as_root(*root);
  if (root_flaw_) note(root_flaw_, "");
}

regf::Damage Hive::flaw_as_root(const regf::KeyNode& root) const {
  // Roots keep a parent of the hive's first day that leads nowhere.
  const auto parent = regf::read_key_node(cells(), root.parent);
  if (!parent) return {};
  const regf::SubkeyCells children = regf::read_subkey_cells(cells(), *parent, regf::most_keys(cells()));
  if (std::ranges::find(children.cells, root.cell) == children.cells.end()) return {};
  return {regf::Flaw::not_the_root, regf::file_offset(root.cell), 0, regf::file_offset(parent->cell)};
}

HiveState Hive::state() const {
  if (damage()) return HiveState::damaged;
  if (recovered_ == RecoveryState::complete) return HiveState::recovered;
  if (recovered_ == RecoveryState::partial) return HiveState::dirty;
  const bool written_completely = base_.checksum_ok && base_.sequence[0] == base_.sequence[1];
  return written_completely ? HiveState::clean : HiveState::dirty;
}

const std::vector<Anomaly>& Hive::anomalies() const { return anomalies_->kept(); }

const std::optional<Error>& Hive::damage() const { return anomalies_->damage(); }

std::uint64_t Hive::anomaly_count() const {
  std::uint64_t total = 0;
  for (const auto& [code, count] : anomaly_counts()) total += count;
  return total;
}

const AnomalyCounts& Hive::anomaly_counts() const { return anomalies_->counts(); }

void Hive::note(const regf::Damage& damage, const std::string& key) const {
  if (anomalies_->meet(damage.offset, regf::word_of(damage.flaw))) anomalies_->keep(regf::to_anomaly(damage, key));
  if (regf::breaks_structure(damage.flaw) && !anomalies_->damage()) anomalies_->broke(error_of(damage, key));
}

void Hive::tell_bin(std::vector<Anomaly>& answer, std::uint32_t cell, const std::string& key) const {
  if (const regf::Damage flaw = known_bins_->flaw_of(bytes_, cell, bins_end_)) tell(answer, flaw, key);
}

void Hive::tell(std::vector<Anomaly>& answer, const regf::Damage& damage, const std::string& key) const {
  if (answer.size() >= limits::kMaxAnomaliesTold) return;
  note(damage, key);
  answer.push_back(regf::to_anomaly(damage, key));
}

Error Hive::error_of(const regf::Damage& damage, std::string key) const {
  Error error = regf::to_error(damage, std::move(key));
  error.where.path = path_;
  return error;
}

regf::Damage Hive::layer_damage(const regf::KeyNode& node) const {
  return {regf::Flaw::layered_key, regf::file_offset(node.cell), 0, node.layer};
}

}  // namespace hive
