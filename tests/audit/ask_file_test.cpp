// Facts that the version of a file tells: in a tree, with hives alone, and where the tree does not say it.

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "audit/facts.h"
#include "audit/rows.h"
#include "audit/rule_cases.h"
#include "hive/input.h"
#include "rules/rule_set.h"
#include "tests/audit/judged_machine.h"
#include "tests/support/pe_file.h"
#include "tests/support/temp_folder.h"

namespace {

namespace fs = std::filesystem;
using audit::Doubt;
using audit::Fact;
using hiveaudit_tests::pe_file;
using hiveaudit_tests::TempFolder;

const std::string kVersionKey =
    "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion]\n"
    "\"SystemRoot\"=\"C:\\\\WINDOWS\"\n\"CurrentBuildNumber\"=\"9600\"\n"
    "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion]\n"
    "\"ProgramFilesDir\"=\"C:\\\\Program Files\"\n"
    "\"CommonFilesDir\"=\"C:\\\\Program Files\\\\Common Files\"\n";
const std::string kLync = "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Office\\15.0\\Lync]\n\"InstallationDirectory\"=";

/// A Windows tree with these hives, and with the files that every Windows has unless it is a copy of hives alone.
class Tree {
 public:
  explicit Tree(const std::string& more = "", bool is_whole = true) {
    for (const hive::MemoryHive& hive :
         hiveaudit_tests::hives_of("[HKEY_LOCAL_MACHINE\\SYSTEM\\Setup]\n" + kVersionKey + more)) {
      folder_.write("Windows/System32/config/" + hive.name, hive.bytes);
    }
    if (!is_whole) return;
    for (const char* name : {"ntdll.dll", "KERNEL32.DLL"}) put(std::string("Windows/System32/") + name, {6, 3, 1, 1});
    fs::create_directories(path("Program Files/Common Files"));
  }

  void put(const std::string& name, const std::array<std::uint16_t, 4>& version) const {
    folder_.write(name, pe_file(version));
  }
  fs::path path(const std::string& name) const { return folder_.path() / name; }
  const TempFolder& folder() const { return folder_; }

  Fact fact(const std::string& id) const {
    const hive::Input input = hive::open_input(folder_.path().string());
    EXPECT_EQ(input.installations.size(), 1U);
    if (input.installations.empty()) return {};
    const Fact* found = nullptr;
    const audit::Facts facts = audit::collect_facts(hiveaudit_tests::rulebook().facts, input.installations[0], {});
    found = facts.find(id);
    EXPECT_NE(found, nullptr) << id;
    return found != nullptr ? *found : Fact{};
  }

 private:
  TempFolder folder_;
};

TEST(AskFile, AFileOfWindowsInAnyCase) {
  const Tree tree;
  tree.put("Windows/System32/WinHTTP.DLL", {6, 3, 9600, 17415});
  const Fact fact = tree.fact("file.winhttp.version");
  EXPECT_EQ(fact.state, Fact::State::known);
  EXPECT_EQ(fact.value, "6.3.9600.17415");
  ASSERT_TRUE(fact.seen);
  const audit::EvidenceRow row =
      audit::evidence_row(*fact.seen, [](const hive::Lookup&) { return hive::SecondAnswer{}; });
  EXPECT_EQ(row.key, "%SystemRoot%\\System32\\winhttp.dll");
  ASSERT_TRUE(row.file);
  EXPECT_EQ(*row.file, tree.path("Windows/System32/WinHTTP.DLL").string());
  EXPECT_EQ(row.data, "6.3.9600.17415");
  EXPECT_EQ(row.value_offset, hiveaudit_tests::pe::kFixed);
  EXPECT_FALSE(row.hive);
}

TEST(AskFile, AWholeTreeLacksAFileAndACopyOfHivesSaysNothing) {
  EXPECT_EQ(Tree().fact("file.winhttp.version").state, Fact::State::absent);
  const Fact unknown = Tree("", false).fact("file.winhttp.version");
  EXPECT_EQ(unknown.state, Fact::State::unknown);
  EXPECT_EQ(unknown.doubt, Doubt::hive_absent);
  EXPECT_NE(unknown.why_unknown.find("winhttp.dll"), std::string::npos) << unknown.why_unknown;
  // Neither does it say where other folders lie: that is no reason to call anything unreadable.
  const Tree bare("[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion]\n\"CommonFilesDir\"=-\n", false);
  const Fact mso = bare.fact("file.mso15.version");
  EXPECT_EQ(mso.doubt, Doubt::hive_absent);
  EXPECT_NE(mso.why_unknown.find("Mso.dll"), std::string::npos) << mso.why_unknown;
  // What is there is read all the same.
  bare.put("Windows/System32/winhttp.dll", {6, 3, 1, 2});
  EXPECT_EQ(bare.fact("file.winhttp.version").value, "6.3.1.2");
}

TEST(AskFile, HivesAloneNameTheFileThatWouldTell) {
  const hive::Installation machine = hiveaudit_tests::machine_of("[HKEY_LOCAL_MACHINE\\SYSTEM]\n" + kVersionKey);
  const audit::Facts facts = audit::collect_facts(hiveaudit_tests::rulebook().facts, machine, {});
  const Fact* fact = facts.find("file.schannel.version");
  ASSERT_NE(fact, nullptr);
  EXPECT_EQ(fact->state, Fact::State::unknown);
  EXPECT_EQ(fact->doubt, Doubt::hive_absent);
  EXPECT_NE(fact->why_unknown.find("%SystemRoot%\\System32\\schannel.dll"), std::string::npos) << fact->why_unknown;
  // Nothing names a Lync here: nothing is asked of a file.
  EXPECT_EQ(facts.find("file.lync15.version")->state, Fact::State::absent);
}

TEST(AskFile, DamageIsUnknownAndNeverAbsent) {
  const Tree tree;
  std::vector<std::byte> bytes = pe_file({6, 3, 9600, 17415});
  bytes.resize(hiveaudit_tests::pe::kFixed);
  tree.folder().write("Windows/System32/winhttp.dll", bytes);
  const Fact cut = tree.fact("file.winhttp.version");
  EXPECT_EQ(cut.state, Fact::State::unknown);
  EXPECT_EQ(cut.doubt, Doubt::unreadable);
  EXPECT_NE(cut.why_unknown.find("could not be read"), std::string::npos) << cut.why_unknown;
  tree.put("Windows/System32/WINHTTP.dll", {6, 3, 9600, 1});
  const Fact twice = tree.fact("file.winhttp.version");
  EXPECT_EQ(twice.doubt, Doubt::unreadable) << "two names that differ in case";
  fs::create_directories(tree.path("Windows/System32/schannel.dll"));
  EXPECT_EQ(tree.fact("file.schannel.version").doubt, Doubt::unreadable) << "a folder";
}

TEST(AskFile, LinksAreFollowedInsideTheTreeAlone) {
  const Tree tree;
  const TempFolder outside;
  outside.write("winhttp.dll", pe_file({1, 1, 1, 1}));
  fs::create_symlink(outside.path() / "winhttp.dll", tree.path("Windows/System32/winhttp.dll"));
  EXPECT_EQ(tree.fact("file.winhttp.version").doubt, Doubt::unreadable);
  tree.put("Windows/store/schannel.dll", {6, 3, 2, 2});
  fs::create_symlink("../store/schannel.dll", tree.path("Windows/System32/schannel.dll"));
  EXPECT_EQ(tree.fact("file.schannel.version").value, "6.3.2.2");
}

TEST(AskFile, APlaceThatARegistryNames) {
  const Tree tree(kLync + "\"C:\\\\Program Files\\\\Microsoft Office\\\\Office15\\\\\"\n");
  tree.put("Program Files/Microsoft Office/Office15/LYNC.EXE", {15, 0, 5023, 1000});
  EXPECT_EQ(tree.fact("file.lync15.version").value, "15.0.5023.1000");
  tree.put("Program Files/Common Files/microsoft shared/OFFICE15/MSO.DLL", {15, 0, 4753, 1001});
  EXPECT_EQ(tree.fact("file.mso15.version").value, "15.0.4753.1001");
  EXPECT_EQ(tree.fact("file.mso16.version").state, Fact::State::absent);
  EXPECT_EQ(tree.fact("file.lync16.version").state, Fact::State::absent);
}

TEST(AskFile, PathsThatLeadOutOfTheInput) {
  const auto doubt = [](const std::string& folder) {
    return Tree(kLync + "\"" + folder + "\"\n").fact("file.lync15.version").doubt;
  };
  EXPECT_EQ(doubt("D:\\\\Office"), Doubt::hive_absent) << "another drive";
  EXPECT_EQ(doubt("\\\\\\\\server\\\\share"), Doubt::unreadable);
  EXPECT_EQ(doubt("C:\\\\Program Files\\\\..\\\\..\\\\..\\\\etc"), Doubt::unreadable);
  EXPECT_EQ(doubt("C:\\\\PROGRA~1\\\\Office"), Doubt::unreadable) << "a short name";
  EXPECT_EQ(doubt("C:\\\\Elsewhere\\\\Office"), Doubt::hive_absent) << "a first folder that was not given";
  EXPECT_EQ(doubt("C:\\\\Program Files\\\\Office/../x"), Doubt::unreadable);
  const Tree no_text(kLync + "dword:1\n");
  EXPECT_EQ(no_text.fact("file.lync15.version").doubt, Doubt::unreadable);
}

TEST(AskFile, TheFileDecidesWhetherOffice2013ReadsItsSwitch) {
  const auto state = [](std::optional<std::string> version) {
    hive::Installation machine = hiveaudit_tests::machine_of(
        "[HKEY_LOCAL_MACHINE\\SYSTEM]\n[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\"
        "Office15.PROPLUS]\n\"DisplayVersion\"=\"15.0.4569.1506\"\n"
        "[HKEY_CURRENT_USER\\Software\\Microsoft\\Office\\15.0\\Common\\Internet]\n"
        "\"WinHttpSecureProtocols\"=dword:00000800\n");
    if (version) machine.stated_files = {{"%CommonProgramFiles%\\Microsoft Shared\\OFFICE15\\Mso.dll", version}};
    const rules::RuleSet& set = hiveaudit_tests::rulebook();
    const audit::Facts facts = audit::collect_facts(set.facts, machine, hiveaudit_tests::os_of("7601:client:x86"));
    const auto rows = audit::effective_protocols(set.defaults, facts, machine);
    const audit::StackRow* row = audit::find_row(rows, "user:user", "office-winhttp");
    EXPECT_NE(row, nullptr);
    for (std::size_t i = 0; row != nullptr && i < row->cells.size(); ++i) {
      if (rules::kProtocols[i] != "TLS 1.2") continue;
      return std::string(audit::name_of(row->cells[i].state)) + (row->cells[i].doubt == Doubt::none ? "" : ", open");
    }
    return std::string("no such cell");
  };
  EXPECT_EQ(state("15.0.4753.1001"), "on");
  EXPECT_EQ(state("15.0.4753.1000").substr(0, 3), "off");
  EXPECT_NE(state({}).find("open"), std::string::npos) << state({});
}

TEST(AskFile, CasesOfRulesStateFiles) {
  const std::string rule = R"(<rules xmlns="urn:hiveaudit:rules:1" version="1.0">
<rule id="TST0001" severity="high" area="Test" tags="test" scope="machine" requirements="R-01"><title>T</title><why>W</why>
<check><fact id="file.x" version-at-least="6.3" absent="fail"/></check><basis confidence="high" sources="S1"/>
<test name="new" expect="pass"><given/><file path="%SystemRoot%\System32\x.dll" version="6.3.1"/></test>
<test name="old" expect="fail"><given/><file path="%systemroot%\system32\x.dll" version="6.2.9"/></test>
<test name="gone" expect="fail"><given/><file path="%SystemRoot%\System32\x.dll" version="absent"/></test>
<test name="hives alone" expect="not_checked"><given/></test></rule></rules>)";
  const std::string facts = R"(<facts xmlns="urn:hiveaudit:rules:1" version="1.0"><fact id="file.x" title="X">
<file path="%SystemRoot%\System32\x.dll"/><basis confidence="high" sources="S1"/></fact></facts>)";
  const rules::LoadedRules loaded = rules::load_rules(
      {{"rules.xml", rule},
       {"facts.xml", facts},
       {"requirements.xml",
        R"(<requirements xmlns="urn:hiveaudit:rules:1" version="1.0"><requirement id="R-01" product="P" decidable="file" confidence="high" sources="S1"><text>T</text></requirement></requirements>)"},
       {"sources.xml",
        R"(<sources xmlns="urn:hiveaudit:rules:1" version="1.0"><source id="S1">One</source></sources>)"}});
  for (const rules::RuleFault& fault : loaded.faults) ADD_FAILURE() << rules::to_text(fault);
  const audit::CaseRun run = audit::run_rule_cases(loaded.set, "");
  EXPECT_EQ(run.cases, 4U);
  for (const audit::CaseFailure& failure : run.failures) ADD_FAILURE() << failure.name << ": " << failure.message;
}

}  // namespace
