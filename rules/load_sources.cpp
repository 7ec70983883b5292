#include <fmt/format.h>

#include <algorithm>

#include "rules/load_files.h"
#include "rules/load_parts.h"

namespace rules {
namespace {

bool is_web_address(std::string_view text) {
  const bool scheme = text.starts_with("https://") || text.starts_with("http://");
  return scheme && text.find_first_of(" \t\r\n\"<>") == std::string_view::npos;
}

}  // namespace

void load_source(const XmlElement& element, RuleSet& set) {
  static const Shape kShape = {.required = {"id"}, .optional = {"href"}, .has_text = true};
  element.check(kShape);
  Source source{element.get("id"), element.text(), element.get("href")};
  check_name(element, "id", source.id, ".-");
  if (element.has("href") && !is_web_address(source.href)) {
    element.fault_at("href", fmt::format("\"{}\" is no web address", source.href));
  }
  const bool known =
      std::any_of(set.sources.begin(), set.sources.end(), [&](const Source& s) { return s.id == source.id; });
  if (known) element.fault_at("id", fmt::format("source \"{}\" a second time", source.id));
  set.sources.push_back(std::move(source));
}

}  // namespace rules
