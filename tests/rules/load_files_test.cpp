// Each refusal of the loader in files of facts, defaults, profiles and sources.
#include <gtest/gtest.h>

#include "tests/rules/small_rulebook.h"

namespace rules::test {
namespace {

TEST(RefusedFiles, Facts) {
  const Refusal refusals[] = {
      {R"(id="os.build" title)",
       R"(id="os build" title)",
       {R"(rules.xml:6:74: unknown fact "os.build"; did you mean "os build"?)",
        R"(facts.xml:2:11: "os build" is no name: letters and digits, and inside .-)",
        R"(facts.xml:7:20: unknown fact "os.build"; did you mean "os build"?)"}},
      {R"(title="KB")", R"(title=" ")", {"facts.xml:6:29: title is empty"}},
      {R"(id="update.kb" title)",
       R"(id="os.build" title)",
       {R"(rules.xml:12:11: unknown fact "update.kb")", R"(facts.xml:6:11: fact "os.build" a second time)",
        R"(defaults.xml:10:76: unknown fact "update.kb")"}},
      {R"(kind="update")",
       R"(kind="patch")",
       {"facts.xml:6:2: <fact> has no <read> or <file>", R"(facts.xml:6:39: kind: unknown word "patch"; known: update)",
        "facts.xml:8:2: unknown element <package> in <fact>", "facts.xml:8:25: unknown element <rollup> in <fact>",
        "facts.xml:9:2: unknown element <ubr> in <fact>", "facts.xml:9:33: unknown element <in-system> in <fact>"}},
      {R"( type="REG_SZ" as="number")", R"( as="number")", {R"(facts.xml:3:2: <read> has no attribute "type")"}},
      {R"(as="number")",
       R"(as="key")",
       {R"(facts.xml:3:48: as="key" has no name)", R"(facts.xml:3:68: as="key" has no type)"}},
      {R"(as="number")",
       R"(as="integer")",
       {R"(facts.xml:3:80: as: unknown word "integer"; known: text, number, version, key)"}},
      {R"(as="number")", R"(as="number" each-user="true")", {"facts.xml:3:99: each-user needs a key below HKCU"}},
      {R"(HKLM\SOFTWARE\CurrentVersion)",
       R"(HKCU\Software\CurrentVersion)",
       {R"(facts.xml:3:12: a key below HKCU needs each-user="true")"}},
      {R"(<map from="a*" to="1"/>)", "", {"facts.xml:3:99: otherwise needs a <map>: without one every text counts"}},
      {R"(from="a*")",
       R"(from="a*b")",
       {"facts.xml:3:118: a * stands at the beginning or the end of from, nowhere else"}},
      {R"(to="1")", R"(to="")", {"facts.xml:3:126: to is empty"}},
      {R"(<package kb="3140245"/>)",
       R"(<package kb="KB3140245"/>)",
       {R"(facts.xml:8:14: "KB3140245" is no KB number: digits alone)"}},
      {R"(min="7601.23564")", R"(min="7601.x")", {R"(facts.xml:8:66: "7601.x" is no version: numbers with dots)"}},
      {R"(min="3469")", R"(min="x")", {R"(facts.xml:9:25: "x" is no unsigned number of 32 bits (decimal or 0x))"}},
      {R"(likely="true")", R"(likely="yes")", {R"(facts.xml:8:86: likely: unknown word "yes"; known: true)"}},
      {R"(<in-system builds="9600-"/>)", "<in-system/>", {"facts.xml:9:33: <in-system> without builds, type or arch"}},
      {R"(<package kb="3140245"/>)",
       R"(<files facts="os.build no.file" min="6"/>)",
       {R"(facts.xml:8:15: "os.build" is no fact about a file that stands before this one)",
        R"(facts.xml:8:15: "no.file" is no fact about a file that stands before this one)",
        "facts.xml:8:38: the version of a file has several numbers"}},
      {R"(<package kb="3140245"/>)",
       R"(<read key="HKLM\SOFTWARE\X" as="key"/>)",
       {"facts.xml:8:2: unknown element <read> in <fact>"}},
      {R"(id="os.build" at-most="9600")",
       R"(id="update.kb" equals="met")",
       {R"(facts.xml:7:20: unknown fact "update.kb")"}},
  };
  for (const Refusal& refusal : refusals) expect_refused(refusal);
}

TEST(RefusedFiles, Defaults) {
  const Refusal refusals[] = {
      {R"(role="client")",
       R"(role="user")",
       {R"(defaults.xml:2:17: role: unknown word "user"; known: client, server, both)"}},
      {R"(<protocol name="TLS 1.3" state="unsupported"/>)",
       "",
       {"defaults.xml:2:2: <schannel> says nothing of TLS 1.3"}},
      {R"(name="TLS 1.3" state)",
       R"(name="TLS 1.2" state)",
       {"defaults.xml:2:2: <schannel> says nothing of TLS 1.3",
        R"(defaults.xml:7:17: protocol "TLS 1.2" a second time)"}},
      {R"(name="TLS 1.3" state)",
       R"(name="TLS 1.4" state)",
       {"defaults.xml:2:2: <schannel> says nothing of TLS 1.3",
        R"(defaults.xml:7:17: name: unknown word "TLS 1.4"; did you mean "TLS 1.0"?)"}},
      {R"(state="unsupported"/><)",
       R"(state="on"/><)",
       {R"(defaults.xml:4:33: state: unknown word "on"; known: unsupported, supported, offered)"}},
      {R"(explicit="needs-value")",
       R"(explicit="yes")",
       {R"(defaults.xml:4:100: explicit: unknown word "yes"; known: allowed, needs-value)"}},
      {R"(default="0xA0")",
       R"(default="160x")",
       {R"(defaults.xml:10:19: "160x" is no unsigned number of 32 bits (decimal or 0x))"}},
      {R"(valid-bits="0xAA8" )", "", {R"(defaults.xml:10:2: <winhttp> has no attribute "valid-bits")"}},
      {R"(honoured-when fact="update.kb")",
       R"(honoured-when fact="update.kb1")",
       {R"(defaults.xml:10:76: unknown fact "update.kb1"; did you mean "update.kb"?)"}},
      {R"(removes="0x280")",
       R"(removes="0x100000000")",
       {R"(defaults.xml:12:35: "0x100000000" is no unsigned number of 32 bits (decimal or 0x))"}},
      {R"(target="46")",
       R"(target="any")",
       {R"(defaults.xml:13:25: target is "any" with clr="2", and legacy, 46 or 47 with clr="4")"}},
      {R"(strong-default="yes")",
       R"(strong-default="true")",
       {R"(defaults.xml:13:45: strong-default: unknown word "true"; known: yes, no)"}},
      {"<wininet",
       "<winnet/><wininet",
       {R"(defaults.xml:12:2: unknown element <winnet> in <defaults>; did you mean "wininet"?)"}},
  };
  for (const Refusal& refusal : refusals) expect_refused(refusal);
}

TEST(RefusedFiles, Profiles) {
  const Refusal refusals[] = {
      {R"(name="m365")",
       R"(name="m 365")",
       {R"(profiles.xml:2:16: "m 365" is no name: letters and digits, and inside -)"}},
      {R"(<select tags="schannel"/>)",
       R"(<select tags="schanel" rules="TLS1012"/>)",
       {"profiles.xml:3:2: <select> needs one of rules, tags, requirements and all",
        R"(profiles.xml:3:15: no rule has the tag "schanel"; did you mean "schannel"?)"}},
      {R"(<select tags="schannel"/>)",
       R"(<select tags="schannel"/><select rules="TLS1021"/>)",
       {R"(profiles.xml:3:41: unknown rule "TLS1021"; did you mean "TLS1012"?)"}},
      {R"(<select tags="schannel"/>)",
       "<select/>",
       {R"(profiles.xml:2:2: profile "m365" selects no rule)",
        "profiles.xml:3:2: <select> needs one of rules, tags, requirements and all",
        "profiles.xml:4:17: rule TLS1012 is not selected by this profile"}},
      {R"(<select tags="schannel"/>)",
       R"(<select requirements="A-07" all="true"/>)",
       {"profiles.xml:3:2: <select> needs one of rules, tags, requirements and all"}},
      {R"(<select tags="schannel"/>)",
       R"(<select tags="schannel"/><select requirements="A-07 B-1*"/>)",
       {R"(profiles.xml:3:48: no rule cites the requirement "B-1*")"}},
      {R"(<select tags="schannel"/>)",
       R"(<select tags="schannel"/><deselect/>)",
       {"profiles.xml:3:27: <deselect> needs one of rules, tags and requirements"}},
      {R"(<select tags="schannel"/>)",
       R"(<select tags="schannel"/><deselect all="true"/>)",
       {R"(profiles.xml:3:36: unknown attribute "all" of <deselect>)"}},
      {R"(<select tags="schannel"/>)",
       R"(<select tags="schannel"/><deselect tags="schannel"/>)",
       {R"(profiles.xml:2:2: profile "m365" selects no rule)",
        "profiles.xml:4:17: rule TLS1012 is not selected by this profile"}},
      {R"(<select tags="schannel"/>)",
       R"(<parameter name="end of" date="2026-13-01" sources="S9"/><select tags="schannel"/>)",
       {R"(profiles.xml:3:18: "end of" is no name: letters and digits, and inside -)",
        R"(profiles.xml:3:32: "2026-13-01" is no date: YYYY-MM-DD)",
        R"(profiles.xml:3:53: unknown source "S9"; did you mean "S1"?)"}},
      {R"(<select tags="schannel"/>)",
       R"(<parameter name="a" date="2026-01-01" sources="S1"/><parameter name="a" date="2026-01-02" sources="S1"/><select tags="schannel"/>)",
       {R"(profiles.xml:3:70: parameter "a" a second time)"}},
      {R"(rule="TLS1012" is)",
       R"(rule="TLS1013" is)",
       {R"(profiles.xml:4:17: unknown rule "TLS1013"; did you mean "TLS1012"?)"}},
      {R"(is="critical")",
       R"(is="fatal")",
       {R"(profiles.xml:4:30: is: unknown word "fatal"; known: critical, high, medium, low, info)"}},
      {"<severity rule",
       R"(<severity rule="TLS1012" is="low"/><severity rule)",
       {"profiles.xml:4:52: severity of TLS1012 a second time"}},
      {"</profile>",
       R"(</profile><profile name="m365" title="x"><description>y</description><select all="true"/></profile>)",
       {R"(profiles.xml:5:26: profile "m365" a second time)"}},
  };
  for (const Refusal& refusal : refusals) expect_refused(refusal);
}

/// The days that a rule asks for are those of every profile that selects it.
TEST(RefusedFiles, DatesThatAProfileLacks) {
  expect_refused({"<applies><machines",
                  R"(<applies from="the-end"><machines)",
                  {R"(profiles.xml:2:2: profile "m365" has no parameter "the-end", for which rule TLS1012 asks)"}});
  expect_refused({"<applies><machines",
                  R"(<applies before=""><machines)",
                  {R"(rules.xml:6:18: "" is no name: letters and digits, and inside -)"}});
  std::vector<RuleFile> files = small_rulebook();
  const auto replace = [&](std::string_view from, std::string_view to) {
    for (RuleFile& file : files) {
      const auto at = file.text.find(from);
      if (at == std::string::npos) continue;
      file.text.replace(at, from.size(), to);
      return;
    }
  };
  replace("<applies><machines", R"(<applies from="the-end"><machines)");
  replace(R"(<select tags="schannel"/>)",
          R"(<parameter name="the-end" date="2026-04-01" sources="S1"/><select all="true"/>)");
  const LoadedRules loaded = load_rules(files);
  ASSERT_TRUE(loaded.faults.empty()) << to_text(loaded.faults.front());
  EXPECT_EQ(loaded.set.rules[0].period.from, "the-end");
  ASSERT_NE(find_date(loaded.set.profiles[0], "the-end"), nullptr);
  EXPECT_EQ(find_date(loaded.set.profiles[0], "the-end")->date, "2026-04-01");
  EXPECT_EQ(find_date(loaded.set.profiles[0], "the-ends"), nullptr);
}

TEST(RefusedFiles, Sources) {
  const Refusal refusals[] = {
      {R"(id="S2")",
       R"(id="S1")",
       {R"(rules.xml:16:37: unknown source "S2"; did you mean "S1"?)",
        R"(requirements.xml:5:84: unknown source "S2"; did you mean "S1"?)",
        R"(requirements.xml:8:35: unknown source "S2"; did you mean "S1"?)",
        R"(defaults.xml:13:185: unknown source "S2"; did you mean "S1"?)",
        R"(sources.xml:3:13: source "S1" a second time)"}},
      {R"(id="S2")",
       R"(id="2 S")",
       {R"(rules.xml:16:37: unknown source "S2"; did you mean "S1"?)",
        R"(requirements.xml:5:84: unknown source "S2"; did you mean "S1"?)",
        R"(requirements.xml:8:35: unknown source "S2"; did you mean "S1"?)",
        R"(defaults.xml:13:185: unknown source "S2"; did you mean "S1"?)",
        R"(sources.xml:3:13: "2 S" is no name: letters and digits, and inside .-)"}},
      {R"(href="https://example.org/1")",
       "href=\"javascript:alert(1)\"",
       {"sources.xml:2:23: \"javascript:alert(1)\" is no web address"}},
      {">One<", "><", {"sources.xml:2:2: <source> has no text"}},
  };
  for (const Refusal& refusal : refusals) expect_refused(refusal);
}

}  // namespace
}  // namespace rules::test
