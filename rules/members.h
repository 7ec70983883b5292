#pragma once
// The members of a struct as a tuple of references, in the order of their declaration, so that what has to treat every
// member alike (rules/pack.h) names none of them. C++20 cannot count members: each type states its number, and a number
// that is wrong, as after a member was added, does not compile.

#include <cstddef>
#include <tuple>
#include <type_traits>

namespace rules {

/// How many members a type has; stated in rules/rulebook_members.h. 0: nobody has stated it.
template <class T>
inline constexpr std::size_t kMemberCount = 0;

template <class T>
auto members_of(T& it) {
  constexpr std::size_t kCount = kMemberCount<std::remove_const_t<T>>;
  if constexpr (kCount == 1) {
    auto& [a] = it;
    return std::tie(a);
  } else if constexpr (kCount == 2) {
    auto& [a, b] = it;
    return std::tie(a, b);
  } else if constexpr (kCount == 3) {
    auto& [a, b, c] = it;
    return std::tie(a, b, c);
  } else if constexpr (kCount == 4) {
    auto& [a, b, c, d] = it;
    return std::tie(a, b, c, d);
  } else if constexpr (kCount == 5) {
    auto& [a, b, c, d, e] = it;
    return std::tie(a, b, c, d, e);
  } else if constexpr (kCount == 6) {
    auto& [a, b, c, d, e, f] = it;
    return std::tie(a, b, c, d, e, f);
  } else if constexpr (kCount == 7) {
    auto& [a, b, c, d, e, f, g] = it;
    return std::tie(a, b, c, d, e, f, g);
  } else if constexpr (kCount == 8) {
    auto& [a, b, c, d, e, f, g, h] = it;
    return std::tie(a, b, c, d, e, f, g, h);
  } else if constexpr (kCount == 9) {
    auto& [a, b, c, d, e, f, g, h, i] = it;
    return std::tie(a, b, c, d, e, f, g, h, i);
  } else if constexpr (kCount == 10) {
    auto& [a, b, c, d, e, f, g, h, i, j] = it;
    return std::tie(a, b, c, d, e, f, g, h, i, j);
  } else if constexpr (kCount == 11) {
    auto& [a, b, c, d, e, f, g, h, i, j, k] = it;
    return std::tie(a, b, c, d, e, f, g, h, i, j, k);
  } else if constexpr (kCount == 12) {
    auto& [a, b, c, d, e, f, g, h, i, j, k, l] = it;
    return std::tie(a, b, c, d, e, f, g, h, i, j, k, l);
  } else if constexpr (kCount == 17) {
    auto& [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q] = it;
    return std::tie(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q);
  } else if constexpr (kCount == 18) {
    auto& [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r] = it;
    return std::tie(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r);
  } else {
    static_assert(kCount > 0, "state the number of members in rules/rulebook_members.h");
    static_assert(kCount == 0, "no rung above has so many members: add one");
  }
}

}  // namespace rules
