#include <fmt/format.h>

#include <algorithm>

#include "rules/load_cases.h"
#include "rules/load_files.h"
#include "rules/load_parts.h"
#include "rules/text.h"
#include "rules/vocabulary.h"

namespace rules {
namespace {

using Kind = UpdateEvidence::Kind;

bool all_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

void load_map(const XmlElement& element, FactPlace& place) {
  static const Shape kMapShape = {.required = {"from", "to"}};
  for (const XmlElement& child : element.children("map")) {
    child.check(kMapShape);
    const std::string from = child.get("from");
    const std::string to = child.get("to");
    if (from.size() > 2 && from.find('*', 1) < from.size() - 1) {
      child.fault_at("from", "a * stands at the beginning or the end of from, nowhere else");
    }
    if (to.empty() && child.has("to")) child.fault_at("to", "to is empty");
    place.map.emplace_back(from, to);
  }
  place.unmapped_is_absent = !element.get_word("otherwise", kOtherwiseWords).empty();
  if (place.unmapped_is_absent && place.map.empty()) {
    element.fault_at("otherwise", "otherwise needs a <map>: without one every text counts");
  }
}

/// Which of the keys that a `*` matches count, and which of them tells the fact.
void load_choice(const XmlElement& element, FactPlace& place) {
  place.where_name = element.get("where-name");
  place.where_matches = load_pattern(element, "where-matches");
  if (element.has("where-name") != element.has("where-matches")) {
    element.fault("<read> needs where-name and where-matches, both or neither");
  }
  const std::string pick = element.get_word("pick", kPickWords);
  if (!pick.empty()) place.pick = pick == "lowest" ? Pick::lowest : Pick::highest;
  const bool compares = place.as == "number" || place.as == "version";
  if (!has_wildcard(place.key)) {
    for (const std::string_view attribute : {"where-name", "where-matches", "pick"}) {
      if (element.has(attribute)) element.fault_at(attribute, fmt::format("{} needs a * in the key", attribute));
    }
  } else if (compares != element.has("pick")) {
    element.fault(compares ? fmt::format("a {} of several keys needs pick", place.as)
                           : fmt::format("pick compares numbers and versions, not as=\"{}\"", place.as));
  }
}

FactPlace load_place(const XmlElement& element) {
  static const Shape kReadShape = {
      .required = {"key"},
      .optional = {"name", "type", "as", "each-user", "view", "otherwise", "where-name", "where-matches", "pick"},
      .children = {{{"map"}, 0, kMany}}};
  element.check(kReadShape);
  FactPlace place;
  place.key = load_key_pattern(element);
  place.name = element.get("name");
  if (const std::string as = element.get_word("as", kReadAsWords); !as.empty()) place.as = as;
  if (const auto type = load_type(element)) place.type = *type;
  for (const std::string_view attribute : {"name", "type"}) {
    const bool is_key = place.as == "key";
    if (is_key && element.has(attribute)) element.fault_at(attribute, fmt::format("as=\"key\" has no {}", attribute));
    if (!is_key && !element.has(attribute)) element.fault(fmt::format("<read> has no attribute \"{}\"", attribute));
  }
  place.each_user = load_flag(element, "each-user");
  const bool is_user_key = place.key.root == hive::Root::hkcu;
  if (place.each_user && !is_user_key) element.fault_at("each-user", "each-user needs a key below HKCU");
  if (!place.each_user && is_user_key) element.fault_at("key", "a key below HKCU needs each-user=\"true\"");
  if (!element.get_word("view", kOneViewWords).empty()) place.wow6432 = load_view(element, place.key) == View::wow6432;
  load_choice(element, place);
  load_map(element, place);
  return place;
}

FactPlace load_file(const XmlElement& element) {
  static const Shape kFixedShape = {.required = {"path"}};
  static const Shape kValueShape = {.required = {"key", "name"}, .optional = {"append", "view"}};
  const bool is_fixed = element.has("path");
  element.check(is_fixed ? kFixedShape : kValueShape);
  FactPlace place;
  place.as = "version";
  FilePlace& file = place.file.emplace();
  file.path = element.get("path");
  if (is_fixed) {
    check_file_path(element, file.path);
    return place;
  }
  file.key = load_key(element);
  file.name = element.get("name");
  file.append = element.get("append");
  if (element.has("append")) check_file_names(element, "append", file.append);
  if (file.key.root == hive::Root::hkcu) element.fault_at("key", "a file is named by a key below HKLM");
  if (!element.get_word("view", kOneViewWords).empty()) file.wow6432 = load_view(element, file.key) == View::wow6432;
  return place;
}

void load_version(const XmlElement& element, UpdateEvidence& evidence) {
  evidence.min_version = element.get("min");
  if (element.has("min") && !compare_versions(evidence.min_version, evidence.min_version)) {
    element.fault_at("min", fmt::format("\"{}\" is no version: numbers with dots", evidence.min_version));
  }
}

UpdateEvidence load_evidence(const XmlElement& element, const RuleSet& set) {
  UpdateEvidence evidence;
  if (element.name() == "package") {
    element.check({.required = {"kb"}});
    evidence.kind = Kind::package;
    evidence.name = element.get("kb");
    if (element.has("kb") && !all_digits(evidence.name)) {
      element.fault_at("kb", fmt::format("\"{}\" is no KB number: digits alone", evidence.name));
    }
  } else if (element.name() == "rollup") {
    element.check({.required = {"name", "min"}, .optional = {"likely"}});
    evidence.kind = Kind::rollup;
    evidence.name = element.get("name");
    if (evidence.name.empty() && element.has("name")) element.fault_at("name", "name is empty");
    load_version(element, evidence);
  } else if (element.name() == "ubr") {
    element.check({.required = {"build", "min"}, .optional = {"likely"}});
    evidence.kind = Kind::ubr;
    evidence.build = load_number(element, "build");
    evidence.min_ubr = load_number(element, "min");
  } else if (element.name() == "files") {
    element.check({.required = {"facts", "min"}});
    evidence.kind = Kind::files;
    evidence.files = load_words(element, "facts");
    for (const std::string& id : evidence.files) {
      const auto known =
          std::find_if(set.facts.begin(), set.facts.end(), [&](const FactRule& it) { return it.id == id; });
      if (known == set.facts.end() ||
          std::ranges::none_of(known->places, [](const auto& it) { return it.file.has_value(); })) {
        element.fault_at("facts", fmt::format("\"{}\" is no fact about a file that stands before this one", id));
      }
    }
    load_version(element, evidence);
    if (element.has("min") && evidence.min_version.find('.') == std::string::npos) {
      element.fault_at("min", "the version of a file has several numbers");
    }
  } else {
    element.check({.optional = {"builds", "type", "arch"}});
    evidence.kind = Kind::in_system;
    evidence.machines = load_machines(element);
  }
  evidence.likely = load_flag(element, "likely");
  return evidence;
}

Shape fact_shape(bool is_update) {
  ChildShape places = {{"read", "file"}, 1, kMany};
  if (is_update) places.names = {"package", "rollup", "ubr", "in-system", "files"};
  return {.required = {"id", "title"},
          .optional = {"kind", "flag"},
          .children = {{{"applies"}}, std::move(places), {{"basis"}, 1, 1}, {{"test"}, 0, kMany}}};
}

}  // namespace

void load_fact(const XmlElement& element, RuleSet& set) {
  FactRule fact;
  fact.is_update = element.get_word("kind", kFactKindWords) == "update";
  element.check(fact_shape(fact.is_update));
  fact.id = element.get("id");
  fact.title = collapsed(element.get("title"));
  fact.flag_hint = collapsed(element.get("flag"));
  check_name(element, "id", fact.id, ".-");
  if (fact.title.empty() && element.has("title")) element.fault_at("title", "title is empty");
  fact.applies = load_applies(element, set);
  fact.basis = load_basis(element, set);
  for (const XmlElement& child : element.children()) {
    if (child.name() == "applies" || child.name() == "basis" || child.name() == "test") continue;
    if (!fact.is_update && child.name() == "read") fact.places.push_back(load_place(child));
    if (!fact.is_update && child.name() == "file") fact.places.push_back(load_file(child));
    if (fact.is_update && child.name() != "read" && child.name() != "file")
      fact.evidence.push_back(load_evidence(child, set));
  }
  for (FactCase& test : load_fact_cases(element)) set.fact_cases.push_back(std::move(test));
  const bool known =
      std::any_of(set.facts.begin(), set.facts.end(), [&](const FactRule& f) { return f.id == fact.id; });
  if (known) element.fault_at("id", fmt::format("fact \"{}\" a second time", fact.id));
  set.facts.push_back(std::move(fact));
}

}  // namespace rules
