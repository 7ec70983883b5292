#include "tests/audit/rule_mutants.h"

#include <pugixml.hpp>
#include <sstream>
#include <string_view>

#include "audit/rule_cases.h"
#include "tests/audit/mutant_site.h"

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
  if (name == "fact" && site.parent() == "applies") {
    operators(site);
    site.drop_element();
  }
}

/// On which builds each fact can be known.
FactBuilds fact_builds(const std::vector<rules::RuleFile>& files) {
  FactBuilds known;
  for (const rules::RuleFile& file : files) {
    pugi::xml_document document;
    if (!document.load_buffer(file.text.data(), file.text.size())) continue;
    for (const pugi::xml_node fact : document.child("facts").children("fact")) {
      for (const pugi::xml_node machines : fact.child("applies").children("machines")) {
        known[fact.attribute("id").value()].push_back(builds_of(machines.attribute("builds").value()));
      }
    }
  }
  return known;
}

}  // namespace

std::vector<RuleMutant> rule_mutants(const std::vector<rules::RuleFile>& files) {
  std::vector<RuleMutant> mutants;
  const FactBuilds known = fact_builds(files);
  for (std::size_t file = 0; file < files.size(); ++file) {
    pugi::xml_document document;
    if (!document.load_buffer(files[file].text.data(), files[file].text.size())) continue;
    const std::string_view kind = document.document_element().name();
    const std::vector<pugi::xml_node> elements = elements_of(document);
    std::string rule;
    for (std::size_t i = 0; i < elements.size(); ++i) {
      const bool is_fact = kind == "facts" && elements[i].parent() == document.document_element();
      if (is_fact || std::string_view(elements[i].name()) == "rule") rule = elements[i].attribute("id").value();
      Site site(mutants, file, i, elements[i], files[file].name + (rule.empty() ? "" : " " + rule), rule);
      if (kind == "rules") checks(site);
      if (kind == "defaults") default_mutants(site, known);
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
  if (!audit::cases_hold(loaded.set, mutant.rule)) return Fate::caught;
  // The cases of a rule hold that rule alone; facts and defaults are what every rule rests on.
  const bool is_of_rule = loaded.set.find_rule(mutant.rule) != nullptr;
  return is_of_rule || mutant.rule.empty() || audit::cases_hold(loaded.set, "") ? Fate::survived : Fate::caught;
}

}  // namespace hiveaudit_tests
