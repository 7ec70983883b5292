#include "audit/html_fix_tabs.h"

#include "audit/fix_formats.h"

namespace audit {

std::vector<FixTab> fix_tabs(const FindingRow& finding) {
  RegistryScript script = edits_of(finding);
  for (const std::string& refusal : script.refused) script.remarks.push_back("Refused: " + refusal);
  std::vector<FixTab> tabs;
  for (const FixFormat& format : fix_formats()) tabs.push_back({format.title, format.write(script).text});
  return tabs;
}

}  // namespace audit
