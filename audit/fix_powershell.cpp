// Changes as a script for Windows PowerShell. Not through the registry provider and its -LiteralPath: the provider
// takes the slash in `RC4 128/128` for a separator of keys, and would write into another key than Windows reads. The
// classes of .NET take names as they are. Every text is a literal between single quotes, in which nothing is expanded;
// what is not plain ASCII is put together from code units, so that the encoding of the file cannot change it.

#include <fmt/format.h>

#include "audit/fix_formats.h"
#include "hive/utf16.h"

namespace audit {
namespace {

constexpr std::string_view kMark = "#";

/// `'C:\x'`, `('a' + [char]0x000A + 'b')`.
std::string literal(std::string_view text) {
  std::string out;
  std::string run;
  std::size_t parts = 0;
  const auto join = [&](const std::string& part) { out += (parts++ == 0 ? "" : " + ") + part; };
  const auto end_run = [&] {
    if (!run.empty()) join("'" + run + "'");
    run.clear();
  };
  for (const char16_t unit : hive::utf16_from_utf8(text)) {
    if (unit >= 0x20 && unit < 0x7F) {
      run += static_cast<char>(unit);
      if (unit == u'\'') run += '\'';
      continue;
    }
    // The first part must be a text, or + would add numbers.
    if (parts == 0 && run.empty()) join("''");
    end_run();
    join(fmt::format("[char]0x{:04X}", static_cast<unsigned>(unit)));
  }
  if (parts == 0 || !run.empty()) join("'" + run + "'");
  return parts == 1 ? out : "(" + out + ")";
}

/// Comments may hold any letter.
std::string plain(std::string_view text) {
  std::string out;
  for (const char16_t unit : hive::utf16_from_utf8(text)) {
    out += unit < 0x7F ? std::string(1, static_cast<char>(unit)) : fmt::format("U+{:04X}", static_cast<unsigned>(unit));
  }
  return out;
}

struct Said {
  std::string value;
  std::string_view kind;  ///< of Microsoft.Win32.RegistryValueKind
};

std::string said_bytes(const RegistryData& data) {
  std::string text;
  for (const std::byte byte : data.bytes) {
    text += fmt::format("{}0x{:02X}", text.empty() ? "" : ",", std::to_integer<unsigned>(byte));
  }
  return fmt::format("([byte[]]@({}))", text);
}

std::string said_texts(const std::vector<std::string>& texts) {
  std::string list;
  for (const std::string& text : texts) list += (list.empty() ? "" : ", ") + literal(text);
  return fmt::format("([string[]]@({}))", list);
}

/// Nothing for data that .NET would write differently.
std::optional<Said> said(const RegistryData& data) {
  if (const auto number = number_of(data)) {
    if (data.type == hive::ValueType::dword) {
      return Said{fmt::format("{}", static_cast<std::int32_t>(static_cast<std::uint32_t>(*number))), "DWord"};
    }
    return Said{fmt::format("([BitConverter]::ToInt64({}, 0))", said_bytes(data)), "QWord"};
  }
  if (const auto text = text_of(data)) {
    return Said{literal(*text), data.type == hive::ValueType::sz ? "String" : "ExpandString"};
  }
  if (const auto texts = texts_of(data)) return Said{said_texts(*texts), "MultiString"};
  if (data.type == hive::ValueType::binary) return Said{said_bytes(data), "Binary"};
  return std::nullopt;
}

std::string_view class_of(const RegistryEdit& edit) {
  if (edit.root == "HKEY_LOCAL_MACHINE") return "LocalMachine";
  return edit.root == "HKEY_USERS" ? "Users" : "CurrentUser";
}

void put_edit(FixText& out, const RegistryEdit& edit, const RegistryScript& script, std::string_view indent) {
  if (const auto fault = fault_of_names(edit)) return put_refusal(out, kMark, edit, *fault);
  if (const auto fault = fault_of_hive(edit, script)) return put_refusal(out, kMark, edit, *fault);
  const std::string below = literal(hive::join_segments(edit.segments));
  std::string line;
  switch (edit.does) {
    case RegistryEdit::Does::set_value: {
      const auto data = said(edit.data);
      if (!data) return put_refusal(out, kMark, edit, fmt::format("PowerShell cannot write {}", shown(edit.data)));
      line = fmt::format("[Microsoft.Win32.Registry]::SetValue({}, {}, {}, '{}')", literal(key_text(edit)),
                         literal(edit.name), data->value, data->kind);
      break;
    }
    case RegistryEdit::Does::delete_value:
      line = fmt::format(
          "$key = [Microsoft.Win32.Registry]::{}.OpenSubKey({}, $true); if ($null -ne $key) {{ $key.DeleteValue({}, "
          "$false); $key.Close() }}",
          class_of(edit), below, literal(edit.name));
      break;
    case RegistryEdit::Does::delete_key:
      line = fmt::format(
          "$key = [Microsoft.Win32.Registry]::{0}.OpenSubKey({1}); if ($null -ne $key) {{ $key.Close(); "
          "[Microsoft.Win32.Registry]::{0}.DeleteSubKeyTree({1}) }}",
          class_of(edit), below);
      break;
  }
  put_comment(out.text, fmt::format("{}{}", indent, kMark), told(edit));
  out.text += fmt::format("{}{}\n", indent, line);
}

/// reg.exe keeps what it loaded, so a hive that is there already is left alone.
constexpr std::string_view kLoad = R"($loaded = @()
function Open-Hive([string]$Root, [string]$Name, [string]$File, [bool]$Always) {
  $base = if ($Root -eq 'HKLM') { [Microsoft.Win32.Registry]::LocalMachine } else { [Microsoft.Win32.Registry]::Users }
  $key = $base.OpenSubKey($Name)
  if ($null -ne $key) {
    $key.Close()
    if ($Always) { throw "$Root\$Name is loaded already" }
    return
  }
  & reg.exe load "$Root\$Name" $File | Out-Null
  if ($LASTEXITCODE -ne 0) { throw "$File could not be loaded" }
  $script:loaded += "$Root\$Name"
}
)";

constexpr std::string_view kUnload = R"(} finally {
  [GC]::Collect()
  [GC]::WaitForPendingFinalizers()
  foreach ($name in $loaded) { & reg.exe unload $name | Out-Null }
}
)";

std::string said_file(const RegistryScript& script, const HiveToLoad& hive) {
  if (script.image) return literal(*script.image + "\\" + hive.file);
  return fmt::format("($env:SystemDrive + {})", literal("\\" + hive.file));
}

}  // namespace

FixText write_fix_powershell(const RegistryScript& script) {
  FixText out;
  for (const std::string& remark : script.remarks) put_comment(out.text, kMark, remark);
  if (!script.remarks.empty()) {
    out.text +=
        "\n$ErrorActionPreference = 'Stop'\n"
        "if ([IntPtr]::Size -eq 4 -and $env:PROCESSOR_ARCHITEW6432) {\n"
        "  throw 'A 32-bit PowerShell would write into the 32-bit view: start the 64-bit one.'\n"
        "}\n\n";
  }
  const std::string_view indent = script.hives.empty() ? "" : "  ";
  if (!script.hives.empty()) {
    out.text += kLoad;
    out.text += "try {\n";
    for (const HiveToLoad& hive : script.hives) {
      if (hive.file.empty()) continue;  // its edits are refused
      out.text += fmt::format("  Open-Hive '{}' {} {} ${}\n", hive.root, literal(hive.name), said_file(script, hive),
                              hive.always ? "true" : "false");
    }
  }
  for (const RegistryEdit& edit : script.edits) put_edit(out, edit, script, indent);
  if (!script.hives.empty()) out.text += kUnload;
  out.text = plain(out.text);
  return out;
}

}  // namespace audit
