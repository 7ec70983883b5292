#include <fmt/format.h>

#include <algorithm>

#include "rules/load_cases.h"
#include "rules/load_files.h"
#include "rules/load_parts.h"
#include "rules/text.h"
#include "rules/vocabulary.h"

namespace rules {
namespace {

const ChildShape kApplies = {{"applies"}, 0, 1};
const ChildShape kBasis = {{"basis"}, 1, 1};
constexpr std::array<std::string_view, 2> kCurveWords = {"in-name", "apart"};

Support support_of(std::string_view word) {
  if (word == "offered") return Support::offered;
  return word == "supported" ? Support::supported : Support::unsupported;
}

/// Every protocol exactly once: what a row leaves out could not be told from what it forgot.
void load_protocols(const XmlElement& element, SchannelDefault& row) {
  static const Shape kShape = {.required = {"name", "state"}, .optional = {"explicit", "enabled-alone"}};
  std::array<bool, kProtocolCount> seen{};
  for (const XmlElement& child : element.children("protocol")) {
    child.check(kShape);
    const std::string name = child.get_word("name", kProtocols);
    const auto found = std::find(kProtocols.begin(), kProtocols.end(), name);
    SchannelDefault::Protocol protocol;
    protocol.support = support_of(child.get_word("state", kSupportWords));
    protocol.explicit_needs_value = child.get_word("explicit", kExplicitWords) == "needs-value";
    protocol.enabled_alone_is_explicit = child.get_word("enabled-alone", kEnabledAloneWords) == "explicit-only";
    if (found == kProtocols.end()) continue;
    const auto index = static_cast<std::size_t>(found - kProtocols.begin());
    if (seen[index]) child.fault_at("name", fmt::format("protocol \"{}\" a second time", name));
    seen[index] = true;
    row.protocols[index] = protocol;
  }
  for (std::size_t i = 0; i < kProtocolCount; ++i) {
    if (!seen[i]) element.fault(fmt::format("<schannel> says nothing of {}", kProtocols[i]));
  }
}

void load_schannel(const XmlElement& element, RuleSet& set) {
  static const Shape kShape = {.required = {"role"}, .children = {kApplies, {{"protocol"}, 1, kMany}, kBasis}};
  element.check(kShape);
  SchannelDefault row;
  row.role = element.get_word("role", kRoleWords);
  row.applies = load_applies(element, set);
  load_protocols(element, row);
  row.basis = load_basis(element, set);
  set.defaults.schannel.push_back(std::move(row));
}

void load_winhttp(const XmlElement& element, RuleSet& set) {
  static const Shape kShape = {.required = {"default", "valid-bits"},
                               .optional = {"note", "validation"},
                               .children = {kApplies, {{"honoured-when"}, 0, kMany}, kBasis}};
  element.check(kShape);
  WinHttpDefault row;
  row.applies = load_applies(element, set);
  row.mask = load_number(element, "default");
  row.valid_bits = load_number(element, "valid-bits");
  row.note = collapsed(element.get("note"));
  row.validation_known = element.get_word("validation", kValidationWords) != "concluded";
  for (const XmlElement& child : element.children("honoured-when")) {
    row.honoured_when.push_back(load_condition(child, "fact", set));
  }
  row.basis = load_basis(element, set);
  set.defaults.winhttp.push_back(std::move(row));
}

void load_wininet(const XmlElement& element, RuleSet& set) {
  static const Shape kShape = {.required = {"default"}, .optional = {"removes"}, .children = {kApplies, kBasis}};
  element.check(kShape);
  WinInetDefault row;
  row.applies = load_applies(element, set);
  row.mask = load_number(element, "default");
  row.removes = load_number(element, "removes");
  row.basis = load_basis(element, set);
  set.defaults.wininet.push_back(std::move(row));
}

void load_dotnet(const XmlElement& element, RuleSet& set) {
  static const Shape kShape = {.required = {"clr", "target", "strong-default", "system-default", "reads-strong",
                                            "reads-system-default", "strong-mask", "weak-mask"},
                               .optional = {"reads-switches"},
                               .children = {kApplies, kBasis}};
  element.check(kShape);
  DotNetDefault row;
  row.applies = load_applies(element, set);
  row.clr = element.get_word("clr", kClrWords);
  row.target = element.get_word("target", kTargetWords);
  if (!row.clr.empty() && !row.target.empty() && (row.clr == "2") != (row.target == "any")) {
    element.fault_at("target", "target is \"any\" with clr=\"2\", and legacy, 46 or 47 with clr=\"4\"");
  }
  row.strong_default_on = load_yes_no(element, "strong-default");
  row.system_default_on = load_yes_no(element, "system-default");
  row.reads_strong = load_yes_no(element, "reads-strong");
  const std::string reads = element.get_word("reads-system-default", kReadsWords);
  row.reads_system_default = reads != "no";
  row.perhaps_reads_system_default = reads == "perhaps";
  row.reads_switches = !element.has("reads-switches") || load_yes_no(element, "reads-switches");
  row.strong_mask = load_number(element, "strong-mask");
  row.weak_mask = load_number(element, "weak-mask");
  row.basis = load_basis(element, set);
  set.defaults.dotnet.push_back(std::move(row));
}

std::vector<std::string> load_services(const XmlElement& element) {
  std::vector<std::string> services = load_words(element, "accepted-by");
  const std::vector<std::string> known(kServiceWords.begin(), kServiceWords.end());
  for (const std::string& service : services) {
    if (std::ranges::find(known, service) != known.end()) continue;
    element.fault_at("accepted-by", fmt::format("unknown service \"{}\"{}", service, did_you_mean(service, known)));
  }
  return services;
}

/// A suite that is there twice could say two things.
void load_cipher_suites(const XmlElement& element, RuleSet& set) {
  static const Shape kShape = {.required = {"curve"}, .children = {kApplies, {{"suite"}, 1, kMany}, kBasis}};
  static const Shape kSuite = {.required = {"name", "default"}, .optional = {"protocol", "accepted-by", "fips"}};
  element.check(kShape);
  CipherDefault row;
  row.curve_in_name = element.get_word("curve", kCurveWords) == "in-name";
  row.applies = load_applies(element, set);
  for (const XmlElement& child : element.children("suite")) {
    child.check(kSuite);
    CipherDefault::Suite suite;
    suite.name = child.get("name");
    suite.is_default = load_yes_no(child, "default");
    if (child.get_word("protocol", kSuiteProtocolWords) == kProtocols[kTls13]) suite.protocol = kTls13;
    suite.in_fips = !child.has("fips") || load_yes_no(child, "fips");
    if (child.has("accepted-by")) suite.accepted_by = load_services(child);
    if (std::ranges::find(row.suites, suite.name, &CipherDefault::Suite::name) != row.suites.end()) {
      child.fault_at("name", fmt::format("suite \"{}\" a second time", suite.name));
    }
    row.suites.push_back(std::move(suite));
  }
  row.basis = load_basis(element, set);
  set.defaults.ciphers.push_back(std::move(row));
}

}  // namespace

void load_default(const XmlElement& element, RuleSet& set) {
  if (element.name() == "schannel") load_schannel(element, set);
  if (element.name() == "winhttp") load_winhttp(element, set);
  if (element.name() == "wininet") load_wininet(element, set);
  if (element.name() == "dotnet") load_dotnet(element, set);
  if (element.name() == "cipher-suites") load_cipher_suites(element, set);
  if (element.name() == "expected") {
    for (DefaultCase& loaded : load_expected(element)) set.default_cases.push_back(std::move(loaded));
  }
}

}  // namespace rules
