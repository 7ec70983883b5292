#include "audit/dotnet_overrides.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "audit/cipher_suites.h"
#include "hive/utf16.h"

namespace audit {
namespace {

const char* const kKey = "HKLM\\SOFTWARE\\Microsoft\\.NETFramework\\v4.0.30319\\System.Net.ServicePointManager.";
/// A machine has a handful; the reasons stay readable when somebody wrote thousands.
constexpr std::size_t kMaxTold = 20;
/// SecurityProtocolType.Tls12, and every bit that it allows (.NET refuses a number with others).
constexpr std::uint32_t kTls12Bits = 0xC00;
constexpr std::uint32_t kKnownBits = 0x3FF0;

constexpr std::array kNames = {std::string_view("SystemDefault"), std::string_view("Ssl3"),  std::string_view("Tls"),
                               std::string_view("Tls11"),         std::string_view("Tls12"), std::string_view("Tls13")};

std::string why_lost(const hive::Value& value, bool protocols) {
  if (protocols) {
    const auto text = hive::read_string(value);
    if (value.type != hive::ValueType::sz || !text || keeps_tls12(*text)) return {};
    return fmt::format("is given protocols of its own, {}, without TLS 1.2", hive::printable(*text));
  }
  const auto number = hive::read_dword(value);
  if (value.type != hive::ValueType::dword || !number || *number == 1) return {};
  return "is kept from following Windows, and strong cryptography is off";
}

void add_key(LeftOut& out, Draft& draft, const Machine& machine, const hive::RegistryPath& key, bool protocols) {
  const AskedOnce::Values& listing = machine.registry.values(key);
  const hive::Registry::ValueItems& found = *listing;
  if (found.key.presence == hive::Presence::absent) return;
  if (found.key.hive_absent) {
    out.doubt = Doubt::hive_absent;
    return;
  }
  if (found.key.presence != hive::Presence::present || found.items.error) {
    out.doubt = Doubt::unreadable;
    draft.step("the settings of single programs could not be read to their end", key_of_listing(listing));
  }
  for (const hive::Value& value : found.items.items) {
    const std::string why = why_lost(value, protocols);
    if (why.empty()) continue;
    out.programs.push_back(hive::printable(value.name));
    if (out.programs.size() > kMaxTold) continue;
    draft.step(fmt::format("{} {}.", out.programs.back(), why), machine.registry.find_value(key, value.name));
  }
}

}  // namespace

bool keeps_tls12(std::string_view text) {
  const std::string_view trimmed = without_blanks(text);
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(trimmed.data(), trimmed.data() + trimmed.size(), number);
  if (error == std::errc() && end == trimmed.data() + trimmed.size()) {
    // A number with another bit makes .NET fall back to SSL 3.0 and TLS 1.0.
    return number == 0 || ((number & kTls12Bits) == kTls12Bits && (number & ~kKnownBits) == 0);
  }
  bool has = false;
  bool zero = true;
  for (const std::string_view piece : pieces_of(trimmed)) {
    const std::string_view name = without_blanks(piece);
    if (std::ranges::find(kNames, name) == kNames.end()) return true;
    has = has || name == "Tls12";
    zero = zero && name == "SystemDefault";
  }
  return has || zero;
}

LeftOut find_left_out(Draft& draft, const Machine& machine, bool wow64, bool weak) {
  LeftOut out;
  add_key(out, draft, machine, in_view(key_of(std::string(kKey) + "SecurityProtocol"), wow64), true);
  if (weak) add_key(out, draft, machine, in_view(key_of(std::string(kKey) + "SystemDefaultTlsVersions"), wow64), false);
  return out;
}

}  // namespace audit
