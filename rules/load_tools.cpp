#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "rules/load_files.h"
#include "rules/load_parts.h"
#include "rules/text.h"
#include "rules/vocabulary.h"

namespace rules {
namespace {

constexpr std::string_view kNothing = "nothing";

/// `NAME=NUMBER NAME=NUMBER`, or `nothing`.
std::vector<ToolCase::Value> load_values(const XmlElement& element) {
  std::vector<ToolCase::Value> values;
  for (const std::string& word : load_words(element, "values")) {
    if (word == kNothing && element.get("values") == kNothing) break;
    const std::size_t sign = word.find('=');
    const auto number = sign == std::string::npos ? std::nullopt : parse_number(word.substr(sign + 1));
    if (sign == 0 || !number || *number > 0xFFFFFFFFU) {
      element.fault_at("values", fmt::format("\"{}\" is not NAME=NUMBER, and not nothing", word));
      continue;
    }
    values.push_back({word.substr(0, sign), static_cast<std::uint32_t>(*number)});
  }
  return values;
}

ToolCase::Verdict verdict_of(std::string_view word) {
  if (word == "good") return ToolCase::Verdict::good;
  return word == "bad" ? ToolCase::Verdict::bad : ToolCase::Verdict::open;
}

ToolCase load_tool_case(const XmlElement& element, const RuleSet& set) {
  static const Shape kShape = {.required = {"values", "says", "verdict"}, .optional = {"reason", "builds"}};
  element.check(kShape);
  ToolCase loaded;
  loaded.values = load_values(element);
  loaded.says = collapsed(element.get("says"));
  loaded.verdict = verdict_of(element.get_word("verdict", kToolVerdictWords));
  loaded.reason = element.get("reason");
  std::vector<std::string> codes;
  for (const ToolReason& reason : set.tool_reasons) codes.push_back(reason.code);
  if (element.has("reason") && std::ranges::find(codes, loaded.reason) == codes.end()) {
    element.fault_at("reason",
                     fmt::format("unknown reason \"{}\"{}", loaded.reason, did_you_mean(loaded.reason, codes)));
  }
  if (element.has("builds")) loaded.machines = load_machines(element);
  return loaded;
}

void load_reason(const XmlElement& element, RuleSet& set) {
  static const Shape kShape = {.required = {"code"}, .has_text = true};
  element.check(kShape);
  ToolReason reason{element.get("code"), element.text()};
  check_name(element, "code", reason.code, "-");
  if (std::ranges::find(set.tool_reasons, reason.code, &ToolReason::code) != set.tool_reasons.end()) {
    element.fault_at("code", fmt::format("reason \"{}\" a second time", reason.code));
  }
  set.tool_reasons.push_back(std::move(reason));
}

void load_judge(const XmlElement& element, RuleSet& set) {
  static const Shape kShape = {.required = {"name", "of", "rules"},
                               .children = {{{"case"}, 1, kMany}, {{"basis"}, 1, 1}}};
  element.check(kShape);
  Tool tool;
  tool.name = collapsed(element.get("name"));
  tool.of = element.get_word("of", kToolSubjectWords);
  tool.rules = load_words(element, "rules");
  std::vector<std::string> ids;
  for (const Rule& rule : set.rules) ids.push_back(rule.id);
  for (const std::string& id : tool.rules) {
    if (std::ranges::find(ids, id) == ids.end()) {
      element.fault_at("rules", fmt::format("unknown rule \"{}\"{}", id, did_you_mean(id, ids)));
    }
  }
  for (const XmlElement& child : element.children("case")) tool.cases.push_back(load_tool_case(child, set));
  tool.basis = load_basis(element, set);
  set.tools.push_back(std::move(tool));
}

}  // namespace

void load_tool(const XmlElement& element, RuleSet& set) {
  if (element.name() == "reason") load_reason(element, set);
  if (element.name() == "tool") load_judge(element, set);
}

}  // namespace rules
