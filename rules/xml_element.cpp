#include "rules/xml_element.h"

#include <fmt/format.h>

#include <algorithm>

#include "rules/nearest.h"
#include "rules/text.h"
#include "rules/vocabulary.h"

namespace rules {
namespace {

/// No element knows half as many; finding the place of each is quadratic in their number.
constexpr std::size_t kMaxAttributes = 50;

std::vector<std::string> strings_of(std::span<const std::string_view> words) { return {words.begin(), words.end()}; }

bool is_text(pugi::xml_node node) { return node.type() == pugi::node_pcdata || node.type() == pugi::node_cdata; }

bool lists(const std::vector<std::string_view>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// Index of the group that a child belongs to; the number of groups when to none.
std::size_t group_of(const Shape& shape, std::string_view name) {
  const auto found = std::find_if(shape.children.begin(), shape.children.end(),
                                  [name](const ChildShape& group) { return lists(group.names, name); });
  return static_cast<std::size_t>(found - shape.children.begin());
}

std::string tags_of(const std::vector<std::string_view>& names) {
  std::vector<std::string> tags;
  for (const std::string_view name : names) tags.push_back(fmt::format("<{}>", name));
  return joined(tags, " or ");
}

}  // namespace

std::string did_you_mean(std::string_view word, const std::vector<std::string>& words) {
  const std::string meant = nearest(word, words);
  return meant.empty() ? std::string() : fmt::format("; did you mean \"{}\"?", meant);
}

void XmlElement::check(const Shape& shape) const {
  check_attributes(shape);
  check_children(shape);
  check_text(shape);
}

void XmlElement::check_attributes(const Shape& shape) const {
  std::vector<std::string> known(shape.required.begin(), shape.required.end());
  known.insert(known.end(), shape.optional.begin(), shape.optional.end());
  if (shape.has_operator) {
    known.insert(known.end(), kOperatorWords.begin(), kOperatorWords.end());
    known.emplace_back(kAnyCase);
  }
  std::vector<std::string_view> seen;
  for (const pugi::xml_attribute attribute : node_.attributes()) {
    if (seen.size() == kMaxAttributes) {
      fault(fmt::format("<{}> has more than {} attributes", name(), kMaxAttributes));
      break;
    }
    const std::string_view word = attribute.name();
    const auto times = static_cast<std::size_t>(std::count(seen.begin(), seen.end(), word));
    const auto place = find_attribute(source_->text(), offset_of(node_), word, times);
    const std::size_t at = place ? place->name : offset_of(node_);
    seen.push_back(word);
    if (times > 0) {
      faults_->add(source_->index(), at, fmt::format("attribute \"{}\" a second time", word));
    } else if (std::find(known.begin(), known.end(), word) == known.end()) {
      faults_->add(source_->index(), at,
                   fmt::format("unknown attribute \"{}\" of <{}>{}", word, name(), did_you_mean(word, known)));
    }
  }
  for (const std::string_view word : shape.required) {
    if (!has(word)) fault(fmt::format("<{}> has no attribute \"{}\"", name(), word));
  }
}

void XmlElement::check_children(const Shape& shape) const {
  std::vector<std::size_t> counts(shape.children.size(), 0);
  std::vector<std::string> known;
  for (const ChildShape& group : shape.children) known.insert(known.end(), group.names.begin(), group.names.end());
  std::size_t furthest = 0;
  bool misplaced = false;
  for (const XmlElement& element : children()) {
    const std::size_t group = group_of(shape, element.name());
    if (group == shape.children.size()) {
      element.fault(
          fmt::format("unknown element <{}> in <{}>{}", element.name(), name(), did_you_mean(element.name(), known)));
      continue;
    }
    if (group < furthest && !misplaced) {
      misplaced = true;  // the first one says it: all that follow would be out of order too
      element.fault(fmt::format("<{}> must stand before {}", element.name(), tags_of(shape.children[furthest].names)));
    }
    furthest = std::max(furthest, group);
    if (++counts[group] == shape.children[group].max + 1 && shape.children[group].max != kMany) {
      element.fault(fmt::format("<{}> holds at most {} {}", name(), shape.children[group].max,
                                tags_of(shape.children[group].names)));
    }
  }
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const ChildShape& group = shape.children[i];
    if (counts[i] >= group.min) continue;
    const std::string least = group.min == 1 ? "no" : fmt::format("{} of {}", counts[i], group.min);
    fault(fmt::format("<{}> has {} {}", name(), least, tags_of(group.names)));
  }
}

void XmlElement::check_text(const Shape& shape) const {
  if (shape.has_text) return;
  for (const pugi::xml_node node : node_.children()) {
    if (!is_text(node) || trimmed(node.value()).empty()) continue;
    faults_->add(source_->index(), offset_of(node), fmt::format("text is not allowed in <{}>", name()));
    return;
  }
}

bool XmlElement::has(std::string_view attribute) const {
  return static_cast<bool>(node_.attribute(std::string(attribute).c_str()));
}

std::string XmlElement::get(std::string_view attribute) const {
  return node_.attribute(std::string(attribute).c_str()).value();
}

std::string XmlElement::get_word(std::string_view attribute, std::span<const std::string_view> words) const {
  const std::string word = get(attribute);
  if (!has(attribute) || std::find(words.begin(), words.end(), word) != words.end()) return word;
  const std::string meant = did_you_mean(word, strings_of(words));
  const std::string hint = meant.empty() ? "; known: " + joined(strings_of(words)) : meant;
  fault_at(attribute, fmt::format("{}: unknown word \"{}\"{}", attribute, word, hint));
  return {};
}

std::vector<XmlElement> XmlElement::children() const {
  std::vector<XmlElement> elements;
  for (const pugi::xml_node node : node_.children()) {
    if (node.type() == pugi::node_element) elements.emplace_back(*source_, node, *faults_);
  }
  return elements;
}

std::vector<XmlElement> XmlElement::children(std::string_view wanted) const {
  std::vector<XmlElement> elements;
  for (const pugi::xml_node node : node_.children()) {
    if (node.type() == pugi::node_element && node.name() == wanted) elements.emplace_back(*source_, node, *faults_);
  }
  return elements;
}

std::optional<XmlElement> XmlElement::child(std::string_view wanted) const {
  for (const pugi::xml_node node : node_.children()) {
    if (node.type() == pugi::node_element && node.name() == wanted) return XmlElement(*source_, node, *faults_);
  }
  return std::nullopt;
}

std::string XmlElement::text() const {
  std::string text = collapsed(raw_text());
  if (text.empty()) fault(fmt::format("<{}> has no text", name()));
  return text;
}

std::string XmlElement::raw_text() const {
  std::string text;
  for (const pugi::xml_node node : node_.children()) {
    if (is_text(node)) text += node.value();
  }
  return text;
}

std::size_t XmlElement::line() const { return source_->line_of(offset_of(node_)); }

TextPosition XmlElement::position() const { return position_of(source_->text(), offset_of(node_)); }

void XmlElement::fault(std::string message) const {
  faults_->add(source_->index(), offset_of(node_), std::move(message));
}

void XmlElement::fault_at(std::string_view attribute, std::string message) const {
  const auto place = find_attribute(source_->text(), offset_of(node_), attribute);
  faults_->add(source_->index(), place ? place->value : offset_of(node_), std::move(message));
}

}  // namespace rules
