#include "audit/verdict.h"

#include <algorithm>
#include <array>
#include <utility>

namespace audit {
namespace {

constexpr std::array kVerdicts = {
    std::pair{Verdict::pass, std::string_view("pass")},
    std::pair{Verdict::fail, std::string_view("fail")},
    std::pair{Verdict::error, std::string_view("error")},
    std::pair{Verdict::not_checked, std::string_view("not_checked")},
    std::pair{Verdict::not_applicable, std::string_view("not_applicable")},
    std::pair{Verdict::informational, std::string_view("informational")},
};

constexpr std::array kSeverities = {
    std::pair{Severity::info, std::string_view("info")},         std::pair{Severity::low, std::string_view("low")},
    std::pair{Severity::medium, std::string_view("medium")},     std::pair{Severity::high, std::string_view("high")},
    std::pair{Severity::critical, std::string_view("critical")},
};

/// The first of `order` that either side holds. What only says that there is nothing to judge
/// (not_applicable, informational) stands last in every order, so it never hides a judgement.
Verdict first_of(const std::array<Verdict, 6>& order, Verdict left, Verdict right) {
  const auto found = std::find_if(order.begin(), order.end(), [&](Verdict v) { return v == left || v == right; });
  return found != order.end() ? *found : Verdict::error;
}

}  // namespace

std::string_view name_of(Verdict verdict) {
  for (const auto& [value, name] : kVerdicts)
    if (value == verdict) return name;
  return "error";
}

std::string_view name_of(Severity severity) {
  for (const auto& [value, name] : kSeverities)
    if (value == severity) return name;
  return "critical";
}

std::optional<Verdict> find_verdict(std::string_view word) {
  for (const auto& [value, name] : kVerdicts)
    if (name == word) return value;
  return std::nullopt;
}

std::optional<Severity> find_severity(std::string_view word) {
  for (const auto& [value, name] : kSeverities)
    if (name == word) return value;
  return std::nullopt;
}

Verdict both(Verdict left, Verdict right) {
  return first_of({Verdict::fail, Verdict::error, Verdict::not_checked, Verdict::pass, Verdict::informational,
                   Verdict::not_applicable},
                  left, right);
}

Verdict either(Verdict left, Verdict right) {
  return first_of({Verdict::pass, Verdict::error, Verdict::not_checked, Verdict::fail, Verdict::informational,
                   Verdict::not_applicable},
                  left, right);
}

}  // namespace audit
