#pragma once
// The lines of a .reg text, numbered from 1: CR LF, LF or a lone CR ends one. Private to reg_text.cpp and the files
// beside it.

#include <cstdint>
#include <optional>
#include <string_view>

namespace hive {

class RegLines {
 public:
  explicit RegLines(std::string_view text) : text_(text), rest_(text) {}

  /// The next line; false at the end of the text.
  bool next();
  /// Goes back to a line that was left.
  struct Place {
    std::string_view rest;
    std::string_view whole;
    std::string_view line;
    std::size_t number = 0;
    bool ended = true;
  };
  Place place() const { return {rest_, whole_, line, number_, ended_}; }
  void go_back(const Place& place);

  std::size_t number() const { return number_; }
  std::string_view whole() const { return whole_; }
  /// Whether the line has an end, so that nothing of it can be missing.
  bool ended() const { return ended_; }
  bool at_text_end() const { return rest_.empty(); }
  std::size_t offset() const { return static_cast<std::size_t>(whole_.data() - text_.data()); }

  void skip_blanks();
  bool take(std::string_view word);
  bool at_end_or_comment() const { return line.empty() || line.front() == ';'; }

  std::string_view line;  ///< what is left of the line

 private:
  std::string_view text_;
  std::string_view rest_;
  std::string_view whole_;
  std::size_t number_ = 0;
  bool ended_ = true;
};

std::optional<std::uint32_t> hex_digit(char letter);

}  // namespace hive
