#pragma once
// Whether two values of the rulebook are the same to the last byte, members of members included. Looks at the members
// by rules/members.h and proves on the way that it names each of them once.

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "rules/rulebook_members.h"

namespace rules::test {

struct Same {
  template <class T>
  bool operator()(const T& left, const T& right) const {
    if constexpr (std::is_enum_v<T> || std::is_arithmetic_v<T>) {
      return left == right;
    } else {
      const auto members = members_of(left);
      expect_rising(members, std::make_index_sequence<std::tuple_size_v<decltype(members)> - 1>());
      return all(members, members_of(right), std::make_index_sequence<std::tuple_size_v<decltype(members)>>());
    }
  }
  bool operator()(const std::string& left, const std::string& right) const { return left == right; }
  bool operator()(const hive::Segments& left, const hive::Segments& right) const { return left == right; }
  template <class T>
  bool operator()(const std::vector<T>& left, const std::vector<T>& right) const {
    return std::equal(left.begin(), left.end(), right.begin(), right.end(), *this);
  }
  template <class T, std::size_t Size>
  bool operator()(const std::array<T, Size>& left, const std::array<T, Size>& right) const {
    return std::equal(left.begin(), left.end(), right.begin(), *this);
  }
  template <class Key, class T>
  bool operator()(const std::map<Key, T>& left, const std::map<Key, T>& right) const {
    return std::equal(left.begin(), left.end(), right.begin(), right.end(), *this);
  }
  template <class First, class Second>
  bool operator()(const std::pair<First, Second>& left, const std::pair<First, Second>& right) const {
    return (*this)(left.first, right.first) && (*this)(left.second, right.second);
  }
  template <class T>
  bool operator()(const std::optional<T>& left, const std::optional<T>& right) const {
    return left.has_value() == right.has_value() && (!left || (*this)(*left, *right));
  }
  template <class... Ts>
  bool operator()(const std::variant<Ts...>& left, const std::variant<Ts...>& right) const {
    return left.index() == right.index() &&
           std::visit(
               [&](const auto& alternative) {
                 return (*this)(alternative, std::get<std::decay_t<decltype(alternative)>>(right));
               },
               left);
  }

 private:
  /// Members lie in memory in the order of their declaration: none is named twice, and so, all counted, none is
  /// missing.
  template <class Members, std::size_t... Index>
  static void expect_rising(const Members& members, std::index_sequence<Index...> /*but the last*/) {
    const std::array<const void*, sizeof...(Index) + 1> places = {&std::get<Index>(members)...,
                                                                  &std::get<sizeof...(Index)>(members)};
    for (std::size_t i = 0; i < sizeof...(Index); ++i) EXPECT_TRUE(std::less<>()(places[i], places[i + 1]));
  }
  template <class Members, std::size_t... Index>
  bool all(const Members& left, const Members& right, std::index_sequence<Index...> /*every one*/) const {
    return ((*this)(std::get<Index>(left), std::get<Index>(right)) && ...);
  }
};

}  // namespace rules::test
