// Paths of files in facts and in the cases of rules.
#include <fmt/format.h>

#include <algorithm>

#include "rules/load_parts.h"
#include "rules/text.h"
#include "rules/vocabulary.h"

namespace rules {

void check_file_names(const XmlElement& element, std::string_view attribute, std::string_view names) {
  const std::vector<std::string> parts = split(names, '\\');
  const bool odd = parts.empty() || std::any_of(parts.begin(), parts.end(), [](const std::string& name) {
                     return name.empty() || name.back() == '.' || name.find_first_of("/:*?\"<>|%") != std::string::npos;
                   });
  if (odd) {
    element.fault_at(attribute, fmt::format("\"{}\": names of folders and files between backslashes", names));
  }
}

void check_file_path(const XmlElement& element, std::string_view path) {
  const std::size_t end = path.find('\\');
  const std::string_view root = path.substr(0, end);
  const bool known = std::find(kFileRootWords.begin(), kFileRootWords.end(), root) != kFileRootWords.end();
  if (!known || end == std::string_view::npos) {
    const std::vector<std::string> roots(kFileRootWords.begin(), kFileRootWords.end());
    element.fault_at("path", fmt::format("a path begins with {}, and names a file below", joined(roots, " or ")));
    return;
  }
  check_file_names(element, "path", path.substr(end + 1));
}

}  // namespace rules
