// .reg files as inputs: what they say of a machine, and what they leave open.
#include <gtest/gtest.h>

#include <span>
#include <string>

#include "hive/input.h"
#include "hive/overlay.h"
#include "hive/regf/builder.h"
#include "tests/support/temp_folder.h"

namespace hive {
namespace {

using hiveaudit_tests::TempFolder;

constexpr std::string_view kVersion = "Windows Registry Editor Version 5.00\r\n\r\n";

std::string write(const TempFolder& folder, const std::string& name, std::string_view lines) {
  const std::string text = std::string(kVersion) + std::string(lines);
  return folder.write(name, std::as_bytes(std::span(text)));
}

/// `present@LINE`, `absent@LINE`, `not stated`, `unreadable`.
std::string told(const Lookup& seen) {
  if (seen.hive_absent && seen.presence == Presence::unreadable) return "not stated";
  std::string text(name_of(seen.presence));
  return seen.line ? text + "@" + std::to_string(*seen.line) : text;
}

RegistryPath path(std::string_view text) { return parse_registry_path(text).value(); }

/// One text, opened.
struct Opened {
  TempFolder folder;
  Input input;
  explicit Opened(std::string_view lines, const std::string& name = "x.reg")
      : input(open_input(write(folder, name, lines))) {}
  const Installation& machine() const { return input.installations.at(0); }
  std::string key(std::string_view at, std::optional<std::size_t> user = {}) const {
    return told(machine().registry.find_key(path(at), user));
  }
  std::string value(std::string_view at, const std::string& name, std::optional<std::size_t> user = {}) const {
    return told(machine().registry.find_value(path(at), name, user));
  }
};

TEST(InputText, AnExportCoversItsKeysWithEverythingBelow) {
  const Opened it(
      "[HKEY_LOCAL_MACHINE\\SOFTWARE\\A]\r\n\"x\"=dword:1\r\n\r\n[HKEY_LOCAL_MACHINE\\SOFTWARE\\A\\B]\r\n\r\n");
  EXPECT_EQ(name_of(it.input.kind), "reg-text");
  EXPECT_TRUE(it.input.errors.empty());
  EXPECT_EQ(it.value("HKLM\\SOFTWARE\\A", "X"), "present@4");
  EXPECT_EQ(it.value("HKLM\\SOFTWARE\\A", "y"), "absent@3");
  EXPECT_EQ(it.key("HKLM\\SOFTWARE\\A\\C\\D"), "absent@3");
  EXPECT_EQ(it.value("HKLM\\SOFTWARE\\A\\B", "y"), "absent@6");
  EXPECT_EQ(it.key("HKLM\\SOFTWARE"), "present@3") << "a key below it is there";
  EXPECT_EQ(it.value("HKLM\\SOFTWARE", "y"), "not stated");
  EXPECT_EQ(it.key("HKLM\\SOFTWARE\\Z"), "not stated");
  EXPECT_EQ(it.key("HKLM\\SYSTEM\\CurrentControlSet\\Control"), "not stated");
  const auto& registry = it.machine().registry;
  EXPECT_TRUE(registry.subkeys(path("HKLM\\SOFTWARE")).key.hive_absent) << "there may be more";
  EXPECT_EQ(registry.subkeys(path("HKLM\\SOFTWARE")).items.items.size(), 1U);
  EXPECT_FALSE(registry.subkeys(path("HKLM\\SOFTWARE\\A")).key.hive_absent);
  EXPECT_EQ(registry.values(path("HKLM\\SOFTWARE\\A")).items.items.size(), 1U);
  EXPECT_EQ(registry.find_key(path("HKLM\\SOFTWARE\\A\\C\\D")).deepest_key, "HKLM\\SOFTWARE\\A");
}

// What a few lines by hand look like, too.
TEST(InputText, AKeyOfWhichNoSubkeyIsNamedCoversItsValuesAlone) {
  const Opened it("[HKEY_LOCAL_MACHINE\\SOFTWARE\\A]\r\n\"x\"=dword:1\r\n\r\n");
  EXPECT_EQ(it.value("HKLM\\SOFTWARE\\A", "y"), "absent@3");
  EXPECT_EQ(it.key("HKLM\\SOFTWARE\\A\\C"), "not stated");
  EXPECT_EQ(it.value("HKLM\\SOFTWARE\\A\\C", "y"), "not stated");
  EXPECT_TRUE(it.machine().registry.subkeys(path("HKLM\\SOFTWARE\\A")).key.hive_absent);
  EXPECT_FALSE(it.machine().registry.values(path("HKLM\\SOFTWARE\\A")).key.hive_absent);
}

TEST(InputText, AnotherTextDoesNotWidenWhatAnExportCovers) {
  const TempFolder folder;
  write(folder, "a.reg", "[HKEY_LOCAL_MACHINE\\SOFTWARE\\A]\r\n\"x\"=dword:1\r\n\r\n");
  write(folder, "b.reg", "[HKEY_LOCAL_MACHINE\\SOFTWARE\\A\\B]\r\n\"z\"=dword:1\r\n\r\n");
  const Input input = open_input(folder.path().string());
  const Registry& registry = input.installations.at(0).registry;
  EXPECT_EQ(told(registry.find_value(path("HKLM\\SOFTWARE\\A\\B"), "z")), "present@4") << "a.reg does not deny it";
  EXPECT_EQ(told(registry.find_key(path("HKLM\\SOFTWARE\\A\\C"))), "not stated");
}

TEST(InputText, AnImportFileCoversOnlyWhatItStates) {
  const Opened it(
      "[HKEY_LOCAL_MACHINE\\SOFTWARE\\A]\r\n\"x\"=dword:1\r\n\"gone\"=-\r\n[-HKEY_LOCAL_MACHINE\\SOFTWARE\\A\\B]\r\n"
      "[HKEY_LOCAL_MACHINE\\SOFTWARE\\A\\B\\C]\r\n");
  EXPECT_EQ(it.value("HKLM\\SOFTWARE\\A", "x"), "present@4");
  EXPECT_EQ(it.value("HKLM\\SOFTWARE\\A", "gone"), "absent@5");
  EXPECT_EQ(it.value("HKLM\\SOFTWARE\\A", "y"), "not stated");
  EXPECT_EQ(it.key("HKLM\\SOFTWARE\\A\\Z"), "not stated");
  EXPECT_EQ(it.key("HKLM\\SOFTWARE\\A\\B\\D"), "absent@6") << "deleted with everything below";
  EXPECT_EQ(it.key("HKLM\\SOFTWARE\\A\\B\\C"), "present@7");
  EXPECT_EQ(it.value("HKLM\\SOFTWARE\\A\\B\\C", "y"), "absent@7") << "made anew";
}

TEST(InputText, WhatIsNoWholeExportCoversNothing) {
  for (const char* lines :
       {"[HKEY_LOCAL_MACHINE\\SOFTWARE\\A]\r\nnonsense\r\n", "[HKEY_LOCAL_MACHINE\\SOFTWARE\\A]\r\n\"x\"=dword:1",
        "[HKEY_LOCAL_MACHINE\\SOFTWARE\\A]\r\n\"x\"=dword:1\r\n\"\xE3\x81"}) {
    const Opened it(lines);
    EXPECT_EQ(it.key("HKLM\\SOFTWARE\\A"), "present@3");
    EXPECT_EQ(it.value("HKLM\\SOFTWARE\\A", "y"), "not stated") << lines;
  }
  const Opened cut("[HKEY_LOCAL_MACHINE\\SOFTWARE\\A]\r\n\"x\"=dword:1\r\n\"\xE3\x81");
  EXPECT_EQ(cut.value("HKLM\\SOFTWARE\\A", "x"), "present@4");
  ASSERT_EQ(cut.machine().hives.size(), 1U);
  EXPECT_EQ(cut.machine().hives[0].errors.size(), 1U);
}

TEST(InputText, TheSameKeyTwiceLaterWins) {
  const Opened it(
      "[HKEY_LOCAL_MACHINE\\SOFTWARE\\A]\r\n\"x\"=dword:1\r\n\"y\"=dword:1\r\n[HKEY_LOCAL_MACHINE\\software\\a]\r\n"
      "\"X\"=dword:2\r\n");
  EXPECT_EQ(it.value("HKLM\\SOFTWARE\\A", "x"), "present@7");
  EXPECT_EQ(it.value("HKLM\\SOFTWARE\\A", "y"), "present@5");
}

TEST(InputText, ControlSets) {
  const std::string set = "[HKEY_LOCAL_MACHINE\\SYSTEM\\";
  const std::string value = "Control]\r\n\"x\"=dword:1\r\n";
  const auto of = [&](const std::string& lines) {
    const Opened it(lines);
    const auto& found = it.machine().registry.control_set();
    return (found ? found->key_name : "none") + (found && found->error ? "!" : "") + " " +
           it.value("HKLM\\SYSTEM\\CurrentControlSet\\Control", "x");
  };
  EXPECT_EQ(of(set + "CurrentControlSet\\" + value), "ControlSet001 present@4");
  EXPECT_EQ(of(set + "ControlSet002\\" + value), "ControlSet002 present@4");
  EXPECT_EQ(of(set + "ControlSet001\\" + value + set + "ControlSet002\\" + value), "! unreadable");
  EXPECT_EQ(of(set + "ControlSet001\\" + value + set + "ControlSet002\\" + value + set +
               "Select]\r\n\"Current\"=dword:2\r\n"),
            "ControlSet002 present@6");
  EXPECT_EQ(of(set + "Select]\r\n\"Current\"=dword:3\r\n" + set + "CurrentControlSet\\" + value),
            "ControlSet003 present@6");
  EXPECT_EQ(of(set + "Select]\r\n\"Current\"=dword:3\r\n" + set + "ControlSet001\\" + value),
            "ControlSet003 not stated");
  // A live export holds the set under both names.
  EXPECT_EQ(of(set + "Select]\r\n\"Current\"=dword:1\r\n" + set + "ControlSet001\\" + value + set +
               "CurrentControlSet\\" + value),
            "ControlSet001 present@8");
  // Two sets and the name without Select: what it says is its own.
  EXPECT_EQ(of(set + "ControlSet001\\" + value + set + "ControlSet002\\" + value + set +
               "CurrentControlSet\\Control]\r\n\"y\"=dword:1\r\n"),
            "CurrentControlSet absent@7");
  EXPECT_EQ(of("[HKEY_LOCAL_MACHINE\\SYSTEM]\r\n"), "! unreadable") << "a whole SYSTEM without a set is damage";
}

TEST(InputText, UsersAreTheFileTheSidAndTheServices) {
  const Opened it(
      "[HKEY_CURRENT_USER\\Software]\r\n\"x\"=dword:1\r\n[HKEY_USERS\\.DEFAULT\\Software]\r\n"
      "[HKEY_USERS\\S-1-5-20]\r\n[HKEY_USERS\\S-1-5-21-1-2-3-1001\\Software]\r\n"
      "[HKEY_USERS\\S-1-5-21-1-2-3-1001_Classes]\r\n[HKEY_CLASSES_ROOT\\.txt]\r\n[HKEY_LOCAL_MACHINE\\SAM]\r\n",
      "alice.reg");
  std::vector<std::string> scopes;
  for (const User& user : it.machine().users) scopes.push_back(user.scope);
  EXPECT_EQ(scopes,
            (std::vector<std::string>{"LocalSystem", "NetworkService", "user:S-1-5-21-1-2-3-1001", "user:alice"}));
  const User& alice = it.machine().users.back();
  EXPECT_EQ(it.value("HKCU\\Software", "x", alice.registry_user), "present@4");
  EXPECT_EQ(it.machine().hives.size(), 4U);
  std::string notes;
  for (const Note& note : it.machine().notes) notes += note.code + ": " + note.message + "\n";
  EXPECT_NE(notes.find("text-not-judged"), std::string::npos);
  EXPECT_NE(notes.find("HKEY_LOCAL_MACHINE\\SAM"), std::string::npos);
}

TEST(InputText, TextsOfOneFolderAreOneMachineAndMayNotContradict) {
  const TempFolder folder;
  write(folder, "a.reg",
        "[HKEY_LOCAL_MACHINE\\SOFTWARE\\A]\r\n\"x\"=dword:1\r\n\r\n[HKEY_LOCAL_MACHINE\\SOFTWARE\\A\\Old]\r\n\r\n");
  write(folder, "b.reg", "[HKEY_LOCAL_MACHINE\\SOFTWARE\\B]\r\n\"x\"=dword:1\r\n\r\n");
  const Input good = open_input(folder.path().string());
  ASSERT_EQ(good.installations.size(), 1U);
  EXPECT_TRUE(good.installations[0].errors.empty());
  const Registry& registry = good.installations[0].registry;
  const Lookup a = registry.find_value(path("HKLM\\SOFTWARE\\A"), "x");
  const Lookup b = registry.find_value(path("HKLM\\SOFTWARE\\B"), "x");
  ASSERT_TRUE(a.hive && b.hive);
  EXPECT_NE(*a.hive, *b.hive) << "each value names its own file";
  EXPECT_TRUE(good.installations[0].hives[*b.hive].path.ends_with("b.reg"));
  // Another value, and one that the other export would have held.
  for (const char* lines : {"[HKEY_LOCAL_MACHINE\\SOFTWARE\\A]\r\n\"x\"=dword:2\r\n\r\n",
                            "[HKEY_LOCAL_MACHINE\\SOFTWARE\\A\\New]\r\n\"x\"=dword:2\r\n\r\n",
                            "[HKEY_LOCAL_MACHINE\\SOFTWARE\\A]\r\n\"x\"=dword:1\r\n\"y\"=dword:2\r\n\r\n"}) {
    write(folder, "b.reg", lines);
    const Input bad = open_input(folder.path().string());
    ASSERT_EQ(bad.installations[0].errors.size(), 1U) << lines;
    const std::string error = to_text(bad.installations[0].errors[0]);
    EXPECT_NE(error.find("a.reg"), std::string::npos) << error;
    EXPECT_NE(error.find("b.reg"), std::string::npos) << error;
  }
  write(folder, "b.reg", "");
  const Input cut = open_input(folder.path().string());
  ASSERT_EQ(cut.installations[0].errors.size(), 1U) << "of the text only its first line is left";
  EXPECT_NE(to_text(cut.installations[0].errors[0]).find("names no key"), std::string::npos);
  write(folder, "b.reg", "[HKEY_LOCAL_MACHINE\\SOFTWARE\\A]\r\n\"x\"=dword:2\r\n\r\n");
  const Input bad = open_input(folder.path().string());
  EXPECT_EQ(bad.installations[0].registry.find_value(path("HKLM\\SOFTWARE\\A"), "x").presence, Presence::unreadable);
}

TEST(InputText, AFileNamedRegThatIsNoExportIsDamage) {
  const TempFolder folder;
  folder.write("broken.reg", {});
  const Input input = open_input(folder.path().string());
  ASSERT_EQ(input.installations.size(), 1U);
  EXPECT_EQ(input.installations[0].hives.at(0).errors.size(), 1U);
  EXPECT_FALSE(open_input((folder.path() / "broken.reg").string()).errors.empty());
}

/// A SYSTEM hive and a user's, with a layer of text over them.
TEST(Overlay, SetsAndDeletesOverHives) {
  const TempFolder folder;
  regf::BuildKey system{.name = "ROOT"};
  regf::BuildKey& select = system.child("Select");
  select.set({.name = "Current", .type = ValueType::dword, .data = {std::byte{2}, {}, {}, {}}});
  regf::BuildKey& control = system.child("ControlSet002").child("Control");
  control.set({.name = "kept", .type = ValueType::dword, .data = {std::byte{1}, {}, {}, {}}});
  control.set({.name = "gone", .type = ValueType::dword, .data = {std::byte{1}, {}, {}, {}}});
  control.child("Old").child("Deep");
  control.child("Same");
  folder.write("SYSTEM", regf::build_hive(system));
  regf::BuildKey user{.name = "ROOT"};
  user.child("Software");
  user.child("Console");
  folder.write("alice.hiv", regf::build_hive(user));
  const TempFolder other;
  const std::string overlay = write(
      other, "o.reg",
      "[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control]\r\n\"gone\"=-\r\n\"new\"=dword:1\r\n"
      "[-HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\Old]\r\n"
      "[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\Made]\r\n"
      "[HKEY_CURRENT_USER\\Software\\Made]\r\n\"x\"=dword:1\r\n[HKEY_LOCAL_MACHINE\\SOFTWARE\\A]\r\n\"x\"=dword:1\r\n");
  const Input input =
      open_input(folder.path().string(), {.logs = LogPolicy::automatic, .codepage = {}, .overlay = overlay});
  ASSERT_EQ(input.installations.size(), 1U);
  const Installation& machine = input.installations[0];
  const Registry& registry = machine.registry;
  const RegistryPath control_path = path("HKLM\\SYSTEM\\CurrentControlSet\\Control");
  EXPECT_EQ(told(registry.find_value(control_path, "kept")), "present");
  EXPECT_EQ(told(registry.find_value(control_path, "gone")), "absent@4");
  EXPECT_EQ(told(registry.find_value(control_path, "new")), "present@5");
  EXPECT_EQ(registry.find_value(control_path, "new").hive, machine.hives.size() - 1);
  EXPECT_EQ(told(registry.find_key(child(control_path, "Old"))), "absent@6");
  EXPECT_EQ(told(registry.find_key(child(child(control_path, "Old"), "Deep"))), "absent@6");
  EXPECT_EQ(told(registry.find_key(child(control_path, "Made"))), "present@7");
  EXPECT_EQ(told(registry.find_value(child(control_path, "Made"), "y")), "absent@7");
  EXPECT_EQ(told(registry.find_key(control_path)), "present") << "it was there before";
  EXPECT_EQ(told(registry.find_key(path("HKLM\\SYSTEM\\CurrentControlSet\\Other"))), "absent");
  std::string names;
  for (const Key& key : registry.subkeys(control_path).items.items) names += key.name + " ";
  EXPECT_EQ(names, "Same Made ");
  names.clear();
  for (const Value& value : registry.values(control_path).items.items) names += value.name + " ";
  EXPECT_EQ(names, "kept new ");
  ASSERT_EQ(machine.users.size(), 1U);
  EXPECT_EQ(told(registry.find_value(path("HKCU\\Software\\Made"), "x", machine.users[0].registry_user)), "present@9");
  std::string notes;
  for (const Note& note : machine.notes) notes += note.code + " ";
  EXPECT_NE(notes.find("overlay-not-applied"), std::string::npos) << notes;
  EXPECT_NE(notes.find("overlay-users"), std::string::npos) << notes;
  EXPECT_EQ(told(registry.find_key(path("HKLM\\SOFTWARE\\A"))), "not stated");
}

TEST(Overlay, AFileThatIsMissingOrNoFileIsAWrongArgument) {
  const TempFolder folder;
  EXPECT_TRUE(overlay_fault((folder.path() / "missing").string()));
  EXPECT_TRUE(overlay_fault(folder.path().string()));
  EXPECT_FALSE(overlay_fault(write(folder, "x.reg", "")));
}

}  // namespace
}  // namespace hive
