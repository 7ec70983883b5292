#pragma once
// What changed between two reports: a plain value, in the order of the newer report. Two machines, or one machine at
// two times. Machines are matched by the name of their target and their label; when each side has one machine, those
// two.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "audit/report.h"

namespace audit {

/// One of the two reports.
struct DifferenceSide {
  std::string path;  ///< as given
  std::string now;
  std::string profile;
  std::string tool_version;
  std::string rules_sha256;
  bool complete = false;  ///< everything could be read and decided
};

/// A finding of one side.
struct SeenFinding {
  Verdict verdict = Verdict::error;
  Severity severity = Severity::medium;
  bool accepted = false;  ///< waived or known there
  std::string actual;
};

struct FindingDifference {
  std::string machine;  ///< name of the target; with several machines, the label too
  std::string rule;
  std::string scope;
  std::string title;
  /// new: it fails, and did not before. fixed: it failed, and passes. changed: another verdict otherwise, another
  /// severity, accepted on one side alone, or a failure that saw other data (observation.h). gone: judged before alone.
  /// added: judged now alone, and it does not fail.
  std::string state;
  std::optional<SeenFinding> before;
  std::optional<SeenFinding> after;
  bool fails_gate = false;  ///< it fails at or above the gate and is not accepted, which was not so before, or not so
                            ///< severely
  bool worse = false;       ///< the same whatever the gate; a new failure counts when it is accepted too
};

struct ProtocolDifference {
  std::string protocol;
  std::string before;  ///< on, explicit-only, off, unsupported, unknown; empty: not told
  std::string after;
};

/// One stack of one scope, of which some protocol changed.
struct StackDifference {
  std::string machine;
  std::string scope;
  std::string stack;
  std::vector<ProtocolDifference> protocols;
  std::string sentence;  ///< "WinHTTP programs, 64-bit: lost TLS 1.1, gained nothing"
  /// TLS 1.2 was on and is off, unsupported, or only for programs that ask for it.
  bool lost_tls12 = false;
};

struct FactDifference {
  std::string machine;
  std::string id;
  std::optional<std::string> before;  ///< nothing: not known
  std::optional<std::string> after;
};

struct HiveDifference {
  std::string machine;
  std::string role;
  std::optional<std::string> user;
  std::string state;                  ///< changed, added, removed, not_hashed (nobody knows whether it changed)
  std::optional<std::string> before;  ///< SHA-256
  std::optional<std::string> after;
};

struct Difference {
  DifferenceSide before;
  DifferenceSide after;
  bool judged = false;             ///< both are results of audit
  std::string gate;                ///< a severity word, or none
  std::vector<std::string> notes;  ///< sentences: what else differs, and machines without a partner
  std::uint64_t unmatched = 0;     ///< machines without a partner
  std::uint64_t missing = 0;       ///< those of them that are in the older report alone
  std::vector<FindingDifference> findings;
  std::uint64_t unchanged = 0;          ///< findings that are the same
  std::uint64_t unchanged_failing = 0;  ///< those of them that fail
  std::vector<StackDifference> effective;
  std::vector<FactDifference> facts;
  std::vector<HiveDifference> hives;
  std::uint64_t worse = 0;  ///< findings that are, whatever the gate, and stacks that lost TLS 1.2
  /// What was not compared may be worse: a side is incomplete or not judged, a machine or a decided finding has
  /// vanished.
  bool incomplete = false;
  int exit_code = 0;
};

struct DifferenceGate {
  std::optional<Severity> fail_on = Severity::medium;
  bool exit_zero = false;
  bool error_is_failure = false;
};

/// Exit code 0: nothing got worse at the gate; 1: a failure at or above the gate that was none before or less severe,
/// also on a machine that is new; between two results of `effective`, with a gate, a stack that lost TLS 1.2. 3 (with
/// error_is_failure 1): Difference::incomplete. Results of other verbs, or of two, are never compared completely.
Difference difference_of(const Report& before, const std::string& before_path, const Report& after,
                         const std::string& after_path, const DifferenceGate& gate);

}  // namespace audit
