// A rulebook in a folder: rules.txt names the files, one a line, in report order.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "rules/read_rule_file.h"
#include "rules/rule_set.h"
#include "rules/text.h"
#include "rules/xml_source.h"

namespace rules {
namespace {

namespace fs = std::filesystem;
using hive::Error;
using hive::ErrorCode;
using hive::Result;

constexpr const char* kListName = "rules.txt";
/// The shipped rulebook has about twenty.
constexpr std::size_t kMaxRuleFiles = 200;

Error io(std::string message, std::string expected, std::string found, const fs::path& path) {
  return {ErrorCode::io, std::move(message), std::move(expected), std::move(found), {path.string(), {}, {}, {}}};
}

/// A plain name: the list cannot lead out of its folder.
bool is_file_name(std::string_view name) {
  const bool plain = std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
           c == '-';
  });
  return plain && !name.starts_with('.') && name.ends_with(".xml");
}

Result<std::vector<std::string>> read_list(const fs::path& path) {
  const auto text = read_rule_file(path.string());
  if (!text) return text.error();
  std::vector<std::string> names;
  std::size_t number = 0;
  for (const std::string& line : split(*text, '\n')) {
    ++number;
    const std::string name(trimmed(line));
    if (name.empty()) continue;
    const std::string at = fmt::format("line {}", number);
    if (!is_file_name(name)) return io(at + " names no rule file", "a file name such as schannel.xml", name, path);
    const bool known = std::find(names.begin(), names.end(), name) != names.end();
    if (known) return io(at + " names a file a second time", {}, name, path);
    names.push_back(name);
    if (names.size() > kMaxRuleFiles) return io("too many files", fmt::format("at most {}", kMaxRuleFiles), {}, path);
  }
  if (names.empty()) return io("no rule file is named", "a file name a line", {}, path);
  return names;
}

}  // namespace

Result<std::string> read_rule_file(const std::string& path) {
  std::error_code fault;
  const fs::file_status status = fs::status(path, fault);
  if (!fs::exists(status)) return io("no such file", "a text file", {}, path);
  if (!fs::is_regular_file(status)) return io("this is no regular file", "a text file", {}, path);
  std::ifstream stream(path, std::ios::binary);
  if (!stream) return io("the file cannot be opened", {}, {}, path);
  std::string text(kMaxRuleFileBytes + 1, '\0');
  stream.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (stream.bad()) return io("the file cannot be read", {}, {}, path);
  text.resize(static_cast<std::size_t>(stream.gcount()));
  if (text.size() > kMaxRuleFileBytes) {
    Error error = io("the file is too large", fmt::format("at most {} bytes", kMaxRuleFileBytes), {}, path);
    error.code = ErrorCode::limit_exceeded;
    return error;
  }
  return text;
}

Result<std::vector<RuleFile>> read_rule_files(const std::string& folder) {
  const auto names = read_list(fs::path(folder) / kListName);
  if (!names) return names.error();
  std::vector<RuleFile> files;
  for (const std::string& name : *names) {
    auto text = read_rule_file((fs::path(folder) / name).string());
    if (!text) return text.error();
    files.push_back({name, *std::move(text)});
  }
  return files;
}

}  // namespace rules
