#pragma once
// One registry tree, read in place from regf bytes. Knows its base block and whether it is dirty. Look-ups
// by path touch only the cells on the path; only a list that is damaged is indexed. Every answer says
// how far it can be trusted: present, absent (every cell on the way was sound), unreadable (we could not
// look), ambiguous (two values or keys of one name).
// Keys are plain values and stay valid as long as their Hive. Not safe for use by two threads at once.

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "hive/anomaly.h"
#include "hive/boxed.h"
#include "hive/lazy_bytes.h"
#include "hive/recovery.h"
#include "hive/regf/base_block.h"
#include "hive/regf/key_node.h"
#include "hive/regf/key_value.h"
#include "hive/value.h"

namespace hive {

class AnomalyLog;
namespace regf {
class KnownBins;
class KnownLists;
}  // namespace regf

enum class Presence { present, absent, unreadable, ambiguous };
std::string_view name_of(Presence presence);

/// clean: sequence numbers and checksum agree. dirty: they do not, so newer data may lie in the logs
/// (os.md R11), or in logs that were applied in part only. recovered: it was dirty, and its logs made it whole.
/// damaged: the base block or bins are broken beyond that.
enum class HiveState { clean, dirty, recovered, damaged };
std::string_view name_of(HiveState state);

struct Key {
  std::string name;           ///< UTF-8 (see utf16.h)
  std::uint64_t offset = 0;   ///< of the key's cell, absolute in the hive file
  std::uint64_t written = 0;  ///< last-written FILETIME
  std::uint16_t flags = 0;    ///< as stored; see regf/key_node.h
  std::uint32_t subkey_count = 0;
  std::uint32_t subkey_list = 0;  ///< cell offsets relative to the bins, as stored
  std::uint32_t value_count = 0;
  std::uint32_t value_list = 0;
  /// Why what this key has not may be elsewhere: the way here led over a key of another parent, or a layer.
  regf::Damage doubt{};
};

struct KeyLookup {
  Presence presence = Presence::unreadable;
  std::optional<Key> key;          ///< when present (and the first of the name when ambiguous)
  std::optional<Key> deepest;      ///< deepest existing key on the path; the key itself when present
  std::size_t depth = 0;           ///< how many segments `deepest` stands for
  std::vector<Anomaly> anomalies;  ///< defects that lie on the path
  Boxed<Error> error;              ///< when unreadable
};

struct ValueLookup {
  Presence presence = Presence::unreadable;
  std::optional<Value> value;  ///< when present (and the first of the name when ambiguous)
  std::vector<Anomaly> anomalies;
  Boxed<Error> error;
};

/// What a listing could read; `error` set means that items are missing.
template <class T>
struct Listing {
  std::vector<T> items;
  std::vector<Anomaly> anomalies;
  Boxed<Error> error;
};

/// Called for each key in list order with its depth (root 0) and path segments below the root; returns
/// false to stop the walk.
using KeyVisitor = std::function<bool(const Key& key, std::span<const std::string> path)>;

struct WalkTotals {
  std::uint64_t keys = 0;
  std::uint64_t unreadable = 0;  ///< keys or lists that could not be read
  bool complete = true;          ///< false when stopped by the visitor or a budget
};

class Hive {
 public:
  /// Errors: corrupt (not a hive), unsupported (version, file type is a log), truncated, io,
  /// limit_exceeded. A bad checksum or a dirty hive opens, with its state. `path` is for messages; `recovered`
  /// tells of what `recover` made of it.
  static Result<Hive> open(std::unique_ptr<ByteSource> source, std::string path,
                           RecoveryState recovered = RecoveryState::not_needed);

  const std::string& path() const { return path_; }
  std::uint64_t size_bytes() const { return bytes_.size_bytes(); }
  std::uint64_t loaded_bytes() const { return bytes_.loaded_bytes(); }
  const ByteSource& source() const { return bytes_.source(); }
  /// What of `source` is loaded, and how to load more.
  const LazyBytes& bytes() const { return bytes_; }
  /// Of what is read: the recovered one when logs were applied.
  const regf::BaseBlock& base_block() const { return base_; }
  /// Primary and secondary sequence number as they are stored in the file.
  std::array<std::uint32_t, 2> stored_sequence() const { return stored_sequence_; }
  HiveState state() const;
  /// Why the state is `damaged`: the first broken structure met so far, with its offset.
  const std::optional<Error>& damage() const;

  /// The root key; unreadable when its cell is broken.
  KeyLookup root() const;
  /// Walks `segments` down from the root.
  KeyLookup find_key(std::span<const std::string> segments) const;
  /// The value of `key` with this name ("" is the unnamed one), compared without case.
  ValueLookup find_value(const Key& key, std::string_view name) const;

  Listing<Key> list_subkeys(const Key& key) const;
  Listing<Value> list_values(const Key& key) const;

  /// Visits every reachable key once, without recursion, within a budget of keys that can exist in the file.
  WalkTotals walk(const KeyVisitor& visit) const;

  /// Defects met so far (base block first), at most limits::kMaxAnomaliesKept of them.
  const std::vector<Anomaly>& anomalies() const;
  /// All that were met, kept or not, and how many of each code.
  std::uint64_t anomaly_count() const;
  const AnomalyCounts& anomaly_counts() const;

 private:
  Hive(LazyBytes bytes, regf::BaseBlock base, std::string path);

  /// Looks at the bins and the root once, so that `state` needs no look-up.
  void examine();
  /// Looks at every bin header; a walk loads them anyway.
  void examine_bins() const;
  /// Set when the root is a subkey of the key that it calls its parent.
  regf::Damage flaw_as_root(const regf::KeyNode& root) const;
  regf::Cells cells() const { return {bytes_, bins_end_}; }
  /// Keeps the defect; `key` names what was being read.
  void note(const regf::Damage& damage, const std::string& key) const;
  /// Keeps it and tells it with an answer; nothing of both when the answer has enough of them.
  void tell(std::vector<Anomaly>& answer, const regf::Damage& damage, const std::string& key) const;
  /// Tells when the bin of a cell that was read is broken.
  void tell_bin(std::vector<Anomaly>& answer, std::uint32_t cell, const std::string& key) const;
  Error error_of(const regf::Damage& damage, std::string key) const;
  bool is_layered(const regf::KeyNode& node) const { return layered_ || node.layer != 0; }
  regf::Damage layer_damage(const regf::KeyNode& node) const;
  Value read_value(const regf::ValueRecord& record, regf::ValueBytes bytes) const;

  LazyBytes bytes_;
  regf::BaseBlock base_;
  std::string path_;
  std::shared_ptr<AnomalyLog> anomalies_;
  std::uint64_t bins_end_ = 0;  ///< absolute
  bool layered_ = false;
  regf::Damage root_flaw_{};
  std::shared_ptr<regf::KnownLists> known_lists_;
  std::shared_ptr<regf::KnownBins> known_bins_;
  RecoveryState recovered_ = RecoveryState::not_needed;
  std::array<std::uint32_t, 2> stored_sequence_{};
};

}  // namespace hive
