#include "audit/report_id.h"

#include <cstddef>
#include <span>
#include <string_view>

#include "hive/sha256.h"

namespace audit {
namespace {

/// Texts one behind the other, each with its length in front: no two lists of texts are the same line of bytes.
class Told {
 public:
  void tell(std::string_view text) {
    all_ += std::to_string(text.size());
    all_ += ':';
    all_ += text;
  }
  void tell(std::uint64_t number) { tell(std::to_string(number)); }
  void tell(const std::optional<std::string>& text) {
    tell(text ? std::uint64_t{1} : std::uint64_t{0});
    if (text) tell(std::string_view(*text));
  }
  void tell(const std::string& text) { tell(std::string_view(text)); }
  std::string digest() const { return hive::sha256_hex(std::as_bytes(std::span(all_))); }

 private:
  std::string all_;
};

void tell_hive(Told& told, const HiveRow& hive) {
  told.tell(hive.role);
  told.tell(hive.path);
  told.tell(hive.user);
  told.tell(hive.sha256);
  told.tell(hive.size_bytes);
  told.tell(hive.state);
  told.tell(hive.sequence ? std::uint64_t{2} : std::uint64_t{0});
  if (hive.sequence)
    for (const std::uint32_t number : *hive.sequence) told.tell(std::uint64_t{number});
  told.tell(hive.logs.size());
  for (const LogRow& log : hive.logs) {
    told.tell(log.path);
    told.tell(log.sha256);
    told.tell(log.size_bytes);
    told.tell(log.outcome);
  }
}

void tell_waiver(Told& told, const WaiverRow& waiver) {
  told.tell(waiver.rule);
  told.tell(waiver.target);
  for (const auto& text : {waiver.scope, waiver.value, waiver.expires, waiver.approver, waiver.ticket}) told.tell(text);
  told.tell(waiver.owner);
  told.tell(waiver.reason);
}

}  // namespace

std::string report_id(const Report& report) {
  Told told;
  for (const std::string& text : {report.tool_version, report.rules_sha256, report.verb, report.profile, report.now})
    told.tell(text);
  told.tell(report.options.size());
  for (const auto& [name, value] : report.options) {
    told.tell(name);
    told.tell(value);
  }
  told.tell(report.waivers.size());
  for (const WaiverRow& waiver : report.waivers) tell_waiver(told, waiver);
  told.tell(report.targets.size());
  for (const TargetRow& target : report.targets) {
    told.tell(target.target);
    told.tell(target.kind);
    told.tell(target.installations.size());
    for (const InstallationRow& installation : target.installations) {
      told.tell(installation.label);
      told.tell(installation.hives.size());
      for (const HiveRow& hive : installation.hives) tell_hive(told, hive);
    }
  }
  return told.digest();
}

}  // namespace audit
