#include "hive/regf/builder.h"

#include <algorithm>
#include <cassert>
#include <utility>

#include "hive/regf/base_block.h"
#include "hive/regf/bin_writer.h"
#include "hive/regf/hive_writer.h"
#include "hive/upcase.h"

namespace hive::regf {
namespace {

template <class Named>
auto find_named(std::vector<Named>& items, const std::string& name) {
  return std::ranges::find_if(items, [&](const Named& item) { return equal_names(item.name, name); });
}

}  // namespace

BuildKey& BuildKey::child(const std::string& child_name) {
  const auto found = find_named(subkeys, child_name);
  if (found != subkeys.end()) return *found;
  subkeys.push_back({.name = child_name, .written = written});
  return subkeys.back();
}

void BuildKey::set(Value value) {
  const auto found = find_named(values, value.name);
  if (found == values.end()) {
    values.push_back(std::move(value));
  } else {
    *found = std::move(value);
  }
}

void BuildKey::remove_child(const std::string& child_name) {
  const auto found = find_named(subkeys, child_name);
  if (found != subkeys.end()) subkeys.erase(found);
}

void BuildKey::remove_value(const std::string& value_name) {
  const auto found = find_named(values, value_name);
  if (found != values.end()) values.erase(found);
}

std::vector<std::byte> build_hive(const BuildKey& root, const BuildOptions& options) {
  return write_hive(root, options, false).bytes;
}

BuiltHive build_located_hive(const BuildKey& root, const BuildOptions& options) {
  return write_hive(root, options, true);
}

std::uint64_t cell_offset(const BuiltHive& hive, CellKind kind, std::string_view key, std::string_view value) {
  const auto found = std::ranges::find_if(hive.cells, [&](const BuiltCell& cell) {
    return cell.kind == kind && equal_names(cell.key, key) && equal_names(cell.value, value);
  });
  assert(found != hive.cells.end());
  return found->offset;
}

void repair_checksum(std::vector<std::byte>& hive) {
  assert(hive.size() >= 512);
  // Spelled out here rather than asked of the reader, so that the two check each other (hives.md 9.1).
  std::uint32_t sum = 0;
  const ByteReader reader(hive);
  for (std::size_t offset = 0; offset < 508; offset += 4) sum ^= *reader.u32(offset);
  if (sum == 0xFFFF'FFFF) sum = 0xFFFF'FFFE;
  if (sum == 0) sum = 1;
  put_u32(hive, 508, sum);
}

}  // namespace hive::regf
