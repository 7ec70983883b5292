#pragma once
// A rulebook of one rule, two facts and one row of each default, in which every file kind occurs. Tests change one
// thing in it and see what the loader says.

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "rules/rule_set.h"

namespace rules::test {

inline std::vector<RuleFile> small_rulebook() {
  return {{"rules.xml",
           R"(<rules xmlns="urn:hiveaudit:rules:1" version="1.0">
<rule id="TLS1012" severity="high" area="Schannel.Server" tags="schannel server" scope="machine" requirements="OS-P4 A-07">
<title>TLS 1.2 stays
  usable</title>
<why>A zero switches it off.</why>
<applies><machines builds="7601-9200" type="client" arch="64"/><fact id="os.build" at-least="7600"/></applies>
<check>
<all>
<value id="enabled" key="HKLM\SOFTWARE\TLS 1.2\Server" name="Enabled" type="REG_DWORD" not-equals="0" absent="pass" view="both"/>
<effective stack="schannel-client" protocol="TLS 1.2" is="on explicit-only"/>
<subkeys key="HKLM\SYSTEM\CurrentControlSet\Protocols" only="TLS 1.1|TLS 1.2" like="^TLS"/>
<fact id="update.kb" equals="met" absent="error"/>
</all>
</check>
<fix><set ref="enabled" data="1"/><remove key="HKLM\SOFTWARE\X" name="Y"/><note>Restart.</note></fix>
<basis confidence="medium" sources="S1 S2"><disagreement>They differ.</disagreement></basis>
<test name="zero" os="7601.24000:client:x64" expect="fail" scope="HKLM"><given>
  [HKEY_LOCAL_MACHINE\SOFTWARE]
  "Enabled"=dword:0 </given></test>
<test name="nothing" expect="pass"><given/></test>
</rule>
</rules>
)"},
          {"requirements.xml",
           R"(<requirements xmlns="urn:hiveaudit:rules:1" version="1.0">
<requirement id="OS-P4" product="SChannel" decidable="hive" confidence="medium" sources="S1">
<text>TLS 1.2 is on.</text><disagreement>S2 differs.</disagreement>
</requirement>
<requirement id="A-07" product="Outlook" decidable="no" confidence="high" sources="S1 S2">
<text>Mail arrives.</text><instead>Look into the inbox.</instead>
</requirement>
<points group="Protocols" source="S2" count="2">
<point key="HKLM\SOFTWARE\*\Server" name="Enabled"/>
<point key="HKLM\SOFTWARE\Other" name="*" not-covered="nobody reads it"/>
</points>
</requirements>
)"},
          {"facts.xml",
           R"(<facts xmlns="urn:hiveaudit:rules:1" version="1.0">
<fact id="os.build" title="Build" flag="--os BUILD">
<read key="HKLM\SOFTWARE\CurrentVersion" name="CurrentBuild" type="REG_SZ" as="number" otherwise="absent"><map from="a*" to="1"/></read>
<basis confidence="high" sources="S1"/>
</fact>
<fact id="update.kb" title="KB" kind="update">
<applies><fact id="os.build" at-most="9600" absent="met"/></applies>
<package kb="3140245"/><rollup name="Package_for_RollupFix" min="7601.23564" likely="true"/>
<ubr build="17763" min="3469"/><in-system builds="9600-"/>
<basis confidence="high" sources="S1"/>
</fact>
</facts>
)"},
          {"defaults.xml",
           R"(<defaults xmlns="urn:hiveaudit:rules:1" version="1.0">
<schannel role="client">
<applies><machines builds="-9200"/></applies>
<protocol name="SSL 2.0" state="unsupported"/><protocol name="SSL 3.0" state="supported" explicit="needs-value"/>
<protocol name="TLS 1.0" state="offered"/><protocol name="TLS 1.1" state="offered"/>
<protocol name="TLS 1.2" state="supported" enabled-alone="explicit-only"/>
<protocol name="TLS 1.3" state="unsupported"/>
<basis confidence="high" sources="S1"/>
</schannel>
<winhttp default="0xA0" valid-bits="0xAA8" note="too"><honoured-when fact="update.kb" equals="met"/>
<basis confidence="high" sources="S1"/></winhttp>
<wininet default="0xA80" removes="0x280"><basis confidence="high" sources="S1"/></wininet>
<dotnet clr="4" target="46" strong-default="yes" system-default="no" reads-strong="yes" reads-system-default="no" strong-mask="0xA80" weak-mask="0xA0"><basis confidence="low" sources="S2"/></dotnet>
</defaults>
)"},
          {"profiles.xml",
           R"(<profiles xmlns="urn:hiveaudit:rules:1" version="1.0">
<profile name="m365" title="Microsoft 365"><description>All.</description>
<select tags="schannel"/>
<severity rule="TLS1012" is="critical"/>
</profile>
</profiles>
)"},
          {"sources.xml",
           R"(<sources xmlns="urn:hiveaudit:rules:1" version="1.0">
<source id="S1" href="https://example.org/1">One</source>
<source id="S2">Two &amp; more</source>
</sources>
)"}};
}

/// The rulebook with one text replaced by another, wherever it stands first. The text must be there.
inline std::vector<RuleFile> changed(std::string_view from, std::string_view to,
                                     std::vector<RuleFile> files = small_rulebook()) {
  for (RuleFile& file : files) {
    const std::size_t at = file.text.find(from);
    if (at == std::string::npos) continue;
    file.text.replace(at, from.size(), to);
    return files;
  }
  ADD_FAILURE() << "not in the rulebook: " << from;
  return files;
}

/// `file:line:column: message` of each fault.
inline std::vector<std::string> faults_of(const std::vector<RuleFile>& files) {
  std::vector<std::string> texts;
  for (const RuleFault& fault : load_rules(files).faults) {
    const std::string text = to_text(fault);
    texts.push_back(text.substr(0, text.find('\n')));
  }
  return texts;
}

/// One change and the faults that it leads to.
struct Refusal {
  std::string_view from;
  std::string_view to;
  std::vector<std::string> faults;
};

inline void expect_refused(const Refusal& refusal) {
  EXPECT_EQ(faults_of(changed(refusal.from, refusal.to)), refusal.faults) << refusal.from << " -> " << refusal.to;
}

}  // namespace rules::test
