#include "audit/text_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "audit/alerts.h"
#include "audit/wrap.h"

namespace audit {
namespace {

/// Narrower terminals get longer lines rather than one word a line.
constexpr std::size_t kMinWidth = 40;

std::string_view escape_code(Colour colour) {
  switch (colour) {
    case Colour::bold:
      return "\x1B[1m";
    case Colour::red:
      return "\x1B[1;31m";
    case Colour::yellow:
      return "\x1B[33m";
    case Colour::green:
      return "\x1B[32m";
    case Colour::dim:
      return "\x1B[2m";
    case Colour::none:
      break;
  }
  return "";
}

}  // namespace

TextPage::TextPage(std::size_t width, bool colour) : width_(std::max(width, kMinWidth)), colour_(colour) {}

void TextPage::blank() { out_ += '\n'; }

void TextPage::heading(std::string_view text) {
  blank();
  for (const std::string& line : wrap(log_line(text), width_)) out_ += painted(line, Colour::bold) + "\n";
}

void TextPage::text(std::size_t indent, std::string_view text) {
  for (const std::string& line : wrap(log_line(text), width_ - indent)) out_ += std::string(indent, ' ') + line + "\n";
}

void TextPage::flow(std::size_t indent, std::string_view label, Colour colour, std::string_view text) {
  const std::string safe_label = log_line(label);
  const std::size_t margin = indent + 4;
  bool first = true;
  for (const std::string& line : wrap(safe_label + " " + log_line(text), width_ - margin)) {
    // A label that itself had to be wrapped stays unpainted.
    const bool whole = first && line.starts_with(safe_label);
    out_ += std::string(first ? indent : margin, ' ');
    out_ += whole ? painted(safe_label, colour) + line.substr(safe_label.size()) : line;
    out_ += '\n';
    first = false;
  }
}

void TextPage::item(std::size_t indent, std::string_view label, std::size_t label_width, Colour colour,
                    std::string_view text) {
  const std::string safe_label = padded(log_line(label), label_width);
  const std::string margin(indent + display_width(safe_label), ' ');
  out_ += std::string(indent, ' ') + painted(safe_label, colour);
  bool first = true;
  for (const std::string& line : wrap(log_line(text), width_ - std::min(width_, margin.size()))) {
    if (!first) out_ += margin;
    out_ += line + "\n";
    first = false;
  }
}

void TextPage::raw(std::string_view line) {
  out_ += line;
  out_ += '\n';
}

std::string TextPage::painted(std::string_view text, Colour colour) const {
  const std::string_view code = colour_ ? escape_code(colour) : std::string_view();
  return code.empty() ? std::string(text) : fmt::format("{}{}\x1B[0m", code, text);
}

std::string padded(std::string_view text, std::size_t width) {
  std::string out(text);
  const std::size_t used = display_width(text);
  if (used < width) out.append(width - used, ' ');
  return out;
}

}  // namespace audit
