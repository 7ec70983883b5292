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
constexpr std::array kCiphers13 = {
    Switch{"AES_128_GCM", "Ciphers\\AES 128/128"}, Switch{"AES_256_GCM", "Ciphers\\AES 256/256"},
    Switch{"CHACHA20_POLY1305", ""},  // no key is known
};
constexpr std::array kHashes = {
    Switch{"SHA", "Hashes\\SHA"},
    Switch{"SHA256", "Hashes\\SHA256"},
    Switch{"SHA384", "Hashes\\SHA384"},
};

template <std::size_t N>
bool add_switch(const std::array<Switch, N>& table, std::string_view part, std::vector<std::string_view>& out) {
  const auto found = std::ranges::find(table, part, &Switch::first);
  if (found == table.end()) return false;
  out.push_back(found->second);
  return true;
}

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

}  // namespace

std::vector<std::string_view> pieces_of(std::string_view line) {
  std::vector<std::string_view> pieces;
  while (!line.empty()) {
    const std::size_t comma = line.find(',');
    pieces.push_back(line.substr(0, comma));
    line.remove_prefix(comma == std::string_view::npos ? line.size() : comma + 1);
  }
  return pieces;
}

std::string_view without_blanks(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

std::string_view without_curve(std::string_view name) {
  if (!name.starts_with("TLS_ECDHE_")) return name;
  for (const std::string_view curve : kCurves) {
    if (name.ends_with(curve)) return name.substr(0, name.size() - curve.size());
  }
  return name;
}

const rules::CipherDefault::Suite* known_suite(const rules::CipherDefault& row, std::string_view name,
                                               std::size_t protocol, bool plain) {
  const std::string_view wanted = without_curve(name);
  const auto found = std::ranges::find(row.suites, wanted, &rules::CipherDefault::Suite::name);
  if (found == row.suites.end() || found->protocol != protocol) return nullptr;
  if (!plain && row.curve_in_name && wanted.starts_with("TLS_ECDHE_") && wanted == name) return nullptr;
  return &*found;
}

std::optional<std::vector<std::string_view>> switches_of(std::string_view name) {
  const std::size_t with = name.find(kWith);
  const std::size_t last = name.rfind('_');
  if (with == std::string_view::npos && name.starts_with(kPrefix) && last > kPrefix.size()) {
    // A suite of TLS 1.3 names a cipher and a hash; its key exchange is agreed on elsewhere.
    std::vector<std::string_view> keys;
    const std::string_view cipher = name.substr(kPrefix.size(), last - kPrefix.size());
    if (!add_switch(kCiphers13, cipher, keys) || !add_switch(kHashes, name.substr(last + 1), keys)) return std::nullopt;
    std::erase(keys, "");
    return keys;
  }
  if (!name.starts_with(kPrefix) || with == std::string_view::npos) return std::nullopt;
  const std::size_t cipher = with + kWith.size();
  if (last < cipher) return std::nullopt;  // the last one is part of `_WITH_`
  std::vector<std::string_view> keys;
  if (with < kPrefix.size() || !add_switch(kKeyExchanges, name.substr(kPrefix.size(), with - kPrefix.size()), keys) ||
      !add_switch(kCiphers, name.substr(cipher, last - cipher), keys) ||
      !add_switch(kHashes, name.substr(last + 1), keys)) {
    return std::nullopt;
  }
  return keys;
}

}  // namespace audit
