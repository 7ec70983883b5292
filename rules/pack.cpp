#include "rules/pack.h"

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

#include "rules/rulebook_members.h"

namespace rules {
namespace {

class Packer {
 public:
  std::string take() { return std::move(bytes_); }
  void mark() { bytes_ += kPackedMark; }

  template <class T>
  void add(const T& value) {
    if constexpr (std::is_enum_v<T> || std::is_unsigned_v<T>) {
      add_number(static_cast<std::uint64_t>(value));
    } else {
      std::apply([this](const auto&... members) { (this->add(members), ...); }, members_of(value));
    }
  }
  /// Its length doubled, or the place of the same text doubled and one more.
  void add(const std::string& text) {
    const auto [known, is_new] = places_.emplace(text, bytes_.size());
    if (!is_new) return add_number(known->second << 1U | 1U);
    add_number(text.size() << 1U);
    bytes_ += text;
  }
  void add(const hive::Segments& names) { add(names.list()); }
  template <class T>
  void add(const std::vector<T>& items) {
    add_number(items.size());
    for (const T& item : items) add(item);
  }
  template <class T, std::size_t Size>
  void add(const std::array<T, Size>& items) {
    for (const T& item : items) add(item);
  }
  template <class Key, class T>
  void add(const std::map<Key, T>& items) {
    add_number(items.size());
    for (const auto& item : items) add(item);
  }
  template <class First, class Second>
  void add(const std::pair<First, Second>& pair) {
    add(pair.first);
    add(pair.second);
  }
  template <class T>
  void add(const std::optional<T>& value) {
    add(value.has_value());
    if (value) add(*value);
  }
  template <class... Ts>
  void add(const std::variant<Ts...>& value) {
    add_number(value.index());
    std::visit([this](const auto& alternative) { this->add(alternative); }, value);
  }

 private:
  void add_number(std::uint64_t number) {
    for (; number >= 0x80; number >>= 7U) bytes_ += static_cast<char>(number | 0x80U);
    bytes_ += static_cast<char>(number);
  }

  std::string bytes_;
  std::unordered_map<std::string, std::size_t> places_;
};

}  // namespace

std::string pack(const RuleSet& set) {
  Packer packer;
  packer.mark();
  packer.add(set);
  return packer.take();
}

}  // namespace rules
