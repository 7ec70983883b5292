#include "audit/run.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <span>

#include "audit/atomic_file.h"
#include "audit/audit.h"
#include "audit/container_child.h"
#include "audit/exit_code.h"
#include "audit/fix_verb.h"
#include "audit/options.h"
#include "audit/recover_verb.h"
#include "audit/rules_verb.h"
#include "audit/sinks.h"
#include "audit/terminal.h"
#include "audit/version_text.h"
#include "hive/input.h"
#include "hive/overlay.h"
#include "hive/second_reader.h"
#include "hive/sha256.h"

namespace audit {
namespace {

void complain(const std::string& text) { write_stream(Stream::err, "hiveaudit: " + text + "\n"); }

// A pipe whose reader went away ends the run quietly; a full disk does not.
int print(const std::string& text, int exit_code) {
  if (write_stream(Stream::out, text) != WriteOutcome::failed) return exit_code;
  complain("standard output could not be written");
  return kReportNotWritten;
}

std::vector<std::string> format_names() {
  std::vector<std::string> names;
  for (const Sink& sink : sinks()) names.emplace_back(sink.name);
  return names;
}

bool colour_for(const Options& options, Stream stream) {
  if (options.colour == ColourMode::automatic) return wants_colour(stream);
  return options.colour == ColourMode::always;
}

TextStyle style_for(const Options& options, const Output& output) {
  TextStyle style;
  style.verbosity = options.verbosity;
  if (!output.file.empty()) return style;
  style.colour = colour_for(options, Stream::out);
  constexpr std::size_t kLeast = 60;
  constexpr std::size_t kMost = 120;
  style.width = std::clamp(columns(Stream::out).value_or(style.width), kLeast, kMost);
  return style;
}

int write_reports(const Report& report, const Options& options) {
  int exit_code = report.exit_code;
  for (const Output& output : options.outputs) {
    const std::string text = find_sink(output.format)->write(report, style_for(options, output));
    if (output.file.empty()) {
      exit_code = print(text, exit_code);
    } else if (auto written = write_atomically(output.file, text); !written) {
      complain(hive::to_text(written.error()));
      exit_code = kReportNotWritten;
    }
  }
  return exit_code;
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
  return unknown_profile(options.profile, book.loaded.set);
}

// Known before the work begins: a report that has no place leaves no other report behind either.
bool have_places(const Options& options) {
  for (const Output& output : options.outputs) {
    if (output.file.empty()) continue;
    if (auto possible = check_writable(output.file); !possible) {
      complain(hive::to_text(possible.error()));
      return false;
    }
  }
  return true;
}

int run_targets(Options& options, const Rulebook& book) {
  if (!have_places(options)) return kReportNotWritten;
  if (options.now.empty()) options.now = clock_now();
  const auto start = std::chrono::steady_clock::now();
  Report report;
  {
    ProgressLine line(options.verbosity >= 0 && is_terminal(Stream::err));
    report =
        audit_targets(options, book.loaded.set, book.sha256, [&line](const std::string& what) { line.show(what); });
  }
  if (options.verbosity > 0) {
    const auto took = std::chrono::steady_clock::now() - start;
    complain(fmt::format("judged in {} ms", std::chrono::duration_cast<std::chrono::milliseconds>(took).count()));
  }
  return write_reports(report, options);
}

// The document of one container; only what the parent passes is understood.
int run_container_child(const std::vector<std::string>& arguments) {
  auto options = child_options(arguments, format_names());
  if (!options) return kUsage;
  const auto book = load_rulebook(*options);
  if (!book || fault_of(*book, *options)) return kUsage;
  const Report report = audit_targets(*options, book->loaded.set, book->sha256, [](const std::string&) {});
  return print(write_json(report, {}), kClean);
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
  Parsed parsed = parse_options(arguments, format_names());
  if (const auto* help = std::get_if<HelpText>(&parsed)) return print(help->text, kClean);
  if (const auto* wrong = std::get_if<UsageError>(&parsed)) {
    complain(wrong->message);
    return kUsage;
  }
  Options& options = std::get<Options>(parsed);
  options.given = arguments;
  if (options.verb == "recover") return finish(recover_hive(options));
  if (options.verb == "fix") return finish(fix_result(options));
  if (options.verb == "version") return print(version_text(), kClean);
  if (options.show_formats) return print(format_table(), kClean);

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
  if (options.verb == "explain") return finish(explain_rule(options, book->loaded.set));
  if (!options.open.overlay.empty()) {
    if (const auto fault = hive::overlay_fault(options.open.overlay)) {
      complain("--overlay " + hive::to_text(*fault));
      return kUsage;
    }
  }
  return run_targets(options, *book);
}

}  // namespace audit
