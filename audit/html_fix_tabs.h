#pragma once
// The registry changes of a finding in the languages of the people who make them. A step that a language cannot
// express stands there as a comment that says so.

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "audit/report.h"

namespace audit {

std::string fix_as_reg(const std::vector<FixRow>& fix);
std::string fix_as_powershell(const std::vector<FixRow>& fix);
/// For `LGPO.exe /r FILE /w registry.pol`, which writes a local Group Policy.
std::string fix_as_lgpo(const std::vector<FixRow>& fix);
/// Tasks of a play, module ansible.windows.win_regedit.
std::string fix_as_ansible(const std::vector<FixRow>& fix);

struct FixLanguage {
  std::string_view name;
  std::string (*write)(const std::vector<FixRow>&);
};
inline constexpr std::array kFixLanguages = {
    FixLanguage{".reg", fix_as_reg}, FixLanguage{"PowerShell", fix_as_powershell},
    FixLanguage{"Group Policy (LGPO)", fix_as_lgpo}, FixLanguage{"Ansible", fix_as_ansible}};

}  // namespace audit
