#pragma once
// The finished answer of a run: a plain value, sorted and counted, in the shape of the JSON document
// (audit/report.schema.json). Sinks read nothing else; they escape, indent and choose words, they do not
// filter, count, sort or judge. All text here is printable already (hive/utf16.h), times are UTC texts.

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "audit/verdict.h"

namespace audit {

struct ErrorRow {
  std::string code;  ///< a name of hive::ErrorCode, or unknown_os, unknown_fact, nothing_decided
  std::string path;
  std::optional<std::string> member;
  std::optional<std::uint64_t> offset;
  std::optional<std::string> expected;
  std::optional<std::string> found;
  std::string message;
};

struct NoteRow {
  std::string code;
  std::string message;
};

/// What one check saw, and where.
struct EvidenceRow {
  std::string key;                       ///< as asked: HKLM\SYSTEM\CurrentControlSet\...
  std::optional<std::string> stored_as;  ///< path inside the hive
  std::optional<std::string> name;       ///< value name; nothing when the evidence is about a key
  std::string state;                     ///< present, absent, unreadable, ambiguous
  std::optional<std::string> type;
  std::optional<std::string> data;  ///< for people
  std::optional<std::string> raw;   ///< hex
  std::optional<std::string> written;
  std::optional<std::size_t> hive;  ///< index of InstallationRow::hives
  std::optional<std::uint64_t> key_offset;
  std::optional<std::uint64_t> value_offset;
  std::optional<std::uint64_t> line;  ///< in .reg text
  std::optional<std::string> deepest_key;
  std::optional<std::string> file;  ///< the evidence is about a file: `key` is its path as asked, `data` its version
  std::string second_reader = "not_asked";          ///< agrees, disagrees, failed, not_asked
  std::optional<std::string> second_reader_detail;  ///< what it saw when it does not agree
  std::vector<std::string> anomalies;               ///< defects on the way to this answer
};

struct ChainStep {
  std::string text;
  std::optional<EvidenceRow> evidence;
};

struct EffectiveRow {
  std::string scope;
  std::string stack;     ///< e.g. schannel-client
  std::string protocol;  ///< e.g. TLS 1.2
  std::string state;     ///< on, explicit-only, off, unsupported, unknown
  std::string basis;     ///< value, policy, default, application, cipher, fips
  std::string reason;
  std::vector<ChainStep> chain;
  std::optional<std::string> decided_by;  ///< fingerprint of the finding that judges this cell
  std::string confidence;                 ///< high, medium, low
};

struct SourceRow {
  std::string title;
  std::string href;  ///< empty when the source has no address
};

/// What stands in the place of a change, so that it can be taken back.
struct FixBefore {
  std::string state;                       ///< present, absent, unreadable, ambiguous
  std::optional<std::string> type;         ///< when present
  std::optional<std::string> raw;          ///< hex, all of it; nothing when it is too large to be kept
  std::optional<std::string> deepest_key;  ///< when absent: as far as the key exists
};

struct FixRow {
  std::string key;
  std::string name;
  std::string type;  ///< REG_DWORD, ...; empty: remove the value
  std::string data;
  std::string note;
  std::optional<FixBefore> before{};  ///< nothing when nobody looked
};

struct FindingRow {
  std::string rule;
  std::string scope;
  Verdict verdict = Verdict::error;
  Severity severity = Severity::medium;
  bool fails_gate = false;                ///< verdict fail, severity at or above the gate
  std::optional<std::string> error_code;  ///< with verdict error: unknown_os, unknown_fact, corrupt, ...
  std::string area;                       ///< e.g. Schannel.Server; stable, part of JUnit's class name
  std::string title;
  std::string message;  ///< one sentence for this finding
  std::string why;
  std::string expected;
  std::string actual;
  std::string fingerprint;
  std::optional<std::string> waived_by;  ///< for people: "vdi-team (CHG-4411) until 2027-01-31: the reason"
  bool known = false;
  std::vector<std::string> requirements;
  std::string confidence;  ///< basis: high, medium, low
  std::vector<SourceRow> sources;
  std::optional<std::string> disagreement;
  std::vector<FixRow> fix;
  /// The machine was judged again with all such changes made, and this still fails: why. Nothing: it passes then.
  std::optional<std::string> fix_falls_short;
  std::vector<std::string> caveats;  ///< e.g. the hive is dirty and its logs were not applied
  std::vector<EvidenceRow> evidence;
  std::optional<std::uint64_t> evidence_left_out = {};  ///< look-ups that `evidence` leaves out; nothing: none
  /// SHA-256 over all that was seen, where evidence or what was found is not told whole: equal digests, equal data.
  std::optional<std::string> observed = {};
};

struct FactRow {
  std::string id;
  std::string value;
  std::string state;  ///< known, unknown
  std::optional<EvidenceRow> evidence;
};

/// A transaction log beside a hive, and what became of it.
struct LogRow {
  std::string path = {};
  std::optional<std::string> sha256 = {};
  std::uint64_t size_bytes = 0;
  std::string outcome = {};  ///< unused, applied, skipped, refused
  std::string reason = {};   ///< why, or where it stopped; may be empty
  std::optional<std::array<std::uint32_t, 2>> entries_applied = {};
  std::uint64_t pages_applied = 0;
  std::uint64_t bytes_applied = 0;
};

struct AnomalyRow {
  std::string code;
  std::uint64_t offset = 0;
  std::string message;
};

struct AnomalyCount {
  std::string code;
  std::uint64_t count = 0;
};

struct HiveRow {
  std::string role;  ///< SYSTEM, SOFTWARE, DEFAULT, USER, OTHER
  std::string path;
  std::optional<std::string> user;
  std::optional<std::string> sid;  ///< of that user, where a SOFTWARE hive tells it
  std::optional<std::string> sha256;
  std::uint64_t size_bytes = 0;
  std::string state;                                     ///< clean, dirty, recovered, damaged, unreadable
  std::optional<std::array<std::uint32_t, 2>> sequence;  ///< as stored in the file
  std::string dirty_because;                             ///< what its logs lack; empty when it is not dirty
  std::optional<std::string> written;                    ///< of the root key
  std::vector<LogRow> logs;
  std::vector<AnomalyRow> anomalies;
  std::uint64_t anomalies_total = 0;         ///< also those that are not listed
  std::vector<AnomalyCount> anomaly_counts;  ///< the same for each code, by code
  std::vector<ErrorRow> errors;
};

struct OsRow {
  std::string product;  ///< empty when unknown
  std::optional<std::uint32_t> build;
  std::optional<std::uint32_t> ubr;
  std::string arch;   ///< x86, x64, arm64, or empty
  std::string type;   ///< client, server, or empty
  std::string basis;  ///< hive, option, unknown
};

/// One place that somebody asked for.
struct PlaceRow {
  std::string scope;                 ///< HKLM, or a user's
  std::string control_set;           ///< "ControlSet001 (Current, Default)"; empty when there is none on the path
  EvidenceRow evidence;              ///< of the key, or of one value
  std::vector<std::string> subkeys;  ///< of a key that is present
};

struct InstallationRow {
  std::string label;
  OsRow os;
  std::optional<std::uint32_t> control_set;
  std::vector<NoteRow> notes;
  std::vector<ErrorRow> errors;
  std::vector<FactRow> facts;
  std::vector<HiveRow> hives;
  std::vector<EffectiveRow> effective;
  std::vector<FindingRow> findings;
  std::vector<PlaceRow> places;                 ///< for the verb evidence
  std::map<std::string, std::uint64_t> totals;  ///< findings by verdict word
};

struct TargetRow {
  std::string target;  ///< as given
  std::string name;    ///< for suites and anchors: last path component or --target-name
  std::string kind;
  std::vector<NoteRow> notes;
  std::vector<ErrorRow> errors;
  std::vector<InstallationRow> installations;
};

/// One demand of a document.
struct RequirementRow {
  std::string id;  ///< FindingRow::requirements name it
  std::string product;
  std::string text;
  std::string confidence;  ///< high, medium, low
  std::vector<SourceRow> sources;
  std::optional<std::string> disagreement;
  std::optional<std::string> instead;  ///< what to check instead; only where no hive and no file can tell
};

/// A known failure that somebody answers for. It changes no verdict; it keeps a finding from failing the gate.
struct WaiverRow {
  std::string rule;
  std::string target;                  ///< the pattern as written; `*` stands for any text
  std::optional<std::string> scope;    ///< nothing: every scope
  std::optional<std::string> value;    ///< what must be there, NAME=DATA; nothing: whatever is there
  std::optional<std::string> expires;  ///< YYYY-MM-DD, the end of that day in UTC; nothing: permanent
  std::string owner;
  std::optional<std::string> approver;  ///< the second one, of a permanent waiver
  std::optional<std::string> ticket;
  std::string reason;
  std::string state;                  ///< used, expiring (used, at most 30 days left), expired, unused
  std::vector<std::string> findings;  ///< fingerprints of what it covers, or of what it covered until it expired
  bool fails_gate = false;            ///< it is expired or unused, and somebody asked to fail for that
};

/// A failure of the baseline that is not known any more.
struct BaselineFindingRow {
  std::string rule;
  std::string target;  ///< its name; with several Windows in it, the label too
  std::string scope;
  Severity severity = Severity::medium;  ///< then
  std::string title;
  std::string actual;  ///< what was found then
  std::string fingerprint;
  std::string state;    ///< fixed, changed (it fails, and not as it did), undecided, gone (it was not judged)
  std::string message;  ///< what became of it, one clause
};

/// A saved result whose failures are known. It changes no verdict; what is known does not fail the gate.
struct BaselineRow {
  std::string path;  ///< as given
  std::string now;   ///< the time of the saved result
  std::string profile;
  std::uint64_t known = 0;
  std::uint64_t appeared = 0;                ///< failures that it does not hold
  std::vector<BaselineFindingRow> findings;  ///< its failures that are not known, in its order
};

struct Report {
  std::string tool_version;
  std::string verb;  ///< audit, effective, inspect, evidence
  std::string profile;
  std::string profile_title;
  std::string gate;  ///< a severity word, or none
  std::string now;   ///< YYYY-MM-DDThh:mm:ssZ
  std::string rules_sha256;
  std::map<std::string, std::string> options;  ///< those that can change a finding
  std::vector<TargetRow> targets;
  std::vector<RequirementRow> requirements;     ///< with the verb audit: those that judging findings cite
  std::vector<RequirementRow> left_to_check;    ///< with the verb audit: what nothing offline can decide
  std::vector<WaiverRow> waivers;               ///< in the order of their file
  std::optional<BaselineRow> baseline;          ///< with --baseline
  std::map<std::string, std::uint64_t> totals;  ///< findings by verdict word, and "gate": those failing it
  std::uint64_t second_reader_not_asked = 0;    ///< deciding places that its time budget left out
  int exit_code = 0;
};

}  // namespace audit
