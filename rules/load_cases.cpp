#include "rules/load_cases.h"

#include <fmt/format.h>

#include <algorithm>

#include "rules/load_parts.h"
#include "rules/text.h"
#include "rules/vocabulary.h"

namespace rules {
namespace {

constexpr std::string_view kSystemForm = "BUILD[.UBR][:client|:server][:x86|:x64|:arm64]";
/// Stands in a .reg text for the text of a row.
constexpr std::string_view kPlace = "{}";

bool all_digits(std::string_view text) {
  return !text.empty() && text.size() < 10 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::vector<std::string> load_givens(const XmlElement& element) {
  std::vector<std::string> givens;
  for (const XmlElement& child : element.children("given")) givens.push_back(load_given(child));
  return givens;
}

/// value=, absent= or unknown=: exactly one, of a <test> or of a row.
void load_outcome(const XmlElement& element, FactCase& loaded) {
  const bool absent = load_flag(element, "absent");
  const bool unknown = load_flag(element, "unknown");
  loaded.value = element.get("value");
  loaded.outcome = absent ? FactCase::Outcome::absent : unknown ? FactCase::Outcome::unknown : FactCase::Outcome::known;
  const int said = (element.has("value") ? 1 : 0) + (element.has("absent") ? 1 : 0) + (element.has("unknown") ? 1 : 0);
  if (said != 1) {
    element.fault(
        fmt::format("<{}> says exactly one of value=\"...\", absent=\"true\" and unknown=\"true\"", element.name()));
  }
}

/// Every {} replaced.
std::string filled(std::string_view given, std::string_view text) {
  std::string out;
  for (std::size_t at = given.find(kPlace); at != std::string_view::npos; at = given.find(kPlace)) {
    out.append(given.substr(0, at)).append(text);
    given.remove_prefix(at + kPlace.size());
  }
  return out.append(given);
}

void load_os(const XmlElement& element, std::string& os) {
  if (!element.has("os")) return;
  os = element.get("os");
  if (!is_os(os)) element.fault_at("os", fmt::format("\"{}\" is no system: {}", os, kSystemForm));
}

void load_rows(const XmlElement& test, const FactCase& shared, const std::vector<std::string>& givens,
               std::vector<FactCase>& cases) {
  for (const XmlElement& row : test.children("with")) {
    row.check({.optional = {"os", "text", "value", "absent", "unknown"}});
    FactCase loaded = shared;
    load_os(row, loaded.os);
    load_outcome(row, loaded);
    loaded.line = row.line();
    const std::string text = row.get("text");
    loaded.name = fmt::format("{}: {}", shared.name, row.has("text") ? text : loaded.os);
    if (!row.has("os") && !row.has("text")) row.fault("a row of a test has an os, a text or both");
    for (const std::string& given : givens) {
      if (row.has("text") != (given.find(kPlace) != std::string::npos)) {
        row.fault("rows have a text exactly where every <given> of their test has a {} for it");
      }
      loaded.given = filled(given, text);
      cases.push_back(loaded);
    }
  }
}

void load_fact_case(const XmlElement& test, const std::string& fact, std::vector<FactCase>& cases) {
  static const Shape kShape = {.required = {"name"},
                               .optional = {"os", "value", "absent", "unknown"},
                               .children = {{{"given"}, 1, kMany}, {{"with"}, 0, kMany}}};
  test.check(kShape);
  FactCase loaded;
  loaded.name = collapsed(test.get("name"));
  loaded.fact = fact;
  loaded.file = test.file();
  loaded.line = test.line();
  load_os(test, loaded.os);
  const std::vector<std::string> givens = load_givens(test);
  if (!test.children("with").empty()) {
    for (const std::string_view attribute : {"value", "absent", "unknown"}) {
      if (test.has(attribute)) test.fault_at(attribute, "in a test with <with> each row says what is expected");
    }
    load_rows(test, loaded, givens, cases);
    return;
  }
  load_outcome(test, loaded);
  for (const std::string& given : givens) {
    loaded.given = given;
    cases.push_back(loaded);
  }
}

/// With each="A B" every word in the place of {} in every given.
std::vector<std::string> load_filled_givens(const XmlElement& element) {
  std::vector<std::string> givens = load_givens(element);
  if (givens.empty()) givens.emplace_back();
  std::vector<std::string> words;
  if (element.has("each")) words = load_words(element, "each");
  std::vector<std::string> filled_givens;
  for (const std::string& given : givens) {
    if (element.has("each") != (given.find(kPlace) != std::string::npos)) {
      element.fault("there are words for {} exactly where every <given> has a {} for them");
    }
    if (!element.has("each")) {
      filled_givens.push_back(given);
      continue;
    }
    for (const std::string& word : words) filled_givens.push_back(filled(given, word));
  }
  return filled_givens;
}

/// Protocols with commas between them.
void load_states(const XmlElement& element, std::string_view state, DefaultCase& loaded) {
  if (!element.has(state)) return;
  for (const std::string& item : split(element.get(state), ',')) {
    const std::string name = collapsed(item);
    const auto found = std::find(kProtocols.begin(), kProtocols.end(), name);
    if (found == kProtocols.end()) {
      element.fault_at(
          state, fmt::format("\"{}\" is no protocol; known: {}", name, joined({kProtocols.begin(), kProtocols.end()})));
      continue;
    }
    std::string& cell = loaded.states[static_cast<std::size_t>(found - kProtocols.begin())];
    if (!cell.empty()) element.fault_at(state, fmt::format("{} a second time", name));
    cell = state;
  }
}

}  // namespace

bool is_os(std::string_view text) {
  std::vector<std::string> parts = split(text, ':');
  if (parts.empty()) return false;
  const std::vector<std::string> numbers = split(parts[0], '.');
  if (numbers.empty() || numbers.size() > 2 || !std::all_of(numbers.begin(), numbers.end(), all_digits)) return false;
  std::size_t at = 1;
  if (at < parts.size() && (parts[at] == "client" || parts[at] == "server")) ++at;
  if (at < parts.size() && (parts[at] == "x86" || parts[at] == "x64" || parts[at] == "arm64")) ++at;
  return at == parts.size();
}

std::string load_given(const XmlElement& given) {
  given.check({.has_text = true});
  // Indentation serves the eye of who reads the rule file.
  std::vector<std::string> lines = split(given.raw_text(), '\n');
  for (std::string& line : lines) line.erase(0, std::min(line.find_first_not_of(" \t\r"), line.size()));
  return joined(lines, "\n");
}

std::vector<FactCase> load_fact_cases(const XmlElement& fact) {
  std::vector<FactCase> cases;
  for (const XmlElement& test : fact.children("test")) load_fact_case(test, fact.get("id"), cases);
  return cases;
}

std::vector<DefaultCase> load_expected(const XmlElement& element) {
  static const Shape kShape = {.required = {"os", "stack"},
                               .optional = {"on", "explicit-only", "off", "each"},
                               .children = {{{"given"}, 0, kMany}}};
  element.check(kShape);
  DefaultCase loaded;
  loaded.file = element.file();
  loaded.line = element.line();
  for (const std::string_view state : {"on", "explicit-only", "off"}) load_states(element, state, loaded);
  for (std::string& state : loaded.states) {
    if (state.empty()) state = "unsupported";
  }
  const std::vector<std::string> givens = load_filled_givens(element);
  std::vector<DefaultCase> cases;
  for (const std::string& stack : load_words(element, "stack")) {
    const auto is_stack = [&](std::string_view word) { return word == stack; };
    if (!std::any_of(kMachineStackWords.begin(), kMachineStackWords.end(), is_stack) &&
        !std::any_of(kUserStackWords.begin(), kUserStackWords.end(), is_stack)) {
      element.fault_at("stack", fmt::format("unknown stack \"{}\"", stack));
    }
    for (const std::string& os : load_words(element, "os")) {
      if (!is_os(os)) element.fault_at("os", fmt::format("\"{}\" is no system: {}", os, kSystemForm));
      for (const std::string& given : givens) {
        loaded.stack = stack;
        loaded.os = os;
        loaded.given = given;
        cases.push_back(loaded);
      }
    }
  }
  return cases;
}

}  // namespace rules
