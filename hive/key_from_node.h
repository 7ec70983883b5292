#pragma once
// Between the record of a key and the Key that is handed out.

#include "hive/hive.h"
#include "hive/regf/key_node.h"

namespace hive {

inline Key key_from_node(const regf::KeyNode& node, const regf::Damage& doubt = {}) {
  Key key;
  key.name = regf::to_utf8(node.name);
  key.offset = regf::file_offset(node.cell);
  key.written = node.written;
  key.flags = node.flags;
  key.subkey_count = node.subkey_count;
  key.subkey_list = node.subkey_list;
  key.value_count = node.value_count;
  key.value_list = node.value_list;
  key.doubt = doubt;
  return key;
}

inline std::uint32_t cell_of(const Key& key) {
  const std::uint64_t cell = key.offset - regf::kBinsStart;
  return key.offset >= regf::kBinsStart && cell < regf::kNoCell ? static_cast<std::uint32_t>(cell) : regf::kNoCell;
}

}  // namespace hive
