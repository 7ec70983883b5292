#include "hive/regf/builder.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <hivex.h>
#include <libregf.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <span>

#include "hive/bytes.h"
#include "hive/upcase.h"
#include "hive/utf16.h"
#include "tests/support/temp_folder.h"

namespace hive::regf {
namespace {

using hiveaudit_tests::TempFolder;
using Lines = std::vector<std::string>;

BuildKey key(std::string name, std::uint64_t written = 0) { return {.name = std::move(name), .written = written}; }

Value binary(std::string name, std::size_t size, ValueType type = ValueType::binary) {
  Value value{.name = std::move(name), .type = type, .data = {}};
  for (std::size_t i = 0; i < size; ++i) value.data.push_back(static_cast<std::byte>((i * 7 + size) & 0xFFU));
  return value;
}

std::string line_of(const std::string& path, const std::string& name, std::uint32_t type, Bytes data) {
  return fmt::format("{} | {} | {} | {}", path, name, type, raw_hex(data));
}

/// What the tree holds, one line for each key and value, in the order that hives keep: subkeys by upper case.
void describe(const BuildKey& node, const std::string& path, Lines& out) {
  out.push_back(path);
  for (const Value& value : node.values) {
    out.push_back(line_of(path, value.name, static_cast<std::uint32_t>(value.type), value.data));
  }
  std::vector<const BuildKey*> children;
  for (const BuildKey& child : node.subkeys) children.push_back(&child);
  std::ranges::sort(children, {}, [](const BuildKey* it) { return upcase(utf16_from_utf8(it->name)); });
  for (const BuildKey* child : children) describe(*child, path + "\\" + child->name, out);
}

std::string take_text(char* text) {
  const std::unique_ptr<char, decltype(&std::free)> owner(text, &std::free);
  return text == nullptr ? "(null)" : text;
}

/// Hives hold any number as a type; loading one that the C enumeration lacks is undefined.
std::uint32_t number_of(const hive_type& type) {
  std::uint32_t number = 0;
  static_assert(sizeof(number) == sizeof(type));
  std::memcpy(&number, &type, sizeof(number));
  return number;
}

void describe_hivex(hive_h* hive, hive_node_h node, const std::string& path, Lines& out) {
  out.push_back(path);
  const std::unique_ptr<hive_value_h, decltype(&std::free)> values(hivex_node_values(hive, node), &std::free);
  for (std::size_t i = 0; values && values.get()[i] != 0; ++i) {
    hive_type type{};
    std::size_t size = 0;
    const std::unique_ptr<char, decltype(&std::free)> data(hivex_value_value(hive, values.get()[i], &type, &size),
                                                           &std::free);
    if (!data && size != 0) ADD_FAILURE() << path << ": hivex cannot read a value";
    out.push_back(line_of(path, take_text(hivex_value_key(hive, values.get()[i])), number_of(type),
                          std::as_bytes(std::span(data.get(), data ? size : 0))));
  }
  const std::unique_ptr<hive_node_h, decltype(&std::free)> children(hivex_node_children(hive, node), &std::free);
  if (!children) {
    ADD_FAILURE() << path << ": hivex cannot read the subkeys: " << std::strerror(errno);
    return;
  }
  for (std::size_t i = 0; children.get()[i] != 0; ++i) {
    describe_hivex(hive, children.get()[i], path + "\\" + take_text(hivex_node_name(hive, children.get()[i])), out);
  }
}

Lines seen_by_hivex(const std::vector<std::byte>& bytes) {
  const TempFolder folder;
  hive_h* hive = hivex_open(folder.write("hive", bytes).c_str(), 0);
  Lines out;
  if (hive == nullptr) return {"hivex refuses the hive: " + std::string(std::strerror(errno))};
  describe_hivex(hive, hivex_root(hive), "", out);
  hivex_close(hive);
  return out;
}

/// libregf returns wrong bytes for data of 1 to 3 bytes (hives.md 7), so its data is left out: names, types, sizes.
void describe_libregf(libregf_key_t* node, const std::string& path, Lines& out) {
  out.push_back(path);
  int count = 0;
  libregf_key_get_number_of_values(node, &count, nullptr);
  for (int i = 0; i < count; ++i) {
    libregf_value_t* value = nullptr;
    std::array<std::uint8_t, 512> name{};
    std::uint32_t type = 0;
    if (libregf_key_get_value(node, i, &value, nullptr) != 1) {
      ADD_FAILURE() << path << ": libregf cannot read a value";
      continue;
    }
    std::size_t name_size = 0;
    libregf_value_get_utf8_name_size(value, &name_size, nullptr);
    if (name_size != 0) libregf_value_get_utf8_name(value, name.data(), name.size(), nullptr);
    libregf_value_get_value_type(value, &type, nullptr);
    out.push_back(fmt::format("{} | {} | {}", path, reinterpret_cast<const char*>(name.data()), type));
    libregf_value_free(&value, nullptr);
  }
  libregf_key_get_number_of_sub_keys(node, &count, nullptr);
  for (int i = 0; i < count; ++i) {
    libregf_key_t* child = nullptr;
    std::array<std::uint8_t, 1024> name{};
    if (libregf_key_get_sub_key(node, i, &child, nullptr) != 1) {
      ADD_FAILURE() << path << ": libregf cannot read a subkey";
      continue;
    }
    libregf_key_get_utf8_name(child, name.data(), name.size(), nullptr);
    describe_libregf(child, path + "\\" + reinterpret_cast<const char*>(name.data()), out);
    libregf_key_free(&child, nullptr);
  }
}

Lines seen_by_libregf(const std::vector<std::byte>& bytes) {
  const TempFolder folder;
  libregf_file_t* file = nullptr;
  libregf_key_t* root = nullptr;
  Lines out;
  libregf_file_initialize(&file, nullptr);
  if (libregf_file_open(file, folder.write("hive", bytes).c_str(), LIBREGF_OPEN_READ, nullptr) != 1) {
    out = {"libregf refuses the hive"};
  } else {
    EXPECT_EQ(libregf_file_is_corrupted(file, nullptr), 0);
    if (libregf_file_get_root_key(file, &root, nullptr) == 1) describe_libregf(root, "", out);
    libregf_key_free(&root, nullptr);
    libregf_file_close(file, nullptr);
  }
  libregf_file_free(&file, nullptr);
  return out;
}

Lines without_data(Lines lines) {
  for (std::string& line : lines) {
    if (line.find(" | ") != std::string::npos) line.erase(line.rfind(" | "));
  }
  return lines;
}

Lines expected(const BuildKey& root) {
  Lines out;
  describe(root, "", out);
  return out;
}

BuildKey rich_tree() {
  BuildKey root = key("ROOT", 133'546'220'951'234'567);
  root.set(binary("", 6));
  for (const std::size_t size : {0U, 1U, 2U, 3U, 4U, 5U, 8U, 4096U})
    root.set(binary(fmt::format("size {}", size), size));
  root.set(binary("odd type", 4, static_cast<ValueType>(0xFFFF'0012)));
  root.child("RC4 128/128").set(binary("back\\slash", 4, ValueType::dword));
  root.child("Größe").set(binary("Straße", 12));
  root.child("日本語").set(binary("値", 12));
  root.child("a_b");
  root.child("aB");
  root.child("A").child("deep").child("deeper").set(binary("x", 100));
  return root;
}

class BuilderLeafKind : public testing::TestWithParam<char> {};

TEST_P(BuilderLeafKind, OtherReadersSeeEveryKeyAndValue) {
  BuildKey root = rich_tree();
  for (int i = 0; i < 50; ++i) root.child("many").child(fmt::format("Key{:03}", i * 37 % 50)).set(binary("v", 4));
  for (const std::uint32_t per_leaf : {507U, 7U, 1U}) {
    const auto bytes = build_hive(root, {.list_entries_per_leaf = per_leaf, .leaf_kind = GetParam()});
    EXPECT_EQ(seen_by_hivex(bytes), expected(root)) << per_leaf;
    EXPECT_EQ(seen_by_libregf(bytes), without_data(expected(root))) << per_leaf;
  }
}

INSTANTIATE_TEST_SUITE_P(Kinds, BuilderLeafKind, testing::Values('h', 'f', 'i'));

TEST(Builder, BigDataIsSegmentedFromFormat14OnAndOneCellBefore) {
  for (const std::uint32_t minor : {3U, 4U, 5U, 6U}) {
    BuildKey root = key("ROOT");
    for (const std::size_t size : {16'343U, 16'344U, 16'345U, 32'688U, 32'689U, 100'000U}) {
      root.set(binary(fmt::format("size {}", size), size));
    }
    const BuiltHive hive = build_located_hive(root, {.minor = minor});
    EXPECT_EQ(seen_by_hivex(hive.bytes), expected(root)) << minor;
    const auto place = static_cast<std::size_t>(cell_offset(hive, CellKind::value_data, "", "size 16345")) + 4;
    const bool is_db = hive.bytes[place] == std::byte{'d'} && hive.bytes[place + 1] == std::byte{'b'};
    EXPECT_EQ(is_db, minor >= 4) << minor;
    const auto largest = static_cast<std::size_t>(cell_offset(hive, CellKind::value_data, "", "size 16344")) + 4;
    EXPECT_EQ(hive.bytes[largest], root.values[1].data[0]) << "up to 16,344 bytes are one cell";
  }
}

TEST(Builder, BaseBlockSaysWhatWasAsked) {
  const auto bytes = build_hive(rich_tree(), {.minor = 6,
                                              .primary_sequence = 9,
                                              .secondary_sequence = 8,
                                              .written = 77,
                                              .file_name = "\\a\\path\\that\\is\\much\\too\\long\\config\\SYSTEM"});
  const ByteReader reader(bytes);
  EXPECT_EQ(reader.u32(4), 9U);
  EXPECT_EQ(reader.u32(8), 8U);
  EXPECT_EQ(reader.u64(12), 77U);
  EXPECT_EQ(reader.u32(20), 1U);
  EXPECT_EQ(reader.u32(24), 6U);
  EXPECT_EQ(reader.u32(40), bytes.size() - 4096);
  EXPECT_EQ(utf8_from_utf16(Bytes(bytes).subspan(48, 62)), "\\is\\much\\too\\long\\config\\SYSTEM")
      << "the last 31 characters, then a NUL";
  std::uint32_t sum = 0;
  for (std::size_t offset = 0; offset < 508; offset += 4) sum ^= *reader.u32(offset);
  EXPECT_EQ(reader.u32(508), sum);
}

TEST(Builder, CellsTileTheBins) {
  BuildKey root = rich_tree();
  root.set(binary("larger than a bin", 10'000));
  const auto bytes = build_hive(root, {.written = 5});
  const ByteReader reader(bytes);
  std::size_t bin = 4096;
  for (; bin < bytes.size(); bin += *reader.u32(bin + 8)) {
    ASSERT_EQ(reader.u32(bin), 0x6E696268U) << "hbin";
    ASSERT_EQ(reader.u32(bin + 4), bin - 4096);
    ASSERT_GT(*reader.u32(bin + 8), 0U);
    ASSERT_EQ(*reader.u32(bin + 8) % 4096, 0U);
    EXPECT_EQ(reader.u64(bin + 20), bin == 4096 ? 5U : 0U);
    std::size_t cell = bin + 32;
    const std::size_t end = bin + *reader.u32(bin + 8);
    while (cell < end) {
      const auto size = static_cast<std::int32_t>(*reader.u32(cell));
      ASSERT_NE(size, 0);
      ASSERT_EQ(size % 8, 0);
      cell += static_cast<std::size_t>(size < 0 ? -size : size);
    }
    ASSERT_EQ(cell, end) << "no cell crosses a bin";
  }
  EXPECT_EQ(bin, bytes.size());
}

TEST(Builder, KeyRecordsCarryFlagsCountsAndLargestSizes) {
  BuildKey root = key("ROOT", 42);
  root.set(binary("long name of a value", 300));
  root.child("日本");
  const BuiltHive hive = build_located_hive(root);
  const ByteReader reader(hive.bytes);
  const auto node = static_cast<std::size_t>(cell_offset(hive, CellKind::key, "")) + 4;
  EXPECT_EQ(reader.u16(node + 2), 0x2C);
  EXPECT_EQ(reader.u64(node + 4), 42U);
  EXPECT_EQ(reader.u32(node + 20), 1U);
  EXPECT_EQ(reader.u32(node + 36), 1U);
  EXPECT_EQ(reader.u32(node + 52), 4U) << "longest subkey name in UTF-16 bytes";
  EXPECT_EQ(reader.u32(node + 60), 40U) << "longest value name in UTF-16 bytes";
  EXPECT_EQ(reader.u32(node + 64), 300U) << "largest data";
  const auto child = static_cast<std::size_t>(cell_offset(hive, CellKind::key, "日本")) + 4;
  EXPECT_EQ(reader.u16(child + 2), 0x00) << "a name that is not Latin-1 is UTF-16";
  EXPECT_EQ(reader.u16(child + 72), 4U);
  EXPECT_EQ(*reader.u32(child + 16) + 4096 + 4, node) << "parent";
  const auto security = static_cast<std::size_t>(cell_offset(hive, CellKind::security, "")) + 4;
  EXPECT_EQ(reader.u32(security + 12), 2U) << "one descriptor, used by both keys";
  EXPECT_EQ(*reader.u32(child + 44) + 4096 + 4, security);
}

TEST(Builder, MapNamesEveryCellByItsSignature) {
  BuildKey root = rich_tree();
  root.set(binary("big", 20'000));
  const BuiltHive hive = build_located_hive(root, {.list_entries_per_leaf = 3});
  EXPECT_EQ(hive.bytes, build_hive(root, {.list_entries_per_leaf = 3})) << "the map changes no byte";
  const auto signature = [&](const BuiltCell& cell) {
    return std::string{static_cast<char>(hive.bytes[cell.offset + 4]), static_cast<char>(hive.bytes[cell.offset + 5])};
  };
  std::uint64_t last = 0;
  for (const BuiltCell& cell : hive.cells) {
    EXPECT_GT(cell.offset, last) << "file order";
    last = cell.offset;
    switch (cell.kind) {
      case CellKind::key:
        EXPECT_EQ(signature(cell), "nk");
        break;
      case CellKind::security:
        EXPECT_EQ(signature(cell), "sk");
        break;
      case CellKind::value:
        EXPECT_EQ(signature(cell), "vk");
        break;
      case CellKind::subkey_leaf:
        EXPECT_EQ(signature(cell), "lh");
        break;
      case CellKind::subkey_list:
        EXPECT_EQ(signature(cell), cell.key.empty() ? "ri" : "lh");
        break;
      default:
        break;  // no signature
    }
  }
  EXPECT_NE(cell_offset(hive, CellKind::key, "a\\DEEP"), cell_offset(hive, CellKind::key, "A\\deep\\deeper"));
  EXPECT_NE(cell_offset(hive, CellKind::segment_list, "", "big"), cell_offset(hive, CellKind::segment, "", "big"));
}

TEST(Builder, ChecksumIsRepairedAfterAChange) {
  auto bytes = build_hive(rich_tree());
  bytes[4] = std::byte{99};
  EXPECT_EQ(seen_by_hivex(bytes).size(), 1U) << "hivex refuses a wrong checksum";
  repair_checksum(bytes);
  EXPECT_EQ(seen_by_hivex(bytes), expected(rich_tree()));
}

TEST(Builder, EmptyRootIsAHive) {
  const auto bytes = build_hive(key("ROOT"));
  EXPECT_EQ(bytes.size(), 8192U);
  EXPECT_EQ(seen_by_hivex(bytes), Lines{""});
  EXPECT_EQ(seen_by_libregf(bytes), Lines{""});
}

TEST(BuildKey, NamesAreComparedWithoutCase) {
  BuildKey root = key("ROOT", 3);
  root.child("Größe").set(binary("Name", 1));
  EXPECT_EQ(&root.child("GRÖßE"), &root.subkeys.front());
  EXPECT_EQ(root.subkeys.front().written, 3U);
  root.subkeys.front().set(binary("NAME", 4));
  ASSERT_EQ(root.subkeys.front().values.size(), 1U);
  EXPECT_EQ(root.subkeys.front().values[0].data.size(), 4U);
  root.subkeys.front().remove_value("name");
  root.subkeys.front().remove_value("other");
  EXPECT_TRUE(root.subkeys.front().values.empty());
  root.remove_child("other");
  root.remove_child("größe");
  EXPECT_TRUE(root.subkeys.empty());
}

}  // namespace
}  // namespace hive::regf
