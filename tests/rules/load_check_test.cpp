// Each refusal of the loader in checks and their operators.
#include <gtest/gtest.h>

#include "tests/rules/small_rulebook.h"

namespace rules::test {
namespace {

TEST(RefusedChecks, Checks) {
  const Refusal refusals[] = {
      {R"( absent="pass")", "", {R"(rules.xml:9:2: <value> has no attribute "absent")"}},
      {R"(absent="pass")",
       R"(absent="default")",
       {R"(rules.xml:9:111: absent: unknown word "default"; known: pass, fail, error, not_applicable)"}},
      {R"(name="Enabled" type)",
       R"(name="Enabled" tpye="x" type)",
       {R"(rules.xml:9:71: unknown attribute "tpye" of <value>; did you mean "type"?)"}},
      {R"(type="REG_DWORD" not)",
       R"(type="DWORD" not)",
       {R"(rules.xml:9:77: type: unknown word "DWORD"; known: REG_DWORD, REG_QWORD, REG_SZ, REG_EXPAND_SZ, REG_MULTI_SZ, REG_BINARY)"}},
      {R"(key="HKLM\SOFTWARE\TLS 1.2\Server")",
       R"(key="HKEY_SOFTWARE\X")",
       {R"(rules.xml:9:26: a registry path begins with its root (expected HKLM or HKCU, found "HKEY_SOFTWARE\X"))"}},
      {R"(key="HKLM\SOFTWARE\TLS 1.2\Server")",
       R"(key="HKLM\SOFTWARE\\X")",
       {R"(rules.xml:9:26: a registry path has an empty segment (expected names between backslashes, found "HKLM\SOFTWARE\\X"))"}},
      {R"(SOFTWARE\TLS 1.2\Server)",
       R"(SOFTWARE\*\Server)",
       {R"(rules.xml:9:26: "*": key names have no wildcards here)"}},
      {R"(SYSTEM\CurrentControlSet)",
       R"(SYSTEM\ControlSet001)",
       {"rules.xml:11:15: write CurrentControlSet instead of ControlSet001"}},
      {R"(view="both")", R"(view="64")", {R"(rules.xml:9:123: view: unknown word "64"; known: native, wow6432, both)"}},
      {R"(SOFTWARE\TLS 1.2\Server)",
       R"(SYSTEM\CurrentControlSet\X)",
       {R"(rules.xml:9:126: view "both" of a key that has one view: only HKLM\SOFTWARE has two)"}},
      {R"(stack="schannel-client")",
       R"(stack="schanel-client")",
       {R"(rules.xml:10:19: stack: unknown word "schanel-client"; did you mean "schannel-client"?)"}},
      {R"(protocol="TLS 1.2")",
       R"(protocol="TLS1.2")",
       {R"(rules.xml:10:46: protocol: unknown word "TLS1.2"; did you mean "TLS 1.2"?)"}},
      {R"(is="on explicit-only")",
       R"(is="on unknown")",
       {R"(rules.xml:10:59: is: unknown word "unknown"; known: on, explicit-only, off, unsupported)"}},
      {R"(is="on explicit-only")", R"(is="")", {"rules.xml:10:59: is is empty"}},
      {R"(only="TLS 1.1|TLS 1.2")",
       R"(only="a" except="b")",
       {"rules.xml:11:2: <subkeys> needs only or except, one of them"}},
      {R"(only="TLS 1.1|TLS 1.2")", "", {"rules.xml:11:2: <subkeys> needs only or except, one of them"}},
      {R"(only="TLS 1.1|TLS 1.2")", R"(only="TLS 1.1||TLS 1.2")", {"rules.xml:11:62: only has an empty name"}},
      {R"(only="TLS 1.1|TLS 1.2")", R"(except="")", {"rules.xml:11:64: except is empty"}},
      {R"(like="^TLS")", R"(like="^(TLS")", {"rules.xml:11:85: a ( without its ) at character 6 of the expression"}},
      {R"(id="update.kb" equals)",
       R"(id="update.kb2" equals)",
       {R"(rules.xml:12:11: unknown fact "update.kb2"; did you mean "update.kb"?)"}},
      {"<subkeys",
       "<any/><subkeys",
       {"rules.xml:11:2: <any> has no <all> or <any> or <none> or <value> or <effective> or <subkeys> or <values> or "
        "<fact> or <reg-line> or <root-certificate> or <own-certificate> or <age> or <site-bindings> or <each>"}},
      {"<subkeys",
       "<sub-keys/><subkeys",
       {R"(rules.xml:11:2: unknown element <sub-keys> in <all>; did you mean "subkeys"?)"}},
      {"<check>\n<all>",
       "<check><fact id=\"os.build\" exists=\"true\" absent=\"fail\"/>\n<all>",
       {"rules.xml:8:2: <check> holds at most 1 <all> or <any> or <none> or <value> or <effective> or <subkeys> or "
        "<values> or <fact> or <reg-line> or <root-certificate> or <own-certificate> or <age> or <site-bindings> or "
        "<each>",
        R"(rules.xml:15:16: no value of this rule has the id "enabled")"}},
  };
  for (const Refusal& refusal : refusals) expect_refused(refusal);
}

TEST(RefusedChecks, RootCertificates) {
  const auto root = [](const char* attributes) {
    return std::string("<root-certificate ") + attributes + "/><subkeys";
  };
  const std::string sound = R"(thumbprint="df3c24f9bfd666761b268073fe06d1cc8d4f82a4" name="G2")";
  const std::string texts[] = {root(R"(thumbprint="DF3C24" name="G2")"), root((sound + R"( is="present")").c_str()),
                               root(R"(thumbprint="DF3C24F9BFD666761B268073FE06D1CC8D4F82AX" name=" ")"),
                               root(R"(name="G2")")};
  const Refusal refusals[] = {
      {"<subkeys", texts[0], {R"(rules.xml:11:31: "DF3C24" is no thumbprint: 40 hexadecimal digits)"}},
      {"<subkeys",
       texts[1],
       {R"(rules.xml:11:87: is: unknown word "present"; known: trusted, not-distrusted, not-shadowed)"}},
      {"<subkeys",
       texts[2],
       {R"(rules.xml:11:31: "DF3C24F9BFD666761B268073FE06D1CC8D4F82AX" is no thumbprint: 40 hexadecimal digits)",
        "rules.xml:11:79: name is empty"}},
      {"<subkeys", texts[3], {R"(rules.xml:11:2: <root-certificate> has no attribute "thumbprint")"}},
      {"<subkeys",
       R"(<own-certificate name="Certificate" absent="pass"/><subkeys)",
       {"rules.xml:11:2: <own-certificate> has key and name, or neither"}},
  };
  for (const Refusal& refusal : refusals) expect_refused(refusal);
}

TEST(RefusedChecks, Operators) {
  const Refusal refusals[] = {
      {R"( not-equals="0")",
       "",
       {"rules.xml:9:2: <value> has no operator; known: exists, equals, not-equals, at-least, at-most, bits-set, "
        "bits-clear, one-of, contains-item, matches, version-at-least"}},
      {R"(not-equals="0")",
       R"(not-equals="0" equals="1")",
       {"rules.xml:9:2: <value> has 2 operators (equals, not-equals), it needs one"}},
      {R"(not-equals="0")",
       R"(not-equal="0")",
       {"rules.xml:9:2: <value> has no operator; known: exists, equals, not-equals, at-least, at-most, bits-set, "
        "bits-clear, one-of, contains-item, matches, version-at-least",
        R"(rules.xml:9:88: unknown attribute "not-equal" of <value>; did you mean "not-equals"?)"}},
      {R"(not-equals="0")", R"(matches="0")", {"rules.xml:9:97: matches does not fit REG_DWORD"}},
      {R"(not-equals="0")", R"(equals="one")", {R"(rules.xml:9:96: "one" is no unsigned number (decimal or 0x))"}},
      {R"(not-equals="0")", R"(equals="-1")", {R"(rules.xml:9:96: "-1" is no unsigned number (decimal or 0x))"}},
      {R"(not-equals="0")",
       R"(equals="0x1FFFFFFFF")",
       {R"(rules.xml:9:96: "0x1FFFFFFFF" has more bits than the type)"}},
      {R"(not-equals="0")", R"(bits-set="0")", {"rules.xml:9:98: bits-set of no bits is always met"}},
      {R"(not-equals="0")", R"(one-of="1||2")", {"rules.xml:9:96: one-of has an empty item"}},
      {R"(not-equals="0")", R"(exists="yes")", {R"(rules.xml:9:96: exists: unknown word "yes"; known: true)"}},
      {R"(type="REG_DWORD" not-equals="0")",
       R"(type="REG_SZ" matches="(a")",
       {"rules.xml:9:94: a ( without its ) at character 3 of the expression"}},
      {R"(type="REG_DWORD" not-equals="0")", R"(type="REG_SZ" matches="")", {"rules.xml:9:94: matches is empty"}},
      {R"(type="REG_DWORD" not-equals="0")",
       R"(type="REG_SZ" version-at-least="4.x")",
       {R"(rules.xml:9:103: "4.x" is no version: numbers with dots)"}},
      {R"(type="REG_DWORD" not-equals="0")",
       R"(type="REG_SZ" one-of="")",
       {"rules.xml:9:93: one-of has an empty item"}},
      {R"(type="REG_DWORD" not-equals="0")",
       R"(type="REG_MULTI_SZ" contains-item=" ")",
       {"rules.xml:9:106: contains-item is empty"}},
      {R"(type="REG_DWORD" not-equals="0")",
       R"(type="REG_BINARY" equals="0")",
       {"rules.xml:9:97: equals does not fit REG_BINARY"}},
      {R"(id="update.kb" equals="met")",
       R"(id="update.kb" equals="installed")",
       {R"(rules.xml:12:30: an update fact answers "met" or "not met", never "installed")"}},
      {R"(id="update.kb" equals="met")",
       R"(id="update.kb" at-least="1")",
       {R"(rules.xml:12:32: an update fact answers "met" or "not met": use equals)"}},
      {R"(id="update.kb" equals="met")",
       R"(id="update.kb")",
       {"rules.xml:12:2: <fact> has no operator; known: exists, equals, not-equals, at-least, at-most, bits-set, "
        "bits-clear, one-of, contains-item, matches, version-at-least"}},
  };
  for (const Refusal& refusal : refusals) expect_refused(refusal);
}

}  // namespace
}  // namespace rules::test
