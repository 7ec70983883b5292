#include "tests/audit/mutant_fate.h"

#include <algorithm>
#include <pugixml.hpp>
#include <sstream>
#include <string_view>
#include <utility>

#include "audit/rule_cases.h"
#include "rules/text.h"
#include "tests/audit/mutant_site.h"

namespace hiveaudit_tests {
namespace {

using Kind = RuleMutant::Kind;

std::string text_of(const pugi::xml_document& document) {
  std::ostringstream out;
  document.save(out, "", pugi::format_raw);
  return out.str();
}

void load(pugi::xml_document& document, const std::string& text) {
  document.load_buffer(text.data(), text.size(), pugi::parse_default | pugi::parse_ws_pcdata);
}

void remove_children(pugi::xml_node node, const char* name) {
  while (node.remove_child(name)) {
  }
}

bool has_elements(pugi::xml_node node) {
  const auto children = node.children();
  return std::any_of(children.begin(), children.end(),
                     [](const pugi::xml_node& child) { return child.type() == pugi::node_element; });
}

/// The other rules of a file, and the cases of its other facts: to load them takes longer than all the rest.
void leave_only(pugi::xml_node root, const std::string& id) {
  for (pugi::xml_node child = root.first_child(); child;) {
    const pugi::xml_node next = child.next_sibling();
    if (child.attribute("id").value() != id) {
      if (std::string_view(child.name()) == "rule") root.remove_child(child);
      if (std::string_view(child.name()) == "fact") remove_children(child, "test");
    }
    child = next;
  }
}

void make_wrong(const RuleMutant& mutant, pugi::xml_node node) {
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
}

/// The child of the root in which an element stands.
pugi::xml_node row_of(pugi::xml_node node) {
  while (node.parent().parent().parent()) node = node.parent();
  return node;
}

/// The cases about the same stack on a Windows that the row is about come first.
void sort_by_nearness(std::vector<rules::DefaultCase>& cases, pugi::xml_node row) {
  const std::string_view kind = std::string_view(row.name()) == "cipher-suites" ? "schannel" : row.name();
  std::vector<Builds> ranges;
  for (const pugi::xml_node machines : row.child("applies").children("machines")) {
    Builds range = builds_of(machines.attribute("builds").value());
    // The wrong may be where it ends.
    if (range.low > 0) --range.low;
    if (range.high + 1 > range.high) ++range.high;
    ranges.push_back(range);
  }
  const auto is_near = [&](const rules::DefaultCase& test) {
    const std::uint64_t build = rules::parse_number(test.os.substr(0, test.os.find_first_of(".:"))).value_or(0);
    const auto holds = [build](const Builds& range) { return build >= range.low && build <= range.high; };
    return test.stack.find(kind) != std::string::npos &&
           (ranges.empty() || std::any_of(ranges.begin(), ranges.end(), holds));
  };
  std::stable_partition(cases.begin(), cases.end(), is_near);
}

}  // namespace

MutantTrial::MutantTrial(std::vector<rules::RuleFile> files) {
  for (rules::RuleFile& file : files) {
    pugi::xml_document document;
    load(document, file.text);
    const pugi::xml_node root = document.document_element();
    Part part{root.name(), std::move(file), {}};
    if (part.kind == "facts" || part.kind == "defaults" || part.kind == "sources" || part.kind == "requirements") {
      for (const pugi::xml_node fact : root.children("fact")) remove_children(fact, "test");
      remove_children(root, "expected");
      if (has_elements(root)) part.bare = text_of(document);
    }
    parts_.push_back(std::move(part));
  }
}

std::vector<rules::RuleFile> MutantTrial::nearby(std::size_t file, std::string changed) const {
  std::vector<rules::RuleFile> files;
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    const Part& part = parts_[i];
    const bool proves_it = parts_[file].kind == "defaults" && part.kind == "defaults";
    const std::string& text = i == file ? changed : proves_it ? part.whole.text : part.bare;
    if (!text.empty()) files.push_back({part.whole.name, text});
  }
  return files;
}

std::vector<rules::RuleFile> MutantTrial::everything(std::size_t file, std::string changed) const {
  std::vector<rules::RuleFile> files;
  for (const Part& part : parts_) files.push_back(part.whole);
  files[file].text = std::move(changed);
  return files;
}

Fate MutantTrial::fate_of(const RuleMutant& mutant) const {
  const Part& part = parts_[mutant.file];
  pugi::xml_document document;
  load(document, part.whole.text);
  const pugi::xml_node root = document.document_element();
  const pugi::xml_node node = elements_of(document)[mutant.element];
  const pugi::xml_node row = row_of(node);
  make_wrong(mutant, node);
  const std::string whole = text_of(document);
  leave_only(root, mutant.rule);
  rules::LoadedRules loaded = rules::load_rules(nearby(mutant.file, text_of(document)));
  if (!loaded.faults.empty()) return Fate::refused;
  if (part.kind == "defaults") sort_by_nearness(loaded.set.default_cases, row);
  if (!audit::cases_hold(loaded.set, mutant.rule)) return Fate::caught;
  if (part.kind == "rules") return Fate::survived;
  // Whatever rests on a fact or a default may notice it.
  loaded = rules::load_rules(everything(mutant.file, whole));
  if (!loaded.faults.empty()) return Fate::refused;
  // These have been asked.
  if (part.kind == "defaults") loaded.set.default_cases.clear();
  return audit::cases_hold(loaded.set, mutant.rule) ? Fate::survived : Fate::caught;
}

}  // namespace hiveaudit_tests
