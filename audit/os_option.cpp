#include "audit/os_option.h"

#include <charconv>
#include <vector>

#include "hive/utf16.h"

namespace audit {
namespace {

constexpr std::string_view kShape = "BUILD[.UBR][:client|:server][:x86|:x64|:arm64], e.g. 7601:client:x64";

/// Decimal digits only; nothing when there are none, others, or too many.
std::optional<std::uint32_t> number(std::string_view digits) {
  std::uint32_t value = 0;
  const char* end = digits.data() + digits.size();
  const auto [stop, fault] = std::from_chars(digits.data(), end, value);
  if (digits.empty() || fault != std::errc() || stop != end) return std::nullopt;
  return value;
}

hive::Error refuse(std::string_view text, std::string message) {
  return hive::Error{hive::ErrorCode::corrupt, std::move(message), std::string(kShape), hive::printable(text), {}};
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (;;) {
    const std::size_t at = text.find(separator);
    parts.push_back(text.substr(0, at));
    if (at == std::string_view::npos) return parts;
    text.remove_prefix(at + 1);
  }
}

}  // namespace

hive::Result<OsOption> parse_os_option(std::string_view text) {
  const std::vector<std::string_view> parts = split(text, ':');
  OsOption option;

  const std::vector<std::string_view> version = split(parts.front(), '.');
  option.build = number(version.front());
  if (!option.build || *option.build == 0) return refuse(text, "the build of Windows is not a number");
  if (version.size() > 2) return refuse(text, "the build of Windows has more than one part after it");
  if (version.size() == 2) {
    option.ubr = number(version[1]);
    if (!option.ubr) return refuse(text, "the update revision after the build is not a number");
  }

  for (std::size_t i = 1; i < parts.size(); ++i) {
    const std::string_view word = parts[i];
    if (word == "client" || word == "server") {
      if (!option.type.empty() || !option.arch.empty())
        return refuse(text, "client or server stands once, before the architecture");
      option.type = word;
    } else if (word == "x86" || word == "x64" || word == "arm64") {
      if (!option.arch.empty()) return refuse(text, "the architecture stands once");
      option.arch = word;
    } else {
      return refuse(text, "an unknown word follows the build of Windows");
    }
  }
  return option;
}

}  // namespace audit
