// The checks of a rule that ask for certificates.
#include <fmt/format.h>

#include "rules/load_files.h"
#include "rules/load_parts.h"
#include "rules/text.h"
#include "rules/vocabulary.h"

namespace rules {
namespace {

/// 40 hex digits, in upper case.
std::string load_thumbprint(const XmlElement& element) {
  constexpr std::size_t kDigits = 40;
  std::string text = element.get("thumbprint");
  const bool sound = text.size() == kDigits && text.find_first_not_of("0123456789ABCDEFabcdef") == std::string::npos;
  if (element.has("thumbprint") && !sound) {
    element.fault_at("thumbprint", fmt::format("\"{}\" is no thumbprint: 40 hexadecimal digits", text));
  }
  for (char& digit : text) {
    if (digit >= 'a') digit = static_cast<char>(digit - 'a' + 'A');
  }
  return text;
}

}  // namespace

RootCertificateCheck load_root_certificate(const XmlElement& element) {
  static const Shape kShape = {.required = {"thumbprint", "name"}, .optional = {"is"}};
  element.check(kShape);
  RootCertificateCheck check;
  check.thumbprint = load_thumbprint(element);
  check.name = collapsed(element.get("name"));
  if (element.has("name") && check.name.empty()) element.fault_at("name", "name is empty");
  if (!element.has("is")) return check;
  const std::string word = element.get_word("is", kRootWords);
  if (word == "not-distrusted") check.asks = RootCertificateCheck::Asks::not_distrusted;
  if (word == "not-shadowed") check.asks = RootCertificateCheck::Asks::not_shadowed;
  return check;
}

OwnCertificateCheck load_own_certificate(const XmlElement& element, const EachCheck* around) {
  static const Shape kShape = {.required = {"absent"}, .optional = {"key", "name"}};
  static const Shape kShapeOfKey = {.required = {"absent", "key", "name"}};
  element.check(around != nullptr ? kShapeOfKey : kShape);
  OwnCertificateCheck check;
  check.absent = load_absent(element, "absent");
  check.name = element.get("name");
  if (element.has("key") != element.has("name")) element.fault("<own-certificate> has key and name, or neither");
  if (element.has("name") && check.name.empty()) element.fault_at("name", "name is empty");
  if (element.has("key")) check.key = around != nullptr ? load_own_key(element, around->key) : load_key(element);
  return check;
}

}  // namespace rules
