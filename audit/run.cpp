#include "audit/run.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <span>

#include "audit/audit.h"
#include "audit/completion.h"
#include "audit/container_child.h"
#include "audit/diff_verb.h"
#include "audit/difference_formats.h"
#include "audit/exit_code.h"
#include "audit/fix_verb.h"
#include "audit/manual.h"
#include "audit/option_words.h"
#include "audit/options.h"
#include "audit/outputs.h"
#include "audit/own_file.h"
#include "audit/recover_verb.h"
#include "audit/rules_verb.h"
#include "audit/sbom.h"
#include "audit/show_config.h"
#include "audit/sinks.h"
#include "audit/terminal.h"
#include "audit/version_text.h"
#include "audit/waivers_verb.h"
#include "hive/input.h"
#include "hive/overlay.h"
#include "hive/second_reader.h"
#include "hive/sha256.h"

namespace audit {
namespace {

std::vector<std::string> format_names() {
  std::vector<std::string> names;
  for (const Sink& sink : sinks()) names.emplace_back(sink.name);
  return names;
}

// One line on a terminal once the work has taken a second, wiped before the report.
class ProgressLine {
 public:
  explicit ProgressLine(bool wanted) : wanted_(wanted) {}
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;
  ~ProgressLine() {
    if (shown_) write_stream(Stream::err, "\r\x1b[K");
  }
  void show(const std::string& what) {
    if (!wanted_ || std::chrono::steady_clock::now() - start_ < std::chrono::seconds(1)) return;
    shown_ = true;
    write_stream(Stream::err, "\r\x1b[Kreading " + what);
  }

 private:
  bool wanted_;
  bool shown_ = false;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

struct Rulebook {
  rules::LoadedRules loaded;
  std::string sha256;
};

std::string sha256_of(const std::vector<rules::RuleFile>& files) {
  std::string all;
  for (const rules::RuleFile& file : files) all += file.name + '\0' + file.text + '\0';
  return hive::sha256_hex(std::as_bytes(std::span(all)));
}

hive::Result<Rulebook> load_rulebook(const Options& options) {
  if (options.rules_folder.empty()) {
    const std::vector<rules::RuleFile>& whole = rules::embedded_rule_files();
    const bool shows_cases = options.verb == "rules";
    return Rulebook{shows_cases ? rules::load_rules(whole) : rules::load_judging_rules(), sha256_of(whole)};
  }
  auto files = rules::read_rule_files(options.rules_folder);
  if (!files) return files.error();
  return Rulebook{rules::load_rules(*files), sha256_of(*files)};
}

int finish(const VerbOutcome& outcome) {
  if (!outcome.error.empty()) complain(outcome.error);
  return print(outcome.out, outcome.exit_code);
}

// What stands in the way of judging with this rulebook; nothing when all is well.
std::optional<std::string> fault_of(const Rulebook& book, const Options& options) {
  if (!book.loaded.faults.empty()) {
    std::string text = "the rulebook has faults:\n";
    for (const rules::RuleFault& fault : book.loaded.faults) text += rules::to_text(fault) + "\n";
    return text;
  }
  if (book.loaded.set.find_profile(options.profile) != nullptr) return std::nullopt;
  std::string place;
  for (const Setting& setting : options.settings) {
    const bool outside = setting.option == "profile" && setting.origin != Origin::command_line;
    if (outside) place = setting.place + ": ";
  }
  return place + unknown_profile(options.profile, book.loaded.set);
}

// A folder that somebody works in may hold a configuration that nobody thinks of.
void tell_found_config(const Options& options) {
  const auto outside = settings_from_outside(options);
  const auto config = outside.find("config");
  if (options.config_found_here && config != outside.end()) complain("configured by " + config->second);
}

Surroundings surroundings() {
  const std::string users = environment_value("XDG_CONFIG_HOME");
  const std::string home = environment_value("HOME");
  Surroundings around{environment_of("HIVEAUDIT_"), true, ""};
  // A relative one is to be ignored: XDG Base Directory Specification 0.8.
  if (users.starts_with('/')) {
    around.user_folder = users;
  } else if (home.starts_with('/')) {
    around.user_folder = home + "/.config";
  }
  return around;
}

int run_targets(const Options& options, const Rulebook& book) {
  if (!have_places(options)) return kReportNotWritten;
  const LoadedAccepted loaded = load_accepted(options, book.loaded.set);
  if (!loaded.fault.empty()) {
    complain(loaded.fault);
    return kUsage;
  }
  const auto start = std::chrono::steady_clock::now();
  Report report;
  {
    ProgressLine line(options.style.verbosity >= 0 && is_terminal(Stream::err));
    report = audit_targets(options, book.loaded.set, book.sha256, loaded.accepted,
                           [&line](const std::string& what) { line.show(what); });
  }
  if (options.style.verbosity > 0) {
    const auto took = std::chrono::steady_clock::now() - start;
    complain(fmt::format("judged in {} ms", std::chrono::duration_cast<std::chrono::milliseconds>(took).count()));
  }
  return write_reports(report, options, report.exit_code);
}

// Any report from a saved result: what was judged then is not judged again, so the exit code says whether it was
// written.
int render(const Options& options) {
  if (!have_places(options)) return kReportNotWritten;
  const auto report = read_result(options.words[0]);
  if (report) return write_reports(*report, options, kClean);
  complain(hive::to_text(report.error()));
  return kUsage;
}

int run_diff(const Options& options, const Rulebook& book) {
  if (!have_places(options)) return kReportNotWritten;
  std::variant<Difference, std::string> compared;
  {
    ProgressLine line(options.style.verbosity >= 0 && is_terminal(Stream::err));
    compared =
        compare_sides(options, book.loaded.set, book.sha256, [&line](const std::string& what) { line.show(what); });
  }
  const Difference* difference = std::get_if<Difference>(&compared);
  if (difference == nullptr) {
    complain(std::get<std::string>(compared));
    return kUsage;
  }
  return write_outputs(options, difference->exit_code, [difference](const Output& output, const ReportStyle& style) {
    const auto format = std::ranges::find(difference_formats(), output.format, &DifferenceFormat::name);
    return format->write(*difference, style);
  });
}

// The document of one container; only what the parent passes is understood.
int run_container_child(const std::vector<std::string>& arguments) {
  auto options = child_options(arguments, format_names());
  if (!options) return kUsage;
  const auto book = load_rulebook(*options);
  if (!book || fault_of(*book, *options)) return kUsage;
  const Report report = audit_targets(*options, book->loaded.set, book->sha256, {}, [](const std::string&) {});
  return print(write_json(report, {}), kClean);
}

int run_completion(const Options& options, const rules::RuleSet& set) {
  const std::string& shell = options.words.front();
  if (std::find(kShells.begin(), kShells.end(), shell) == kShells.end()) {
    complain(not_one_of("shell", shell, kShells));
    return kUsage;
  }
  CompletionWords words{format_names(), {}, {}};
  for (const rules::Profile& profile : set.profiles) words.profiles.push_back(profile.name);
  for (const rules::Rule& rule : set.rules) words.rules.push_back(rule.id);
  return print(completion_script(shell, words), kClean);
}

std::string format_table() {
  std::string text;
  for (const hive::Format& format : hive::formats()) {
    text += fmt::format("{:<10}{}{}\n", format.name, format.description,
                        format.is_readable ? "" : " (not read by this build)");
  }
  return text;
}

}  // namespace

int run(const std::vector<std::string>& arguments) {
  if (arguments.size() == 1 && arguments[0] == hive::kSecondReaderVerb) return hive::run_second_reader_child();
  if (!arguments.empty() && arguments[0] == kContainerVerb) return run_container_child(arguments);
  install_interrupt_cleanup();
  Parsed parsed = parse_options(arguments, format_names(), surroundings());
  if (const auto* help = std::get_if<HelpText>(&parsed)) return print(help->text, kClean);
  if (const auto* wrong = std::get_if<UsageError>(&parsed)) {
    complain(wrong->message);
    return kUsage;
  }
  Options& options = std::get<Options>(parsed);
  for (const std::string& warning : options.warnings) complain(warning);
  if (options.show_config) return print(show_config(options), kClean);
  tell_found_config(options);
  if (options.verb == "recover") return finish(recover_hive(options));
  if (options.verb == "fix") return finish(fix_result(options));
  if (options.verb == "man") return print(manual_page(), kClean);
  if (options.verb == "sbom") {
    return print(write_sbom(time_of_source(environment_value("SOURCE_DATE_EPOCH"))), kClean);
  }
  if (options.verb == "version") return print(version_text(), kClean);
  if (options.show_formats) return print(format_table(), kClean);
  if (options.verb == "render") return render(options);
  if (options.now.empty()) options.now = clock_now();

  auto book = load_rulebook(options);
  if (!book) {
    complain(hive::to_text(book.error()));
    return kUsage;
  }
  if (options.verb == "rules") return finish(run_rules_verb(options, book->loaded));
  if (auto fault = fault_of(*book, options)) {
    complain(*fault);
    return kUsage;
  }
  if (options.verb == "completion") return run_completion(options, book->loaded.set);
  if (options.verb == "explain") return finish(explain_rule(options, book->loaded.set));
  if (options.verb == "waivers") return finish(run_waivers_verb(options, book->loaded.set));
  if (!options.open.overlay.empty()) {
    if (const auto fault = hive::overlay_fault(options.open.overlay)) {
      complain("--overlay " + hive::to_text(*fault));
      return kUsage;
    }
  }
  return options.verb == "diff" ? run_diff(options, *book) : run_targets(options, *book);
}

}  // namespace audit
