// What `fix` writes, for whom, and of which findings.

#include <algorithm>

#include "audit/fix_formats.h"
#include "audit/option_rows.h"
#include "hive/utf16.h"

namespace audit {
namespace {

std::optional<std::string> store_format(Options& options, const std::string& argument) {
  std::vector<std::string> names;
  for (const FixFormat& format : fix_formats()) names.emplace_back(format.name);
  if (find_fix_format(argument) == nullptr) return not_one_of("format", argument, names);
  options.fix_format = argument;
  return std::nullopt;
}

std::optional<std::string> store_only(Options& options, const std::string& argument) {
  std::size_t start = 0;
  while (start <= argument.size()) {
    const std::size_t comma = std::min(argument.find(',', start), argument.size());
    options.only.push_back(argument.substr(start, comma - start));
    if (options.only.back().empty()) return "--only " + argument + ": expected ids of rules, with commas";
    start = comma + 1;
  }
  return std::nullopt;
}

// A folder as Windows names it: it stands in commands between quotes.
std::optional<std::string> store_offline_root(Options& options, const std::string& argument) {
  std::string folder = argument;
  std::replace(folder.begin(), folder.end(), '/', '\\');
  while (folder.ends_with('\\')) folder.pop_back();
  const auto is_odd = [](char letter) {
    return static_cast<unsigned char>(letter) < 0x20 || std::string_view("\"<>|?*%").find(letter) != std::string::npos;
  };
  if (folder.empty() || std::any_of(folder.begin(), folder.end(), is_odd)) {
    return "--offline-root " + hive::printable(argument) + ": expected the folder of a mounted image, as in D:\\mount";
  }
  options.offline_root = folder;
  return std::nullopt;
}

}  // namespace

std::vector<OptionSpec> fix_options() {
  using Text = const std::string&;
  using Answer = std::optional<std::string>;
  return {
      {"format", 0, "FORMAT", "reg (default), powershell, lgpo or ansible.", "fix", true, store_format, kFixFormatWords,
       "reg", Use::request},
      {"only",
       0,
       "RULES",
       "Changes for these rules alone, with commas; may be repeated.",
       "fix",
       true,
       store_only,
       {},
       "",
       Use::request},
      {"undo",
       0,
       "",
       "The way back: what was there before the changes.",
       "fix",
       true,
       [](Options& o, Text) -> Answer { return o.undo = true, std::nullopt; },
       {},
       "",
       Use::request},
      {"offline-root",
       0,
       "DIR",
       "For an image that is mounted in this folder, not for a running Windows.",
       "fix",
       true,
       store_offline_root,
       {},
       "",
       Use::request},
      {"target",
       0,
       "NAME",
       "Which target or installation, when the result holds several.",
       "fix",
       true,
       [](Options& o, Text a) -> Answer { return o.target = a, std::nullopt; },
       {},
       "",
       Use::request},
  };
}

}  // namespace audit
