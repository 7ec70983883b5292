#include <fmt/format.h>

#include <deque>
#include <span>

#include "rules/load_files.h"
#include "rules/rule_set.h"
#include "rules/text.h"
#include "rules/xml_element.h"

namespace rules {
namespace {

/// Of one file: rules, facts, sources ... The shipped rulebook has about a hundred rules; looking for ids that are
/// there twice is quadratic.
constexpr std::size_t kMaxElements = 5000;

/// One kind of file, told by its root element. The table's order is the order of loading.
struct FileKind {
  std::string_view root;
  std::vector<std::string_view> elements;
  void (*load)(const XmlElement& element, RuleSet& set);
};

const std::vector<FileKind>& file_kinds() {
  static const std::vector<FileKind> kKinds = {
      {"sources", {"source"}, load_source},
      {"requirements", {"requirement", "points"}, load_requirement},
      {"facts", {"fact"}, load_fact},
      {"rules", {"rule"}, load_rule},
      {"tool-differences", {"reason", "tool"}, load_tool},
      {"defaults", {"schannel", "winhttp", "wininet", "dotnet", "cipher-suites", "expected"}, load_default},
      {"profiles", {"profile"}, load_profile},
  };
  return kKinds;
}

const FileKind* find_kind(std::string_view root) {
  for (const FileKind& kind : file_kinds()) {
    if (kind.root == root) return &kind;
  }
  return nullptr;
}

void check_kind(const XmlElement& root) {
  std::vector<std::string> known;
  for (const FileKind& kind : file_kinds()) known.emplace_back(kind.root);
  root.fault(fmt::format("unknown kind of rule file <{}>{}; known: {}", root.name(), did_you_mean(root.name(), known),
                         joined(known)));
}

/// Namespace and version come first: of another format, nothing else would be worth saying.
bool check_format(const XmlElement& root) {
  if (root.get("xmlns") != kNamespace) {
    root.fault_at("xmlns", fmt::format("the namespace of rule files is xmlns=\"{}\"", kNamespace));
    return false;
  }
  if (root.has("version") && root.get("version") != kVersion) {
    root.fault_at("version", fmt::format("this file is of version \"{}\": this program reads rules of version {}",
                                         root.get("version"), kVersion));
    return false;
  }
  return true;
}

void load_elements(const XmlElement& root, const FileKind& kind, RuleSet& set) {
  std::size_t count = 0;
  for (const XmlElement& element : root.children()) {
    if (++count > kMaxElements) {
      element.fault(fmt::format("more than {} elements in <{}>", kMaxElements, root.name()));
      return;
    }
    kind.load(element, set);
  }
}

}  // namespace

LoadedRules load_rules(const std::vector<RuleFile>& files) {
  LoadedRules loaded;
  FaultList faults(files);
  std::deque<XmlSource> sources;
  std::vector<XmlElement> roots;
  for (std::size_t i = 0; i < files.size(); ++i) {
    if (!sources.emplace_back().parse(files[i], i, faults)) continue;
    const XmlElement root(sources.back(), sources.back().root(), faults);
    if (find_kind(root.name()) == nullptr) {
      check_kind(root);
    } else if (check_format(root)) {
      roots.push_back(root);
    }
  }
  // Without a whole file, what the others refer to cannot be judged.
  loaded.faults = faults.sorted();
  if (!loaded.faults.empty()) return loaded;
  for (const FileKind& kind : file_kinds()) {
    for (const XmlElement& root : roots) {
      if (root.name() != kind.root) continue;
      root.check({.required = {"xmlns", "version"}, .children = {{kind.elements, 1, kMany}}});
      load_elements(root, kind, loaded.set);
    }
  }
  loaded.faults = faults.sorted();
  return loaded;
}

}  // namespace rules
