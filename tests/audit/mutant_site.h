#pragma once
// Private to the files that make mutants of rule data: one element and the ways to write it wrong.

#include <fmt/format.h>

#include <cstdint>
#include <map>
#include <pugixml.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/audit/rule_mutants.h"

namespace hiveaudit_tests {

/// Collects the mutants of one element.
class Site {
 public:
  Site(std::vector<RuleMutant>& out, std::size_t file, std::size_t element, pugi::xml_node node, std::string where,
       std::string rule)
      : out_(out), file_(file), element_(element), node_(node), where_(std::move(where)), rule_(std::move(rule)) {}

  std::string get(const char* attribute) const { return node_.attribute(attribute).value(); }
  bool has(const char* attribute) const { return !node_.attribute(attribute).empty(); }
  std::string_view name() const { return node_.name(); }
  pugi::xml_node node() const { return node_; }
  std::string_view parent() const { return node_.parent().name(); }
  std::size_t children() const {
    std::size_t count = 0;
    for (const pugi::xml_node child : node_.children()) count += child.type() == pugi::node_element ? 1 : 0;
    return count;
  }

  void set(const char* attribute, const std::string& to) {
    if (get(attribute) != to) add(RuleMutant::Kind::set, attribute, to, fmt::format("{} -> {}", get(attribute), to));
  }
  void rename(const char* attribute, const char* to) {
    add(RuleMutant::Kind::rename_attribute, attribute, to, fmt::format("-> {}", to));
  }
  void rename_element(const char* to) { add(RuleMutant::Kind::rename_element, "", to, fmt::format("-> <{}>", to)); }
  void drop(const char* attribute) { add(RuleMutant::Kind::remove_attribute, attribute, "", "left out"); }
  void drop_element() { add(RuleMutant::Kind::remove_element, "", "", fmt::format("{} left out", get("id"))); }

 private:
  void add(RuleMutant::Kind kind, const std::string& attribute, const std::string& to, const std::string& how) {
    out_.push_back({file_, element_, attribute, to, kind, rule_,
                    fmt::format("{} <{}>{}{}: {}", where_, name(), attribute.empty() ? "" : " ", attribute, how)});
  }

  std::vector<RuleMutant>& out_;
  std::size_t file_;
  std::size_t element_;
  pugi::xml_node node_;
  std::string where_;
  std::string rule_;
};

/// The elements of a document in order.
std::vector<pugi::xml_node> elements_of(const pugi::xml_document& document);

/// Builds from and to, both included.
struct Builds {
  std::uint64_t low = 0;
  std::uint64_t high = ~std::uint64_t{0};
};
/// "7601", "7601-9200", "22000-", "-5999".
Builds builds_of(std::string_view text);
/// On which builds a fact can be known; a fact that is not in it: on all.
using FactBuilds = std::map<std::string, std::vector<Builds>, std::less<>>;

void off_by_one(Site& site, const char* attribute);
void last_part_off_by_one(Site& site, const char* attribute);
void other_bits(Site& site, const char* attribute);
/// A list without its first and without its last word.
void fewer_words(Site& site, const char* attribute, char separator);
/// The operator of a value or of a condition turned round, and its operand.
void operators(Site& site);
/// Every range that differs by one build at one end.
std::vector<std::string> neighbours(const std::string& builds);
/// Builds, kind and architecture.
void machines(Site& site);

/// An element of a <defaults> file.
void default_mutants(Site& site, const FactBuilds& facts);

}  // namespace hiveaudit_tests
