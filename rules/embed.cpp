// embed OUT.cpp RULES_DIR: writes the C++ source that holds the rulebook (the files that rules.txt names, in its
// order), its schema, and what the files say, packed (rules/pack.h). Runs on the machine that builds. Files with
// faults end the build.
#include <fmt/format.h>

#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "rules/pack.h"
#include "rules/rule_set.h"

namespace {

/// A literal may have 16,380 bytes (Microsoft C++, "String and character literals", "Size of string literals").
constexpr std::size_t kMaxPiece = 15'000;
constexpr std::string_view kDelimiter = "rulebook";
constexpr std::size_t kNumbersPerLine = 32;

int complain(const std::string& text) {
  fmt::print(stderr, "embed: {}\n", text);
  return 1;
}

bool read_file(const std::string& path, std::string& text) {
  std::ifstream stream(path, std::ios::binary);
  if (stream) text.assign(std::istreambuf_iterator<char>(stream), {});
  return stream && !stream.bad();
}

bool is_embeddable(std::string_view text) {
  return text.find_first_of(std::string_view("\r\0", 2)) == std::string_view::npos &&
         text.find(fmt::format("){}", kDelimiter)) == std::string_view::npos;
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

/// text_of({pieces})
std::string as_literals(std::string_view text) {
  std::string out = "text_of({";
  while (!text.empty()) {
    const std::size_t length = piece_length(text);
    out += fmt::format("R\"{0}({1}){0}\",\n", kDelimiter, text.substr(0, length));
    text.remove_prefix(length);
  }
  return out + "})";
}

std::string as_numbers(std::string_view bytes) {
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    out += fmt::format_int(static_cast<unsigned char>(bytes[i])).c_str();
    out += i % kNumbersPerLine == kNumbersPerLine - 1 ? ",\n" : ",";
  }
  return out;
}

/// Audits judge with the rulebook and never prove it.
rules::RuleSet without_cases(rules::RuleSet set) {
  for (rules::Rule& rule : set.rules) rule.cases.clear();
  set.fact_cases.clear();
  set.default_cases.clear();
  return set;
}

constexpr std::string_view kHead = R"(// Written by rules/embed.cpp from the files of rules/.
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "rules/pack.h"
#include "rules/rule_set.h"

namespace rules {
namespace {

std::string text_of(std::initializer_list<std::string_view> pieces) {
  std::string text;
  for (const std::string_view piece : pieces) text += piece;
  return text;
}

)";

std::string source_of(const std::vector<rules::RuleFile>& files, std::string_view schema, const rules::RuleSet& set) {
  std::string out(kHead);
  out += "constexpr unsigned char kPacked[] = {" + as_numbers(rules::pack(without_cases(set))) + "};\n\n}\n\n";
  out += "const std::vector<RuleFile>& embedded_rule_files() {\n  static const std::vector<RuleFile> kFiles = {\n";
  for (const rules::RuleFile& file : files) out += fmt::format("{{\"{}\", {}}},\n", file.name, as_literals(file.text));
  out += "};\n  return kFiles;\n}\n\n";
  out += "LoadedRules load_judging_rules() {\n";
  out += "  return unpack({reinterpret_cast<const char*>(kPacked), sizeof(kPacked)});\n}\n\n";
  out += fmt::format("std::string_view embedded_schema() {{\n  static const std::string kSchema = {};\n",
                     as_literals(schema));
  return out + "  return kSchema;\n}\n\n}\n";
}

/// A file that is the same already is left alone, so that nothing is compiled again.
bool write_file(const std::string& path, const std::string& text) {
  std::string there;
  if (read_file(path, there) && there == text) return true;
  std::ofstream stream(path, std::ios::binary);
  stream << text;
  stream.close();
  return !stream.fail();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fputs("usage: embed OUT.cpp RULES_DIR\n", stderr);
    return 2;
  }
  const std::string folder = argv[2];
  const auto files = rules::read_rule_files(folder);
  if (!files) return complain(hive::to_text(files.error()));
  std::string schema;
  if (!read_file(folder + "/rules.xsd", schema)) return complain("cannot read " + folder + "/rules.xsd");
  std::vector<rules::RuleFile> texts = *files;
  texts.push_back({"rules.xsd", schema});
  for (const rules::RuleFile& file : texts) {
    if (!is_embeddable(file.text)) return complain(file.name + " cannot be a raw string literal");
  }
  const rules::LoadedRules loaded = rules::load_rules(*files);
  for (const rules::RuleFault& fault : loaded.faults) complain(rules::to_text(fault));
  if (!loaded.faults.empty()) return 1;
  if (!write_file(argv[1], source_of(*files, schema, loaded.set)))
    return complain(std::string("cannot write ") + argv[1]);
  return 0;
}
