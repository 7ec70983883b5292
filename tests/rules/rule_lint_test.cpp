// What no schema can say of a rule.
#include <gtest/gtest.h>

#include "tests/rules/small_rulebook.h"

namespace rules::test {
namespace {

TEST(RuleLint, Lint) {
  const Refusal refusals[] = {
      {R"(expect="pass"><given/>)",
       R"(expect="fail"><given/>)",
       {"rules.xml:2:2: rule TLS1012 has no test that expects pass"}},
      {R"(expect="fail" scope)",
       R"(expect="pass" scope)",
       {"rules.xml:2:2: rule TLS1012 has no test that expects fail"}},
      {R"(severity="high")",
       R"(severity="info")",
       {"rules.xml:2:2: rule TLS1012 has no test that expects informational",
        "rules.xml:17:54: a rule of severity info never ends fail"}},
      {R"(expect="fail" scope="HKLM"><given>)",
       R"(expect="informational"><given>)",
       {"rules.xml:2:2: rule TLS1012 has no test that expects fail",
        "rules.xml:17:54: a rule of severity high never ends informational"}},
      {"<test name=\"zero\" os=\"7601.24000:client:x64\" expect=\"fail\" scope=\"HKLM\"><given>\n  "
       "[HKEY_LOCAL_MACHINE\\SOFTWARE]\n  \"Enabled\"=dword:0 </given></test>\n<test name=\"nothing\" "
       "expect=\"pass\"><given/></test>",
       "",
       {"rules.xml:2:2: <rule> has no <test>"}},
      {R"(stack="schannel-client")",
       R"(stack="wininet")",
       {"rules.xml:2:89: the check asks what each user has for himself: scope is users"}},
      {R"(key="HKLM\SYSTEM\CurrentControlSet\Protocols")",
       R"(key="HKCU\Software\Protocols")",
       {"rules.xml:2:89: the check asks what each user has for himself: scope is users"}},
      {"<subkeys",
       R"(<root-certificate thumbprint="DF3C24F9BFD666761B268073FE06D1CC8D4F82A4" name="G2" is="not-shadowed"/><subkeys)",
       {"rules.xml:2:89: the check asks what each user has for himself: scope is users"}},
      {R"(<value id="enabled" key="HKLM\SOFTWARE\TLS 1.2\Server" name="Enabled" type="REG_DWORD" not-equals="0" absent="pass" view="both"/>)",
       R"(<none><value id="enabled" key="HKLM\SOFTWARE\TLS 1.2\Server" name="Enabled" type="REG_DWORD" equals="0" absent="fail" view="both"/></none>)",
       {"rules.xml:2:2: <none> would pass when one of both views is in order: ask for each view by itself"}},
      {R"(scope="machine")", R"(scope="users")", {"rules.xml:2:89: the check asks nothing of users: scope is machine"}},
  };
  for (const Refusal& refusal : refusals) expect_refused(refusal);
}

}  // namespace
}  // namespace rules::test
