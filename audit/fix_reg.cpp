// Changes as a .reg text, version 5.00. Keys that are missing on the way have sections of their own: regedit makes them
// by itself, other programs do not. Comments stand before sections, never inside one, for the same reason.

#include <fmt/format.h>

#include <set>

#include "audit/fix_formats.h"
#include "hive/hex.h"
#include "hive/plain_text.h"

namespace audit {
namespace {

constexpr std::string_view kMark = ";";

std::string escaped(std::string_view text) {
  std::string out;
  for (const char letter : text) {
    if (letter == '\\' || letter == '"') out += '\\';
    out += letter;
  }
  return out;
}

/// Bytes, lines of 25 as regedit breaks them, so that long data stays readable and every reader copes.
std::string hex_text(const RegistryData& data) {
  constexpr std::size_t kBytesOfLine = 25;
  const auto type = static_cast<std::uint32_t>(data.type);
  std::string text = data.type == hive::ValueType::binary ? "hex:" : fmt::format("hex({:x}):", type);
  for (std::size_t i = 0; i < data.bytes.size(); ++i) {
    if (i > 0) text += i % kBytesOfLine == 0 ? ",\\\n  " : ",";
    text += fmt::format("{:02x}", std::to_integer<unsigned>(data.bytes[i]));
  }
  return text;
}

std::string data_text(const RegistryData& data) {
  if (const auto number = number_of(data); number && data.type == hive::ValueType::dword) {
    return fmt::format("dword:{:08x}", *number);
  }
  // What is not plain would depend on the encoding of the file and on how a reader takes line ends.
  if (const auto text = text_of(data); text && data.type == hive::ValueType::sz && hive::is_plain_text(*text)) {
    return fmt::format("\"{}\"", escaped(*text));
  }
  return hex_text(data);
}

/// A bracket inside a key's name that a reader may take for the end of the key.
bool closes_early(const std::string& key) {
  for (std::size_t at = key.find(']'); at != std::string::npos; at = key.find(']', at + 1)) {
    const std::size_t next = key.find_first_not_of(" \t", at + 1);
    if (next == std::string::npos || key[next] == ';' || key[next] == '"' || key[next] == '@') return true;
  }
  return false;
}

std::optional<std::string> fault_of(const RegistryEdit& edit) {
  if (auto fault = fault_of_names(edit)) return fault;
  if (closes_early(key_text(edit))) return "a key whose name ends like a section of a .reg text";
  return std::nullopt;
}

void put_missing_keys(std::string& text, const RegistryEdit& edit, std::set<std::string>& made) {
  RegistryEdit parent = edit;
  for (std::size_t left = edit.missing; left > 1; --left) {
    parent.segments.assign(edit.segments.begin(), edit.segments.end() - static_cast<std::ptrdiff_t>(left - 1));
    if (made.insert(key_text(parent)).second) text += fmt::format("[{}]\n\n", key_text(parent));
  }
}

void put_key(FixText& out, const std::vector<const RegistryEdit*>& edits, std::set<std::string>& made) {
  std::string lines;
  std::string comments;
  std::string keys;
  for (const RegistryEdit* edit : edits) {
    if (const auto fault = fault_of(*edit)) {
      put_refusal(out, kMark, *edit, *fault);
      continue;
    }
    put_comment(comments, kMark, told(*edit));
    if (edit->does == RegistryEdit::Does::delete_key) {
      out.text += fmt::format("{}[-{}]\n\n", comments, key_text(*edit));
      comments.clear();
      continue;
    }
    put_missing_keys(keys, *edit, made);
    const std::string name = edit->name.empty() ? "@" : fmt::format("\"{}\"", escaped(edit->name));
    const bool sets = edit->does == RegistryEdit::Does::set_value;
    lines += fmt::format("{}={}\n", name, sets ? data_text(edit->data) : "-");
  }
  if (!lines.empty()) out.text += fmt::format("{}{}[{}]\n{}\n", keys, comments, key_text(*edits.front()), lines);
}

void put_loading(std::string& text, const RegistryScript& script) {
  if (script.hives.empty()) return;
  for (const HiveToLoad& hive : script.hives) {
    const std::string when = hive.always ? "First" : fmt::format("First, unless {} is logged on", hive.scope);
    const bool known = !hive.file.empty();
    const std::string file = known ? fmt::format("\"{}\\{}\"", script.drive(), hive.file) : "FILE";
    put_comment(text, kMark, fmt::format("{}: reg load \"{}\" {}", when, hive.key(), file));
    if (known) continue;
    put_comment(text, kMark,
                fmt::format("Name the FILE: the result does not say where Windows keeps the hive of {}.", hive.scope));
  }
  for (const HiveToLoad& hive : script.hives) {
    put_comment(text, kMark, fmt::format("Afterwards: reg unload \"{}\"", hive.key()));
  }
  text += '\n';
}

}  // namespace

FixText write_fix_reg(const RegistryScript& script) {
  FixText out;
  out.text = "Windows Registry Editor Version 5.00\n\n";
  for (const std::string& remark : script.remarks) put_comment(out.text, kMark, remark);
  if (!script.remarks.empty()) out.text += '\n';
  put_loading(out.text, script);
  std::set<std::string> made;
  for (const auto& edits : by_key(script.edits)) put_key(out, edits, made);
  return out;
}

}  // namespace audit
