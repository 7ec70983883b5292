#pragma once
// Effective protocols: for each stack, scope and protocol, whether Windows would offer it, and the reason
// chain that leads there (os.md 16). Pure functions of facts, defaults and registry values. Where data is odd
// both answers are given, the one that offers least first; what cannot be known is `unknown`, never guessed.

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "audit/facts.h"
#include "audit/shared_text.h"
#include "hive/installation.h"
#include "rules/defaults.h"

namespace audit {

enum class CellState { on, explicit_only, off, unsupported, unknown };
std::string_view name_of(CellState state);
std::optional<CellState> find_cell_state(std::string_view word);

struct Step {
  SharedText text;
  SharedLookup seen;  ///< null when the step is a conclusion
};

/// A cell in short. A rule must hold in both readings, each with its own doubt.
struct OtherReading {
  CellState state = CellState::unknown;  ///< `on` when a doubt leaves that open
  Doubt doubt = Doubt::none;
  std::vector<CellState> possible;
};

struct Cell {
  CellState state = CellState::unknown;
  std::string basis;   ///< value, policy, default, application, cipher, fips
  std::string reason;  ///< one sentence
  std::vector<Step> chain;
  rules::Confidence confidence = rules::Confidence::high;
  Doubt doubt = Doubt::none;        ///< when unknown: why; when off by pessimism: what is not known
  std::vector<CellState> possible;  ///< every state that it may have; the state alone when nothing is in doubt
  /// When stored data whose effect nobody documents is read the other way; nothing when all is the same then.
  std::optional<OtherReading> otherwise;
  /// Of a client's SCHANNEL: services that accept none of the cipher suites that are left (rules::kServiceWords).
  std::vector<std::string> unreachable;
  /// Of .NET 4: programs whose own settings take TLS 1.2 away, and why perhaps not all of them are known.
  std::vector<std::string> left_out;
  Doubt left_out_doubt = Doubt::none;
};

struct StackRow {
  std::string scope;  ///< HKLM or a user's scope
  std::string stack;
  std::array<Cell, rules::kProtocolCount> cells;
};

/// Stack ids in report order, with the scope they are judged in and a title for people.
struct Stack {
  std::string_view id;
  bool per_user;
  bool wow64;  ///< only on 64-bit Windows
  std::string_view title;
};
const std::vector<Stack>& stacks();

/// Rows in stack order, users in installation order. On 32-bit Windows the wow64 rows are left out.
/// `asked` holds the answers of the installation's registry.
std::vector<StackRow> effective_protocols(const rules::Defaults& defaults, const Facts& facts,
                                          const hive::Installation& installation, AskedOnce& asked);
std::vector<StackRow> effective_protocols(const rules::Defaults& defaults, const Facts& facts,
                                          const hive::Installation& installation);

const StackRow* find_row(const std::vector<StackRow>& rows, std::string_view scope, std::string_view stack);

}  // namespace audit
