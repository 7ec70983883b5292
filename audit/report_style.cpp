#include "audit/report_style.h"

namespace audit {

const std::vector<std::string>& junit_style_names() {
  static const std::vector<std::string> names = {"portable", "gitlab", "github", "azure", "rich"};
  return names;
}

std::string_view name_of(JunitStyle style) { return junit_style_names().at(static_cast<std::size_t>(style)); }

}  // namespace audit
