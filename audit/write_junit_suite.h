#pragma once
// One <testsuite>: the cases of one installation, its counters and its text.

#include <cstdint>
#include <pugixml.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "audit/report.h"
#include "audit/report_style.h"
#include "audit/unique_names.h"

namespace audit {

struct JunitCounts {
  std::uint64_t tests = 0;
  std::uint64_t failures = 0;
  std::uint64_t errors = 0;
  std::uint64_t skipped = 0;
};
/// tests, failures, errors, skipped and a time of nothing.
void put_counts(pugi::xml_node node, const JunitCounts& counts);

void set_attribute(pugi::xml_node node, const char* name, std::string_view value);
/// The schemas want at least one character that is no space.
std::string junit_name(const std::string& text, const char* otherwise);

class JunitSuite {
 public:
  /// `prefix` begins the class names of its cases.
  JunitSuite(pugi::xml_node node, std::string prefix, const ReportStyle& style);

  void property(const std::string& name, const std::string& value);
  void input_error(const ErrorRow& error);
  /// What was read well, as one passing case.
  void input_read();
  void place(const PlaceRow& place, const InstallationRow& installation);
  void finding(const FindingRow& finding, const InstallationRow& installation);
  /// One that somebody asked to fail for.
  void waiver(const WaiverRow& waiver);
  /// A line of the suite's own text.
  void say(const std::string& text) { notes_ += text + "\n"; }

  bool empty() const { return counts_.tests == 0; }
  /// Counters and text; nothing may be added behind them.
  JunitCounts finish();

 private:
  std::string index_text() const;
  pugi::xml_node add_case(const std::string& class_name, const std::string& name);
  void describe(pugi::xml_node node, const FindingRow& finding, const InstallationRow& installation);
  void failed(pugi::xml_node node, const FindingRow& finding, const InstallationRow& installation);
  void error(pugi::xml_node node, std::string_view type, const std::string& message, const std::string& text);
  void skip(pugi::xml_node node, const std::string& reason);
  void note(const FindingRow& finding, const InstallationRow& installation);

  pugi::xml_node node_;
  pugi::xml_node properties_;
  std::string prefix_;
  ReportStyle style_;
  std::string notes_;
  std::vector<std::string> index_;  ///< a line for each finding that stands in notes_ alone
  UniqueNames names_;
  JunitCounts counts_;
};

}  // namespace audit
