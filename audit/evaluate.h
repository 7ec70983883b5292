#pragma once
// One rule against one installation: a finding for the machine, or one per user. The verdict, what was
// expected, what was there, and every look-up it rests on.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "audit/asked_once.h"
#include "audit/effective.h"
#include "audit/facts.h"
#include "audit/verdict.h"
#include "hive/installation.h"
#include "rules/profile.h"
#include "rules/rule.h"

namespace audit {

/// A key that an <each> of a rule judged.
struct MatchedKey {
  hive::RegistryPath pattern;
  hive::RegistryPath key;
};

/// What a verdict rests on; no element is null.
using Evidence = std::vector<SharedLookup>;

struct Finding {
  const rules::Rule* rule = nullptr;
  std::string scope;
  Verdict verdict = Verdict::error;
  std::optional<std::string> error_code;  ///< with error: unknown_os, unknown_fact, corrupt, io, ...
  std::string message;
  std::string expected;
  std::string actual;
  std::vector<std::string> caveats;
  Evidence evidence;                                        ///< without repetition, deciding ones first
  rules::Confidence confidence = rules::Confidence::high;   ///< the rule's, or the weaker one of what it used
  std::optional<std::pair<std::string, std::string>> cell;  ///< stack and protocol that an effective check asked
  std::vector<MatchedKey> failed_keys{};                    ///< what fails below an <each>, for its changes
  std::uint64_t evidence_left_out = 0;                      ///< look-ups that are not in `evidence`
  std::optional<std::string> observed{};                    ///< digest of all that was seen, where some of it is cut
};

struct Judged {
  const hive::Installation& installation;
  const Facts& facts;
  const std::vector<StackRow>& effective;
  std::string now = {};                     ///< YYYY-MM-DDThh:mm:ssZ, for what ends at a time
  const rules::Profile* profile = nullptr;  ///< whose dates count, for rules that ask for one
  bool now_given = true;                    ///< false: `now` is the host's clock, and days of a profile count as come
  /// The answers so far; facts and effective protocols of the same machine may have filled it.
  std::shared_ptr<AskedOnce> asked = std::make_shared<AskedOnce>(installation.registry);
};

/// `severity` is the profile's word for the rule: with `info` a failing check is informational.
std::vector<Finding> evaluate(const rules::Rule& rule, const std::string& severity, const Judged& judged);

}  // namespace audit
