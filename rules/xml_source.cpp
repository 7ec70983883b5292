#include "rules/xml_source.h"

#include <fmt/format.h>

#include <algorithm>

#include "rules/text.h"

namespace rules {
namespace {

constexpr std::string_view kWhiteSpace = " \t\r\n";

/// Offset of the first byte that no XML 1.0 text in UTF-8 has.
std::optional<std::size_t> find_bad_byte(std::string_view text) {
  std::size_t at = 0;
  for (const char32_t point : code_points(text)) {
    const bool control = (point < 0x20 && point != U'\t' && point != U'\n' && point != U'\r') || point == 0x7F;
    const bool surrogate = point >= 0xD800 && point <= 0xDFFF;  // lone, or a byte that is no UTF-8
    if (control || surrogate || point == 0xFFFE || point == 0xFFFF) return at;
    at += point < 0x80 ? 1U : point < 0x800 ? 2U : point < 0x10000 ? 3U : 4U;
  }
  return std::nullopt;
}

bool is_known_reference(std::string_view name) {
  if (name == "lt" || name == "gt" || name == "amp" || name == "quot" || name == "apos") return true;
  if (!name.starts_with('#') || name.size() < 2 || name.size() > 8) return false;
  const bool hex = name[1] == 'x';
  const auto point = parse_number(hex ? fmt::format("0x{}", name.substr(2)) : std::string(name.substr(1)));
  if (!point) return false;
  const bool control = (*point < 0x20 && *point != 9 && *point != 10 && *point != 13) || *point == 0x7F;
  return !control && *point <= 0x10FFFF && (*point < 0xD800 || *point > 0xDFFF);
}

/// Sections whose content is not markup.
struct Section {
  std::string_view begin;
  std::string_view end;
};
constexpr Section kSections[] = {{"<!--", "-->"}, {"<![CDATA[", "]]>"}, {"<?", "?>"}};

/// Where the section that begins at `at` ends; `at` when none begins there.
std::size_t section_end(std::string_view text, std::size_t at) {
  for (const Section& section : kSections) {
    if (!text.substr(at).starts_with(section.begin)) continue;
    const std::size_t end = text.find(section.end, at + section.begin.size());
    return end == std::string_view::npos ? text.size() : end + section.end.size();
  }
  return at;
}

/// pugixml leaves an unknown entity in the text as it is written.
void check_references(std::string_view text, std::size_t file, FaultList& faults) {
  for (std::size_t at = text.find_first_of("<&"); at != std::string_view::npos; at = text.find_first_of("<&", at)) {
    if (const std::size_t end = section_end(text, at); end != at) {
      at = end;
      continue;
    }
    if (text[at] == '&') {
      const std::string_view name = text.substr(at + 1, std::min(text.find(';', at), text.size()) - at - 1);
      if (!is_known_reference(name)) {
        faults.add(file, at, "only &lt; &gt; &amp; &quot; &apos; and characters by number can be referred to");
      }
    }
    ++at;
  }
}

}  // namespace

std::size_t offset_of(pugi::xml_node node) {
  const std::ptrdiff_t offset = node.offset_debug();
  return offset < 0 ? 0 : static_cast<std::size_t>(offset);
}

std::optional<AttributePlace> find_attribute(std::string_view text, std::size_t tag, std::string_view name,
                                             std::size_t nth) {
  std::size_t at = text.find_first_of(" \t\r\n/>", tag);
  while (true) {
    at = text.find_first_not_of(kWhiteSpace, at);
    if (at == std::string_view::npos || text[at] == '/' || text[at] == '>' || text[at] == '?') return std::nullopt;
    const std::size_t equals = text.find('=', at);
    if (equals == std::string_view::npos) return std::nullopt;
    const std::size_t quote = text.find_first_of("\"'", equals);
    if (quote == std::string_view::npos) return std::nullopt;
    if (trimmed(text.substr(at, equals - at)) == name && nth-- == 0) return AttributePlace{at, quote + 1};
    const std::size_t end = text.find(text[quote], quote + 1);
    if (end == std::string_view::npos) return std::nullopt;
    at = end + 1;
  }
}

bool XmlSource::parse(const RuleFile& file, std::size_t index, FaultList& faults) {
  file_ = &file;
  index_ = index;
  for (std::size_t at = 0; at < file.text.size(); ++at) {
    if (file.text[at] == '\n') newlines_.push_back(at);
  }
  if (!check_text(faults)) return false;
  // As a fragment, text outside the root is kept, where it can be refused.
  const unsigned int options = pugi::parse_default | pugi::parse_doctype | pugi::parse_fragment;
  const auto result = document_.load_buffer(file.text.data(), file.text.size(), options, pugi::encoding_utf8);
  if (!result) {
    const auto offset = static_cast<std::size_t>(std::max<std::ptrdiff_t>(result.offset, 0));
    faults.add(index, offset, fmt::format("not well-formed XML: {}", result.description()));
    return false;
  }
  if (!find_root(faults)) return false;
  check_references(text(), index_, faults);
  return true;
}

std::size_t XmlSource::line_of(std::size_t offset) const {
  const auto next = std::lower_bound(newlines_.begin(), newlines_.end(), offset);
  return static_cast<std::size_t>(next - newlines_.begin()) + 1;
}

bool XmlSource::check_text(FaultList& faults) const {
  if (text().size() > kMaxRuleFileBytes) {
    faults.add(index_, 0, fmt::format("the file has {} bytes, at most {} are read", text().size(), kMaxRuleFileBytes));
    return false;
  }
  if (const auto bad = find_bad_byte(text())) {
    faults.add(index_, *bad, "a byte that is no UTF-8 text (our files are UTF-8 without control characters)");
    return false;
  }
  return true;
}

bool XmlSource::find_root(FaultList& faults) {
  for (const pugi::xml_node node : document_) {
    if (node.type() == pugi::node_doctype) {
      faults.add(index_, offset_of(node), "a document type (<!DOCTYPE) is not allowed");
      return false;
    }
    if (node.type() == pugi::node_pcdata || node.type() == pugi::node_cdata) {
      faults.add(index_, offset_of(node), "text outside the root element");
      return false;
    }
    if (node.type() != pugi::node_element) continue;
    if (root_) {
      faults.add(index_, offset_of(node), "a second root element");
      return false;
    }
    root_ = node;
  }
  if (!root_) {
    faults.add(index_, 0, "the file has no root element");
    return false;
  }
  return check_depth(faults);
}

bool XmlSource::check_depth(FaultList& faults) const {
  std::size_t depth = 1;
  for (pugi::xml_node node = root_; node;) {
    if (depth > kMaxDepth) {
      faults.add(index_, offset_of(node), fmt::format("elements nest deeper than {} levels", kMaxDepth));
      return false;
    }
    if (node.first_child()) {
      node = node.first_child();
      ++depth;
      continue;
    }
    while (node != root_ && !node.next_sibling()) {
      node = node.parent();
      --depth;
    }
    if (node == root_) break;
    node = node.next_sibling();
  }
  return true;
}

}  // namespace rules
