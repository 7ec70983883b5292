#pragma once
// Lists of subkeys (published format specification, "Subkeys list"). Offsets inside the cell's body:
//   0 "li", "lf", "lh" or "ri" | 2 number of entries | 4 entries
// An entry of `li` is the cell of a key; `lf` adds the first four characters of its name, `lh` a hash of
// it; an entry of `ri` is the cell of another list. Windows writes one level of `ri` at most.

#include <cstdint>
#include <vector>

#include "hive/regf/key_node.h"

namespace hive::regf {

enum class ListKind : std::uint8_t { li, lf, lh, ri };

struct SubkeyList {
  std::uint32_t cell = 0;
  ListKind kind = ListKind::li;
  std::uint32_t count = 0;  ///< entries that the cell holds, at most as many as claimed
  Damage shortfall{};       ///< set when the list claims more than its cell holds
  Bytes entries;

  std::uint32_t entry(std::uint32_t index) const { return word(index, 0); }
  /// The hash (`lh`) or the first characters (`lf`) of the name; 0 in other lists.
  std::uint32_t hint(std::uint32_t index) const { return entry_bytes() == 8 ? word(index, 4) : 0; }

 private:
  std::size_t entry_bytes() const { return kind == ListKind::lf || kind == ListKind::lh ? 8 : 4; }
  std::uint32_t word(std::uint32_t index, std::size_t at) const {
    return ByteReader(entries).u32(index * entry_bytes() + at).value_or(kNoCell);
  }
};

Checked<SubkeyList> read_subkey_list(const Cells& cells, std::uint32_t cell);

/// A list seen as leaves: an `ri` list has one for each entry, any other list is its own only leaf.
std::uint32_t leaf_count(const SubkeyList& top);
Checked<SubkeyList> read_leaf(const Cells& cells, const SubkeyList& top, std::uint32_t index);
/// Set when an `ri` list names a list twice, which would make its keys appear twice.
Damage find_repeated_leaf(const SubkeyList& top);

/// Size of the smallest cell of a key: its size field and a record without a name.
inline constexpr std::uint64_t kLeastKeyBytes = 80;
/// More keys than this cannot exist in the hive: the budget of everything that follows lists.
std::uint64_t most_keys(const Cells& cells);

struct SubkeyCells {
  std::vector<std::uint32_t> cells;  ///< in list order, no leaf twice
  std::vector<Damage> met;           ///< each stands for keys that are missing from `cells`
};

/// What the list says of an entry's name.
struct NameHint {
  ListKind kind = ListKind::li;
  std::uint32_t hint = 0;
};
/// False when the name is not the one that the list was written for, as far as its kind can tell.
bool agrees(const NameHint& hint, const RecordName& name);

/// All entries of a key's list, at most `budget` of them; `hints` gets as many as there are cells.
SubkeyCells read_subkey_cells(const Cells& cells, const KeyNode& parent, std::uint64_t budget,
                              std::vector<NameHint>* hints = nullptr);

}  // namespace hive::regf
