// Each refusal of the loader in rule files: one change to a sound rulebook, and every fault it leads to.
#include <gtest/gtest.h>

#include "tests/rules/small_rulebook.h"

namespace rules::test {
namespace {

TEST(RefusedRules, HeadsAndTexts) {
  const Refusal refusals[] = {
      {R"(id="TLS1012")",
       R"(id="TLS12")",
       {R"(rules.xml:2:11: "TLS12" is no rule id: three capital letters and four digits)",
        R"(profiles.xml:4:17: unknown rule "TLS1012"; did you mean "TLS12"?)"}},
      {R"( severity="high")",
       R"( replaces="TLS900" severity="high")",
       {R"(rules.xml:2:30: "TLS900" is no rule id: three capital letters and four digits)"}},
      {R"( severity="high")",
       R"( replaces="TLS0900 TLS1012" severity="high")",
       {R"(rules.xml:2:30: TLS1012 is the id of a rule that is there)"}},
      {R"( severity="high")", R"( replaces="" severity="high")", {"rules.xml:2:30: replaces is empty"}},
      {R"( severity="high")", "", {R"(rules.xml:2:2: <rule> has no attribute "severity")"}},
      {R"(severity="high")",
       R"(severity="severe")",
       {R"(rules.xml:2:30: severity: unknown word "severe"; known: critical, high, medium, low, info)"}},
      {R"(scope="machine")",
       R"(scope="machine" scope="users")",
       {R"(rules.xml:2:98: attribute "scope" a second time)"}},
      {R"(scope="machine")",
       R"(scope="user")",
       {R"(rules.xml:2:89: scope: unknown word "user"; did you mean "users"?)"}},
      {R"(area="Schannel.Server")",
       R"(area="Schannel Server")",
       {R"(rules.xml:2:42: "Schannel Server" is no name: letters and digits, and inside .)"}},
      {R"(tags="schannel server")",
       R"(tags="schannel schannel")",
       {R"(rules.xml:2:65: "schannel" a second time in tags)"}},
      {R"(OS-P4 A-07")", R"(OS-P4 A-08")", {R"(rules.xml:2:112: unknown requirement "A-08"; did you mean "A-07"?)"}},
      {R"( requirements="OS-P4 A-07")", "", {R"(rules.xml:2:2: <rule> has no attribute "requirements")"}},
      {"<title>TLS 1.2 stays\n  usable</title>", "<title> </title>", {"rules.xml:3:2: <title> has no text"}},
      {"<why>A zero switches it off.</why>", "", {"rules.xml:2:2: <rule> has no <why>"}},
      {"<why>A zero", "<why>A <b>zero</b>", {"rules.xml:5:9: unknown element <b> in <why>"}},
      {"<why>", "<wy/><why>", {R"(rules.xml:5:2: unknown element <wy> in <rule>; did you mean "why"?)"}},
      {"<title>",
       R"(<basis confidence="low" sources="S1"/><title>)",
       {"rules.xml:3:40: <title> must stand before <basis>", "rules.xml:16:2: <rule> holds at most 1 <basis>"}},
      {"<title>", "text<title>", {"rules.xml:2:124: text is not allowed in <rule>"}},
      {"</title>", "</title><title>x</title>", {"rules.xml:4:18: <rule> holds at most 1 <title>"}},
  };
  for (const Refusal& refusal : refusals) expect_refused(refusal);
}

TEST(RefusedRules, Basis) {
  const Refusal refusals[] = {
      {R"(confidence="medium")",
       R"(confidence="sure")",
       {R"(rules.xml:16:20: confidence: unknown word "sure"; known: high, medium, low)"}},
      {R"(sources="S1 S2")", R"(sources="S1 S22")", {R"(rules.xml:16:37: unknown source "S22"; did you mean "S2"?)"}},
      {R"(sources="S1 S2")", R"(sources=" ")", {"rules.xml:16:37: sources is empty"}},
      {R"(sources="S1 S2")", R"(sources="S1 S1")", {R"(rules.xml:16:37: "S1" a second time in sources)"}},
  };
  for (const Refusal& refusal : refusals) expect_refused(refusal);
}

TEST(RefusedRules, Applies) {
  const Refusal refusals[] = {
      {R"(builds="7601-9200" type="client" arch="64")",
       "",
       {"rules.xml:6:11: <machines> without builds, type or arch"}},
      {R"(builds="7601-9200")",
       R"(builds="9200-7601")",
       {R"(rules.xml:6:28: "9200-7601" is no build range: write 7601, 7601-9200, 22000- or -5999)"}},
      {R"(builds="7601-9200")",
       R"(builds="7601 to 9200")",
       {R"(rules.xml:6:28: "7601 to 9200" is no build range: write 7601, 7601-9200, 22000- or -5999)"}},
      {R"(type="client")",
       R"(type="cleint")",
       {R"(rules.xml:6:45: type: unknown word "cleint"; did you mean "client"?)"}},
      {R"(arch="64")",
       R"(arch="amd64")",
       {R"(rules.xml:6:59: arch: unknown word "amd64"; known: x86, x64, arm64, 64)"}},
      {R"(id="os.build" at-least="7600")",
       R"(id="os.biuld" at-least="7600")",
       {R"(rules.xml:6:74: unknown fact "os.biuld"; did you mean "os.build"?)"}},
      {R"(at-least="7600")",
       R"(at-least="7600" absent="pass")",
       {R"(rules.xml:6:108: absent: unknown word "pass"; known: met)"}},
      {R"(<machines builds="7601-9200" type="client" arch="64"/><fact id="os.build" at-least="7600"/>)",
       "",
       {"rules.xml:6:2: <applies> without a condition: leave it out"}},
  };
  for (const Refusal& refusal : refusals) expect_refused(refusal);
}

TEST(RefusedRules, Fixes) {
  const Refusal refusals[] = {
      {R"(ref="enabled")",
       R"(ref="enabeld")",
       {R"(rules.xml:15:16: no value of this rule has the id "enabeld"; did you mean "enabled"?)"}},
      {R"(<set ref="enabled" data="1"/>)",
       R"(<set ref="enabled"/>)",
       {R"(rules.xml:15:7: <set> has no attribute "data")"}},
      {R"(<set ref="enabled" data="1"/>)",
       R"(<set ref="enabled" type="REG_DWORD" data="1"/>)",
       {R"(rules.xml:15:25: unknown attribute "type" of <set>)"}},
      {R"(<set ref="enabled" data="1"/>)",
       R"(<set ref="enabled" data="one"/>)",
       {R"(rules.xml:15:31: "one" is no REG_DWORD (decimal or 0x))"}},
      {R"(<set ref="enabled" data="1"/>)",
       R"(<set key="HKLM\SOFTWARE\X" name="Y" data="1"/>)",
       {R"(rules.xml:15:7: <set> has no attribute "type")"}},
      {"<remove key", R"(<remove type="REG_SZ" key)", {R"(rules.xml:15:43: unknown attribute "type" of <remove>)"}},
      {"<note>Restart.</note>",
       R"(<note>Restart.</note><remove key="HKLM\SOFTWARE\X" name="Z"/>)",
       {"rules.xml:15:97: <remove> must stand before <note>"}},
      {R"(<set ref="enabled" data="1"/><remove key="HKLM\SOFTWARE\X" name="Y"/><note>Restart.</note>)",
       "",
       {"rules.xml:15:2: <fix> without a change or a note: leave it out"}},
  };
  for (const Refusal& refusal : refusals) expect_refused(refusal);
}

TEST(RefusedRules, Tests) {
  const Refusal refusals[] = {
      {R"(expect="pass"><given/>)",
       R"(expect="ok"><given/>)",
       {"rules.xml:2:2: rule TLS1012 has no test that expects pass",
        R"(rules.xml:20:30: expect: unknown word "ok"; known: pass, fail, error, not_checked, not_applicable, informational)"}},
      {R"(os="7601.24000:client:x64")",
       R"(os="win7")",
       {R"(rules.xml:17:23: "win7" is no system: BUILD[.UBR][:client|:server][:x86|:x64|:arm64])"}},
      {R"(os="7601.24000:client:x64")",
       R"(now="2026-01-01" os="7601.24000:client:x64")",
       {R"(rules.xml:17:24: "2026-01-01" is no time: YYYY-MM-DDThh:mm:ssZ)"}},
      {R"(scope="HKLM")",
       R"(scope="hklm")",
       {R"(rules.xml:17:67: "hklm" is no scope: HKLM, user:NAME, default-user, LocalSystem, LocalService or NetworkService)"}},
      {R"(name="nothing")", R"(name="zero")", {R"(rules.xml:20:13: test "zero" a second time)"}},
      {"<given/></test>", "</test>", {"rules.xml:20:2: <test> has no <given>"}},
      {"<given/></test>", "<given><x/></given></test>", {"rules.xml:20:44: unknown element <x> in <given>"}},
  };
  for (const Refusal& refusal : refusals) expect_refused(refusal);
}

}  // namespace
}  // namespace rules::test
