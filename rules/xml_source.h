#pragma once
// One file of rules, or of waivers, as XML. pugixml is lenient; what an XML parser must refuse and what our files never
// hold (document types, foreign encodings, control characters, unknown entities, deep nesting) is refused here.

#include <cstddef>
#include <optional>
#include <pugixml.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "rules/fault_list.h"
#include "rules/rule_set.h"

namespace rules {

inline constexpr std::string_view kNamespace = "urn:hiveaudit:rules:1";
inline constexpr std::string_view kVersion = "1.0";
/// The whole shipped rulebook is a tenth of it; a larger file is not a rule file.
inline constexpr std::size_t kMaxRuleFileBytes = 4U * 1024 * 1024;
/// rules/rule/check and a few groups; the loader recurses over groups.
inline constexpr std::size_t kMaxDepth = 24;

class XmlSource {
 public:
  /// Parses the file and looks for what pugixml lets pass. False: faults were added and there is no root.
  bool parse(const RuleFile& file, std::size_t index, FaultList& faults);

  pugi::xml_node root() const { return root_; }
  std::size_t index() const { return index_; }
  const std::string& name() const { return file_->name; }
  std::string_view text() const { return file_->text; }
  /// 1-based.
  std::size_t line_of(std::size_t offset) const;

 private:
  bool check_text(FaultList& faults) const;
  bool find_root(FaultList& faults);
  bool check_depth(FaultList& faults) const;

  const RuleFile* file_ = nullptr;
  std::size_t index_ = 0;
  pugi::xml_document document_;
  pugi::xml_node root_;
  std::vector<std::size_t> newlines_;
};

/// Offset of a node's name (or text) in its file.
std::size_t offset_of(pugi::xml_node node);

/// Where an attribute stands: its name and the first character of its value. `nth` counts attributes of that name
/// in the tag from 0; pugixml knows no places of attributes.
struct AttributePlace {
  std::size_t name = 0;
  std::size_t value = 0;
};
std::optional<AttributePlace> find_attribute(std::string_view text, std::size_t tag, std::string_view name,
                                             std::size_t nth = 0);

}  // namespace rules
