#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <map>

#include "audit/effective_stacks.h"
#include "audit/one_text.h"
#include "hive/hex.h"
#include "hive/utf16.h"

namespace audit {
namespace {

/// Order of the doubts inside one cell; the first that is present counts.
constexpr std::array kCellOrder = {Doubt::unreadable, Doubt::hive_absent, Doubt::unknown_os, Doubt::unknown_fact};

/// How much a state offers, from `unsupported` to `on`.
int rank(CellState state) {
  constexpr std::array kOrder = {CellState::unsupported, CellState::off, CellState::explicit_only};  // and `on`
  return static_cast<int>(std::ranges::find(kOrder, state) - kOrder.begin());
}

std::string_view protocol_name(std::size_t protocol) { return rules::kProtocols[protocol]; }

bool is_off(const Answer& answer) { return answer.state == CellState::off || answer.state == CellState::unsupported; }

std::string hive_name(const hive::RegistryPath& path) {
  if (path.root == hive::Root::hkcu) return "the user's hive";
  return path.segments.empty() ? "the hive" : fmt::format("the {} hive", path.segments.front());
}

std::string capital(std::string text) {
  if (!text.empty() && text.front() >= 'a' && text.front() <= 'z') text.front() = static_cast<char>(text.front() - 32);
  return text;
}

/// What is true when SCHANNEL itself does not offer the protocol to anybody.
void add_client_off(Draft& draft, const Cell& client, std::size_t protocol) {
  if (may_be(client, CellState::unsupported)) {
    draft.may_be({CellState::unsupported, "default",
                  one_text({"This version of Windows cannot speak ", protocol_name(protocol), "."})});
  }
  if (may_be(client, CellState::off)) {
    draft.may_be(
        {CellState::off, client.basis,
         one_text({"SCHANNEL, which does the work, has ", protocol_name(protocol), " turned off for clients."})});
  }
}

}  // namespace

bool may_be(const Cell& cell, CellState state) {
  return std::ranges::find(cell.possible, state) != cell.possible.end();
}

Why stronger(Why left, Why right) {
  for (const Doubt doubt : kCellOrder) {
    if (left.doubt == doubt) return left;
    if (right.doubt == doubt) return right;
  }
  return left;
}

Why why_of(const Cell& cell) {
  if (cell.doubt == Doubt::none) return {};
  std::string text = cell.reason;
  while (text.ends_with('.')) text.pop_back();
  return {cell.doubt, std::move(text)};
}

void Draft::may_be(Answer answer) {
  if (std::ranges::find(answers, answer.state, &Answer::state) == answers.end()) answers.push_back(std::move(answer));
}

void Draft::step(SharedText text, SharedLookup seen) { chain.push_back(Step{std::move(text), std::move(seen)}); }

void Draft::rest_on(const rules::Basis& basis) { confidence = rules::weaker(confidence, basis.confidence); }

Cell finish(Draft draft, std::size_t protocol) {
  assert(!draft.answers.empty());
  Cell cell;
  for (const Answer& answer : draft.answers) cell.possible.push_back(answer.state);
  const auto by_rank = [](const Answer& answer) { return rank(answer.state); };
  const Answer& least = *std::ranges::min_element(draft.answers, {}, by_rank);
  if (std::ranges::all_of(draft.answers, is_off)) {
    const Answer& answer = *std::ranges::max_element(draft.answers, {}, by_rank);
    cell.state = answer.state;
    cell.basis = answer.basis;
    cell.reason = answer.reason;
  } else if (draft.answers.size() == 1) {
    cell.state = least.state;
    cell.basis = least.basis;
    cell.reason = least.reason;
  } else {
    cell.doubt = draft.why.doubt == Doubt::none ? Doubt::unknown_fact : draft.why.doubt;
    cell.basis = least.basis;
    const std::string why = draft.why.text.empty() ? std::string("what decides it is not known") : draft.why.text;
    if (cell.doubt == Doubt::unknown_fact) {
      cell.state = least.state;
      cell.reason =
          fmt::format("Taken as {}, because it depends on something that is not known: {}.", name_of(least.state), why);
    } else {
      cell.state = CellState::unknown;
      cell.reason = fmt::format("{}.", capital(why));
    }
    draft.confidence = rules::Confidence::low;
  }
  draft.step(one_text({protocol_name(protocol), ": ", name_of(cell.state), ". ", cell.reason}));
  cell.chain = std::move(draft.chain);
  cell.confidence = draft.confidence;
  return cell;
}

Why why_unread(const hive::Lookup& seen) {
  const std::string place = hive::printable(hive::to_text(seen.path)) +
                            (seen.value_name ? "\\" + hive::printable(*seen.value_name) : std::string());
  if (seen.hive_absent) {
    return {Doubt::hive_absent, fmt::format("{}, which decides this, is not among the inputs", hive_name(seen.path))};
  }
  if (seen.presence == hive::Presence::ambiguous) {
    return {Doubt::unreadable, fmt::format("{} exists twice, so nobody can tell which one counts", place)};
  }
  return {Doubt::unreadable, fmt::format("{} could not be read: {}", place,
                                         seen.error ? seen.error->message : "the hive is damaged there")};
}

Number read_number(AskedOnce& registry, const hive::RegistryPath& key, const std::string& name,
                   std::optional<std::size_t> user) {
  Number number;
  number.seen = registry.find_value(key, name, user);
  if (number.seen->presence == hive::Presence::absent) {
    number.is = Number::Is::absent;
  } else if (number.seen->presence == hive::Presence::present && number.seen->value->complete) {
    const hive::Result<std::uint32_t> read = hive::read_dword(*number.seen->value);
    number.is = read ? Number::Is::number : Number::Is::wrong_type;
    if (read) number.number = *read;
  } else {
    number.why = why_unread(*number.seen);
  }
  return number;
}

std::string told(const Number& number) {
  const std::string name = hive::printable(number.seen->value_name.value_or(""));
  switch (number.is) {
    case Number::Is::absent:
      return one_text({name, " is not set"});
    case Number::Is::number:
      return one_text({name, " is ", hive::hex_dword(number.number)});
    case Number::Is::wrong_type:
      return fmt::format("{} is no REG_DWORD of 4 bytes but {} with {} bytes", name,
                         hive::name_of(number.seen->value->type), number.seen->value->data.size());
    case Number::Is::unknown:
      break;
  }
  return fmt::format("{} is not known: {}", name, number.why.text);
}

const hive::RegistryPath& key_of(std::string_view text) {
  thread_local std::map<std::string, hive::RegistryPath, std::less<>> kept;
  const auto known = kept.find(text);
  if (known != kept.end()) return known->second;
  auto path = hive::parse_registry_path(text);
  assert(path.has_value());
  return kept.emplace(text, *std::move(path)).first->second;
}

hive::RegistryPath in_view(const hive::RegistryPath& key, bool wow64) { return wow64 ? hive::wow6432_view(key) : key; }

void rest_on_facts(Draft& draft, const std::vector<rules::FactCondition>& conditions, const Facts& facts) {
  for (const rules::FactCondition& condition : conditions) {
    const Fact* fact = facts.find(condition.fact);
    if (fact == nullptr) continue;
    if (fact->state == Fact::State::known) draft.confidence = rules::weaker(draft.confidence, fact->confidence);
    const std::string state = fact->state == Fact::State::known    ? hive::printable(fact->value)
                              : fact->state == Fact::State::absent ? std::string("not found")
                                                                   : "unknown, " + fact->why_unknown;
    draft.step(one_text({fact->title.empty() ? fact->id : fact->title, ": ", fact->likely ? "likely " : "", state}),
               fact->seen);
  }
}

void add_any_mask(std::vector<Mask>& masks, std::uint32_t bits, const std::string& basis, const std::string& origin) {
  masks.push_back({0, basis, origin});
  masks.push_back({bits, basis, origin});
  masks.push_back({bits & ~rules::kClientBits[rules::kSsl20], basis, origin});
}

void offer(Draft& draft, const Machine& machine, const std::vector<Mask>& masks, const Why& why, const Cells& cells,
           std::size_t protocol) {
  const Cell& client = cells[protocol];
  const Cell& ssl20 = cells[rules::kSsl20];
  const std::string_view name = protocol_name(protocol);
  const bool can_ask = may_be(client, CellState::on) || may_be(client, CellState::explicit_only);
  // os.md P3: a program cannot ask for SSL 2.0 and TLS 1.2 at once; which of them is left is not documented.
  const bool beside_ssl20 =
      protocol > rules::kTls10 && can_ask && (may_be(ssl20, CellState::on) || may_be(ssl20, CellState::explicit_only));
  const auto asks = [&](const Mask& mask) { return (mask.bits & rules::kClientBits[protocol]) != 0; };
  const auto loses = [&](const Mask& mask) {
    return beside_ssl20 && asks(mask) && (mask.bits & rules::kClientBits[rules::kSsl20]) != 0 && !machine.at_best();
  };
  std::size_t with = 0;
  for (const Mask& mask : masks) {
    if (!can_ask) {
      with += asks(mask) ? 1 : 0;
    } else if (loses(mask)) {
      draft.may_be({CellState::off, mask.basis,
                    fmt::format("{} includes SSL 2.0 too, and a program cannot be given both; {} is taken as lost.",
                                mask.origin, name)});
    } else if (asks(mask)) {
      ++with;
      draft.may_be({CellState::on, mask.basis, one_text({mask.origin, " includes ", name, "."})});
    } else {
      draft.may_be({CellState::off, mask.basis,
                    fmt::format("{} leaves {} out; only a program that asks for it by itself can still get it.",
                                mask.origin, name)});
    }
  }
  add_client_off(draft, client, protocol);
  if (with < masks.size()) draft.doubt(why);
  draft.doubt(why_of(client));
}

void offer_system_default(Draft& draft, const std::string& origin, const std::string& basis, const Cell& client,
                          std::size_t protocol) {
  const std::string_view name = protocol_name(protocol);
  if (may_be(client, CellState::on)) {
    draft.may_be({CellState::on, basis, one_text({origin, " follows SCHANNEL, which offers ", name, "."})});
  }
  if (may_be(client, CellState::explicit_only)) {
    draft.may_be({CellState::off, client.basis,
                  fmt::format("{} follows SCHANNEL, which offers {} only to programs that ask for it.", origin, name)});
  }
  add_client_off(draft, client, protocol);
  draft.doubt(why_of(client));
}

void rest_on_client(Draft& draft, const Machine& machine, const Cells& client, std::size_t protocol) {
  std::vector<Step>& steps = machine.pass.client_steps.at(protocol);
  if (steps.empty()) {
    for (const Step& step : client[protocol].chain) {
      steps.push_back({one_text({"SCHANNEL client: ", step.text}), step.seen});
    }
  }
  draft.chain.reserve(draft.chain.size() + steps.size() + 2);
  draft.chain.insert(draft.chain.end(), steps.begin(), steps.end());
  draft.confidence = rules::weaker(draft.confidence, client[protocol].confidence);
}

}  // namespace audit
