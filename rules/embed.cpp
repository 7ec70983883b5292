// embed OUT.cpp RULES_DIR: writes the C++ source that holds the rulebook (the files that rules.txt names, in its
// order) and its schema. Runs on the machine that builds; needs nothing but the standard library.
#include <algorithm>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

namespace {

/// A literal may have 16,380 bytes (Microsoft C++, "String and character literals", "Size of string literals").
constexpr std::size_t kMaxPiece = 15'000;
constexpr std::string_view kDelimiter = "rulebook";

bool read_file(const std::string& path, std::string& text) {
  std::ifstream stream(path, std::ios::binary);
  if (stream) text.assign(std::istreambuf_iterator<char>(stream), {});
  if (!stream || stream.bad()) {
    std::fprintf(stderr, "embed: cannot read %s\n", path.c_str());
    return false;
  }
  const bool embeddable = text.find_first_of(std::string("\r\0", 2)) == std::string::npos &&
                          text.find(")" + std::string(kDelimiter)) == std::string::npos;
  if (!embeddable) std::fprintf(stderr, "embed: %s cannot be a raw string literal\n", path.c_str());
  return embeddable;
}

std::vector<std::string> file_names(std::string_view list) {
  std::vector<std::string> names;
  while (!list.empty()) {
    const std::size_t end = std::min(list.find('\n'), list.size());
    std::string_view line = list.substr(0, end);
    list.remove_prefix(std::min(end + 1, list.size()));
    while (line.ends_with(' ') || line.ends_with('\t')) line.remove_suffix(1);
    while (line.starts_with(' ') || line.starts_with('\t')) line.remove_prefix(1);
    if (!line.empty()) names.emplace_back(line);
  }
  return names;
}

/// The whole text when it is short; else up to the last line end, or the last character, that fits.
std::size_t piece_length(std::string_view text) {
  if (text.size() <= kMaxPiece) return text.size();
  const std::size_t newline = text.rfind('\n', kMaxPiece - 1);
  if (newline != std::string_view::npos) return newline + 1;
  std::size_t length = kMaxPiece;
  while ((static_cast<unsigned char>(text[length]) & 0xC0U) == 0x80) --length;
  return length;
}

void append_pieces(std::string& out, std::string_view text) {
  out += "{";
  while (!text.empty()) {
    const std::size_t length = piece_length(text);
    out += "R\"" + std::string(kDelimiter) + "(";
    out += text.substr(0, length);
    out += ")" + std::string(kDelimiter) + "\",\n";
    text.remove_prefix(length);
  }
  out += "}";
}

/// The text without what judging does not need: the cases of rules, comments, and white space between elements. Only
/// for files of ours that the loader has accepted; a case holds no other <test> and no comment holds markup.
std::string for_judging(const std::string& text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::string_view rest = std::string_view(text).substr(at);
    const auto skip = [&](std::string_view begin, std::string_view end) {
      if (!rest.starts_with(begin)) return false;
      const std::size_t stop = rest.find(end);
      at = stop == std::string_view::npos ? text.size() : at + stop + end.size();
      return true;
    };
    if (skip("<test ", "</test>") || skip("<!--", "-->")) continue;
    const std::size_t words = rest.find_first_not_of(" \n");
    if (words != 0 && words != std::string_view::npos && rest[words] == '<' && (out.empty() || out.back() == '>')) {
      at += words;
      continue;
    }
    out += text[at++];
  }
  return out;
}

constexpr std::string_view kHead = R"(// Written by rules/embed.cpp from the files of rules/.
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "rules/rule_set.h"

namespace rules {
namespace {

std::string text_of(std::initializer_list<std::string_view> pieces) {
  std::string text;
  for (const std::string_view piece : pieces) text += piece;
  return text;
}

}  // namespace

)";

bool embed(const std::string& folder, std::string& out) {
  std::string text;
  if (!read_file(folder + "/rules.txt", text)) return false;
  out = kHead;
  const std::vector<std::string> names = file_names(text);
  const auto append_files = [&](std::string_view function, bool all) {
    out += "const std::vector<RuleFile>& " + std::string(function) +
           "() {\n  static const std::vector<RuleFile> kFiles = {\n";
    for (const std::string& name : names) {
      // Files of what is expected of defaults hold nothing else.
      if (!all && name.ends_with("_cases.xml")) continue;
      if (!read_file(folder + "/" + name, text)) return false;
      out += "{\"" + name + "\", text_of(";
      append_pieces(out, all ? text : for_judging(text));
      out += ")},\n";
    }
    out += "};\n  return kFiles;\n}\n\n";
    return true;
  };
  if (!append_files("embedded_rule_files", true) || !append_files("embedded_judging_files", false)) return false;
  out += "std::string_view embedded_schema() {\n  static const std::string kSchema = text_of(";
  if (!read_file(folder + "/rules.xsd", text)) return false;
  append_pieces(out, text);
  out += ");\n  return kSchema;\n}\n\n}  // namespace rules\n";
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fputs("usage: embed OUT.cpp RULES_DIR\n", stderr);
    return 2;
  }
  std::string out;
  if (!embed(argv[2], out)) return 1;
  std::ofstream stream(argv[1], std::ios::binary);
  stream << out;
  stream.close();
  if (!stream) {
    std::fprintf(stderr, "embed: cannot write %s\n", argv[1]);
    return 1;
  }
  return 0;
}
