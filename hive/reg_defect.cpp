#include "hive/reg_defect.h"

#include <algorithm>

#include "hive/upcase.h"
#include "hive/utf16.h"

namespace hive {
namespace {

constexpr char16_t kYen = 0x00A5;
constexpr char16_t kWideYen = 0xFFE5;
constexpr char16_t kNoBreakSpace = 0x00A0;
constexpr char16_t kWideSpace = 0x3000;

bool is_yen(char16_t unit) { return unit == kYen || unit == kWideYen; }
bool is_wide(char16_t unit) { return (unit >= 0xFF01 && unit <= 0xFF5E) || unit == kWideSpace; }
bool is_smart_quote(char16_t unit) {
  return (unit >= 0x2018 && unit <= 0x201F) || unit == 0x00AB || unit == 0x00BB || unit == 0xFF02;
}
bool is_ascii_word(char16_t unit) {
  return (unit >= u'0' && unit <= u'9') || (unit >= u'A' && unit <= u'Z') || (unit >= u'a' && unit <= u'z');
}

template <class Wanted>
bool any(std::u16string_view units, const Wanted& wanted) {
  return std::ranges::any_of(units, wanted);
}

/// `HKEY_LOCAL_MACHINESYSTEM...`: a root that goes on without a backslash.
bool has_glued_root(std::string_view text) {
  return std::ranges::any_of(kRegTextRoots, [&](std::string_view root) {
    return text.size() > root.size() && equal_names(text.substr(0, root.size()), root) &&
           is_ascii_word(static_cast<unsigned char>(text[root.size()]));
  });
}

}  // namespace

std::string_view defect_of_root(std::string_view root) {
  constexpr std::array<std::string_view, 5> kShort{"HKLM", "HKCU", "HKU", "HKCR", "HKCC"};
  constexpr std::string_view kProvider = "Registry::";
  const std::u16string units = utf16_from_utf8(root);
  if (any(units, is_yen)) return "yen-sign";
  if (any(units, is_wide)) return "full-width";
  if (any(units, [](char16_t unit) { return unit == kNoBreakSpace; })) return "no-break-space";
  if (root.find("::") != std::string_view::npos || root.ends_with(':') ||
      equal_names(root.substr(0, kProvider.size()), kProvider)) {
    return "root-powershell";
  }
  if (std::ranges::any_of(kShort, [&](std::string_view name) { return equal_names(name, root); })) {
    return "root-abbreviated";
  }
  return has_glued_root(root) ? "backslashes-lost" : "root-unknown";
}

std::optional<std::string_view> defect_of_name(std::string_view name) {
  const std::u16string units = utf16_from_utf8(name);
  if (any(units, [](char16_t unit) { return unit == kNoBreakSpace; })) return "no-break-space";
  if (!any(units, is_wide)) return std::nullopt;
  // `TLS １.２` is a slip; a name with kana or kanji beside its wide letters is a name.
  const bool only_look_alikes = std::ranges::all_of(units, [](char16_t unit) { return unit < 0x80 || is_wide(unit); });
  const bool mixed = any(units, is_ascii_word) || any(units, [](char16_t unit) { return unit == kWideSpace; });
  if (only_look_alikes && mixed) return "full-width";
  return std::nullopt;
}

std::optional<std::string_view> defect_of_path(std::string_view path) {
  const std::u16string units = utf16_from_utf8(path);
  const auto signs = std::ranges::count_if(units, is_yen);
  if (signs == 0) return std::nullopt;
  // One yen sign deep inside may be part of a name; in the first component, or several, they stand for backslashes.
  const std::u16string_view first = std::u16string_view(units).substr(0, units.find(u'\\'));
  if (signs > 1 || any(first, is_yen)) return "yen-sign";
  return std::nullopt;
}

std::string_view sharper_defect(std::string_view code, std::string_view line) {
  const bool may_be_quotes = code == "other" || code == "name-unquoted" || code == "quote-missing";
  const bool may_be_letters = code == "other" || code == "name-unquoted" || code == "dword-digits";
  const std::u16string units = utf16_from_utf8(line);
  if (may_be_quotes && any(units, is_smart_quote)) return "smart-quotes";
  if (may_be_letters && any(units, is_wide)) return "full-width";
  if (may_be_letters && any(units, [](char16_t unit) { return unit == kNoBreakSpace; })) return "no-break-space";
  return code;
}

}  // namespace hive
