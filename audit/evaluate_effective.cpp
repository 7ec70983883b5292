// Tests that ask the model of effective protocols.

#include <fmt/format.h>

#include <algorithm>

#include "audit/evaluate_parts.h"
#include "audit/one_text.h"

namespace audit {
namespace {

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i) text += (i == 0 ? "" : " or ") + words[i];
  return text;
}

bool wants(const rules::EffectiveCheck& check, CellState state) {
  return std::ranges::find(check.states, name_of(state)) != check.states.end();
}

/// A reason as the rest of a sentence: without its stop, its first letter small unless it begins a name.
std::string as_clause(std::string text) {
  while (text.ends_with('.')) text.pop_back();
  for (const std::string_view word : {"Nothing ", "This ", "The ", "A ", "Taken ", "No "}) {
    if (text.starts_with(word)) text.front() = static_cast<char>(text.front() - 'A' + 'a');
  }
  return text;
}

std::string_view service_name(std::string_view service) {
  if (service == "microsoft-365") return "Microsoft 365";
  if (service == "front-door-dhe") return "Azure Front Door, as long as it takes DHE,";
  return service == "front-door" ? "Azure Front Door" : "Azure Front Door with its older policy";
}

void ask_service(Outcome& outcome, const rules::EffectiveCheck& check, const Cell& cell) {
  if (check.reaches.empty()) return;
  const std::string_view service = service_name(check.reaches);
  outcome.expected += fmt::format(", with a cipher suite that {} accepts", service);
  if (outcome.verdict != Verdict::pass) return;
  if (cell.doubt != Doubt::none) {
    set_undecided(outcome, cell.doubt, outcome.evidence);
    return;
  }
  if (std::ranges::find(cell.unreachable, check.reaches) == cell.unreachable.end()) return;
  outcome.verdict = Verdict::fail;
  outcome.actual += fmt::format("; but {} accepts none of the cipher suites that are left", service);
}

void ask_programs(Outcome& outcome, const rules::EffectiveCheck& check, const Cell& cell) {
  constexpr std::size_t kMaxNamed = 20;
  if (!check.every_program) return;
  outcome.expected += ", for every program";
  if (outcome.verdict != Verdict::pass) return;
  if (!cell.left_out.empty()) {
    outcome.verdict = Verdict::fail;
    outcome.actual += "; but settings of their own take it away from";
    for (std::size_t i = 0; i < cell.left_out.size() && i < kMaxNamed; ++i) {
      outcome.actual += (i == 0 ? " " : ", ") + cell.left_out[i];
    }
    if (cell.left_out.size() > kMaxNamed) {
      outcome.actual += fmt::format(" and {} more", cell.left_out.size() - kMaxNamed);
      add(outcome.cut, {.left_out = cell.left_out.size() - kMaxNamed, .digests = {digest_of(cell.left_out)}});
    }
  } else if (cell.left_out_doubt != Doubt::none) {
    set_undecided(outcome, cell.left_out_doubt, outcome.evidence);
  }
}

/// With a doubt, a rule is decided only when it is the same for every state that may be; else nothing.
std::optional<Verdict> verdict_of(const rules::EffectiveCheck& check, CellState state, Doubt doubt,
                                  const std::vector<CellState>& possible) {
  const auto wanted = [&](CellState it) { return wants(check, it); };
  if (doubt == Doubt::none) return wanted(state) ? Verdict::pass : Verdict::fail;
  if (possible.empty()) return std::nullopt;
  if (std::ranges::all_of(possible, wanted)) return Verdict::pass;
  if (std::ranges::none_of(possible, wanted)) return Verdict::fail;
  return std::nullopt;
}

Outcome check_cell(const rules::EffectiveCheck& check, std::string_view stack, const Cell& cell,
                   const std::string& protocol) {
  Outcome outcome;
  outcome.cell = std::pair(check.stack, protocol);
  outcome.confidence = cell.confidence;
  outcome.expected = one_text({protocol, " in ", stack, ": ", joined(check.states)});
  const std::string clause = as_clause(cell.reason);
  // A state taken by pessimism names itself in its reason.
  outcome.actual = clause.starts_with("taken as ")
                       ? one_text({protocol, " in ", stack, ": ", clause})
                       : one_text({protocol, " in ", stack, ": ", name_of(cell.state), ", because ", clause});
  outcome.evidence.reserve(cell.chain.size());
  for (const Step& step : cell.chain) {
    if (step.seen) outcome.evidence.push_back(step.seen);
  }
  if (cell.otherwise && cell.otherwise->state != cell.state) {
    outcome.actual += fmt::format("; it may also be {}, because nobody documents what Windows makes of what is stored",
                                  name_of(cell.otherwise->state));
  }
  const std::optional<Verdict> worst = verdict_of(check, cell.state, cell.doubt, cell.possible);
  std::optional<Verdict> best = worst;
  if (cell.otherwise) best = verdict_of(check, cell.otherwise->state, cell.otherwise->doubt, cell.otherwise->possible);
  // Odd data is no doubt: the rule wants both readings.
  if (worst == Verdict::fail || best == Verdict::fail) {
    outcome.verdict = Verdict::fail;
  } else if (worst && best) {
    outcome.verdict = Verdict::pass;
  } else {
    set_undecided(outcome, worst ? cell.otherwise->doubt : cell.doubt, outcome.evidence);
  }
  ask_service(outcome, check, cell);
  ask_programs(outcome, check, cell);
  return outcome;
}

}  // namespace

Outcome check_effective(const rules::EffectiveCheck& check, const Judged& judged, const Subject& subject) {
  const auto stack = std::ranges::find(stacks(), check.stack, &Stack::id);
  Outcome outcome;
  const std::string_view title = stack == stacks().end() ? std::string_view(check.stack) : stack->title;
  outcome.expected = fmt::format("{} in {}: {}", check.protocol == "any" ? "any TLS version" : check.protocol, title,
                                 joined(check.states));
  if (stack == stacks().end()) {
    outcome.error_code = "unknown_fact";
    outcome.actual = fmt::format("there is no stack {}", check.stack);
    return outcome;
  }
  if (stack->wow64 && judged.facts.text("os.arch") == "x86") {
    outcome.verdict = Verdict::not_applicable;
    outcome.actual = "32-bit Windows runs no programs of another bitness";
    return outcome;
  }
  const StackRow* row = find_row(judged.effective, stack->per_user ? subject.scope : "HKLM", check.stack);
  if (row == nullptr) {
    outcome.error_code = "unknown_fact";
    outcome.actual = fmt::format("{} is judged per user, and this finding is about no user", title);
    return outcome;
  }
  if (check.protocol != "any") {
    const auto at = std::ranges::find(rules::kProtocols, check.protocol);
    const auto index = static_cast<std::size_t>(at - rules::kProtocols.begin());
    if (index < row->cells.size()) return check_cell(check, title, row->cells[index], check.protocol);
    outcome.error_code = "unknown_fact";
    outcome.actual = fmt::format("there is no protocol {}", check.protocol);
    return outcome;
  }
  std::vector<Outcome> each;
  for (std::size_t i = 0; i < row->cells.size(); ++i) {
    if (!rules::kProtocols[i].starts_with("TLS ")) continue;
    each.push_back(check_cell(check, title, row->cells[i], std::string(rules::kProtocols[i])));
  }
  Outcome any = any_of(std::move(each));
  any.expected = outcome.expected;
  return any;
}

}  // namespace audit
