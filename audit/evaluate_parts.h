#pragma once
// Private to evaluate*.cpp: what one check of a rule saw, before the checks of the rule are combined.

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "audit/cut.h"
#include "audit/evaluate.h"

namespace audit {

/// One test of a rule.
struct Outcome {
  Verdict verdict = Verdict::error;
  std::optional<std::string> error_code;  ///< with error
  std::string expected;                   ///< phrases for people, without a full stop
  std::string actual;
  Evidence evidence;
  std::vector<std::string> caveats;  ///< what weakens it, beyond what the evidence shows
  rules::Confidence confidence = rules::Confidence::high;
  std::optional<std::pair<std::string, std::string>> cell;
  std::vector<MatchedKey> failed_keys{};
  Cut cut{};
};

/// The scope that is judged: the machine, or one user.
struct Subject {
  std::string scope;
  const hive::User* user = nullptr;  ///< null for the machine

  std::optional<std::size_t> registry_user() const {
    return user != nullptr ? std::optional(user->registry_user) : std::nullopt;
  }
};

Outcome check_test(const rules::Check& check, const Judged& judged, const Subject& subject);
Outcome check_each(const rules::EachCheck& each, const Judged& judged, const Subject& subject);
Outcome check_value(const rules::ValueCheck& check, const Judged& judged, const Subject& subject);
Outcome check_names(const rules::NamesCheck& check, const Judged& judged, const Subject& subject);
Outcome check_effective(const rules::EffectiveCheck& check, const Judged& judged, const Subject& subject);
Outcome check_age(const rules::AgeCheck& check, const Judged& judged);
Outcome check_sites(const rules::SitesCheck& check, const Judged& judged);
Outcome check_lines(const rules::LineCheck& check, const Judged& judged);
Outcome check_root_certificate(const rules::RootCertificateCheck& check, const Judged& judged, const Subject& subject);
Outcome check_own_certificate(const rules::OwnCertificateCheck& check, const Judged& judged, const Subject& subject);
Outcome check_fact(const rules::FactCheck& check, const Judged& judged);

/// What a doubt makes of a test: an absent hive is not looked at, everything else is an error with its code.
void set_undecided(Outcome& outcome, Doubt doubt, const Evidence& seen);
/// What a look-up that told nothing makes of a test: unreadable or ambiguous.
void set_unread(Outcome& outcome, const hive::Lookup& seen);
Verdict verdict_of(rules::AbsentMeans meaning);

/// Tests of one check side by side (two views): all must hold.
Outcome all_of(std::vector<Outcome> outcomes);
Outcome any_of(std::vector<Outcome> outcomes);
Outcome none_of(std::vector<Outcome> outcomes);

/// Whether a check of this view looks at the native view and at the 32-bit view.
struct Views {
  bool native = false;
  bool wow64 = false;
};
Views views_of(rules::View view, const hive::RegistryPath& key, const Judged& judged);
/// What a check of the 32-bit view alone makes of 32-bit Windows.
Outcome no_second_view();
std::string_view view_words(bool wow64);

/// `HKLM\...\Name` for people.
std::string shown_place(const hive::Lookup& seen);

/// What weakens a finding although it was decided: dirty or damaged hives, a guessed control set, defects on the
/// way, places that were not among the inputs.
std::vector<std::string> caveats_of(const Evidence& evidence, const hive::Installation& installation);

}  // namespace audit
