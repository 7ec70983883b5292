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

}  // namespace audit
