#include "audit/cipher_suites.h"

#include <algorithm>
#include <array>
#include <utility>

namespace audit {
namespace {

constexpr std::string_view kPrefix = "TLS_";
constexpr std::string_view kWith = "_WITH_";
constexpr std::array<std::string_view, 3> kCurves = {"_P256", "_P384", "_P521"};

/// A part of a name and the key that switches it off.
using Switch = std::pair<std::string_view, std::string_view>;
// os.md 5: keys under SCHANNEL.
constexpr std::array kKeyExchanges = {
    Switch{"ECDHE_RSA", "KeyExchangeAlgorithms\\ECDH"},
    Switch{"ECDHE_ECDSA", "KeyExchangeAlgorithms\\ECDH"},
    Switch{"DHE_RSA", "KeyExchangeAlgorithms\\Diffie-Hellman"},
    Switch{"DHE_DSS", "KeyExchangeAlgorithms\\Diffie-Hellman"},
    Switch{"RSA", "KeyExchangeAlgorithms\\PKCS"},
};
constexpr std::array kCiphers = {
    Switch{"AES_128_GCM", "Ciphers\\AES 128/128"},
    Switch{"AES_128_CBC", "Ciphers\\AES 128/128"},
    Switch{"AES_256_GCM", "Ciphers\\AES 256/256"},
    Switch{"AES_256_CBC", "Ciphers\\AES 256/256"},
};
constexpr std::array kHashes = {
    Switch{"SHA", "Hashes\\SHA"},
    Switch{"SHA256", "Hashes\\SHA256"},
    Switch{"SHA384", "Hashes\\SHA384"},
};

template <std::size_t N>
bool add_switch(const std::array<Switch, N>& table, std::string_view part, std::vector<std::string>& out) {
  const auto found = std::ranges::find(table, part, &Switch::first);
  if (found == table.end()) return false;
  out.emplace_back(found->second);
  return true;
}

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

}  // namespace

std::vector<std::string> split_suites(std::string_view line) {
  std::vector<std::string> names;
  while (!line.empty()) {
    const std::size_t comma = line.find(',');
    const std::string_view name = trimmed(line.substr(0, comma));
    if (!name.empty()) names.emplace_back(name);
    line.remove_prefix(comma == std::string_view::npos ? line.size() : comma + 1);
  }
  return names;
}

std::string_view without_curve(std::string_view name) {
  if (!name.starts_with("TLS_ECDHE_")) return name;
  for (const std::string_view curve : kCurves) {
    if (name.ends_with(curve)) return name.substr(0, name.size() - curve.size());
  }
  return name;
}

std::optional<std::string_view> known_suite(const rules::CipherDefault& row, std::string_view name) {
  const std::string_view plain = without_curve(name);
  const auto found = std::ranges::find(row.suites, plain, &rules::CipherDefault::Suite::name);
  if (found == row.suites.end()) return std::nullopt;
  if (row.curve_in_name && plain.starts_with("TLS_ECDHE_") && plain == name) return std::nullopt;
  return plain;
}

std::optional<std::vector<std::string>> switches_of(std::string_view name) {
  const std::size_t with = name.find(kWith);
  const std::size_t last = name.rfind('_');
  if (!name.starts_with(kPrefix) || with == std::string_view::npos || last < with + kWith.size()) return std::nullopt;
  const std::size_t cipher = with + kWith.size();
  std::vector<std::string> keys;
  if (with < kPrefix.size() || !add_switch(kKeyExchanges, name.substr(kPrefix.size(), with - kPrefix.size()), keys) ||
      !add_switch(kCiphers, name.substr(cipher, last - cipher), keys) ||
      !add_switch(kHashes, name.substr(last + 1), keys)) {
    return std::nullopt;
  }
  return keys;
}

}  // namespace audit
