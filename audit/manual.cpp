#include "audit/manual.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "audit/exit_code.h"
#include "audit/sinks.h"
#include "audit/verbs.h"

namespace audit {
namespace {

/// A line of text: no character of it is an instruction, and a hyphen can be searched for and copied.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (out.empty() && (c == '.' || c == '\'')) out += "\\&";
    if (c == '\\') {
      out += "\\e";
    } else if (c == '-') {
      out += "\\-";
    } else if (c == '\'') {
      out += "\\(aq";
    } else {
      out += c;
    }
  }
  return out;
}

std::string bold(std::string_view text) { return "\\fB" + escaped(text) + "\\fR"; }
std::string italic(std::string_view text) { return "\\fI" + escaped(text) + "\\fR"; }

std::string head_of(const OptionSpec& option) {
  std::string head = option.letter != 0 ? bold(fmt::format("-{}", option.letter)) + ", " : "";
  head += bold(fmt::format("--{}", option.name));
  return option.argument.empty() ? head : head + " " + italic(option.argument);
}

std::string tagged(const std::string& head, const std::string& body) {
  return fmt::format(".TP\n{}\n{}\n", head, body);
}

std::string verb_section() {
  std::string text = ".SH VERBS\n";
  for (const Verb& verb : verbs()) {
    text += tagged(bold(verb.name) + (verb.words.empty() ? "" : " " + italic(verb.words)), escaped(verb.summary));
  }
  return text;
}

std::string option_section() {
  std::string text = ".SH OPTIONS\nAn option belongs to every verb unless some are named behind it.\n";
  for (const OptionSpec& option : option_specs()) {
    std::string body = escaped(option.help);
    if (option.verbs != "*") body += fmt::format("\n({})", escaped(option.verbs));
    text += tagged(head_of(option), body);
  }
  return text;
}

std::string exit_section() {
  std::string text = ".SH EXIT STATUS\n";
  for (const ExitMeaning& row : kExitMeanings)
    text += tagged(bold(fmt::format("{}", int{row.code})), escaped(row.meaning));
  return text + ".PP\n3 outranks 1, and 4 outranks all: what could not be read never looks clean.\n";
}

std::string format_section() {
  std::string text = ".SH REPORT FORMATS\n";
  for (const Sink& sink : sinks()) text += tagged(bold(sink.name), escaped(sink.description));
  return text;
}

std::string upper(std::string_view text) {
  std::string out;
  for (const char c : text) out += c == '-' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return out;
}

std::string environment_section() {
  std::string text =
      ".SH ENVIRONMENT\nWhat the command line does not say may be said by a variable, and what no variable says by a "
      "configuration file. Flags take yes or no.\n.PP\n";
  for (const OptionSpec& option : option_specs()) {
    const bool names_file = option.name == "config" || option.name == "no-config";
    if (option.use == Use::request && !names_file) continue;
    text += bold("HIVEAUDIT_" + upper(option.name)) + "\n.br\n";
  }
  text += tagged(bold("NO_COLOR"), "Not empty: no colour, unless " + bold("--color") + " asks for it.");
  text += tagged(bold("CLICOLOR_FORCE"), "Not empty and not 0: colour, also where no terminal is.");
  text += tagged(bold("XDG_CONFIG_HOME"),
                 "Folder of the user\\(aqs configuration; " + italic("~/.config") + " without it.");
  return text + tagged(bold("SOURCE_DATE_EPOCH"), "The time that " + bold("hiveaudit sbom") + " writes.");
}

constexpr std::string_view kFiles = R"(.SH FILES
One of these is read, the first that is there; \fB\-\-config\fR names another, \fB\-\-no\-config\fR leaves them out.
.TP
.I .hiveaudit.xml
In the working folder. Reports name it with what it sets. It does not count when it lies in a target (the run ends with
status 2), and the reports that it asks for must lie below the folder.
.TP
.I $XDG_CONFIG_HOME/hiveaudit/config.xml
.PP
Elements are named after options, without dashes:
.PP
.nf
<configuration xmlns="urn:hiveaudit:configuration:1">
  <fail\-on>high</fail\-on>
  <output>junit=tls.xml</output>
  <output>text</output>
</configuration>
.fi
.PP
\fBhiveaudit audit \-\-show\-config\fR tells what holds, and who set it.
)";

std::string example_section() {
  std::string text = ".SH EXAMPLES\n.nf\n";
  for (const Verb& verb : verbs()) {
    std::string_view rest = verb.examples;
    while (!rest.empty()) {
      const std::size_t end = std::min(rest.find('\n'), rest.size());
      text += escaped(rest.substr(0, end)) + "\n";
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
  }
  return text + ".fi\n";
}

}  // namespace

std::string manual_page() {
  std::string text = fmt::format(".TH HIVEAUDIT 1 \"\" \"hiveaudit {}\" \"\"\n", HIVEAUDIT_VERSION);
  text +=
      ".SH NAME\nhiveaudit \\- audit Windows registry hives and images for TLS without Windows\n"
      ".SH SYNOPSIS\n.B hiveaudit\n.I VERB\n[\\fIOPTION\\fR]... [\\fIWORD\\fR]...\n"
      ".SH DESCRIPTION\nSays whether a machine will still speak TLS 1.2 when a service demands it, from its registry "
      "hives, exports or images, and proves each sentence with evidence from the bytes.\n"
      "Nothing that is read is ever written to.\n";
  text += verb_section() + option_section() + format_section() + exit_section() + environment_section();
  text += kFiles;
  text += example_section();
  return text + ".SH COPYRIGHT\nThe source is under the Apache License 2.0; " + bold("hiveaudit --version") +
         " names the licence of this program with its libraries.\n";
}

}  // namespace audit
