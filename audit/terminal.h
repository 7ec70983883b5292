#pragma once
// What the standard streams are, and writing to them. The only code that asks about terminals, the
// environment and signals.

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace audit {

enum class Stream { out, err };

bool is_terminal(Stream stream);
/// Columns of the terminal behind the stream; nothing when it is none.
std::optional<std::size_t> columns(Stream stream);
/// --color auto: a terminal, NO_COLOR unset or empty, TERM not "dumb"; CLICOLOR_FORCE set and not 0 wins.
bool wants_colour(Stream stream);

enum class WriteOutcome { written, closed_pipe, failed };
/// Writes everything; a closed pipe is an outcome, not a signal.
WriteOutcome write_stream(Stream stream, std::string_view text);

/// Ctrl-C and termination remove unfinished reports and end with 130 and 143.
void install_interrupt_cleanup();

/// A variable of the environment; empty when there is none.
std::string environment_value(const char* name);
/// Those whose names begin with `prefix`.
std::map<std::string, std::string> environment_of(std::string_view prefix);

/// The host's clock as YYYY-MM-DDThh:mm:ssZ; used only when --now is not given.
std::string clock_now();

}  // namespace audit
