#pragma once
// What .reg texts say of one hive: keys and values that are there, and what is not. A text says nothing of most
// places, and that is never taken for absence: absent is what a text deletes, and what an export would have held.
// regedit exports a key with everything below it, so an export covers the values of the keys that it names, and what is
// below a key of which it names a subkey. A single key with values is also what a few lines by hand look like: such a
// text says nothing of subkeys.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "hive/reg_text.h"

namespace hive {

/// A line of one of the layer's texts.
struct TextPlace {
  std::size_t text = 0;  ///< as add_text gave it
  std::size_t line = 0;
};

class TextLayer {
 public:
  /// What the texts say of a key.
  struct Key {
    bool stated = false;                   ///< it is there
    bool covered = false;                  ///< values that the texts do not name in it are absent, or it is itself
    bool covered_below = false;            ///< so are subkeys
    bool hides = false;                    ///< it was deleted before: what another source holds there is gone
    TextPlace at;                          ///< of what says so; meaningful when one of these is true
    bool reached = false;                  ///< a text named it or something below it
    std::size_t depth = 0;                 ///< how many segments are there
    std::optional<TextPlace> contradicts;  ///< another text says the opposite of `at`
    std::size_t node = 0;                  ///< for the calls below, when reached
  };
  struct Value {
    enum class Says { nothing, set, deleted } says = Says::nothing;
    const hive::Value* value = nullptr;  ///< lives as long as the layer
    TextPlace at;
    std::optional<TextPlace> contradicts;
  };
  struct Child {
    std::string name;
    bool stated = false;  ///< false: deleted
  };

  /// `name` is shown where texts contradict each other.
  std::size_t add_text(std::string name);
  /// A key of the text at this path below the root of the hive, with its values or as a deletion; later ones win.
  /// `covers`: the text is an export.
  void add(std::size_t text, std::span<const std::string> path, RegTextKey key, bool covers);

  /// The same for a text that is imported over the others: it contradicts nobody and covers nothing.
  void import(std::size_t text, std::span<const std::string> path, RegTextKey key);
  /// From now on no key is covered: not everything could be kept.
  void cover_nothing();

  Key find_key(std::span<const std::string> path) const;
  Value find_value(std::size_t node, const std::string& name) const;
  std::vector<Child> children(std::size_t node) const;
  struct Entry {
    hive::Value value;
    TextPlace at;
    bool deleted = false;
    std::vector<std::size_t> also;  ///< other texts that say the same
    std::optional<TextPlace> contradicts;
  };
  const std::vector<Entry>& entries(std::size_t node) const { return nodes_[node].entries; }

  /// Marks what two texts contradict each other in, and names the places, at most `limit` of them.
  std::vector<std::string> find_contradictions(std::size_t limit);
  /// Keys that were ever named, implied parents too: what a text costs in memory.
  std::size_t size() const { return nodes_.size(); }
  /// `a.reg line 3`.
  std::string shown(const TextPlace& place) const;

 private:
  /// A header of an export; values alone, until the text names a subkey after it.
  struct Cover {
    TextPlace at;
    bool below = false;
  };
  struct Node {
    std::string name;
    std::size_t parent = 0;
    TextPlace at;
    bool stated = false;
    bool has_header = false;
    std::optional<TextPlace> hidden;
    std::vector<Cover> covered;  ///< one of each text
    std::vector<std::size_t> also;
    std::optional<TextPlace> contradicts;
    std::vector<std::size_t> children;
    std::vector<Entry> entries;
  };
  static std::u16string slot(std::size_t node, const std::string& name);
  std::string path_of(std::size_t node) const;
  std::size_t slot_of_child(std::size_t node, const std::string& name);
  std::size_t child_of(std::size_t node, const std::string& name, TextPlace at);
  void state(std::size_t node, TextPlace at);
  void put(std::size_t node, hive::Value value, TextPlace at, bool deleted);
  void take(std::size_t text, std::span<const std::string> path, RegTextKey key, bool covers);
  void remove_below(std::size_t node);

  bool importing_ = false;  ///< what is said now wins over every other text
  std::vector<std::string> names_;
  std::vector<Node> nodes_ = std::vector<Node>(1);
  std::unordered_map<std::u16string, std::size_t> child_slots_;
  std::unordered_map<std::u16string, std::size_t> value_slots_;
};

}  // namespace hive
