#include "tests/audit/rule_mutants.h"

#include <pugixml.hpp>
#include <string_view>

#include "rules/text.h"
#include "tests/audit/mutant_site.h"
#include "tests/audit/unseen_mutants.h"

namespace hiveaudit_tests {
namespace {

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

/// The states that are as they ought to be, without the first and without the last.
void states(Site& site, const Surroundings& around) {
  const std::vector<std::string> words = rules::split_words(site.get("is"));
  if (words.size() < 2) return;
  for (const std::string& left_out : {words.front(), words.back()}) {
    if (left_out == "unsupported" && is_never_unsupported(site.node(), around)) continue;
    std::vector<std::string> rest = words;
    std::erase(rest, left_out);
    site.set("is", rules::joined(rest, " "));
  }
}

void checks(Site& site, const Surroundings& around) {
  const std::string_view name = site.name();
  if (name == "all" && site.children() > 1) site.rename_element("any");
  if (name == "any" && site.children() > 1) site.rename_element("all");
  if (name == "none") site.rename_element("all");
  if (name == "value" || name == "where" || name == "fact") operators(site);
  if ((name == "value" || name == "fact") && !absence_is_never_asked(site.node(), around)) absence(site, "absent");
  if (name == "each") absence(site, "none");
  if (name == "value" || name == "each" || name == "subkeys" || name == "values") view(site);
  if (name == "effective") {
    site.set("protocol", site.get("protocol") == "TLS 1.2" ? "TLS 1.1" : "TLS 1.2");
    states(site, around);
  }
  if (name == "subkeys" || name == "values") {
    fewer_words(site, "only", '|');
    fewer_words(site, "except", '|');
    if (site.has("like") && !like_lets_all_through(site.node())) site.drop("like");
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

}  // namespace

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

std::vector<RuleMutant> rule_mutants(const std::vector<rules::RuleFile>& files) {
  std::vector<RuleMutant> mutants;
  const Surroundings around = surroundings_of(files);
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
      if (kind == "rules") checks(site, around);
      if (kind == "defaults") default_mutants(site, around.facts);
      if (kind == "facts") facts(site);
    }
  }
  return mutants;
}

}  // namespace hiveaudit_tests
