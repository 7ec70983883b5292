#include "tests/bench/scattered_hive.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <numeric>
#include <random>
#include <span>
#include <utility>

#include "hive/regf/bin_writer.h"
#include "hive/regf/builder.h"
#include "hive/upcase.h"
#include "hive/utf16.h"

namespace bench {
namespace {

constexpr std::uint64_t kWritten = 133'546'220'951'234'567;
constexpr std::uint32_t kNoCell = hive::regf::kNoCell;
constexpr std::size_t kMostPerLeaf = 507;
constexpr std::size_t kLeastPerLeaf = 254;  ///< what a leaf holds that was just split

std::u16string upcased(const std::string& name) { return hive::upcase(hive::utf16_from_utf8(name)); }

}  // namespace

ScatteredHive::ScatteredHive(std::string root_name) { keys_.push_back({std::move(root_name), 0, 0, 0, 0}); }

ScatteredHive::Key ScatteredHive::add(Key parent, std::string name) {
  keys_.push_back({std::move(name), parent, 0, static_cast<std::uint32_t>(values_.size()), 0});
  return static_cast<Key>(keys_.size() - 1);
}

ScatteredHive::Key ScatteredHive::add_path(Key parent, std::string_view path) {
  for (std::size_t at = 0; at < path.size();) {
    const std::size_t end = std::min(path.find('\\', at), path.size());
    std::string known = std::to_string(parent) + '\\' + std::string(path.substr(at, end - at));
    const auto found =
        std::find_if(known_paths_.begin(), known_paths_.end(), [&](const auto& it) { return it.first == known; });
    if (found != known_paths_.end()) {
      parent = found->second;
    } else {
      parent = add(parent, std::string(path.substr(at, end - at)));
      known_paths_.emplace_back(std::move(known), parent);
    }
    at = end + 1;
  }
  return parent;
}

void ScatteredHive::add_value(std::string_view name, hive::ValueType type, std::string content) {
  values_.push_back({std::string(name), std::move(content), type});
  ++keys_.back().value_count;
}

void ScatteredHive::text(std::string_view name, std::string_view content) {
  std::string stored;
  for (const char letter : content) stored += {letter, '\0'};
  add_value(name, hive::ValueType::sz, stored + std::string(2, '\0'));
}

void ScatteredHive::number(std::string_view name, std::uint32_t content) {
  std::string stored;
  for (unsigned shift = 0; shift < 32; shift += 8) stored += static_cast<char>(content >> shift);
  add_value(name, hive::ValueType::dword, std::move(stored));
}

void ScatteredHive::binary(std::string_view name, std::size_t size_bytes) {
  std::string stored(size_bytes, '\0');
  std::uint32_t noise = static_cast<std::uint32_t>(keys_.size());
  for (char& unit : stored) unit = static_cast<char>((noise = noise * 1'664'525 + 1'013'904'223) >> 24U);
  add_value(name, hive::ValueType::binary, std::move(stored));
}

/// First every cell gets its place, in the order in which years would have made them; then parents, lists and keys
/// learn of each other.
class ScatteredHive::Writer {
 public:
  explicit Writer(ScatteredHive& hive)
      : keys_(hive.keys_), values_(hive.values_), setup_keys_(hive.setup_keys_), bins_(kWritten) {}

  std::vector<std::byte> write() {
    sort_children();
    split_lists();
    place_key(0);
    place_security();
    for (const std::uint32_t number : order_of_years()) place(number);
    for (std::uint32_t key = 0; key < keys_.size(); ++key) tie(key);
    for (const Leaf& leaf : leaves_) fill(leaf);
    for (const Top& top : tops_) fill(top);
    bins_.u32(security_, 12, keys_.size());
    return with_base_block(bins_.finish());
  }

 private:
  struct Leaf {
    std::uint32_t first = 0;  ///< in children_
    std::uint32_t count = 0;
    std::uint32_t cell = 0;
  };
  struct Top {
    std::uint32_t parent = 0;
    std::uint32_t first = 0;  ///< in leaves_
    std::uint32_t count = 0;
    std::uint32_t cell = 0;
  };

  void sort_children() {
    names_.reserve(keys_.size());
    for (const Record& key : keys_) names_.push_back(upcased(key.name));
    children_.resize(keys_.size() - 1);
    std::iota(children_.begin(), children_.end(), 1U);
    std::sort(children_.begin(), children_.end(), [this](std::uint32_t a, std::uint32_t b) {
      return std::pair(keys_[a].parent, std::u16string_view(names_[a])) <
             std::pair(keys_[b].parent, std::u16string_view(names_[b]));
    });
  }

  void split_lists() {
    std::mt19937 random(19'045);
    for (std::uint32_t at = 0; at < children_.size();) {
      const std::uint32_t parent = keys_[children_[at]].parent;
      std::uint32_t end = at;
      while (end < children_.size() && keys_[children_[end]].parent == parent) ++end;
      Top top{parent, static_cast<std::uint32_t>(leaves_.size()), 0, 0};
      while (at < end) {
        const std::uint32_t left = end - at;
        const auto some = static_cast<std::uint32_t>(kLeastPerLeaf + random() % (kMostPerLeaf - kLeastPerLeaf + 1));
        const std::uint32_t count = left <= kMostPerLeaf && top.count == 0 ? left : std::min(left, some);
        leaves_.push_back({at, count, 0});
        at += count;
        ++top.count;
      }
      tops_.push_back(top);
    }
  }

  /// Numbers of what is to be placed: keys, behind them leaves, behind those lists of leaves.
  std::vector<std::uint32_t> order_of_years() const {
    const auto leaf_numbers = static_cast<std::uint32_t>(keys_.size());
    const auto top_numbers = static_cast<std::uint32_t>(keys_.size() + leaves_.size());
    std::vector<std::vector<std::uint32_t>> lists_after(setup_keys_);
    std::vector<std::uint32_t> later;
    for (std::uint32_t i = 0; i < tops_.size(); ++i) {
      const Top& top = tops_[i];
      const Leaf& last = leaves_[top.first + top.count - 1];
      const auto begin = children_.begin() + leaves_[top.first].first;
      const std::uint32_t newest = *std::max_element(begin, children_.begin() + last.first + last.count);
      std::vector<std::uint32_t>& when = newest < setup_keys_ ? lists_after[newest] : later;
      for (std::uint32_t leaf = 0; leaf < top.count; ++leaf) when.push_back(leaf_numbers + top.first + leaf);
      when.push_back(top_numbers + i);
    }
    std::vector<std::uint32_t> order;
    for (std::uint32_t key = 1; key < setup_keys_; ++key) {
      order.push_back(key);
      order.insert(order.end(), lists_after[key].begin(), lists_after[key].end());
    }
    for (auto key = static_cast<std::uint32_t>(setup_keys_); key < keys_.size(); ++key) later.push_back(key);
    std::mt19937 random(20240311);
    for (std::size_t i = later.size(); i > 1; --i) std::swap(later[i - 1], later[random() % i]);
    order.insert(order.end(), later.begin(), later.end());
    return order;
  }

  void place(std::uint32_t number) {
    if (number < keys_.size()) return place_key(number);
    number -= static_cast<std::uint32_t>(keys_.size());
    if (number < leaves_.size()) {
      leaves_[number].cell = bins_.allocate(4 + std::size_t{leaves_[number].count} * 8);
      return;
    }
    Top& top = tops_[number - leaves_.size()];
    if (top.count > 1) top.cell = bins_.allocate(4 + std::size_t{top.count} * 4);
  }

  void place_key(std::uint32_t number) {
    Record& key = keys_[number];
    key.cell = bins_.allocate(76 + key.name.size());
    bins_.text(key.cell, 0, "nk");
    bins_.u16(key.cell, 2, number == 0 ? 0x2CU : 0x20U);
    bins_.u64(key.cell, 4, kWritten + number);
    for (const std::size_t none : {28U, 32U, 40U, 48U}) bins_.u32(key.cell, none, kNoCell);
    bins_.u16(key.cell, 72, key.name.size());
    bins_.text(key.cell, 76, key.name);
    if (key.value_count == 0) return;
    const std::uint32_t list = bins_.allocate(std::size_t{key.value_count} * 4);
    bins_.u32(key.cell, 36, key.value_count);
    bins_.u32(key.cell, 40, list);
    std::size_t longest_name = 0;
    std::size_t largest = 0;
    for (std::uint32_t i = 0; i < key.value_count; ++i) {
      const SmallValue& value = values_[key.first_value + i];
      bins_.u32(list, std::size_t{i} * 4, place_value(value));
      longest_name = std::max(longest_name, value.name.size() * 2);
      largest = std::max(largest, value.content.size());
    }
    bins_.u32(key.cell, 60, longest_name);
    bins_.u32(key.cell, 64, largest);
  }

  std::uint32_t place_value(const SmallValue& value) {
    const std::uint32_t cell = bins_.allocate(20 + value.name.size());
    bins_.text(cell, 0, "vk");
    bins_.u16(cell, 2, value.name.size());
    bins_.u32(cell, 12, static_cast<std::uint32_t>(value.type));
    bins_.u16(cell, 16, value.name.empty() ? 0U : 1U);
    bins_.text(cell, 20, value.name);
    const bool in_record = value.content.size() <= 4;
    bins_.u32(cell, 4, value.content.size() | (in_record ? 0x8000'0000U : 0U));
    if (in_record) {
      bins_.text(cell, 8, value.content);
    } else {
      const std::uint32_t content = bins_.allocate(value.content.size());
      bins_.text(content, 0, value.content);
      bins_.u32(cell, 8, content);
    }
    return cell;
  }

  // One descriptor for all keys: self-relative, without owner, group and lists.
  void place_security() {
    constexpr std::array<std::uint8_t, 20> kEmpty{1, 0, 0x00, 0x80};
    security_ = bins_.allocate(20 + kEmpty.size());
    bins_.text(security_, 0, "sk");
    bins_.u32(security_, 4, security_);
    bins_.u32(security_, 8, security_);
    bins_.u32(security_, 16, kEmpty.size());
    bins_.bytes(security_, 20, std::as_bytes(std::span(kEmpty)));
  }

  void tie(std::uint32_t number) {
    bins_.u32(keys_[number].cell, 16, number == 0 ? kNoCell : keys_[keys_[number].parent].cell);
    bins_.u32(keys_[number].cell, 44, security_);
  }

  void fill(const Leaf& leaf) {
    bins_.text(leaf.cell, 0, "lh");
    bins_.u16(leaf.cell, 2, leaf.count);
    for (std::uint32_t i = 0; i < leaf.count; ++i) {
      const std::uint32_t child = children_[leaf.first + i];
      bins_.u32(leaf.cell, 4 + std::size_t{i} * 8, keys_[child].cell);
      bins_.u32(leaf.cell, 8 + std::size_t{i} * 8, hive::name_hash(names_[child]));
    }
  }

  void fill(const Top& top) {
    std::uint32_t count = 0;
    std::size_t longest_name = 0;
    for (std::uint32_t i = 0; i < top.count; ++i) {
      const Leaf& leaf = leaves_[top.first + i];
      count += leaf.count;
      if (top.count > 1) bins_.u32(top.cell, 4 + std::size_t{i} * 4, leaf.cell);
      for (std::uint32_t at = leaf.first; at < leaf.first + leaf.count; ++at) {
        longest_name = std::max(longest_name, names_[children_[at]].size() * 2);
      }
    }
    if (top.count > 1) {
      bins_.text(top.cell, 0, "ri");
      bins_.u16(top.cell, 2, top.count);
    }
    const std::uint32_t parent = keys_[top.parent].cell;
    bins_.u32(parent, 20, count);
    bins_.u32(parent, 28, top.count > 1 ? top.cell : leaves_[top.first].cell);
    bins_.u32(parent, 52, longest_name);
  }

  std::vector<std::byte> with_base_block(const std::vector<std::byte>& bins) const {
    std::vector<std::byte> file(4096);
    file.reserve(file.size() + bins.size());
    constexpr std::string_view kMagic = "regf";
    std::ranges::copy(std::as_bytes(std::span(kMagic)), file.begin());
    using hive::regf::put_u32;
    put_u32(file, 4, 4711);
    put_u32(file, 8, 4711);
    hive::regf::put_u64(file, 12, kWritten);
    put_u32(file, 20, 1);
    put_u32(file, 24, 5);
    put_u32(file, 32, 1);
    put_u32(file, 36, keys_[0].cell);
    put_u32(file, 40, static_cast<std::uint32_t>(bins.size()));
    put_u32(file, 44, 1);
    file.insert(file.end(), bins.begin(), bins.end());
    hive::regf::repair_checksum(file);
    return file;
  }

  std::vector<Record>& keys_;
  std::vector<SmallValue>& values_;
  std::size_t setup_keys_;
  hive::regf::BinWriter bins_;
  std::vector<std::u16string> names_;
  std::vector<std::uint32_t> children_;  ///< by parent and name
  std::vector<Leaf> leaves_;
  std::vector<Top> tops_;
  std::uint32_t security_ = kNoCell;
};

std::vector<std::byte> ScatteredHive::write() { return Writer(*this).write(); }

}  // namespace bench
