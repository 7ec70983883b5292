#include "audit/coverage.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <utility>

#include "audit/asked_facts.h"
#include "audit/rule_cases.h"
#include "audit/wrap.h"
#include "hive/upcase.h"

namespace audit {
namespace {

/// A value that a rule looks at; without a name: a key.
struct Place {
  hive::RegistryPath key;
  std::string name;
};

bool names_match(const std::string& pattern, const std::string& name) {
  return pattern == "*" || hive::equal_names(pattern, name);
}

bool matches(const rules::DataPoint& point, const Place& place) {
  if (point.key.root != place.key.root || point.key.segments.size() != place.key.segments.size()) return false;
  for (std::size_t i = 0; i < point.key.segments.size(); ++i) {
    // A fact may look through all keys of one level as well.
    if (!names_match(point.key.segments[i], place.key.segments[i]) && place.key.segments[i] != "*") return false;
  }
  return names_match(point.name, place.name);
}

using FactPlaces = std::map<std::string, std::vector<Place>, std::less<>>;

FactPlaces places_of_facts(const rules::RuleSet& set) {
  FactPlaces places;
  for (const rules::FactRule& fact : set.facts) {
    for (const rules::FactPlace& place : fact.places) {
      if (place.file) {
        if (place.file->path.empty()) places[fact.id].push_back({place.file->key, place.file->name});
        continue;
      }
      const hive::RegistryPath key = place.wow6432 ? hive::wow6432_view(place.key) : place.key;
      places[fact.id].push_back({key, place.name});
      if (!place.where_name.empty()) places[fact.id].push_back({key, place.where_name});
    }
  }
  return places;
}

using PlacesOfRules = std::map<std::string, std::vector<Place>>;

PlacesOfRules places_of_rules(const rules::RuleSet& set) {
  PlacesOfRules places;
  const FactPlaces of_facts = places_of_facts(set);
  for (const rules::Rule& rule : set.rules) {
    for (const std::string& id : facts_of(rule, set.facts)) {
      const auto found = of_facts.find(id);
      if (found == of_facts.end()) continue;
      places[rule.id].insert(places[rule.id].end(), found->second.begin(), found->second.end());
    }
  }
  watch_rule_cases(set, [&places](const rules::Rule& rule, const std::vector<Finding>& findings) {
    for (const Finding& finding : findings) {
      for (const SharedLookup& seen : finding.evidence) {
        places[rule.id].push_back({seen->path, seen->value_name.value_or("")});
      }
    }
  });
  return places;
}

GroupCover cover_of(const rules::PointGroup& group, const rules::RuleSet& set, const PlacesOfRules& places) {
  GroupCover cover;
  cover.group = &group;
  for (const rules::DataPoint& point : group.points) {
    PointCover& each = cover.points.emplace_back(PointCover{&point, {}});
    for (const rules::Rule& rule : set.rules) {
      const auto asked = places.find(rule.id);
      if (asked == places.end()) continue;
      if (std::ranges::any_of(asked->second, [&](const Place& place) { return matches(point, place); }))
        each.rules.push_back(rule.id);
    }
    if (!each.rules.empty()) ++cover.covered;
  }
  return cover;
}

constexpr std::size_t kLineWidth = 100;

std::string requirement_line(const RequirementCover& cover) {
  const rules::Requirement& requirement = *cover.requirement;
  if (requirement.decidable == rules::Decidable::no) {
    return "cannot be read offline: " + requirement.instead;
  }
  if (cover.rules.empty()) return "NOT COVERED: " + requirement.text;
  return fmt::format("{}", fmt::join(cover.rules, " "));
}

std::string group_text(const GroupCover& cover) {
  std::string text = fmt::format("{}: {} of {}", cover.group->name, cover.covered, cover.points.size());
  if (cover.group->count != 0) text += fmt::format(" (the source counts {})", cover.group->count);
  text += "\n";
  for (const PointCover& point : cover.points) {
    if (!point.rules.empty()) continue;
    text += fmt::format("  not read: {}\\{}{}\n", hive::to_text(point.point->key), point.point->name,
                        point.point->not_covered.empty() ? "" : ": " + point.point->not_covered);
  }
  return text;
}

}  // namespace

Coverage coverage_of(const rules::RuleSet& set) {
  Coverage coverage;
  for (const rules::Requirement& requirement : set.requirements) {
    RequirementCover& cover = coverage.requirements.emplace_back(RequirementCover{&requirement, {}});
    for (const rules::Rule& rule : set.rules) {
      if (std::ranges::find(rule.requirements, requirement.id) != rule.requirements.end())
        cover.rules.push_back(rule.id);
    }
    if (requirement.decidable == rules::Decidable::no) continue;
    ++coverage.decidable;
    if (!cover.rules.empty()) ++coverage.covered;
  }
  const PlacesOfRules places = places_of_rules(set);
  for (const rules::PointGroup& group : set.point_groups) coverage.groups.push_back(cover_of(group, set, places));
  return coverage;
}

std::string coverage_text(const Coverage& coverage) {
  std::string text = "Requirements, and the rules that check them:\n";
  for (const RequirementCover& cover : coverage.requirements) {
    std::string id = cover.requirement->id;
    for (const std::string& line : wrap(requirement_line(cover), kLineWidth)) {
      text += fmt::format("{:<11} {}\n", id, line);
      id.clear();
    }
  }
  text += "\nValues that a complete tool is expected to read:\n";
  std::size_t points = 0;
  std::size_t read = 0;
  for (const GroupCover& cover : coverage.groups) {
    text += group_text(cover);
    points += cover.points.size();
    read += cover.covered;
  }
  text += fmt::format("\n{} of {} values read\n", read, points);
  return text + fmt::format("{} of {} decidable requirements covered\n", coverage.covered, coverage.decidable);
}

}  // namespace audit
