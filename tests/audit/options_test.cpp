#include "audit/options.h"

#include <gtest/gtest.h>

#include "audit/verbs.h"

namespace {

using audit::Options;
using audit::UsageError;

const std::vector<std::string> kFormats = {"text", "json", "junit", "html"};

Options parsed(const std::vector<std::string>& arguments) {
  auto answer = audit::parse_options(arguments, kFormats);
  if (const auto* wrong = std::get_if<UsageError>(&answer)) ADD_FAILURE() << wrong->message;
  return std::holds_alternative<Options>(answer) ? std::get<Options>(answer) : Options{};
}

std::string refused(const std::vector<std::string>& arguments) {
  auto answer = audit::parse_options(arguments, kFormats);
  const auto* wrong = std::get_if<UsageError>(&answer);
  return wrong != nullptr ? wrong->message : "";
}

TEST(Options, OptionsStandOnEitherSideOfTargets) {
  const Options options = parsed({"audit", "-q", "a", "--profile", "office365-2018", "b", "-o", "json=x.json"});
  EXPECT_EQ(options.words, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(options.profile, "office365-2018");
  EXPECT_EQ(options.style.verbosity, -1);
  ASSERT_EQ(options.outputs.size(), 1U);
  EXPECT_EQ(options.outputs[0].file, "x.json");
}

TEST(Options, GlobalOptionsMayPrecedeTheVerb) { EXPECT_EQ(parsed({"-v", "audit", "a"}).style.verbosity, 1); }

TEST(Options, ADoubleDashProtectsOddNames) {
  EXPECT_EQ(parsed({"audit", "--", "--help"}).words, std::vector<std::string>{"--help"});
}

TEST(Options, TextGoesToStandardOutputUnlessSaid) {
  const Options options = parsed({"audit", "a"});
  ASSERT_EQ(options.outputs.size(), 1U);
  EXPECT_EQ(options.outputs[0].format, "text");
  EXPECT_TRUE(options.outputs[0].file.empty());
}

TEST(Options, TheGateHasSeveritiesAndNone) {
  EXPECT_EQ(parsed({"audit", "a"}).fail_on, audit::Severity::medium);
  EXPECT_EQ(parsed({"audit", "a", "--fail-on", "low"}).fail_on, audit::Severity::low);
  EXPECT_EQ(parsed({"audit", "a", "--fail-on=none"}).fail_on, std::nullopt);
  EXPECT_NE(refused({"audit", "a", "--fail-on", "loww"}).find("did you mean 'low'"), std::string::npos);
}

TEST(Options, JobsAreANumber) {
  EXPECT_EQ(parsed({"audit", "a"}).jobs, std::nullopt);
  EXPECT_EQ(parsed({"audit", "a", "--jobs", "3"}).jobs, 3U);
  EXPECT_EQ(parsed({"inspect", "-j", "64", "a"}).jobs, 64U);
  for (const char* wrong : {"0", "-1", "two", "2x", "", "99999999999999999999999"}) {
    EXPECT_NE(refused({"audit", "a", std::string("--jobs=") + wrong}), "") << wrong;
  }
}

TEST(Options, HelpAfterTheVerbIsTheVerbsHelp) {
  auto answer = audit::parse_options({"audit", "--help"}, kFormats);
  ASSERT_TRUE(std::holds_alternative<audit::HelpText>(answer));
  EXPECT_NE(std::get<audit::HelpText>(answer).text.find("Usage: hiveaudit audit"), std::string::npos);
}

TEST(Options, HelpWinsOverMissingWords) {
  for (const audit::Verb& verb : audit::verbs()) {
    auto answer = audit::parse_options({std::string(verb.name), "-h"}, kFormats);
    EXPECT_TRUE(std::holds_alternative<audit::HelpText>(answer)) << verb.name;
  }
}

TEST(Options, HelpFitsEightyColumnsAndNamesEveryOptionAndExitCode) {
  std::vector<const audit::Verb*> pages = {nullptr};
  for (const audit::Verb& verb : audit::verbs()) pages.push_back(&verb);
  for (const audit::Verb* verb : pages) {
    const std::string text = audit::help_text(verb);
    std::size_t start = 0;
    while (start < text.size()) {
      const std::size_t end = text.find('\n', start);
      EXPECT_LE(end - start, 80U) << text.substr(start, end - start);
      start = end + 1;
    }
    for (const audit::OptionSpec& option : audit::option_specs()) {
      const bool here = audit::belongs_to(option, verb == nullptr ? "" : verb->name);
      // Its own line: behind a letter, or where the letters stand.
      bool listed = false;
      for (const char* before : {", --", "\n      --"}) {
        for (const char* behind : {" ", "\n"}) {
          listed = listed || text.find(before + std::string(option.name) + behind) != std::string::npos;
        }
      }
      EXPECT_EQ(listed, here) << option.name;
    }
    EXPECT_NE(text.find("  143"), std::string::npos);
  }
}

TEST(Options, AnUnknownOptionNamesTheNearest) {
  EXPECT_NE(refused({"audit", "--secondreader", "never", "a"}).find("--second-reader"), std::string::npos);
}

TEST(Options, AnOptionOfAnotherVerbIsRefused) { EXPECT_NE(refused({"inspect", "--fail-on", "low", "a"}), ""); }

TEST(Options, TwoReportsOnStandardOutputAreRefused) {
  EXPECT_NE(refused({"audit", "a", "-o", "text", "-o", "json"}), "");
  EXPECT_NE(refused({"audit", "a", "-o", "text=-", "-o", "json"}), "");
}

TEST(Options, TimesAreUtcAndReal) {
  EXPECT_EQ(parsed({"audit", "a", "--now", "2024-02-29T23:59:59Z"}).now, "2024-02-29T23:59:59Z");
  for (const char* wrong : {"2023-02-29T00:00:00Z", "2024-13-01T00:00:00Z", "2024-01-01T24:00:00Z",
                            "2024-01-01 00:00:00Z", "2024-01-01T00:00:00", "2024/01/01T00:00:00Z"}) {
    EXPECT_NE(refused({"audit", "a", "--now", wrong}), "") << wrong;
  }
}

TEST(Options, RequiredRolesAreAClosedList) {
  EXPECT_EQ(parsed({"audit", "a", "--require", "SYSTEM,USER"}).require, (std::vector<std::string>{"SYSTEM", "USER"}));
  EXPECT_NE(refused({"audit", "a", "--require", "SYSTEM,"}), "");
  EXPECT_NE(refused({"audit", "a", "--require", "SYSTM"}).find("SYSTEM"), std::string::npos);
}

}  // namespace
