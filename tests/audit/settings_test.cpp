#include "audit/settings.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

#include "audit/options.h"
#include "audit/show_config.h"
#include "audit/verbs.h"
#include "tests/support/temp_folder.h"

namespace audit {
namespace {

const std::vector<std::string> kFormats = {"text", "json", "junit", "html"};

Options parsed(const std::vector<std::string>& arguments, const Surroundings& around) {
  auto answer = parse_options(arguments, kFormats, around);
  if (const auto* wrong = std::get_if<UsageError>(&answer)) ADD_FAILURE() << wrong->message;
  return std::holds_alternative<Options>(answer) ? std::get<Options>(answer) : Options{};
}

std::string refused(const std::vector<std::string>& arguments, const Surroundings& around) {
  auto answer = parse_options(arguments, kFormats, around);
  const auto* wrong = std::get_if<UsageError>(&answer);
  return wrong != nullptr ? wrong->message : "";
}

/// A configuration that an option names.
class Config {
 public:
  explicit Config(const std::string& elements) {
    std::ofstream(path()) << "<configuration xmlns=\"urn:hiveaudit:configuration:1\">" << elements
                          << "</configuration>";
  }
  std::string path() const { return (folder_.path() / "config.xml").string(); }

 private:
  hiveaudit_tests::TempFolder folder_;
};

TEST(Settings, NothingAroundIsNothingSet) {
  const Options options = parsed({"audit", "a"}, {});
  EXPECT_TRUE(options.settings.empty());
  EXPECT_TRUE(options.config.empty());
  EXPECT_TRUE(settings_from_outside(options).empty());
}

TEST(Settings, FlagsOutweighVariablesAndVariablesFiles) {
  const Config config("<fail-on>low</fail-on><profile>stig</profile><users>alice</users><quiet/>");
  const Surroundings around{{{"HIVEAUDIT_PROFILE", "vdi"}, {"HIVEAUDIT_USERS", "bob"}}, false, ""};
  const Options options = parsed({"audit", "a", "--users", "carol", "--config", config.path()}, around);
  EXPECT_EQ(options.fail_on, Severity::low);
  EXPECT_EQ(options.profile, "vdi");
  EXPECT_EQ(options.users, "carol");
  EXPECT_EQ(options.style.verbosity, -1);
  const auto outside = settings_from_outside(options);
  EXPECT_EQ(outside.at("config"), config.path() + ": fail-on low");
  EXPECT_EQ(outside.at("environment"), "profile vdi");
}

TEST(Settings, AHeavierListReplacesALighterOne) {
  const Config config("<output>json=a</output><output>junit=b</output>");
  EXPECT_EQ(parsed({"audit", "a", "--config", config.path()}, {}).outputs.size(), 2U);
  const Options options = parsed({"audit", "a", "-o", "html=c", "--config", config.path()}, {});
  ASSERT_EQ(options.outputs.size(), 1U);
  EXPECT_EQ(options.outputs[0].format, "html");
}

TEST(Settings, AVariableTakesBackAFlagOfAFile) {
  const Config config("<exit-zero/><no-hash>true</no-hash>");
  const Options options =
      parsed({"audit", "a", "--config", config.path()}, {{{"HIVEAUDIT_EXIT_ZERO", "no"}}, false, ""});
  EXPECT_FALSE(options.exit_zero);
  EXPECT_FALSE(options.hash);
}

TEST(Settings, WhatBelongsToAnotherVerbIsLeftOutAndCheckedAllTheSame) {
  const Surroundings around{{{"HIVEAUDIT_FAIL_ON", "low"}}, false, ""};
  EXPECT_TRUE(parsed({"inspect", "a"}, around).settings.empty());
  EXPECT_NE(refused({"inspect", "a"}, {{{"HIVEAUDIT_FAIL_ON", "loww"}}, false, ""}), "");
}

TEST(Settings, OfOppositesTheHeavierHolds) {
  EXPECT_EQ(parsed({"audit", "a", "-v"}, {{{"HIVEAUDIT_QUIET", "1"}}, false, ""}).style.verbosity, 1);
}

// The child of a container gets these arguments and looks at nothing else.
TEST(Settings, TheArgumentsForAChildSayEverything) {
  const Config config("<os>7601:client:x64</os><output>junit=b</output><exit-zero>no</exit-zero>");
  const Surroundings around{{{"HIVEAUDIT_USERS", "-v"}, {"HIVEAUDIT_NO_HASH", "1"}}, false, ""};
  const Options options =
      parsed({"--color=never", "audit", "--target-name", "", "--config", config.path(), "--", "-a", "b c"}, around);
  const Options again = parsed(options.given, {});
  EXPECT_EQ(again.words, (std::vector<std::string>{"-a", "b c"}));
  EXPECT_EQ(again.os_text, "7601:client:x64");
  EXPECT_EQ(again.users, "-v");
  EXPECT_EQ(again.colour, ColourMode::never);
  EXPECT_EQ(again.outputs.size(), 1U);
  EXPECT_EQ(again.target_name, "");
  EXPECT_FALSE(again.hash);
  EXPECT_FALSE(again.exit_zero);
  EXPECT_TRUE(again.config.empty());
  EXPECT_EQ(again.given, options.given);
}

TEST(Settings, TheVariablesOfTheTestsAreNotTakenForMisspeltOnes) {
  Surroundings around;
  for (const char* name : {"SHARED", "SOURCE", "PROGRAM", "BUILD", "SANITIZED", "WEB", "GROWTH"}) {
    around.environment[std::string("HIVEAUDIT_") + name] = "x";
  }
  EXPECT_EQ(parsed({"audit", "a"}, around).warnings, std::vector<std::string>{});
  around.environment = {{"HIVEAUDIT_FAILON", "x"}};
  EXPECT_EQ(parsed({"audit", "a"}, around).warnings.size(), 1U);
}

TEST(Settings, EveryClosedListIsWhatTheOptionTakes) {
  for (const OptionSpec& option : option_specs()) {
    if (option.words.empty()) continue;
    Options scratch;
    for (const std::string_view word : option.words) {
      EXPECT_EQ(option.store(scratch, std::string(word)), std::nullopt) << option.name << " " << word;
    }
    EXPECT_NE(option.store(scratch, "no-such-word"), std::nullopt) << option.name;
    const bool listed =
        option.otherwise.empty() || std::ranges::find(option.words, option.otherwise) != option.words.end();
    EXPECT_TRUE(listed) << option.name;
  }
}

// What --show-config calls a default is what holds: storing it changes nothing that help calls the default.
TEST(Settings, DefaultsAreThoseOfHelp) {
  for (const OptionSpec& option : option_specs()) {
    if (option.otherwise.empty() || option.name == "output") continue;
    EXPECT_NE(option.help.find(std::string(option.otherwise) + " (default"), std::string::npos) << option.name;
  }
  const Options fresh;
  Options stored;
  for (const OptionSpec& option : option_specs()) {
    if (option.otherwise.empty()) continue;
    EXPECT_EQ(option.store(stored, std::string(option.otherwise)), std::nullopt);
  }
  EXPECT_EQ(stored.fail_on, fresh.fail_on);
  EXPECT_EQ(stored.profile, fresh.profile);
  EXPECT_EQ(stored.users, fresh.users);
  EXPECT_EQ(stored.open.logs, fresh.open.logs);
  EXPECT_EQ(stored.second_reader, fresh.second_reader);
  EXPECT_EQ(stored.colour, fresh.colour);
  EXPECT_EQ(stored.error_is_failure, fresh.error_is_failure);
}

}  // namespace
}  // namespace audit
