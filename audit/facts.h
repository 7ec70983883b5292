#pragma once
// What is known of one installation, each fact with the look-up that told it. Known, absent (we looked and it
// is not there) and unknown (we could not look, or nothing says it) are three different things.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "audit/asked_once.h"
#include "audit/os_option.h"
#include "audit/report.h"
#include "audit/shared_lookup.h"
#include "hive/installation.h"
#include "rules/facts.h"

namespace audit {

/// Why something could not be decided; none when it could.
enum class Doubt { none, hive_absent, unreadable, unknown_os, unknown_fact };
/// The stronger reason of two, for combined answers: unreadable, unknown_os, unknown_fact, hive_absent, none.
Doubt worse(Doubt left, Doubt right);

struct Fact {
  enum class State { known, absent, unknown };
  std::string id;
  std::string title;  ///< a noun phrase for people, as a sentence begins
  State state = State::unknown;
  std::string value;  ///< when known; updates: "met", "not met"
  bool from_option = false;
  bool likely = false;  ///< an update concluded from a later rollup
  rules::Confidence confidence = rules::Confidence::high;
  Doubt doubt = Doubt::unknown_fact;  ///< when unknown
  std::string why_unknown;            ///< one sentence, names the flag that supplies it
  SharedLookup seen;                  ///< null when nothing was looked up
};

/// The title of a fact inside a sentence: "the build of Windows".
std::string in_sentence(const Fact& fact);

struct Facts {
  std::vector<Fact> items;     ///< in the order of rules/facts.xml
  std::vector<NoteRow> notes;  ///< contradictions between --os and the hives, guesses

  const Fact* find(std::string_view id) const;
  /// The number of a known fact; nothing when it is not known or no number.
  std::optional<std::uint32_t> number(std::string_view id) const;
  /// The text of a known fact, else empty.
  std::string_view text(std::string_view id) const;
};

/// `os` fills os.build, os.ubr, os.type, os.arch where the hives are silent (or always, when forced).
/// `asked` holds the answers of the installation's registry.
Facts collect_facts(const std::vector<rules::FactRule>& rules, const hive::Installation& installation,
                    const OsOption& os, AskedOnce& asked);
Facts collect_facts(const std::vector<rules::FactRule>& rules, const hive::Installation& installation,
                    const OsOption& os);

/// Three-valued conditions over facts. `doubt` says why it is unknown and `fact` which fact was missing.
struct Truth {
  enum class Is { yes, no, unknown } is = Is::yes;
  Doubt doubt = Doubt::none;
  std::string why;  ///< when no or unknown: one sentence
};
/// Whether `why` is told of a no: most statements are for other machines, and few say so to anybody.
enum class Sentence { always, of_doubt };
Truth holds(const rules::Machines& machines, const Facts& facts, Sentence wanted = Sentence::always);
Truth holds(const rules::FactCondition& condition, const Facts& facts, Sentence wanted = Sentence::always);
Truth holds(const rules::Applies& applies, const Facts& facts, Sentence wanted = Sentence::always);

}  // namespace audit
