#include "audit/html_fix_tabs.h"

#include <fmt/format.h>

#include <charconv>
#include <cstdint>
#include <optional>

#include "audit/safe_text.h"

namespace audit {
namespace {

/// A step taken apart; `refused` says why no language can express it.
struct Step {
  std::string root;  ///< HKLM, HKCU, HKU
  std::string path;  ///< below the root
  std::string name;
  bool removes = false;
  bool is_number = false;
  std::uint64_t number = 0;
  std::string text;
  std::string refused;
};

struct RootNames {
  std::string_view brief;
  std::string_view full;
  std::string_view dotnet;  ///< the field of Microsoft.Win32.Registry
};
constexpr std::array kRoots = {RootNames{"HKLM", "HKEY_LOCAL_MACHINE", "LocalMachine"},
                               RootNames{"HKCU", "HKEY_CURRENT_USER", "CurrentUser"},
                               RootNames{"HKU", "HKEY_USERS", "Users"}};

const RootNames& names_of(const std::string& root) {
  for (const RootNames& names : kRoots)
    if (names.brief == root) return names;
  return kRoots.front();
}

std::optional<std::uint64_t> number_in(std::string_view text) {
  int base = 10;
  if (text.starts_with("0x") || text.starts_with("0X")) {
    text.remove_prefix(2);
    base = 16;
  }
  std::uint64_t number = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number, base);
  if (failed != std::errc{} || end != text.data() + text.size() || text.empty()) return std::nullopt;
  return number;
}

/// The report holds printable text: what was not printable there stands as \u001B, which is another text.
bool is_plain(const std::string& text) {
  if (safe_line(text) != text || text.find('\n') != std::string::npos) return false;
  for (std::size_t at = text.find('\\'); at != std::string::npos; at = text.find('\\', at + 1)) {
    const std::string_view digits = std::string_view(text).substr(at + 1, 5);
    if (digits.size() == 5 && digits[0] == 'u' &&
        digits.find_first_not_of("0123456789ABCDEF", 1) == std::string_view::npos)
      return false;
  }
  return true;
}

Step step_of(const FixRow& row) {
  Step step;
  const std::size_t slash = row.key.find('\\');
  step.root = row.key.substr(0, slash);
  step.path = slash == std::string::npos ? "" : row.key.substr(slash + 1);
  step.name = row.name;
  step.removes = row.type.empty();
  step.text = row.data;
  const auto number = number_in(row.data);
  step.number = number.value_or(0);
  step.is_number = row.type == "REG_DWORD";
  const bool known_root = names_of(step.root).brief == step.root;
  if (!is_plain(row.key) || !is_plain(row.name) || !is_plain(row.data))
    step.refused = "it holds characters that cannot be written here";
  else if (!known_root || step.path.empty())
    step.refused = "the place is not in HKLM, HKCU or HKU";
  else if (step.path.find('*') != std::string::npos)
    step.refused = "the key is a pattern for several keys";
  else if (step.is_number && (!number || *number > UINT32_MAX))
    step.refused = "the data is no 32-bit number";
  else if (!step.removes && !step.is_number && row.type != "REG_SZ")
    step.refused = row.type + " is not written here";
  return step;
}

std::string refusal(std::string_view comment, const FixRow& row, std::string_view reason) {
  return fmt::format("{} Not written: {}\\{}: {}.\n", comment, safe_line(row.key), safe_line(row.name), reason);
}

/// Between quotes `quote`, with `escape` in front of each character of `special`.
std::string quoted(std::string_view text, char quote, std::string_view special, char escape) {
  std::string out(1, quote);
  for (const char c : text) {
    if (special.find(c) != std::string_view::npos) out += escape;
    out += c;
  }
  return out + quote;
}

/// PowerShell and YAML double a single quote. PowerShell also ends a text at the typographic ones.
std::string single_quoted(std::string_view text) { return quoted(text, '\'', "'", '\''); }

bool has_curly_quote(std::string_view text) {
  for (const std::string_view quote : {"\u2018", "\u2019", "\u201A", "\u201B"})
    if (text.find(quote) != std::string_view::npos) return true;
  return false;
}

}  // namespace

std::string fix_as_reg(const std::vector<FixRow>& fix) {
  std::string out = "Windows Registry Editor Version 5.00\n";
  std::string open_key;
  for (const FixRow& row : fix) {
    const Step step = step_of(row);
    if (!step.refused.empty() || step.path.find(']') != std::string::npos) {
      out += refusal(";", row, step.refused.empty() ? "the key has a bracket" : step.refused);
      continue;
    }
    if (row.key != open_key) out += fmt::format("\n[{}\\{}]\n", names_of(step.root).full, step.path);
    open_key = row.key;
    out += step.name.empty() ? "@" : quoted(step.name, '"', "\"\\", '\\');
    out += step.removes     ? std::string("=-\n")
           : step.is_number ? fmt::format("=dword:{:08x}\n", step.number)
                            : fmt::format("={}\n", quoted(step.text, '"', "\"\\", '\\'));
  }
  return out;
}

std::string fix_as_powershell(const std::vector<FixRow>& fix) {
  // .NET's own calls: the cmdlets take a slash in "RC4 128/128" for the next key.
  std::string out;
  for (const FixRow& row : fix) {
    const Step step = step_of(row);
    const bool curly = has_curly_quote(row.key) || has_curly_quote(row.name) || has_curly_quote(row.data);
    if (!step.refused.empty() || curly) {
      out += refusal("#", row, curly ? "it holds a typographic quote" : step.refused);
      continue;
    }
    const RootNames& root = names_of(step.root);
    if (step.removes)
      out += fmt::format(
          "$key = [Microsoft.Win32.Registry]::{}.OpenSubKey({}, $true)\n"
          "if ($key) {{ $key.DeleteValue({}, $false); $key.Close() }}\n",
          root.dotnet, single_quoted(step.path), single_quoted(step.name));
    else
      out += fmt::format("[Microsoft.Win32.Registry]::SetValue({}, {}, {}, '{}')\n",
                         single_quoted(fmt::format("{}\\{}", root.full, step.path)), single_quoted(step.name),
                         step.is_number ? fmt::format("0x{:x}", step.number) : single_quoted(step.text),
                         step.is_number ? "DWord" : "String");
  }
  return out;
}

std::string fix_as_lgpo(const std::vector<FixRow>& fix) {
  std::string out;
  for (const FixRow& row : fix) {
    const Step step = step_of(row);
    const bool special = step.name.empty() || step.name.starts_with('*') || step.name.starts_with(';');
    if (!step.refused.empty() || step.root == "HKU" || special || step.path.starts_with(';')) {
      out += refusal(";", row,
                     !step.refused.empty() ? step.refused
                     : step.root == "HKU"  ? "policies know the computer and the user at work"
                                           : "LGPO takes the name for something else");
      continue;
    }
    if (!out.empty()) out += "\n";
    const std::string action = step.removes     ? std::string("DELETE")
                               : step.is_number ? fmt::format("DWORD:{}", step.number)
                                                : "SZ:" + step.text;
    out += fmt::format("{}\n{}\n{}\n{}\n", step.root == "HKLM" ? "Computer" : "User", step.path, step.name, action);
  }
  return out;
}

std::string fix_as_ansible(const std::vector<FixRow>& fix) {
  std::string out;
  for (const FixRow& row : fix) {
    const Step step = step_of(row);
    if (!step.refused.empty()) {
      out += refusal("#", row, step.refused);
      continue;
    }
    out += fmt::format("- ansible.windows.win_regedit:\n    path: {}\n    name: {}\n",
                       single_quoted(fmt::format("{}:\\{}", step.root, step.path)), single_quoted(step.name));
    if (step.removes)
      out += "    state: absent\n";
    else
      out += fmt::format("    data: {}\n    type: {}\n",
                         step.is_number ? std::to_string(step.number) : single_quoted(step.text),
                         step.is_number ? "dword" : "string");
  }
  return out;
}

}  // namespace audit
