#include "hive/regf/subkey_list.h"

#include <algorithm>
#include <optional>
#include <unordered_set>

#include "hive/limits.h"
#include "hive/regf/base_block.h"
#include "hive/upcase.h"

namespace hive::regf {

namespace {

constexpr std::uint32_t kHeaderBytes = 4;

std::optional<ListKind> kind_of(std::uint16_t magic) {
  switch (magic) {
    case 0x696C:
      return ListKind::li;
    case 0x666C:
      return ListKind::lf;
    case 0x686C:
      return ListKind::lh;
    case 0x6972:
      return ListKind::ri;
    default:
      return std::nullopt;
  }
}

}  // namespace

Checked<SubkeyList> read_subkey_list(const Cells& cells, std::uint32_t cell) {
  constexpr std::uint32_t kMostBytes = kHeaderBytes + 8 * 0xFFFF;
  const Checked<Bytes> body = cells.body(cell, kHeaderBytes, kMostBytes);
  if (!body) return {{}, body.damage};
  const ByteReader reader{*body};
  const auto kind = kind_of(*reader.u16(0));
  if (!kind) return {{}, {Flaw::not_a_list, file_offset(cell), 0, *reader.u16(0)}};
  const std::uint32_t entry_bytes = *kind == ListKind::lf || *kind == ListKind::lh ? 8 : 4;
  SubkeyList list;
  list.cell = cell;
  list.kind = *kind;
  const std::uint32_t claimed = *reader.u16(2);
  const auto held = static_cast<std::uint32_t>((body->size() - kHeaderBytes) / entry_bytes);
  list.count = std::min(claimed, held);
  list.entries = body->subspan(kHeaderBytes, static_cast<std::size_t>(list.count) * entry_bytes);
  if (claimed > held) list.shortfall = {Flaw::list_too_long, file_offset(cell), held, claimed};
  return {list, {}};
}

std::uint32_t leaf_count(const SubkeyList& top) { return top.kind == ListKind::ri ? top.count : 1; }

Checked<SubkeyList> read_leaf(const Cells& cells, const SubkeyList& top, std::uint32_t index) {
  if (top.kind != ListKind::ri) return {top, {}};
  const std::uint32_t cell = top.entry(index);
  if (cell == top.cell) return {{}, {Flaw::list_cycle, file_offset(top.cell), 0, file_offset(cell)}};
  Checked<SubkeyList> leaf = read_subkey_list(cells, cell);
  if (leaf && leaf->kind == ListKind::ri) {
    return {{}, {Flaw::list_nesting, file_offset(cell), limits::kMaxSubkeyListDepth, 0}};
  }
  return leaf;
}

Damage find_repeated_leaf(const SubkeyList& top) {
  if (top.kind != ListKind::ri || top.count < 2) return {};
  std::vector<std::uint32_t> leaves(top.count);
  for (std::uint32_t i = 0; i < top.count; ++i) leaves[i] = top.entry(i);
  std::sort(leaves.begin(), leaves.end());
  const auto twice = std::adjacent_find(leaves.begin(), leaves.end());
  if (twice == leaves.end()) return {};
  return {Flaw::list_cycle, file_offset(top.cell), 0, file_offset(*twice)};
}

std::uint64_t most_keys(const Cells& cells) { return cells.held_bytes() / kLeastKeyBytes; }

bool agrees(const NameHint& hint, const RecordName& name) {
  if (hint.kind == ListKind::lh) return hash_of(name) == hint.hint;
  if (hint.kind != ListKind::lf || !name.latin1) return true;
  // Writers differ in what they keep of case.
  for (std::size_t i = 0; i < 4; ++i) {
    const char16_t stored = i < name.units() ? upcase(name.unit(i)) : u'\0';
    if (upcase(static_cast<char16_t>((hint.hint >> (8 * i)) & 0xFFU)) != stored) return false;
  }
  return true;
}

SubkeyCells read_subkey_cells(const Cells& cells, const KeyNode& parent, std::uint64_t budget,
                              std::vector<NameHint>* hints) {
  SubkeyCells all;
  if (parent.subkey_count == 0) return all;
  const Checked<SubkeyList> top = read_subkey_list(cells, parent.subkey_list);
  if (!top) {
    all.met.push_back(top.damage);
    return all;
  }
  if (top->shortfall) all.met.push_back(top->shortfall);
  std::unordered_set<std::uint32_t> seen;
  const Damage repeated = find_repeated_leaf(*top);
  if (repeated) all.met.push_back(repeated);
  for (std::uint32_t i = 0; i < leaf_count(*top); ++i) {
    const Checked<SubkeyList> leaf = read_leaf(cells, *top, i);
    if (!leaf) {
      if (all.met.empty() || all.met.back().flaw != leaf.damage.flaw) all.met.push_back(leaf.damage);
      continue;
    }
    if (repeated && !seen.insert(leaf->cell).second) continue;
    if (leaf->shortfall) all.met.push_back(leaf->shortfall);
    if (leaf_count(*top) == 1) all.cells.reserve(leaf->count);
    for (std::uint32_t k = 0; k < leaf->count; ++k) {
      if (all.cells.size() >= budget) {
        all.met.push_back({Flaw::list_too_long, file_offset(top->cell), budget, all.cells.size() + 1});
        return all;
      }
      all.cells.push_back(leaf->entry(k));
      if (hints) hints->push_back({leaf->kind, leaf->hint(k)});
    }
  }
  if (all.met.empty() && all.cells.size() != parent.subkey_count) {
    all.met.push_back({Flaw::subkey_count, file_offset(parent.cell), parent.subkey_count, all.cells.size()});
  }
  return all;
}

}  // namespace hive::regf
