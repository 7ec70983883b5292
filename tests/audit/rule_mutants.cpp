#include "tests/audit/rule_mutants.h"

#include <fmt/format.h>

#include <array>
#include <pugixml.hpp>
#include <sstream>
#include <string_view>
#include <utility>

#include "audit/rule_cases.h"
#include "rules/text.h"

namespace hiveaudit_tests {
namespace {

using Kind = RuleMutant::Kind;

/// The elements of a document in order, without recursion.
std::vector<pugi::xml_node> elements_of(const pugi::xml_document& document) {
  struct Walker : pugi::xml_tree_walker {
    std::vector<pugi::xml_node> found;
    bool for_each(pugi::xml_node& node) override {
      if (node.type() == pugi::node_element) found.push_back(node);
      return true;
    }
  } walker;
  // A walker needs a document that may be changed; it changes nothing.
  const_cast<pugi::xml_document&>(document).traverse(walker);
  return walker.found;
}

/// Collects the mutants of one element.
class Site {
 public:
  Site(std::vector<RuleMutant>& out, std::size_t file, std::size_t element, pugi::xml_node node, std::string where,
       std::string rule)
      : out_(out), file_(file), element_(element), node_(node), where_(std::move(where)), rule_(std::move(rule)) {}

  std::string get(const char* attribute) const { return node_.attribute(attribute).value(); }
  bool has(const char* attribute) const { return !node_.attribute(attribute).empty(); }
  std::string_view name() const { return node_.name(); }
  std::string_view parent() const { return node_.parent().name(); }
  std::size_t children() const {
    std::size_t count = 0;
    for (const pugi::xml_node child : node_.children()) count += child.type() == pugi::node_element ? 1 : 0;
    return count;
  }

  void set(const char* attribute, const std::string& to) {
    if (get(attribute) != to) add(Kind::set, attribute, to, fmt::format("{} -> {}", get(attribute), to));
  }
  void rename(const char* attribute, const char* to) {
    add(Kind::rename_attribute, attribute, to, fmt::format("-> {}", to));
  }
  void rename_element(const char* to) { add(Kind::rename_element, "", to, fmt::format("-> <{}>", to)); }
  void drop(const char* attribute) { add(Kind::remove_attribute, attribute, "", "left out"); }
  void drop_element() { add(Kind::remove_element, "", "", fmt::format("{} left out", get("id"))); }

 private:
  void add(Kind kind, const std::string& attribute, const std::string& to, const std::string& how) {
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

std::string number_text(std::uint64_t number, const std::string& like) {
  return like.starts_with("0x") || like.starts_with("0X") ? fmt::format("0x{:X}", number) : std::to_string(number);
}

void off_by_one(Site& site, const char* attribute) {
  const std::string text = site.get(attribute);
  const auto number = rules::parse_number(text);
  if (!number) return;
  site.set(attribute, number_text(*number + 1, text));
  if (*number > 0) site.set(attribute, number_text(*number - 1, text));
}

void last_part_off_by_one(Site& site, const char* attribute) {
  const std::string text = site.get(attribute);
  const std::size_t dot = text.rfind('.');
  const std::size_t begin = dot == std::string::npos ? 0 : dot + 1;
  const auto number = rules::parse_number(std::string_view(text).substr(begin));
  if (!number) return;
  site.set(attribute, text.substr(0, begin) + std::to_string(*number + 1));
  if (*number > 0) site.set(attribute, text.substr(0, begin) + std::to_string(*number - 1));
}

void other_bits(Site& site, const char* attribute) {
  const std::string text = site.get(attribute);
  const auto mask = rules::parse_number(text);
  if (!mask) return;
  for (const std::uint64_t bit : {0x08U, 0x20U, 0x80U, 0x200U, 0x800U, 0x2000U}) {
    if ((*mask & bit) != 0 && *mask != bit) site.set(attribute, number_text(*mask & ~bit, text));
  }
  site.set(attribute, number_text((*mask << 1U) & 0xFFFFFFFFU, text));
}

void fewer_words(Site& site, const char* attribute, char separator) {
  const std::vector<std::string> words = rules::split(site.get(attribute), separator);
  if (words.size() < 2) return;
  for (const std::size_t left_out : {std::size_t{0}, words.size() - 1}) {
    std::vector<std::string> rest = words;
    rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(left_out));
    site.set(attribute, rules::joined(rest, std::string(1, separator)));
  }
}

void operators(Site& site) {
  if (site.has("equals")) site.rename("equals", "not-equals");
  if (site.has("not-equals")) site.rename("not-equals", "equals");
  if (site.has("at-least")) site.rename("at-least", "at-most");
  if (site.has("at-most")) site.rename("at-most", "at-least");
  if (site.has("bits-set")) site.rename("bits-set", "bits-clear");
  if (site.has("bits-clear")) site.rename("bits-clear", "bits-set");
  off_by_one(site, "at-least");
  off_by_one(site, "at-most");
  other_bits(site, "bits-set");
  other_bits(site, "bits-clear");
  last_part_off_by_one(site, "version-at-least");
  fewer_words(site, "one-of", '|');
  if (site.has("contains-item")) site.set("contains-item", site.get("contains-item") + "x");
  if (site.has("matches")) site.set("matches", ".");
}

void absence(Site& site, const char* attribute) {
  const std::string word = site.get(attribute);
  if (word == "pass") site.set(attribute, "fail");
  if (word == "fail") site.set(attribute, "pass");
  if (word == "error" || word == "not_applicable") site.set(attribute, "pass");
  if (word == "met") site.drop(attribute);
}

void view(Site& site) {
  if (site.get("view") == "both") site.set("view", "native");
  if (site.get("view") == "wow6432") site.set("view", "native");
}

void builds(Site& site) {
  const std::string text = site.get("builds");
  const std::size_t dash = text.find('-');
  const auto shift = [&](std::string_view part, int by) {
    return std::to_string(*rules::parse_number(part) + static_cast<std::uint64_t>(by));
  };
  const std::string_view low = std::string_view(text).substr(0, dash);
  if (!low.empty()) {
    const std::string rest = dash == std::string::npos ? "" : text.substr(dash);
    site.set("builds", shift(low, 1) + rest);
    site.set("builds", shift(low, -1) + rest);
  }
  if (dash == std::string::npos || dash + 1 == text.size()) return;
  const std::string_view high = std::string_view(text).substr(dash + 1);
  site.set("builds", text.substr(0, dash + 1) + shift(high, 1));
  site.set("builds", text.substr(0, dash + 1) + shift(high, -1));
}

void machines(Site& site) {
  if (site.has("builds")) builds(site);
  if (site.has("type")) site.set("type", site.get("type") == "client" ? "server" : "client");
  if (site.has("arch")) site.set("arch", site.get("arch") == "x86" ? "64" : "x86");
}

void checks(Site& site) {
  const std::string_view name = site.name();
  if (name == "all" && site.children() > 1) site.rename_element("any");
  if (name == "any" && site.children() > 1) site.rename_element("all");
  if (name == "none") site.rename_element("all");
  if (name == "value" || name == "where" || name == "fact") operators(site);
  if (name == "value" || name == "fact") absence(site, "absent");
  if (name == "each") absence(site, "none");
  if (name == "value" || name == "each" || name == "subkeys" || name == "values") view(site);
  if (name == "effective") {
    site.set("protocol", site.get("protocol") == "TLS 1.2" ? "TLS 1.1" : "TLS 1.2");
    fewer_words(site, "is", ' ');
  }
  if (name == "subkeys" || name == "values") {
    fewer_words(site, "only", '|');
    fewer_words(site, "except", '|');
    if (site.has("like")) site.drop("like");
  }
  if (name == "reg-line") site.set("defect", site.get("defect") == "other" ? "quote-missing" : "other");
  if (name == "machines") machines(site);
  if (site.parent() == "applies" && name == "fact") site.drop_element();
}

void defaults(Site& site) {
  const std::string_view name = site.name();
  if (name == "protocol") {
    for (const char* state : {"offered", "supported", "unsupported"}) site.set("state", state);
    if (site.has("explicit")) site.drop("explicit");
    if (site.has("enabled-alone")) site.drop("enabled-alone");
  }
  if (name == "winhttp" || name == "wininet") other_bits(site, "default");
  if (name == "winhttp") other_bits(site, "valid-bits");
  if (name == "wininet" && site.has("removes")) site.drop("removes");
  if (name == "honoured-when") {
    operators(site);
    site.drop_element();
  }
  if (name == "dotnet") {
    for (const char* flag : {"strong-default", "system-default", "reads-strong", "reads-system-default"})
      site.set(flag, site.get(flag) == "yes" ? "no" : "yes");
    other_bits(site, "strong-mask");
    other_bits(site, "weak-mask");
  }
  if (name == "machines") machines(site);
}

void facts(Site& site) {
  const std::string_view name = site.name();
  if (name == "rollup") last_part_off_by_one(site, "min");
  if (name == "ubr") {
    off_by_one(site, "min");
    off_by_one(site, "build");
  }
  if (name == "package" || name == "read") site.drop_element();
  if (name == "package") site.set("kb", site.get("kb") + "0");
  if (name == "map") site.set("to", site.get("to") + "x");
  if (name == "in-system" || name == "machines") machines(site);
}

}  // namespace

std::vector<RuleMutant> rule_mutants(const std::vector<rules::RuleFile>& files) {
  std::vector<RuleMutant> mutants;
  for (std::size_t file = 0; file < files.size(); ++file) {
    pugi::xml_document document;
    if (!document.load_buffer(files[file].text.data(), files[file].text.size())) continue;
    const std::string_view kind = document.document_element().name();
    const std::vector<pugi::xml_node> elements = elements_of(document);
    std::string rule;
    for (std::size_t i = 0; i < elements.size(); ++i) {
      if (std::string_view(elements[i].name()) == "rule") rule = elements[i].attribute("id").value();
      Site site(mutants, file, i, elements[i], files[file].name + (rule.empty() ? "" : " " + rule), rule);
      if (kind == "rules") checks(site);
      if (kind == "defaults") defaults(site);
      if (kind == "facts") facts(site);
    }
  }
  return mutants;
}

Fate fate_of(const RuleMutant& mutant, const std::vector<rules::RuleFile>& files) {
  std::vector<rules::RuleFile> changed = files;
  std::string& text = changed[mutant.file].text;
  pugi::xml_document document;
  document.load_buffer(text.data(), text.size(), pugi::parse_default | pugi::parse_ws_pcdata);
  pugi::xml_node node = elements_of(document)[mutant.element];
  pugi::xml_attribute attribute = node.attribute(mutant.attribute.c_str());
  switch (mutant.kind) {
    case Kind::set:
      attribute.set_value(mutant.to.c_str());
      break;
    case Kind::rename_attribute:
      attribute.set_name(mutant.to.c_str());
      break;
    case Kind::rename_element:
      node.set_name(mutant.to.c_str());
      break;
    case Kind::remove_attribute:
      node.remove_attribute(attribute);
      break;
    case Kind::remove_element:
      node.parent().remove_child(node);
      break;
  }
  std::ostringstream out;
  document.save(out, "", pugi::format_raw);
  text = out.str();
  const rules::LoadedRules loaded = rules::load_rules(changed);
  if (!loaded.faults.empty()) return Fate::refused;
  return audit::cases_hold(loaded.set, mutant.rule) ? Fate::survived : Fate::caught;
}

}  // namespace hiveaudit_tests
