#include "hive/regf/hive_writer.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <span>
#include <utility>

#include "hive/regf/base_block.h"
#include "hive/regf/bin_writer.h"
#include "hive/upcase.h"
#include "hive/utf16.h"

namespace hive::regf {
namespace {

/// A name as it is stored: one byte per character where it fits, else UTF-16LE.
struct StoredName {
  std::vector<std::byte> bytes;
  bool latin1 = true;
  std::size_t utf16_bytes = 0;
};

std::vector<std::byte> utf16_bytes(std::u16string_view units) {
  std::vector<std::byte> bytes(units.size() * 2);
  for (std::size_t i = 0; i < units.size(); ++i) put_u16(bytes, i * 2, units[i]);
  return bytes;
}

StoredName store_name(std::string_view name) {
  const std::u16string units = utf16_from_utf8(name);
  StoredName stored;
  stored.utf16_bytes = units.size() * 2;
  stored.latin1 = std::ranges::all_of(units, [](char16_t unit) { return unit <= 0xFF; });
  if (stored.latin1) {
    for (const char16_t unit : units) stored.bytes.push_back(static_cast<std::byte>(unit));
  } else {
    stored.bytes = utf16_bytes(units);
  }
  return stored;
}

/// Self-relative descriptor: owner Administrators, group SYSTEM; full control for both, read for Users
/// ([MS-DTYP] 2.4.6 SECURITY_DESCRIPTOR, 2.4.5 ACL, 2.4.4.2 ACCESS_ALLOWED_ACE, 2.4.2.2 SID).
constexpr std::array<std::uint8_t, 120> kSecurityDescriptor = {
    1,    0, 0x04, 0x80, 20,   0, 0,    0, 36, 0, 0, 0, 0,    0,    0, 0, 48, 0, 0, 0,  // self-relative, DACL present
    1,    2, 0,    0,    0,    0, 0,    5, 32, 0, 0, 0, 0x20, 0x02, 0, 0,               // S-1-5-32-544
    1,    1, 0,    0,    0,    0, 0,    5, 18, 0, 0, 0,                                 // S-1-5-18
    2,    0, 72,   0,    3,    0, 0,    0,                                              // ACL of three entries
    0,    2, 24,   0,    0x3F, 0, 0x0F, 0, 1,  2, 0, 0, 0,    0,    0, 5, 32, 0, 0, 0,
    0x20, 2, 0,    0,                                                                   // Administrators: all
    0,    2, 20,   0,    0x3F, 0, 0x0F, 0, 1,  1, 0, 0, 0,    0,    0, 5, 18, 0, 0, 0,  // SYSTEM: all
    0,    2, 20,   0,    0x19, 0, 0x02, 0, 1,  1, 0, 0, 0,    0,    0, 5, 11, 0, 0, 0,  // Authenticated Users: read
};

constexpr std::uint16_t kKeyLatin1 = 0x20;
constexpr std::uint16_t kKeyHiveRoot = 0x04 | 0x08;  // entry of a hive, not deletable
constexpr std::uint16_t kValueLatin1 = 0x01;
constexpr std::size_t kInlineDataBytes = 4;
constexpr std::uint32_t kInlineDataFlag = 0x8000'0000;
/// Data above this is cut into segments of this size from format 1.4 on; Windows gives each segment's cell
/// four bytes more (hives.md 7, 11 "big data").
constexpr std::size_t kSegmentBytes = 16'344;
constexpr std::size_t kSegmentPadding = 4;

/// Writes keys breadth first: the children of a key lie together, and so do their places in `placed_`.
class HiveWriter {
 public:
  HiveWriter(const BuildOptions& options, bool record) : options_(options), bins_(options.written), record_(record) {}

  BuiltHive write(const BuildKey& root) {
    const std::uint32_t root_cell = place_key(root, kNoCell, "");
    for (std::size_t i = 0; i < placed_.size(); ++i) {
      write_values(i);
      write_subkeys(i);
    }
    bins_.u32(security_, 12, placed_.size());
    return {with_base_block(bins_.finish(), root_cell), std::move(cells_)};
  }

 private:
  struct Placed {
    const BuildKey* key = nullptr;
    std::uint32_t cell = 0;
    std::string path;  ///< only when recording
  };
  struct Child {
    const BuildKey* key = nullptr;
    std::u16string upcased;
    std::uint32_t cell = 0;
  };

  std::uint32_t allocate(CellKind kind, std::size_t content_bytes, const std::string& key,
                         const std::string& value = {}) {
    const std::uint32_t cell = bins_.allocate(content_bytes);
    if (record_) cells_.push_back({kind, key, value, kBinsStart + cell});
    return cell;
  }

  std::uint32_t place_key(const BuildKey& key, std::uint32_t parent, std::string path) {
    const StoredName name = store_name(key.name);
    const bool is_root = parent == kNoCell;
    const std::uint32_t cell = allocate(CellKind::key, 76 + name.bytes.size(), path);
    if (is_root) place_security();
    bins_.text(cell, 0, "nk");
    bins_.u16(cell, 2, (name.latin1 ? kKeyLatin1 : 0U) | (is_root ? kKeyHiveRoot : 0U));
    bins_.u64(cell, 4, key.written);
    bins_.u32(cell, 16, parent);
    bins_.u32(cell, 28, kNoCell);
    bins_.u32(cell, 32, kNoCell);
    bins_.u32(cell, 40, kNoCell);
    bins_.u32(cell, 44, security_);
    bins_.u32(cell, 48, kNoCell);
    bins_.u16(cell, 72, name.bytes.size());
    bins_.bytes(cell, 76, name.bytes);
    placed_.push_back({&key, cell, std::move(path)});
    return cell;
  }

  /// One descriptor for all keys: a list of one that points to itself, counted at the end.
  void place_security() {
    security_ = allocate(CellKind::security, 20 + kSecurityDescriptor.size(), "");
    bins_.text(security_, 0, "sk");
    bins_.u32(security_, 4, security_);
    bins_.u32(security_, 8, security_);
    bins_.u32(security_, 16, kSecurityDescriptor.size());
    bins_.bytes(security_, 20, std::as_bytes(std::span(kSecurityDescriptor)));
  }

  void write_values(std::size_t index) {
    const std::vector<Value>& values = placed_[index].key->values;
    if (values.empty()) return;
    const std::uint32_t key_cell = placed_[index].cell;
    const std::string& path = placed_[index].path;
    const std::uint32_t list = allocate(CellKind::value_list, values.size() * 4, path);
    std::size_t longest_name = 0;
    std::size_t largest_data = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
      const StoredName name = store_name(values[i].name);
      longest_name = std::max(longest_name, name.utf16_bytes);
      largest_data = std::max(largest_data, values[i].data.size());
      bins_.u32(list, i * 4, write_value(values[i], name, path));
    }
    bins_.u32(key_cell, 36, values.size());
    bins_.u32(key_cell, 40, list);
    bins_.u32(key_cell, 60, longest_name);
    bins_.u32(key_cell, 64, largest_data);
  }

  std::uint32_t write_value(const Value& value, const StoredName& name, const std::string& path) {
    const std::uint32_t cell = allocate(CellKind::value, 20 + name.bytes.size(), path, value.name);
    const std::size_t size = value.data.size();
    bins_.text(cell, 0, "vk");
    bins_.u16(cell, 2, name.bytes.size());
    bins_.u32(cell, 12, static_cast<std::uint32_t>(value.type));
    bins_.u16(cell, 16, name.latin1 && !name.bytes.empty() ? kValueLatin1 : 0U);
    bins_.bytes(cell, 20, name.bytes);
    if (size <= kInlineDataBytes) {
      bins_.u32(cell, 4, kInlineDataFlag | size);
      bins_.bytes(cell, 8, value.data);
    } else {
      const bool segmented = size > kSegmentBytes && options_.minor >= 4;
      bins_.u32(cell, 4, size);
      bins_.u32(cell, 8, segmented ? write_big_data(value, path) : write_data(value, path));
    }
    return cell;
  }

  std::uint32_t write_data(const Value& value, const std::string& path) {
    const std::uint32_t cell = allocate(CellKind::value_data, value.data.size(), path, value.name);
    bins_.bytes(cell, 0, value.data);
    return cell;
  }

  std::uint32_t write_big_data(const Value& value, const std::string& path) {
    const std::size_t count = (value.data.size() + kSegmentBytes - 1) / kSegmentBytes;
    const std::uint32_t cell = allocate(CellKind::value_data, 8, path, value.name);
    const std::uint32_t list = allocate(CellKind::segment_list, count * 4, path, value.name);
    bins_.text(cell, 0, "db");
    bins_.u16(cell, 2, count);
    bins_.u32(cell, 4, list);
    Bytes rest(value.data);
    for (std::size_t i = 0; i < count; ++i) {
      const Bytes part = rest.first(std::min(rest.size(), kSegmentBytes));
      const std::uint32_t segment = allocate(CellKind::segment, part.size() + kSegmentPadding, path, value.name);
      bins_.bytes(segment, 0, part);
      bins_.u32(list, i * 4, segment);
      rest = rest.subspan(part.size());
    }
    return cell;
  }

  void write_subkeys(std::size_t index) {
    const BuildKey& key = *placed_[index].key;
    if (key.subkeys.empty()) return;
    const std::uint32_t key_cell = placed_[index].cell;
    const std::string path = placed_[index].path;
    std::vector<Child> children;
    children.reserve(key.subkeys.size());
    std::size_t longest_name = 0;
    for (const BuildKey& subkey : key.subkeys) {
      const std::u16string units = utf16_from_utf8(subkey.name);
      longest_name = std::max(longest_name, units.size() * 2);
      children.push_back({&subkey, upcase(units), 0});
    }
    std::ranges::stable_sort(children, {}, &Child::upcased);
    for (Child& child : children) {
      std::string child_path;
      if (record_) child_path = path.empty() ? child.key->name : path + '\\' + child.key->name;
      child.cell = place_key(*child.key, key_cell, std::move(child_path));
    }
    bins_.u32(key_cell, 20, children.size());
    bins_.u32(key_cell, 28, write_list(children, path));
    bins_.u32(key_cell, 52, longest_name);
  }

  std::uint32_t write_list(std::span<const Child> children, const std::string& path) {
    const std::size_t per_leaf = options_.list_entries_per_leaf;
    assert(per_leaf > 0);
    if (children.size() <= per_leaf) return write_leaf(children, path, CellKind::subkey_list);
    const std::size_t leaves = (children.size() + per_leaf - 1) / per_leaf;
    const std::uint32_t cell = allocate(CellKind::subkey_list, 4 + leaves * 4, path);
    bins_.text(cell, 0, "ri");
    bins_.u16(cell, 2, leaves);
    for (std::size_t i = 0; i < leaves; ++i) {
      const auto part = children.subspan(i * per_leaf, std::min(per_leaf, children.size() - i * per_leaf));
      bins_.u32(cell, 4 + i * 4, write_leaf(part, path, CellKind::subkey_leaf));
    }
    return cell;
  }

  std::uint32_t write_leaf(std::span<const Child> children, const std::string& path, CellKind kind) {
    const bool hinted = options_.leaf_kind != 'i';
    const std::size_t entry_bytes = hinted ? 8 : 4;
    const std::uint32_t cell = allocate(kind, 4 + children.size() * entry_bytes, path);
    bins_.text(cell, 0, std::string{'l', options_.leaf_kind});
    bins_.u16(cell, 2, children.size());
    for (std::size_t i = 0; i < children.size(); ++i) {
      const std::size_t at = 4 + i * entry_bytes;
      bins_.u32(cell, at, children[i].cell);
      if (options_.leaf_kind == 'h') bins_.u32(cell, at + 4, name_hash(children[i].upcased));
      if (options_.leaf_kind == 'f') write_name_hint(cell, at + 4, children[i].key->name);
    }
    return cell;
  }

  /// `lf`: the first four characters as they are, zero for one that is not Latin-1.
  void write_name_hint(std::uint32_t cell, std::size_t at, std::string_view name) {
    const std::u16string units = utf16_from_utf8(name);
    std::array<std::byte, 4> hint{};
    for (std::size_t i = 0; i < std::min(units.size(), hint.size()); ++i) {
      if (units[i] <= 0xFF) hint.at(i) = static_cast<std::byte>(units[i]);
    }
    bins_.bytes(cell, at, hint);
  }

  std::vector<std::byte> with_base_block(const std::vector<std::byte>& bins, std::uint32_t root_cell) const {
    std::vector<std::byte> file(kBinsStart);
    constexpr std::string_view kMagic = "regf";
    std::ranges::copy(std::as_bytes(std::span(kMagic)), file.begin());
    put_u32(file, 4, options_.primary_sequence);
    put_u32(file, 8, options_.secondary_sequence);
    put_u64(file, 12, options_.written);
    put_u32(file, 20, 1);
    put_u32(file, 24, options_.minor);
    put_u32(file, 32, 1);  // format: direct memory load, the only one
    put_u32(file, 36, root_cell);
    put_u32(file, 40, static_cast<std::uint32_t>(bins.size()));
    put_u32(file, 44, 1);  // clustering factor: sectors of 512 bytes
    std::u16string name = utf16_from_utf8(options_.file_name);
    if (name.size() > 31) name.erase(0, name.size() - 31);
    std::ranges::copy(utf16_bytes(name), file.begin() + 48);
    file.insert(file.end(), bins.begin(), bins.end());
    repair_checksum(file);
    return file;
  }

  const BuildOptions& options_;
  BinWriter bins_;
  bool record_;
  std::uint32_t security_ = kNoCell;
  std::vector<Placed> placed_;
  std::vector<BuiltCell> cells_;
};

}  // namespace

BuiltHive write_hive(const BuildKey& root, const BuildOptions& options, bool with_map) {
  return HiveWriter(options, with_map).write(root);
}

}  // namespace hive::regf
