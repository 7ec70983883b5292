// Changes as a list of tasks for the module ansible.windows.win_regedit. Texts are scalars between quotes, so that YAML
// takes none of them for a number or a word of its own; what Ansible would take for a template is marked !unsafe.

#include <fmt/format.h>

#include <algorithm>

#include "audit/fix_formats.h"
#include "hive/plain_text.h"
#include "hive/utf16.h"

namespace audit {
namespace {

constexpr std::string_view kMark = "#";
/// Where the module loads a hive that is named with `hive`.
constexpr std::string_view kLoadedRoot = "HKLM:\\ANSIBLE";

bool looks_like_template(std::string_view text) {
  return text.find("{{") != std::string_view::npos || text.find("{%") != std::string_view::npos ||
         text.find("{#") != std::string_view::npos;
}

/// Between single quotes as it is, else between double quotes with escapes.
std::string scalar(std::string_view text) {
  std::string out = looks_like_template(text) ? "!unsafe " : "";
  if (hive::is_plain_text(text)) {
    out += '\'';
    for (const char letter : text) out += letter == '\'' ? std::string("''") : std::string(1, letter);
    return out + "'";
  }
  out += '"';
  const std::u16string units = hive::utf16_from_utf8(text);
  for (std::size_t i = 0; i < units.size(); ++i) {
    std::uint32_t point = units[i];
    if (point >= 0xD800 && point < 0xDC00 && i + 1 < units.size()) {
      point = 0x10000U + ((point - 0xD800U) << 10U) + (units[++i] - 0xDC00U);
    }
    if (point == '"' || point == '\\') {
      out += '\\';
      out += static_cast<char>(point);
    } else if (point >= 0x20 && point < 0x7F) {
      out += static_cast<char>(point);
    } else {
      out += point > 0xFFFF ? fmt::format("\\U{:08X}", point) : fmt::format("\\u{:04X}", point);
    }
  }
  return out + '"';
}

struct Said {
  std::string_view type;
  std::string data;
};

std::string said_bytes(const std::vector<std::byte>& bytes) {
  std::string text;
  for (const std::byte byte : bytes) {
    text += fmt::format("{}0x{:02x}", text.empty() ? "" : ", ", std::to_integer<unsigned>(byte));
  }
  return "[" + text + "]";
}

bool has_lone_surrogate(std::string_view text) { return hive::printable(text).find("\\uD") != std::string::npos; }

/// Nothing for data that the module would write differently.
std::optional<Said> said(const RegistryData& data) {
  if (const auto number = number_of(data)) {
    return Said{data.type == hive::ValueType::dword ? "dword" : "qword", fmt::format("0x{:x}", *number)};
  }
  if (const auto text = text_of(data)) {
    if (has_lone_surrogate(*text)) return std::nullopt;
    return Said{data.type == hive::ValueType::sz ? "string" : "expandstring", scalar(*text)};
  }
  if (const auto texts = texts_of(data)) {
    std::string list;
    for (const std::string& text : *texts) {
      if (has_lone_surrogate(text)) return std::nullopt;
      list += (list.empty() ? "" : ", ") + scalar(text);
    }
    return Said{"multistring", "[" + list + "]"};
  }
  if (data.type == hive::ValueType::binary && !data.bytes.empty()) return Said{"binary", said_bytes(data.bytes)};
  return std::nullopt;
}

std::string path_of(const RegistryEdit& edit, const HiveToLoad* hive) {
  if (hive != nullptr) {
    return fmt::format("{}\\{}", kLoadedRoot, hive::join_segments({edit.segments.begin() + 1, edit.segments.end()}));
  }
  const std::string_view root = edit.root == "HKEY_LOCAL_MACHINE" ? "HKLM" : edit.root == "HKEY_USERS" ? "HKU" : "HKCU";
  return fmt::format("{}:\\{}", root, hive::join_segments(edit.segments));
}

void put_edit(FixText& out, const RegistryEdit& edit, const RegistryScript& script) {
  if (const auto fault = fault_of_names(edit)) return put_refusal(out, kMark, edit, *fault);
  if (const auto fault = fault_of_hive(edit, script)) return put_refusal(out, kMark, edit, *fault);
  const bool sets = edit.does == RegistryEdit::Does::set_value;
  const auto data = sets ? said(edit.data) : std::nullopt;
  if (sets && !data) {
    return put_refusal(out, kMark, edit, fmt::format("win_regedit cannot write {}", shown(edit.data)));
  }
  const bool deletes_key = edit.does == RegistryEdit::Does::delete_key;
  const HiveToLoad* hive = hive_of(edit, script);
  out.text += fmt::format("- name: {}\n", scalar(told(edit)));
  out.text += "  ansible.windows.win_regedit:\n";
  if (hive != nullptr) out.text += fmt::format("    hive: {}\n", scalar(script.drive() + "\\" + hive->file));
  out.text += fmt::format("    path: {}\n", scalar(path_of(edit, hive)));
  if (!deletes_key) out.text += fmt::format("    name: {}\n", scalar(edit.name));
  if (sets) out.text += fmt::format("    type: {}\n    data: {}\n", data->type, data->data);
  out.text += fmt::format("    state: {}\n", sets ? "present" : "absent");
  // The module takes away the whole key when no name is given, unless it is told not to.
  if (!sets) out.text += fmt::format("    delete_key: {}\n", deletes_key ? "true" : "false");
}

}  // namespace

FixText write_fix_ansible(const RegistryScript& script) {
  FixText out;
  if (!script.remarks.empty()) out.text = "---\n";
  for (const std::string& remark : script.remarks) put_comment(out.text, kMark, remark);
  for (const RegistryEdit& edit : script.edits) put_edit(out, edit, script);
  if (out.text.find("\n- name: ") == std::string::npos && !out.text.starts_with("- name: ")) out.text += "[]\n";
  return out;
}

}  // namespace audit
