#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

#include "rules/pack.h"
#include "rules/rulebook_members.h"

namespace rules {
namespace {

/// Reads what Packer wrote. After bytes that cannot be, every number is 0 and every text empty.
class Unpacker {
 public:
  explicit Unpacker(std::string_view bytes) : bytes_(bytes) {
    if (bytes.substr(0, kPackedMark.size()) == kPackedMark) {
      at_ = kPackedMark.size();
    } else {
      give_up();
    }
  }
  /// Where the bytes are damaged; nothing when all of them were read.
  std::optional<std::size_t> damage() const {
    if (damage_) return damage_;
    return at_ == bytes_.size() ? std::nullopt : std::optional(at_);
  }

  template <class T>
  void read(T& value) {
    if constexpr (std::is_enum_v<T> || std::is_unsigned_v<T>) {
      const std::uint64_t number = read_number();
      value = static_cast<T>(number);
      if (static_cast<std::uint64_t>(value) != number) give_up();
    } else {
      std::apply([this](auto&... members) { (this->read(members), ...); }, members_of(value));
    }
  }
  void read(std::string& text) {
    const std::uint64_t told = read_number();
    if ((told & 1U) == 0) {
      text = read_bytes(told >> 1U);
      return;
    }
    const std::size_t behind = at_;
    if (told >> 1U >= behind) return give_up();
    at_ = static_cast<std::size_t>(told >> 1U);
    const std::uint64_t length = read_number();
    text = read_bytes(length >> 1U);
    if (!damage_) at_ = behind;
  }
  /// Rules ask for the same keys again and again; equal lists are one.
  void read(hive::Segments& names) {
    std::vector<std::string> list;
    read(list);
    hive::Segments read_now(std::move(list));
    const auto [first, last] = keys_.equal_range(read_now.hash());
    const auto known = std::find_if(first, last, [&](const auto& it) { return it.second == read_now; });
    names = known != last ? known->second : keys_.emplace(read_now.hash(), std::move(read_now))->second;
  }
  template <class T>
  void read(std::vector<T>& items) {
    items.resize(read_count());
    for (T& item : items) read(item);
  }
  template <class T, std::size_t Size>
  void read(std::array<T, Size>& items) {
    for (T& item : items) read(item);
  }
  template <class Key, class T>
  void read(std::map<Key, T>& items) {
    for (std::size_t left = read_count(); left > 0; --left) {
      std::pair<Key, T> item;
      read(item);
      items.insert(items.end(), std::move(item));
    }
  }
  template <class First, class Second>
  void read(std::pair<First, Second>& pair) {
    read(pair.first);
    read(pair.second);
  }
  template <class T>
  void read(std::optional<T>& value) {
    bool is_there = false;
    read(is_there);
    if (is_there) read(value.emplace());
  }
  template <class... Ts>
  void read(std::variant<Ts...>& value) {
    read_alternative(value, read_number(), std::index_sequence_for<Ts...>());
  }

 private:
  void give_up() {
    if (!damage_) damage_ = at_;
    at_ = bytes_.size();
  }

  std::uint64_t read_number() {
    std::uint64_t number = 0;
    for (unsigned shift = 0; shift < 64 && at_ < bytes_.size(); shift += 7) {
      const auto byte = static_cast<unsigned char>(bytes_[at_++]);
      number |= static_cast<std::uint64_t>(byte & 0x7FU) << shift;
      if (byte < 0x80) return number;
    }
    give_up();
    return 0;
  }
  std::string_view read_bytes(std::uint64_t length) {
    if (length > bytes_.size() - at_) {
      give_up();
      return {};
    }
    const std::string_view read = bytes_.substr(at_, static_cast<std::size_t>(length));
    at_ += read.size();
    return read;
  }
  /// No item takes less than a byte.
  std::size_t read_count() {
    const std::uint64_t count = read_number();
    if (count <= bytes_.size() - at_) return static_cast<std::size_t>(count);
    give_up();
    return 0;
  }
  template <class Variant, std::size_t... Index>
  void read_alternative(Variant& value, std::uint64_t wanted, std::index_sequence<Index...> /*all*/) {
    const bool known = ((wanted == Index && (read(value.template emplace<Index>()), true)) || ...);
    if (!known) give_up();
  }

  std::string_view bytes_;
  std::unordered_multimap<std::size_t, hive::Segments> keys_;
  std::size_t at_ = 0;
  std::optional<std::size_t> damage_;
};

}  // namespace

LoadedRules unpack(std::string_view bytes) {
  LoadedRules loaded;
  Unpacker unpacker(bytes);
  unpacker.read(loaded.set);
  if (const auto damage = unpacker.damage()) {
    loaded.set = {};
    loaded.faults.push_back(
        {"(packed rulebook)", 0, 0, fmt::format("damaged at byte {} of {}", *damage, bytes.size()), {}});
  }
  return loaded;
}

}  // namespace rules
