// Code pages by iconv, which every POSIX system has.
#include <fmt/format.h>
#include <iconv.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>

#include "hive/codepage.h"
#include "hive/upcase.h"
#include "hive/utf16.h"

namespace hive {
namespace {

struct Known {
  std::string_view name;
  const char* iconv_name;
  std::string_view number;
  std::string_view other;
};
// CP932 and not SHIFT_JIS: that one makes a yen sign of the byte 0x5C.
constexpr std::array<Known, 10> kKnown{{{"windows-1252", "CP1252", "1252", "latin1"},
                                        {"shift_jis", "CP932", "932", "sjis"},
                                        {"437", "CP437", "437", "ibm437"},
                                        {"850", "CP850", "850", "ibm850"},
                                        {"936", "CP936", "936", "gbk"},
                                        {"949", "CP949", "949", "uhc"},
                                        {"950", "CP950", "950", "big5"},
                                        {"windows-1250", "CP1250", "1250", "latin2"},
                                        {"windows-1251", "CP1251", "1251", "cyrillic"},
                                        {"utf-8", "UTF-8", "65001", "utf8"}}};

bool is_named(const Known& known, std::string_view name) {
  constexpr std::array<std::string_view, 3> kPrefixes{"cp", "windows-", "ms"};
  if (equal_names(name, known.name) || equal_names(name, known.number) || equal_names(name, known.other)) return true;
  return std::ranges::any_of(kPrefixes, [&](std::string_view prefix) {
    return name.size() > prefix.size() && equal_names(name.substr(0, prefix.size()), prefix) &&
           name.substr(prefix.size()) == known.number;
  });
}

Error unknown(std::string_view name) {
  return {ErrorCode::unsupported,
          "unknown code page",
          fmt::format("one of {}", fmt::join(codepage_names(), ", ")),
          fmt::format("\"{}\"", printable_cut(name, 80)),
          {}};
}

struct Closer {
  void operator()(void* converter) const { iconv_close(converter); }
};

}  // namespace

const std::vector<std::string_view>& codepage_names() {
  static const std::vector<std::string_view> kNames = [] {
    std::vector<std::string_view> names;
    for (const Known& known : kKnown) names.push_back(known.name);
    return names;
  }();
  return kNames;
}

Result<std::string> find_codepage(std::string_view name) {
  for (const Known& known : kKnown) {
    if (is_named(known, name)) return std::string(known.name);
  }
  return unknown(name);
}

Result<CodepageText> text_from_codepage(Bytes bytes, std::string_view codepage) {
  if (codepage.empty()) codepage = kDefaultCodepage;
  const auto* const known = std::ranges::find_if(kKnown, [&](const Known& it) { return is_named(it, codepage); });
  if (known == kKnown.end()) return unknown(codepage);
  const iconv_t opened = iconv_open("UTF-8", known->iconv_name);
  if (opened == reinterpret_cast<iconv_t>(-1)) {  // NOLINT(performance-no-int-to-ptr): iconv's own sentinel
    return Error{ErrorCode::unsupported, "this system cannot read the code page", {}, std::string(codepage), {}};
  }
  const std::unique_ptr<void, Closer> converter(opened);
  CodepageText out;
  out.text.reserve(bytes.size() + bytes.size() / 8);
  std::string in(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  char* from = in.data();
  std::size_t left = in.size();
  std::array<char, 16384> block{};
  while (left > 0) {
    char* to = block.data();
    std::size_t room = block.size();
    const std::size_t converted = iconv(converter.get(), &from, &left, &to, &room);
    const int failure = converted == static_cast<std::size_t>(-1) ? errno : 0;
    out.text.append(block.data(), block.size() - room);
    if (failure == 0 || failure == E2BIG) continue;
    // A byte that means nothing stays visible, and so does a letter that is cut off by the end.
    if (failure == EINVAL && !out.cut_at) out.cut_at = out.text.size();
    out.broken.push_back(out.text.size());
    out.text += *from++;
    --left;
    iconv(converter.get(), nullptr, nullptr, nullptr, nullptr);
  }
  return out;
}

}  // namespace hive
