#pragma once
// The rules and results of one SARIF run.

#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "audit/report.h"
#include "audit/report_style.h"

namespace audit {

using SarifJson = nlohmann::ordered_json;

/// The escape of this format: printable text of a bounded length, as `{"text": ...}`.
SarifJson sarif_text(std::string_view text);
/// A relative reference, or `file:` for the absolute path of an artifact.
std::string sarif_uri(std::string_view path, bool absolute);
/// Line 1, column 1 of a file: GitHub refuses a whole file for one result without a place.
SarifJson sarif_place(const std::string& uri, std::uint64_t line);

class SarifResults {
 public:
  /// `has_baseline`: it is known which findings are old.
  SarifResults(const ReportStyle& style, bool has_baseline) : style_(style), has_baseline_(has_baseline) {}

  /// What follows is of the target that has this name alone in the run.
  void begin_target(const TargetRow& target, const std::string& unique_name);
  void input_error(const TargetRow& target, const ErrorRow& error);
  void place(const TargetRow& target, const PlaceRow& place);
  void finding(const TargetRow& target, const InstallationRow& installation, const FindingRow& finding);

  SarifJson rules = SarifJson::array();
  SarifJson results = SarifJson::array();
  SarifJson without_alert = SarifJson::array();  ///< what servers would show as an alert if it were a result
  SarifJson notifications = SarifJson::array();

 private:
  std::string uri_of(const TargetRow& target) const;
  std::size_t input_rule();
  std::size_t rule_of(const FindingRow& finding);
  void broken(const TargetRow& target, const std::string& text, const std::string& fingerprint);

  const ReportStyle& style_;
  bool has_baseline_;
  std::string target_name_;  ///< of no other target in the run
  std::string same_name_;    ///< behind fingerprints, where another target before it has its name; else empty
  std::map<std::string, std::size_t> numbers_;  ///< of the rules
};

}  // namespace audit
