#include "audit/sbom.h"

#include <fmt/format.h>

#include <charconv>
#include <chrono>
#include <nlohmann/json.hpp>
#include <span>
#include <string_view>

#include "audit/libraries.h"
#include "hive/sha256.h"
#include "hive/wim_codec.h"

namespace audit {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kProgram = "SPDXRef-hiveaudit";
/// 9999-12-31T23:59:59Z: a year has four digits.
constexpr std::int64_t kLastSecond = 253'402'300'799;

Json package(const std::string& id, const Library& library, const char* purpose) {
  return {{"SPDXID", id},
          {"name", library.name},
          {"versionInfo", library.version},
          {"downloadLocation", "NOASSERTION"},
          {"filesAnalyzed", false},
          {"licenseConcluded", library.licence},
          {"licenseDeclared", library.licence},
          {"copyrightText", "NOASSERTION"},
          {"primaryPackagePurpose", purpose}};
}

Json relationship(const std::string& from, const char* type, const std::string& to) {
  return {{"spdxElementId", from}, {"relationshipType", type}, {"relatedSpdxElement", to}};
}

/// Only their headers are compiled in; there is no library of them to load.
bool is_headers_only(const Library& library) { return library.name == "nlohmann-json"; }

}  // namespace

std::string time_of_source(const std::string& epoch) {
  std::int64_t seconds = 0;
  const auto [end, failed] = std::from_chars(epoch.data(), epoch.data() + epoch.size(), seconds);
  if (failed != std::errc() || end != epoch.data() + epoch.size() || seconds < 0 || seconds > kLastSecond) seconds = 0;
  const std::chrono::sys_seconds time{std::chrono::seconds{seconds}};
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss clock{time - day};
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), clock.hours().count(),
                     clock.minutes().count(), clock.seconds().count());
}

std::string write_sbom(const std::string& created) {
  const std::string_view licence = hive::binary_licence();
  // The expression ends where the words for people begin.
  Library self{"hiveaudit", HIVEAUDIT_VERSION, std::string(licence.substr(0, licence.find(' ')))};
  Json packages = Json::array({package(kProgram, self, "APPLICATION")});
  packages[0]["licenseDeclared"] = "Apache-2.0";
  packages[0]["licenseComments"] = licence;
  Json relationships = Json::array({relationship("SPDXRef-DOCUMENT", "DESCRIBES", kProgram)});
  for (const Library& library : libraries()) {
    const std::string id = "SPDXRef-" + library.name;
    packages.push_back(package(id, library, "LIBRARY"));
    relationships.push_back(relationship(kProgram, is_headers_only(library) ? "CONTAINS" : "DYNAMIC_LINK", id));
  }
  const std::string listed = packages.dump();
  const Json document = {
      {"spdxVersion", "SPDX-2.3"},
      {"dataLicense", "CC0-1.0"},
      {"SPDXID", "SPDXRef-DOCUMENT"},
      {"name", fmt::format("hiveaudit-{}", HIVEAUDIT_VERSION)},
      {"documentNamespace",
       fmt::format("urn:hiveaudit:spdx:{}:{}", HIVEAUDIT_VERSION, hive::sha256_hex(std::as_bytes(std::span(listed))))},
      {"creationInfo",
       {{"created", created}, {"creators", Json::array({fmt::format("Tool: hiveaudit-{}", HIVEAUDIT_VERSION)})}}},
      {"packages", packages},
      {"relationships", relationships}};
  return document.dump(1) + "\n";
}

}  // namespace audit
