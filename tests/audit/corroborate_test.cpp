#include "audit/corroborate.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "audit/asked_once.h"
#include "hive/second_reader.h"
#include "tests/audit/machine_text.h"
#include "tests/support/temp_folder.h"

namespace {

namespace fs = std::filesystem;

/// Stands before the program as long as it lives: writes a line for each child, and lets the first `dying` ones die.
class Wrapper {
 public:
  Wrapper(const fs::path& folder, const std::string& program, int dying) : program_(program), log_(folder / "log") {
    const fs::path script = folder / "program";
    std::ofstream(script) << "#!/bin/sh\necho child >>\"" << log_.string() << "\"\n[ $(wc -l <\"" << log_.string()
                          << "\") -gt " << dying << " ] || exit 9\nexec \"" << program << "\" \"$@\"\n";
    fs::permissions(script, fs::perms::owner_all);
    ::setenv("HIVEAUDIT_PROGRAM", script.c_str(), 1);
  }
  Wrapper(const Wrapper&) = delete;
  Wrapper& operator=(const Wrapper&) = delete;
  ~Wrapper() { ::setenv("HIVEAUDIT_PROGRAM", program_.c_str(), 1); }

  std::size_t children() const {
    std::ifstream log(log_);
    const std::string all((std::istreambuf_iterator<char>(log)), {});
    return all.size() / std::string("child\n").size();
  }

 private:
  std::string program_;
  fs::path log_;
};

/// How many of three places, one in each hive, agree; the SYSTEM hive is larger than a mebibyte when `large`.
std::size_t agreeing(bool large) {
  std::string text =
      "[HKEY_LOCAL_MACHINE\\SYSTEM\\Select]\n\"Current\"=dword:1\n[HKEY_LOCAL_MACHINE\\SOFTWARE\\Test]\n"
      "\"A\"=dword:1\n[HKEY_CURRENT_USER\\Test]\n\"A\"=dword:1\n";
  for (int i = 0; large && i < 12'000; ++i)
    text += "[HKEY_LOCAL_MACHINE\\SYSTEM\\Setup\\Key" + std::to_string(i) + "]\n";
  const hive::Installation machine = hiveaudit_tests::machine_of(text);
  EXPECT_EQ(machine.hives.at(0).hive->source().size_bytes() > 1024U * 1024, large);
  audit::AskedOnce asked(machine.registry);
  const std::vector<audit::SharedLookup> places = {
      asked.find_value({hive::Root::hklm, {"SYSTEM", "Select"}}, "Current", {}),
      asked.find_value({hive::Root::hklm, {"SOFTWARE", "Test"}}, "A", {}),
      asked.find_value({hive::Root::hkcu, {"Test"}}, "A", 0)};
  audit::Corroborator second(audit::SecondReaderMode::automatic);
  second.ask(machine, places);
  std::size_t agree = 0;
  for (const audit::SharedLookup& place : places) {
    agree += second.answer(*place).corroboration == hive::Corroboration::agrees ? 1 : 0;
  }
  EXPECT_EQ(second.left_out(), 0U);
  return agree;
}

TEST(Corroborator, OneChildIsAskedAboutAllHivesAndEachAloneWhenItDies) {
  const char* named = std::getenv("HIVEAUDIT_PROGRAM");
  if (named == nullptr) GTEST_SKIP() << "HIVEAUDIT_PROGRAM does not name the program";
  const std::string program = named;
  struct Case {
    bool large;
    int dying;
    std::size_t agreeing, children;
  };
  for (const Case& expected :
       {Case{false, 0, 3, 1}, Case{false, 1, 3, 4}, Case{false, 2, 2, 4}, Case{true, 0, 3, 1}, Case{true, 1, 3, 4}}) {
    const hiveaudit_tests::TempFolder folder;
    const Wrapper wrapper(folder.path(), program, expected.dying);
    EXPECT_EQ(agreeing(expected.large), expected.agreeing) << expected.large << " " << expected.dying;
    EXPECT_EQ(wrapper.children(), expected.children) << expected.large << " " << expected.dying;
  }
}

}  // namespace
