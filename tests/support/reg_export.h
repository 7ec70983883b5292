#pragma once
// A hive as regedit would export it: UTF-16LE with a byte order mark, CR LF, keys depth first in the order of the hive.

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <vector>

#include "hive/hive.h"
#include "hive/utf16.h"

namespace hiveaudit_tests {

inline std::string escaped(std::string_view text) {
  std::string out;
  for (const char letter : text) {
    if (letter == '\\' || letter == '"') out += '\\';
    out += letter;
  }
  return out;
}

inline std::string reg_line(const hive::Value& value) {
  std::string out = value.name.empty() ? "@" : "\"" + escaped(value.name) + "\"";
  out += "=";
  if (value.type == hive::ValueType::dword && value.data.size() == 4) {
    return out + fmt::format("dword:{:08x}", hive::read_dword(value).value());
  }
  const auto text = hive::read_string(value);
  const bool plain = value.type == hive::ValueType::sz && text && text->find('\n') == std::string::npos &&
                     (text->size() + 1) * 2 == value.data.size();
  if (plain) return out + "\"" + escaped(*text) + "\"";
  out += value.type == hive::ValueType::binary ? "hex:" : fmt::format("hex({:x}):", static_cast<unsigned>(value.type));
  std::size_t column = out.size();
  for (std::size_t i = 0; i < value.data.size(); ++i) {
    const bool last = i + 1 == value.data.size();
    out += fmt::format("{:02x}{}", std::to_integer<unsigned>(value.data[i]), last ? "" : ",");
    column += 3;
    if (column < 76 || last) continue;
    out += "\\\r\n  ";
    column = 2;
  }
  return out;
}

/// `prefix`: HKEY_LOCAL_MACHINE\SYSTEM and the like. With its byte order mark.
inline std::string reg_export(const hive::Hive& hive, const std::string& prefix) {
  std::string text = "Windows Registry Editor Version 5.00\r\n";
  hive.walk([&](const hive::Key& key, std::span<const std::string> path) {
    text += "\r\n[" + prefix;
    for (const std::string& segment : path) text += "\\" + segment;
    text += "]\r\n";
    for (const hive::Value& value : hive.list_values(key).items) text += reg_line(value) + "\r\n";
    return true;
  });
  text += "\r\n";
  std::string out = "\xFF\xFE";
  for (const char16_t unit : hive::utf16_from_utf8(text)) {
    out += static_cast<char>(unit & 0xFFU);
    out += static_cast<char>(unit >> 8U);
  }
  return out;
}

}  // namespace hiveaudit_tests
