#pragma once
// The effective protocols of one installation laid out as a table: a row per scope and stack, a column per
// protocol. Only an arrangement of pointers into the report.

#include <string>
#include <vector>

#include "audit/report.h"

namespace audit {

struct MatrixRow {
  std::string scope;
  std::string stack;
  std::vector<const EffectiveRow*> cells;  ///< as ProtocolMatrix::protocols; null where nothing is said
};

struct ProtocolMatrix {
  std::vector<std::string> protocols;  ///< oldest first, unknown names last
  std::vector<MatrixRow> rows;         ///< rows of a scope are neighbours, in the order of the report
};

ProtocolMatrix arrange(const std::vector<EffectiveRow>& effective);

/// Which stacks TLS 1.2 works for, as words: "WinINet programs (Internet Options) of user alice".
struct Tls12Outlook {
  std::vector<std::string> broken;     ///< off or unsupported
  std::vector<std::string> on_demand;  ///< only for programs that ask for it
  std::vector<std::string> unknown;
  std::vector<std::string> working;
};
Tls12Outlook tls12_outlook(const InstallationRow& installation);

/// The oldest protocol that a program may still get, and for how many parts of Windows TLS 1.2 is missing.
struct WeakestLink {
  std::string protocol;                ///< empty: nothing is offered, as far as is known
  std::vector<std::string> offers;     ///< by default, as words
  std::vector<std::string> on_demand;  ///< only to programs that ask for it
  std::size_t older_unknown = 0;       ///< answers about still older protocols, or this one, that nobody knows
  std::size_t without_tls12 = 0;       ///< parts in which it is off or not there
  std::size_t tls12_unknown = 0;
  std::size_t parts = 0;  ///< that were asked about TLS 1.2
};
WeakestLink weakest_link(const InstallationRow& installation);
/// "SSL 3.0, which .NET 2.0 to 3.5 programs, 64-bit and 2 more may still use; TLS 1.2 is missing in 3 of 8 parts".
std::string weakest_link_text(const WeakestLink& link);
/// "SSL 3.0: .NET 2.0 to 3.5 programs, 64-bit".
std::string weakest_link_words(const WeakestLink& link);

}  // namespace audit
