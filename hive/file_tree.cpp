#include "hive/file_tree.h"

namespace hive {

std::string_view fault_of_name(std::string_view name) {
  if (name.empty()) return "no name at all";
  if (name == "." || name == "..") return "a name that means another folder";
  if (name.find('/') != std::string_view::npos) return "a `/` in a name";
  if (name.find('\0') != std::string_view::npos) return "a NUL in a name";
  return {};
}

}  // namespace hive
