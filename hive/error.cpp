#include "hive/error.h"

#include <fmt/format.h>

#include <iterator>

#include "hive/utf16.h"

namespace hive {

std::string_view name_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::io:
      return "io";
    case ErrorCode::truncated:
      return "truncated";
    case ErrorCode::corrupt:
      return "corrupt";
    case ErrorCode::unsupported:
      return "unsupported";
    case ErrorCode::limit_exceeded:
      return "limit_exceeded";
    case ErrorCode::wrong_type:
      return "wrong_type";
  }
  return "corrupt";
}

std::string to_text(const Error& error) {
  std::string text = printable(error.where.path);
  if (!error.where.member.empty()) text += ":" + printable(error.where.member);
  if (!error.where.key.empty()) text += "\\" + printable(error.where.key);
  if (error.where.offset)
    fmt::format_to(std::back_inserter(text), "{}@0x{:08x}", text.empty() ? "" : " ", *error.where.offset);
  if (!text.empty()) text += ": ";
  fmt::format_to(std::back_inserter(text), "{}: {}", name_of(error.code), printable(error.message));
  const std::string expected = printable(error.expected);
  const std::string found = printable(error.found);
  if (!expected.empty() && !found.empty()) return text + fmt::format(" (expected {}, found {})", expected, found);
  if (!expected.empty()) return text + fmt::format(" (expected {})", expected);
  if (!found.empty()) return text + fmt::format(" (found {})", found);
  return text;
}

}  // namespace hive
