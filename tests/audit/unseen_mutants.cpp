#include "tests/audit/unseen_mutants.h"

#include <algorithm>
#include <string_view>

#include "rules/pattern.h"
#include "rules/text.h"

namespace hiveaudit_tests {
namespace {

std::string_view attribute(pugi::xml_node node, const char* name) { return node.attribute(name).value(); }

bool same(pugi::xml_node left, pugi::xml_node right, const char* name) {
  return rules::same_text(attribute(left, name), attribute(right, name));
}

std::vector<Builds> builds_in(pugi::xml_node applies) {
  std::vector<Builds> ranges;
  for (const pugi::xml_node machines : applies.children("machines")) {
    // A row without builds is about all of them.
    ranges.push_back(machines.attribute("builds").empty() ? Builds{} : builds_of(attribute(machines, "builds")));
  }
  if (ranges.empty()) ranges.push_back({});
  return ranges;
}

pugi::xml_node rule_of(pugi::xml_node node) {
  while (node && std::string_view(node.name()) != "rule") node = node.parent();
  return node;
}

/// In <any> one test of the same value that takes absence for a pass decides, in <all> one that takes it for a fail.
bool another_test_decides(pugi::xml_node value) {
  const std::string_view group = value.parent().name();
  const std::string_view deciding = group == "any" ? "pass" : group == "all" ? "fail" : "";
  if (deciding.empty()) return false;
  for (const pugi::xml_node other : value.parent().children("value")) {
    if (other != value && attribute(other, "absent") == deciding && same(value, other, "key") &&
        same(value, other, "name") && attribute(value, "view") == attribute(other, "view")) {
      return true;
    }
  }
  return false;
}

/// A key counts only when it holds each value that a <where> asks for.
bool where_demands(pugi::xml_node value) {
  if (attribute(value, "key") != ".") return false;
  pugi::xml_node each = value.parent();
  while (each && std::string_view(each.name()) != "each") each = each.parent();
  for (const pugi::xml_node where : each.children("where")) {
    if (same(value, where, "name")) return true;
  }
  return false;
}

/// Windows always has these; without them nothing is known of it, and that is not absence.
bool is_of_every_windows(std::string_view fact) {
  return fact == "os.build" || fact == "os.ubr" || fact == "os.type" || fact == "os.arch";
}

bool fact_is_there(pugi::xml_node fact, const Surroundings& around) {
  const std::string_view id = attribute(fact, "id");
  if (is_of_every_windows(id)) return true;
  const pugi::xml_node applies = rule_of(fact).child("applies");
  for (const pugi::xml_node condition : applies.children("fact")) {
    if (attribute(condition, "id") == id && condition.attribute("absent").empty()) return true;
  }
  const auto update = around.updates.find(id);
  if (update == around.updates.end()) return false;
  const std::vector<Builds> meant = builds_in(applies);
  return std::all_of(meant.begin(), meant.end(), [&](const Builds& range) {
    return std::any_of(update->second.begin(), update->second.end(),
                       [&](const Builds& known) { return range.low >= known.low && range.high <= known.high; });
  });
}

}  // namespace

Surroundings surroundings_of(const std::vector<rules::RuleFile>& files) {
  Surroundings around;
  pugi::xml_node rows = around.defaults.append_child("defaults");
  for (const rules::RuleFile& file : files) {
    pugi::xml_document document;
    if (!document.load_buffer(file.text.data(), file.text.size())) continue;
    for (const pugi::xml_node fact : document.child("facts").children("fact")) {
      const pugi::xml_node applies = fact.child("applies");
      const std::string id(attribute(fact, "id"));
      if (applies.child("machines")) around.facts[id] = builds_in(applies);
      const auto machines = applies.children("machines");
      const bool by_build_alone = !applies.child("fact") && std::none_of(machines.begin(), machines.end(), [](auto it) {
        return it.attribute("type") || it.attribute("arch");
      });
      if (attribute(fact, "kind") == "update" && by_build_alone) around.updates[id] = builds_in(applies);
    }
    for (const pugi::xml_node row : document.child("defaults").children("schannel")) rows.append_copy(row);
  }
  return around;
}

bool absence_is_never_asked(pugi::xml_node test, const Surroundings& around) {
  if (std::string_view(test.name()) == "fact") return fact_is_there(test, around);
  return another_test_decides(test) || where_demands(test);
}

bool like_lets_all_through(pugi::xml_node names) {
  if (names.attribute("except").empty()) return false;
  const auto like = rules::parse_pattern(attribute(names, "like"), rules::LetterCase::ignored);
  if (!like) return false;
  const std::vector<std::string> all = rules::split(attribute(names, "except"), '|');
  return std::all_of(all.begin(), all.end(), [&](const std::string& name) { return like->found_in(name); });
}

bool is_never_unsupported(pugi::xml_node effective, const Surroundings& around) {
  const std::string_view stack = attribute(effective, "stack");
  if (!stack.starts_with("schannel-")) return false;
  const std::string_view role = stack.substr(std::string_view("schannel-").size());
  const std::vector<Builds> meant = builds_in(rule_of(effective).child("applies"));
  for (const pugi::xml_node row : around.defaults.child("defaults").children("schannel")) {
    if (attribute(row, "role") != role && attribute(row, "role") != "both") continue;
    const std::vector<Builds> of_row = builds_in(row.child("applies"));
    const bool overlaps = std::any_of(meant.begin(), meant.end(), [&](const Builds& range) {
      return std::any_of(of_row.begin(), of_row.end(),
                         [&](const Builds& other) { return other.low <= range.high && range.low <= other.high; });
    });
    if (!overlaps) continue;
    const pugi::xml_node protocol =
        row.find_child_by_attribute("protocol", "name", effective.attribute("protocol").value());
    if (!protocol || attribute(protocol, "state") == "unsupported") return false;
  }
  return true;
}

}  // namespace hiveaudit_tests
