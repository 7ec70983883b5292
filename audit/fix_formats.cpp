#include "audit/fix_formats.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "audit/safe_text.h"
#include "hive/upcase.h"
#include "hive/utf16.h"

namespace audit {
namespace {

bool has_control(std::string_view text) {
  return std::ranges::any_of(text,
                             [](char letter) { return static_cast<unsigned char>(letter) < 0x20 || letter == 0x7F; });
}

/// A text that UTF-16 holds and UTF-8 does not, or bytes that are no text.
bool is_broken(std::string_view text) {
  if (hive::whole_utf8_bytes(text) != text.size()) return true;
  const std::u16string units = hive::utf16_from_utf8(text);
  for (std::size_t i = 0; i < units.size(); ++i) {
    const bool high = units[i] >= 0xD800 && units[i] < 0xDC00;
    const bool low = units[i] >= 0xDC00 && units[i] < 0xE000;
    if (low) return true;
    if (!high) continue;
    if (++i == units.size() || units[i] < 0xDC00 || units[i] >= 0xE000) return true;
  }
  return false;
}

}  // namespace

const std::vector<FixFormat>& fix_formats() {
  static const std::vector<FixFormat> table = {
      {"reg", ".reg", "for regedit: UTF-16 with --to FILE, UTF-8 on standard output", write_fix_reg, true, true},
      {"powershell", "PowerShell", "a script for Windows PowerShell 2.0 and later", write_fix_powershell, true, false},
      {"lgpo", "Group Policy (LGPO)", "a text for Microsoft's LGPO.exe (local group policy)", write_fix_lgpo, false,
       false},
      {"ansible", "Ansible", "tasks for ansible.windows.win_regedit", write_fix_ansible, true, false},
  };
  return table;
}

const FixFormat* find_fix_format(std::string_view name) {
  const auto found = std::ranges::find(fix_formats(), name, &FixFormat::name);
  return found == fix_formats().end() ? nullptr : &*found;
}

std::string file_bytes(const FixFormat& format, std::string_view text) {
  if (!format.regedit_file) return std::string(text);
  std::string bytes = "\xFF\xFE";
  const auto put = [&bytes](char16_t unit) {
    bytes += static_cast<char>(unit & 0xFFU);
    bytes += static_cast<char>(unit >> 8U);
  };
  for (const char16_t unit : hive::utf16_from_utf8(text)) {
    if (unit == u'\n') put(u'\r');
    put(unit);
  }
  return bytes;
}

std::optional<std::string> fault_of_names(const RegistryEdit& edit) {
  for (const std::string& segment : edit.segments) {
    if (segment.empty()) return "a key without a name";
    if (has_control(segment)) return "a key with a control character in its name";
    if (is_broken(segment)) return "a key whose name is no valid text";
    if (segment.find('\\') != std::string::npos) return "a key with a backslash in its name";
  }
  if (has_control(edit.name)) return "a value with a control character in its name";
  if (is_broken(edit.name)) return "a value whose name is no valid text";
  return std::nullopt;
}

const HiveToLoad* hive_of(const RegistryEdit& edit, const RegistryScript& script) {
  const std::string_view root = edit.root == "HKEY_LOCAL_MACHINE" ? "HKLM" : "HKU";
  for (const HiveToLoad& hive : script.hives) {
    if (hive.root == root && !edit.segments.empty() && edit.segments.front() == hive.name) return &hive;
  }
  return nullptr;
}

std::optional<std::string> fault_of_hive(const RegistryEdit& edit, const RegistryScript& script) {
  const HiveToLoad* hive = hive_of(edit, script);
  if (hive == nullptr || !hive->file.empty()) return std::nullopt;
  return fmt::format("the result does not say which file is the hive of {}; --format reg leaves it to you to name it",
                     hive->scope);
}

void put_comment(std::string& text, std::string_view mark, std::string_view line) {
  const std::string safe = safe_line(line);
  text += safe.empty() ? std::string(mark) : fmt::format("{} {}", mark, safe);
  text += '\n';
}

void put_refusal(FixText& out, std::string_view mark, const RegistryEdit& edit, std::string_view why) {
  const std::string what = hive::printable(fmt::format("{}\\{}: {}", key_text(edit), edit.name, why));
  put_comment(out.text, mark, "refused: " + what);
  out.refused.push_back(what);
}

std::vector<std::vector<const RegistryEdit*>> by_key(const std::vector<RegistryEdit>& edits) {
  std::vector<std::vector<const RegistryEdit*>> keys;
  std::map<std::u16string, std::size_t> known;
  for (const RegistryEdit& edit : edits) {
    const auto [at, is_new] = known.try_emplace(hive::upcase(hive::utf16_from_utf8(key_text(edit))), keys.size());
    if (is_new) keys.emplace_back();
    keys[at->second].push_back(&edit);
  }
  return keys;
}

std::string told(const RegistryEdit& edit) {
  if (edit.does == RegistryEdit::Does::delete_key) return fmt::format("the key was not there: {}", edit.asked_by);
  return fmt::format("{}: {}", edit.name.empty() ? "(Default)" : edit.name, edit.asked_by);
}

}  // namespace audit
