#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "rules/load_files.h"
#include "rules/load_parts.h"
#include "rules/text.h"
#include "rules/vocabulary.h"

namespace rules {
namespace {

/// .rest, ODD-03: capitals, a dash, then letters and digits.
bool is_requirement_id(std::string_view text) {
  const auto is_upper = [](char c) { return c >= 'A' && c <= 'Z'; };
  const auto is_tail = [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-';
  };
  const std::size_t dash = text.find('-');
  if (dash == 0 || dash == std::string_view::npos || dash + 1 == text.size()) return false;
  const std::string_view family = text.substr(0, dash);
  const std::string_view row = text.substr(dash + 1);
  return std::all_of(family.begin(), family.end(), is_upper) && std::all_of(row.begin(), row.end(), is_tail);
}

Decidable decidable_of(std::string_view word) {
  if (word == "hive") return Decidable::hive;
  return word == "file" ? Decidable::file : Decidable::no;
}

std::string load_sentence(const XmlElement& element, std::string_view name) {
  const auto child = element.child(name);
  if (!child) return {};
  child->check({.has_text = true});
  return child->text();
}

/// A path in which a whole segment may be "*".
hive::RegistryPath load_point_key(const XmlElement& element) {
  auto path = hive::parse_registry_path(element.get("key"));
  if (!path) {
    element.fault_at("key", hive::to_text(path.error()));
    return {};
  }
  for (const std::string& segment : path->segments) {
    if (segment != "*" && segment.find_first_of("*?") != std::string::npos) {
      element.fault_at("key", fmt::format("\"{}\": only a whole segment can be *", segment));
    }
  }
  return *std::move(path);
}

}  // namespace

void load_requirement(const XmlElement& element, RuleSet& set) {
  if (element.name() == "points") return load_points(element, set);
  static const Shape kShape = {.required = {"id", "product", "decidable", "confidence", "sources"},
                               .children = {{{"text"}, 1, 1}, {{"disagreement"}}, {{"instead"}}}};
  element.check(kShape);
  Requirement requirement;
  requirement.id = element.get("id");
  requirement.product = collapsed(element.get("product"));
  requirement.decidable = decidable_of(element.get_word("decidable", kDecidableWords));
  requirement.basis.confidence = load_confidence(element);
  requirement.basis.sources = load_source_ids(element, set);
  requirement.text = load_sentence(element, "text");
  requirement.basis.disagreement = load_sentence(element, "disagreement");
  requirement.instead = load_sentence(element, "instead");
  if (element.has("id") && !is_requirement_id(requirement.id)) {
    element.fault_at("id", fmt::format("\"{}\" is no requirement id such as A-07 or ODD-03", requirement.id));
  }
  if (set.find_requirement(requirement.id) != nullptr) {
    element.fault_at("id", fmt::format("requirement \"{}\" a second time", requirement.id));
  }
  if (requirement.decidable == Decidable::no && requirement.instead.empty()) {
    element.fault("what nothing here can decide needs <instead>: what to check instead");
  }
  if (requirement.decidable != Decidable::no && !requirement.instead.empty()) {
    element.fault("<instead> is for what nothing here can decide");
  }
  set.requirements.push_back(std::move(requirement));
}

void load_points(const XmlElement& element, RuleSet& set) {
  static const Shape kShape = {
      .required = {"group", "source"}, .optional = {"count"}, .children = {{{"point"}, 1, kMany}}};
  static const Shape kPoint = {.required = {"key", "name"}, .optional = {"not-covered"}};
  element.check(kShape);
  PointGroup group;
  group.name = collapsed(element.get("group"));
  group.sources = load_source_ids(element, set, "source");
  if (element.has("count")) group.count = load_number(element, "count");
  for (const XmlElement& child : element.children("point")) {
    child.check(kPoint);
    group.points.push_back({load_point_key(child), child.get("name"), collapsed(child.get("not-covered"))});
  }
  set.point_groups.push_back(std::move(group));
}

std::vector<std::string> load_requirement_ids(const XmlElement& element, const RuleSet& set) {
  std::vector<std::string> ids = load_words(element, "requirements");
  for (const std::string& id : ids) {
    if (set.find_requirement(id) != nullptr) continue;
    std::vector<std::string> known;
    for (const Requirement& each : set.requirements) known.push_back(each.id);
    element.fault_at("requirements", fmt::format("unknown requirement \"{}\"{}", id, did_you_mean(id, known)));
  }
  return ids;
}

}  // namespace rules
