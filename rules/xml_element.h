#pragma once
// One element of a rule file: its attributes, children and text, and where to complain about them. What may stand
// in an element is a Shape, checked in one go before anything is read.

#include <cstddef>
#include <optional>
#include <pugixml.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "rules/fault_list.h"
#include "rules/xml_source.h"

namespace rules {

inline constexpr std::size_t kMany = static_cast<std::size_t>(-1);

/// Children of these names, in any order among themselves, `min` to `max` of them together.
struct ChildShape {
  std::vector<std::string_view> names;
  std::size_t min = 0;
  std::size_t max = 1;
};

struct Shape {
  std::vector<std::string_view> required = {};
  std::vector<std::string_view> optional = {};
  bool has_operator = false;              ///< and any of the operators' attributes
  std::vector<ChildShape> children = {};  ///< in this order
  bool has_text = false;                  ///< text instead of children
};

class XmlElement {
 public:
  XmlElement(const XmlSource& source, pugi::xml_node node, FaultList& faults)
      : source_(&source), node_(node), faults_(&faults) {}

  std::string_view name() const { return node_.name(); }
  /// Unknown, missing and repeated attributes; unknown, missing, misplaced and too many children; stray text.
  void check(const Shape& shape) const;

  bool has(std::string_view attribute) const;
  /// The value as it is; empty when the attribute is missing.
  std::string get(std::string_view attribute) const;
  /// The value when it is one of the words; else a fault (unless it is missing) and an empty text.
  std::string get_word(std::string_view attribute, std::span<const std::string_view> words) const;

  std::vector<XmlElement> children() const;
  std::vector<XmlElement> children(std::string_view name) const;
  std::optional<XmlElement> child(std::string_view name) const;

  /// Text with white space collapsed; a fault when there is none.
  std::string text() const;
  /// Text as it is written.
  std::string raw_text() const;

  const std::string& file() const { return source_->name(); }
  std::size_t line() const;
  TextPosition position() const;
  void fault(std::string message) const;
  /// At the attribute's value; at the element when the attribute is missing.
  void fault_at(std::string_view attribute, std::string message) const;

 private:
  void check_attributes(const Shape& shape) const;
  void check_children(const Shape& shape) const;
  void check_text(const Shape& shape) const;

  const XmlSource* source_;
  pugi::xml_node node_;
  FaultList* faults_;
};

/// `; did you mean "x"?`, or nothing.
std::string did_you_mean(std::string_view word, const std::vector<std::string>& words);

}  // namespace rules
