#include <gtest/gtest.h>

#include <optional>

#include "audit/sinks.h"
#include "tests/audit/format_readers.h"
#include "tests/audit/sample_report.h"

namespace audit {
namespace {

using namespace hiveaudit_tests;

std::optional<double> value_of(const std::vector<Sample>& samples, const std::string& name,
                               const std::map<std::string, std::string>& labels) {
  for (const Sample& sample : samples) {
    if (sample.name != name) continue;
    bool fits = true;
    for (const auto& [label, value] : labels) {
      const auto found = sample.labels.find(label);
      fits = fits && found != sample.labels.end() && found->second == value;
    }
    if (fits) return sample.value;
  }
  return std::nullopt;
}

TEST(WritePrometheus, ReadsAsItsOwnParserDoes) {
  for (const Report& report : {sample_report(), sample_report_of("effective"), poisoned_report(), Report()})
    EXPECT_FALSE(prometheus_samples(write_prometheus(report, {})).empty());
}

TEST(WritePrometheus, UnknownIsNeitherOnNorOff) {
  const auto samples = prometheus_samples(write_prometheus(sample_report(), {}));
  const auto cell = [&](const char* name, const char* stack, const char* protocol) {
    return value_of(samples, name, {{"target", "win2016.golden"}, {"stack", stack}, {"protocol", protocol}});
  };
  EXPECT_EQ(cell("hiveaudit_protocol_enabled", "schannel-client", "TLS 1.2"), 1);
  EXPECT_EQ(cell("hiveaudit_protocol_enabled", "schannel-server", "TLS 1.2"), 0);
  EXPECT_EQ(cell("hiveaudit_protocol_enabled", "schannel-client", "TLS 1.1"), 0);
  EXPECT_EQ(cell("hiveaudit_protocol_available", "schannel-client", "TLS 1.1"), 1);  // to those who ask
  EXPECT_EQ(cell("hiveaudit_protocol_enabled", "schannel-client", "TLS 1.3"), std::nullopt);
  EXPECT_EQ(cell("hiveaudit_protocol_available", "schannel-client", "TLS 1.3"), std::nullopt);
  EXPECT_EQ(cell("hiveaudit_protocol_unknown", "schannel-client", "TLS 1.3"), 1);
  EXPECT_EQ(cell("hiveaudit_protocol_unknown", "schannel-client", "TLS 1.2"), 0);
}

TEST(WritePrometheus, CountsTargetsOfOneNameApart) {
  const auto samples = prometheus_samples(write_prometheus(sample_report(), {}));
  EXPECT_EQ(value_of(samples, "hiveaudit_scan_success", {{"target", "win2016.golden"}}), 0);
  EXPECT_EQ(value_of(samples, "hiveaudit_scan_success", {{"target", "win2016.golden 2"}}), 1);
  EXPECT_EQ(value_of(samples, "hiveaudit_input_errors", {{"target", "no such file"}}), 2);
  EXPECT_EQ(value_of(samples, "hiveaudit_findings_open", {{"severity", "high"}}), 1);
  EXPECT_EQ(value_of(samples, "hiveaudit_findings_accepted", {{"by", "waiver"}}), 1);
  EXPECT_EQ(value_of(samples, "hiveaudit_waivers", {{"state", "expired"}}), 1);
  EXPECT_EQ(value_of(samples, "hiveaudit_report_timestamp_seconds", {}), 1795320480);
  EXPECT_EQ(value_of(samples, "hiveaudit_exit_code", {}), 3);
}

TEST(WritePrometheus, ADirtyHiveIsNoCleanOne) {
  Report report = sample_report();
  report.targets = {report.targets.at(1)};
  const auto outcome = [&](const char* word) {
    return value_of(prometheus_samples(write_prometheus(report, {})), "hiveaudit_outcome", {{"outcome", word}});
  };
  const auto hives = [&](const char* state) {
    return value_of(prometheus_samples(write_prometheus(report, {})), "hiveaudit_hives", {{"state", state}});
  };
  EXPECT_EQ(outcome("ready"), 1);
  EXPECT_EQ(outcome("partial"), 0);
  EXPECT_EQ(hives("clean"), 1);
  for (const char* state : {"dirty", "damaged"}) {
    report.targets[0].installations[0].hives[0].state = state;
    EXPECT_EQ(outcome("ready"), 0) << state;
    EXPECT_EQ(outcome("partial"), 1) << state;
    EXPECT_EQ(hives(state), 1) << state;
    EXPECT_EQ(hives("clean"), 0) << state;
  }
}

TEST(WritePrometheus, APlaceWithoutAnAnswerIsAnInputError) {
  Report report = sample_report_of("evidence");
  PlaceRow place;
  place.evidence.state = "unreadable";
  report.targets = {report.targets.at(1)};
  report.targets[0].installations[0].places = {place};
  const auto samples = prometheus_samples(write_prometheus(report, {}));
  EXPECT_EQ(value_of(samples, "hiveaudit_input_errors", {}), 1);
  EXPECT_EQ(value_of(samples, "hiveaudit_outcome", {{"outcome", "incomplete"}}), 1);
}

TEST(WritePrometheus, OptionsAreLabels) {
  const auto samples = prometheus_samples(write_prometheus(sample_report(), {}));
  EXPECT_EQ(value_of(samples, "hiveaudit_option_info", {{"name", "--logs"}, {"value", "ignore"}}), 1);
}

TEST(WritePrometheus, NoKeyIsALabel) {
  EXPECT_EQ(write_prometheus(sample_report(), {}).find("HKLM\\"), std::string::npos);
}

}  // namespace
}  // namespace audit
