#pragma once
// Lines for a terminal: indented, wrapped to its width, with colour only on labels that also say it in words.

#include <cstddef>
#include <string>
#include <string_view>

namespace audit {

enum class Colour { none, bold, red, yellow, green, dim };

class TextPage {
 public:
  TextPage(std::size_t width, bool colour);

  void blank();
  /// A line in bold, after an empty one.
  void heading(std::string_view text);
  void text(std::size_t indent, std::string_view text);
  /// `label` in colour and the text behind it, as one paragraph; further lines are indented a little.
  void flow(std::size_t indent, std::string_view label, Colour colour, std::string_view text);
  /// `label` in colour, padded to `label_width`, then the text, wrapped behind the label.
  void item(std::size_t indent, std::string_view label, std::size_t label_width, Colour colour, std::string_view text);
  /// A line as it is; the caller has measured it. Its parts may be painted.
  void raw(std::string_view line);

  std::string painted(std::string_view text, Colour colour) const;
  std::size_t width() const { return width_; }
  std::string take() { return std::move(out_); }

 private:
  std::string out_;
  std::size_t width_;
  bool colour_;
};

/// Padded with spaces to `width` columns; longer text stays.
std::string padded(std::string_view text, std::size_t width);

}  // namespace audit
