#pragma once
// From what the reader and the judgement hold to the rows of the report: the one place where stored text
// becomes printable.

#include <functional>
#include <string>

#include "audit/effective.h"
#include "audit/evaluate.h"
#include "audit/facts.h"
#include "audit/report.h"
#include "hive/installation.h"
#include "hive/second_reader.h"

namespace audit {

/// What the second reader said of a look-up.
using CorroborationOf = std::function<hive::SecondAnswer(const hive::Lookup&)>;

ErrorRow error_row(const hive::Error& error);
NoteRow note_row(const hive::Note& note);
EvidenceRow evidence_row(const hive::Lookup& seen, const CorroborationOf& second);
/// `hash`: whether the bytes are hashed; a failure to do so becomes an error of the row.
HiveRow hive_row(const hive::HiveFile& file, bool hash);
OsRow os_row(const Facts& facts);
FactRow fact_row(const Fact& fact, const CorroborationOf& second);
EffectiveRow effective_row(const StackRow& row, std::size_t protocol, const CorroborationOf& second);

/// What a finding needs to know of its surroundings.
struct FindingPlace {
  std::string target;  ///< name of the target
  std::string label;   ///< of the installation
  std::string arch;    ///< decides whether 32-bit views are part of a fix
  std::string severity;
};
FindingRow finding_row(const Finding& finding, const FindingPlace& place, const CorroborationOf& second);

/// The same in every run for the same rule, target, installation and scope; never depends on data found.
std::string fingerprint(const std::string& rule, const std::string& scope, const FindingPlace& place);

}  // namespace audit
