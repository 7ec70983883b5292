#include "audit/facts.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "audit/one_text.h"
#include "hive/utf16.h"
#include "rules/expectation.h"

namespace audit {
namespace {

using Is = Truth::Is;

const Truth kYes{};

/// `words` makes the sentence when it is wanted.
template <class Words>
Truth no(Sentence wanted, const Words& words) {
  return Truth{Is::no, Doubt::none, wanted == Sentence::always ? words() : std::string()};
}
Truth unknown(Doubt doubt, std::string why) { return Truth{Is::unknown, doubt, std::move(why)}; }

/// AND: a `no` decides, whatever is unknown beside it.
Truth both(Truth left, Truth right) {
  if (left.is == Is::no) return left;
  if (right.is == Is::no) return right;
  if (left.is == Is::yes) return right;
  if (right.is == Is::yes) return left;
  if (worse(left.doubt, right.doubt) == left.doubt) return left;
  return right;
}

/// OR: a `yes` decides.
Truth either(Truth left, Truth right) {
  if (left.is == Is::yes) return left;
  if (right.is == Is::yes) return right;
  if (left.is == Is::no) return right.is == Is::no ? left : right;
  if (right.is == Is::no) return left;
  return worse(left.doubt, right.doubt) == left.doubt ? left : right;
}

/// What an unknown os.* fact makes of a condition on it.
Truth os_unknown(const Fact* fact, std::string_view what) {
  if (fact != nullptr && fact->state == Fact::State::unknown) {
    return unknown(fact->doubt == Doubt::unreadable ? Doubt::unreadable : Doubt::unknown_os, fact->why_unknown);
  }
  return unknown(Doubt::unknown_os,
                 fmt::format("{} is not known; --os BUILD[.UBR][:client|:server][:x86|:x64|:arm64] supplies it", what));
}

std::string range_text(const rules::Machines& machines) {
  if (machines.build_min == machines.build_max) return fmt::format("build {}", machines.build_min);
  if (machines.build_min == 0) return fmt::format("builds up to {}", machines.build_max);
  if (machines.build_max == std::numeric_limits<std::uint32_t>::max()) {
    return fmt::format("builds from {}", machines.build_min);
  }
  return fmt::format("builds {} to {}", machines.build_min, machines.build_max);
}

Truth build_holds(const rules::Machines& machines, const Facts& facts, Sentence wanted) {
  if (machines.any_build()) return kYes;
  const auto build = facts.number("os.build");
  if (!build) return os_unknown(facts.find("os.build"), "the build of Windows");
  if (*build >= machines.build_min && *build <= machines.build_max) return kYes;
  return no(wanted, [&] {
    return fmt::format("it is meant for {} of Windows and this one is {}", range_text(machines), *build);
  });
}

Truth type_holds(const rules::Machines& machines, const Facts& facts, Sentence wanted) {
  if (machines.type.empty()) return kYes;
  const std::string_view type = facts.text("os.type");
  if (type.empty()) return os_unknown(facts.find("os.type"), "whether this is a client or a server");
  if (type == machines.type) return kYes;
  return no(wanted, [&] {
    return one_text({"it is meant for a ", machines.type, " and this machine is a ", hive::printable(type)});
  });
}

Truth arch_holds(const rules::Machines& machines, const Facts& facts, Sentence wanted) {
  if (machines.arch.empty()) return kYes;
  const std::string_view arch = facts.text("os.arch");
  if (arch.empty()) return os_unknown(facts.find("os.arch"), "the architecture of Windows");
  const bool same = machines.arch == "64" ? (arch == "x64" || arch == "arm64") : arch == machines.arch;
  if (same) return kYes;
  return no(wanted, [&] {
    return fmt::format("it is meant for {} Windows and this one is {}",
                       machines.arch == "64" ? std::string_view("64-bit") : machines.arch, hive::printable(arch));
  });
}

}  // namespace

Doubt worse(Doubt left, Doubt right) {
  constexpr std::array kOrder = {Doubt::unreadable, Doubt::unknown_os, Doubt::unknown_fact, Doubt::hive_absent};
  for (const Doubt doubt : kOrder) {
    if (left == doubt || right == doubt) return doubt;
  }
  return Doubt::none;
}

std::string in_sentence(const Fact& fact) {
  std::string text = fact.title.empty() ? fact.id : fact.title;
  // Only words that are no names lose their capital.
  for (const std::string_view word : {"The ", "Support "}) {
    if (text.starts_with(word)) text.front() = static_cast<char>(text.front() - 'A' + 'a');
  }
  return text;
}

const Fact* Facts::find(std::string_view id) const {
  if (id.empty()) return nullptr;
  // Many ids begin alike, few end alike.
  for (const Fact& fact : items) {
    if (fact.id.size() == id.size() && fact.id.back() == id.back() && fact.id == id) return &fact;
  }
  return nullptr;
}

std::optional<std::uint32_t> Facts::number(std::string_view id) const {
  const std::string_view digits = text(id);
  std::uint32_t value = 0;
  const char* end = digits.data() + digits.size();
  const auto [stop, fault] = std::from_chars(digits.data(), end, value);
  if (digits.empty() || fault != std::errc() || stop != end) return std::nullopt;
  return value;
}

std::string_view Facts::text(std::string_view id) const {
  const Fact* fact = find(id);
  return fact != nullptr && fact->state == Fact::State::known ? std::string_view(fact->value) : std::string_view();
}

Truth holds(const rules::Machines& machines, const Facts& facts, Sentence wanted) {
  return both(both(build_holds(machines, facts, wanted), type_holds(machines, facts, wanted)),
              arch_holds(machines, facts, wanted));
}

Truth holds(const rules::FactCondition& condition, const Facts& facts, Sentence wanted) {
  const Fact* fact = facts.find(condition.fact);
  if (fact == nullptr) {
    return unknown(Doubt::unknown_fact, fmt::format("nothing tells the fact {}", condition.fact));
  }
  switch (fact->state) {
    case Fact::State::unknown:
      return unknown(fact->doubt, fact->why_unknown);
    case Fact::State::absent:
      if (condition.absent_meets) return kYes;
      return no(wanted, [&] { return one_text({in_sentence(*fact), " was not found"}); });
    case Fact::State::known:
      break;
  }
  const hive::Result<bool> met = rules::met(condition.expectation, fact->value);
  if (!met) {
    return unknown(Doubt::unknown_fact, fmt::format("{} is `{}`, which cannot be compared: {}", in_sentence(*fact),
                                                    hive::printable(fact->value), met.error().message));
  }
  if (*met) return kYes;
  return no(wanted, [&] { return one_text({in_sentence(*fact), ": ", hive::printable(fact->value)}); });
}

Truth holds(const rules::Applies& applies, const Facts& facts, Sentence wanted) {
  Truth answer = kYes;
  if (!applies.machines.empty()) {
    answer = holds(applies.machines.front(), facts, wanted);
    for (std::size_t i = 1; i < applies.machines.size() && answer.is != Is::yes; ++i)
      answer = either(std::move(answer), holds(applies.machines[i], facts, wanted));
  }
  for (const rules::FactCondition& condition : applies.facts) {
    if (answer.is == Is::no) break;
    answer = both(std::move(answer), holds(condition, facts, wanted));
  }
  return answer;
}

}  // namespace audit
