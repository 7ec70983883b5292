// Help for people, made from the table of verbs and options.

#include <fmt/format.h>

#include "audit/difference_formats.h"
#include "audit/exit_code.h"
#include "audit/fix_formats.h"
#include "audit/sinks.h"
#include "audit/verbs.h"
#include "audit/wrap.h"

namespace audit {
namespace {

constexpr std::size_t kWidth = 80;

/// What stands on the left, and beside or below it the lines of `help`.
std::string row(std::string left, std::string_view help, std::size_t column) {
  std::string text;
  if (left.size() + 2 > column) {
    text = left + "\n";
    left.clear();
  }
  for (const std::string& line : wrap(help, kWidth - column)) {
    text += fmt::format("{:<{}}{}\n", left, column, line);
    left.clear();
  }
  return text;
}

std::string option_line(const OptionSpec& option) {
  std::string left = option.letter != 0 ? fmt::format("  -{}, --{}", option.letter, option.name)
                                        : fmt::format("      --{}", option.name);
  if (!option.argument.empty()) left += " " + std::string(option.argument);
  constexpr std::size_t kColumn = 30;
  return row(std::move(left), option.help, kColumn);
}

std::string exit_lines() {
  std::string text = "Exit codes:\n";
  for (const ExitMeaning& row : kExitMeanings) text += fmt::format("  {:<4}  {}\n", int{row.code}, row.meaning);
  return text;
}

std::string example_lines(std::string_view examples) {
  std::string text;
  for (const std::string& line : wrap(examples, 76)) text += "  " + line + "\n";
  return text;
}

std::string options_of(std::string_view verb, bool common) {
  std::string text;
  for (const OptionSpec& option : option_specs()) {
    if (belongs_to(option, verb) && option.common == common) text += option_line(option);
  }
  return text;
}

std::string whole_program() {
  std::string text =
      "Usage: hiveaudit VERB [OPTION]... [WORD]...\n\n"
      "Audits Windows registry hives and Windows trees without Windows: will this\n"
      "machine still speak TLS 1.2 when a service demands it, and what proves it?\n\n"
      "Verbs:\n";
  constexpr std::size_t kColumn = 14;
  for (const Verb& verb : verbs()) text += row(fmt::format("  {}", verb.name), verb.summary, kColumn);
  text += "\nExamples:\n";
  for (const Verb& verb : verbs()) text += example_lines(verb.examples.substr(0, verb.examples.find('\n')));
  text += "\nOptions of every verb:\n" + options_of("", true) + options_of("", false);
  text += "\n'hiveaudit VERB --help' lists the options of a verb.\n\n";
  return text + exit_lines();
}

}  // namespace

std::string help_text(const Verb* verb) {
  if (verb == nullptr) return whole_program();
  std::string text =
      fmt::format("Usage: hiveaudit {} [OPTION]...{}{}\n\n", verb->name, verb->words.empty() ? "" : " ", verb->words);
  for (const std::string& line : wrap(verb->summary, kWidth)) text += line + "\n";
  text += "\nExamples:\n";
  std::string_view rest = verb->examples;
  while (!rest.empty()) {
    const std::size_t end = rest.find('\n');
    text += example_lines(rest.substr(0, end));
    rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
  }
  text += "\nOptions:\n" + options_of(verb->name, true);
  const std::string more = options_of(verb->name, false);
  if (!more.empty()) text += "\nMore options:\n" + more;
  if (belongs_to(option_specs().front(), verb->name)) {
    text += "\nReport formats:\n";
    if (verb->name == "diff") {
      for (const DifferenceFormat& it : difference_formats())
        text += fmt::format("  {:<11}{}\n", it.name, it.description);
    } else {
      for (const Sink& sink : sinks()) text += fmt::format("  {:<11}{}\n", sink.name, sink.description);
    }
  }
  if (verb->name == "fix") {
    text += "\nFormats:\n";
    for (const FixFormat& format : fix_formats()) text += fmt::format("  {:<12}{}\n", format.name, format.description);
  }
  return text + "\n" + exit_lines();
}

}  // namespace audit
