#include "hive/regf/key_node.h"

namespace hive::regf {

namespace {

struct Record {
  Bytes body;
  RecordName name;
};

Checked<Record> read_record(const Cells& cells, std::uint32_t cell) {
  const Checked<Bytes> body = cells.body(cell, kKeyHeaderBytes, kKeyMostBytes);
  if (!body) return {{}, body.damage};
  const ByteReader reader{*body};
  if (const std::uint16_t magic = *reader.u16(0); magic != kKeyMagic) {
    return {{}, {Flaw::not_a_key, file_offset(cell), kKeyMagic, magic}};
  }
  const std::uint16_t length = *reader.u16(72);
  const auto name = reader.part(kKeyHeaderBytes, length);
  const bool latin1 = (*reader.u16(2) & kKeyNameIsLatin1) != 0;
  if (!name || (!latin1 && length % 2 != 0)) {
    return {{}, {Flaw::bad_key_name, file_offset(cell), body->size() - kKeyHeaderBytes, length}};
  }
  return {{*body, {*name, latin1}}, {}};
}

Damage nameless(std::uint32_t cell) { return {Flaw::bad_key_name, file_offset(cell), 0xFFFF, 0}; }

}  // namespace

Checked<KeyNode> read_key_node(const Cells& cells, std::uint32_t cell) {
  const Checked<Record> record = read_record(cells, cell);
  if (!record) return {{}, record.damage};
  const ByteReader reader{record->body};
  KeyNode node;
  node.cell = cell;
  node.flags = *reader.u16(2);
  node.written = *reader.u64(4);
  node.layer = static_cast<std::uint8_t>(*reader.u8(13) & 3U);
  node.parent = *reader.u32(16);
  node.subkey_count = *reader.u32(20);
  node.subkey_list = *reader.u32(28);
  node.value_count = *reader.u32(36);
  node.value_list = *reader.u32(40);
  node.name = record->name;
  return {node, {}};
}

Checked<RecordName> read_key_name(const Cells& cells, std::uint32_t cell) {
  if (const RecordName ready = peek_key_name(cells, cell); !ready.bytes.empty()) return {ready, {}};
  const Checked<Record> record = read_record(cells, cell);
  if (record && record->name.units() == 0) return {{}, nameless(cell)};
  return {record->name, record.damage};
}

Damage flaw_as_child(const KeyNode& child, std::uint32_t parent) {
  if (child.name.units() == 0) return nameless(child.cell);
  if (child.parent != parent) return {Flaw::wrong_parent, file_offset(child.cell), parent, child.parent};
  return {};
}

}  // namespace hive::regf
