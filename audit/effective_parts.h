#pragma once
// What the files of the effective model share. A cell is drafted as the set of answers that are possible with
// what is known; one answer is a state, several are a doubt. So `off beats unknown` and `a value that decides
// whatever the build is` need no rules of their own: they are what is left when all cases are tried.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "audit/asked_once.h"
#include "audit/effective.h"
#include "audit/facts.h"
#include "hive/installation.h"
#include "rules/defaults.h"

namespace audit {

using Cells = std::array<Cell, rules::kProtocolCount>;

/// Why there is more than one answer.
struct Why {
  Doubt doubt = Doubt::none;
  std::string text;  ///< a sentence without its end
};
/// Inside a cell a missing hive outweighs an unknown build: to name the build would not decide.
Why stronger(Why left, Why right);

/// Of a cell that another one rests on.
Why why_of(const Cell& cell);

/// One possible answer for a cell.
struct Answer {
  CellState state = CellState::unknown;
  std::string basis;
  std::string reason;  ///< one sentence
};

/// A cell that is not finished.
struct Draft {
  std::vector<Answer> answers;  ///< one per state, the first reason for it
  Why why;                      ///< counts when the answers differ
  std::vector<Step> chain;
  rules::Confidence confidence = rules::Confidence::high;

  void may_be(Answer answer);
  void doubt(const Why& reason) { why = stronger(why, reason); }
  void step(SharedText text, SharedLookup seen = {});
  void rest_on(const rules::Basis& basis);
};

/// One answer: that. Only off and unsupported: off. Several for lack of a fact: the one that offers least, with
/// the doubt. Several for another reason: unknown.
Cell finish(Draft draft, std::size_t protocol);

/// A REG_DWORD value as far as it is known. Another type or size is `wrong_type` (os.md R7).
struct Number {
  enum class Is { absent, number, wrong_type, unknown };
  Is is = Is::unknown;
  std::uint32_t number = 0;
  Why why;            ///< when unknown
  SharedLookup seen;  ///< never null once read
};
Number read_number(AskedOnce& registry, const hive::RegistryPath& key, const std::string& name,
                   std::optional<std::size_t> user = {});
/// "Enabled is 0x00000001 (REG_DWORD)", "Enabled is not set", "Enabled could not be read: ...".
std::string told(const Number& number);
/// Why a look-up told nothing.
Why why_unread(const hive::Lookup& seen);

/// The key that this text names; the text is our own, of which there are some dozens. Each thread parses it once.
const hive::RegistryPath& key_of(std::string_view text);
/// `key` as native or as 32-bit processes see it.
hive::RegistryPath in_view(const hive::RegistryPath& key, bool wow64);

/// The rows of a table that may be the one that counts: in file order, up to the first that surely holds.
template <class Row>
struct Chosen {
  std::vector<const Row*> rows;
  bool may_be_none = true;  ///< no row surely holds
  Why why;                  ///< when there are several, or none surely
};

template <class Row, class Wanted>
Chosen<Row> choose(const std::vector<Row>& table, const Facts& facts, const Wanted& wanted) {
  Chosen<Row> chosen;
  for (const Row& row : table) {
    if (!wanted(row)) continue;
    const Truth truth = holds(row.applies, facts, Sentence::of_doubt);
    if (truth.is == Truth::Is::no) continue;
    chosen.rows.push_back(&row);
    if (truth.is == Truth::Is::yes) {
      chosen.may_be_none = false;
      return chosen;
    }
    chosen.why = stronger(chosen.why, Why{truth.doubt, truth.why});
  }
  if (chosen.rows.empty() && chosen.why.doubt == Doubt::none) {
    chosen.why = Why{Doubt::unknown_os, "no default of this version of Windows is known for this"};
  }
  return chosen;
}

/// What is known of the facts that a row was chosen by: steps with their evidence, and their confidence.
void rest_on_facts(Draft& draft, const std::vector<rules::FactCondition>& conditions, const Facts& facts);

/// A set of protocols that a program may be given, where it comes from, as a noun phrase that begins a sentence:
/// "The value DefaultSecureProtocols (0x00000A00)".
struct Mask {
  std::uint32_t bits = 0;
  std::string basis;
  std::string origin;
};

/// A mask that nobody could read, of which `bits` may be set: nothing, all of them, and all but SSL 2.0, which in one
/// mask with TLS 1.2 would take it away.
void add_any_mask(std::vector<Mask>& masks, std::uint32_t bits, const std::string& basis, const std::string& origin);

/// What a program that takes the default set of SCHANNEL gets: on only where SCHANNEL is on.
void offer_system_default(Draft& draft, const std::string& origin, const std::string& basis, const Cell& client,
                          std::size_t protocol);
bool may_be(const Cell& cell, CellState state);

}  // namespace audit
