#include "audit/libraries.h"

#include <fmt/format.h>
#include <openssl/crypto.h>
#include <simdjson.h>

#include <algorithm>
#include <boost/version.hpp>
#include <map>
#include <nlohmann/json.hpp>
#include <pugixml.hpp>
#include <string_view>

#include "hive/input.h"
#include "hive/second_reader.h"

namespace audit {
namespace {

constexpr std::string_view kUnknown = "NOASSERTION";

/// As the sources of each say, and Debian's copyright file of libwim: it is built with ntfs-3g there.
std::string licence_of(std::string_view name) {
  static const std::map<std::string_view, std::string_view> kLicences = {
      {"Boost", "BSL-1.0"},
      {"OpenSSL", "Apache-2.0"},
      {"fmt", "MIT"},
      {"libarchive", "BSD-2-Clause"},
      {"libbfio", "LGPL-3.0-or-later"},
      {"libfsntfs", "LGPL-3.0-or-later"},
      {"libqcow", "LGPL-3.0-or-later"},
      {"libregf", "LGPL-3.0-or-later"},
      {"libudfread", "LGPL-2.1-or-later"},
      {"libvhdi", "LGPL-3.0-or-later"},
      {"libvmdk", "LGPL-3.0-or-later"},
      {"libwim", "GPL-3.0-or-later"},
      {"nlohmann-json", "MIT"},
      {"pugixml", "MIT"},
      {"simdjson", "Apache-2.0"},
      {"zlib", "Zlib"},
  };
  const auto found = kLicences.find(name);
  return std::string(found == kLicences.end() ? kUnknown : found->second);
}

/// "libvhdi 20201014, zlib 1.2.13": one after the other.
void add_said(std::vector<Library>& all, std::string_view text) {
  while (!text.empty()) {
    const std::size_t comma = std::min(text.find(", "), text.size());
    const std::string_view one = text.substr(0, comma);
    text.remove_prefix(std::min(comma + 2, text.size()));
    const std::size_t space = std::min(one.find(' '), one.size());
    const std::string name(one.substr(0, space));
    const bool known = std::ranges::find(all, name, &Library::name) != all.end();
    if (!known) all.push_back({name, std::string(one.substr(std::min(space + 1, one.size()))), licence_of(name)});
  }
}

}  // namespace

std::vector<Library> libraries() {
  std::vector<Library> all;
  add_said(all, "libregf " + hive::second_reader_version());
  add_said(all, "libbfio " + hive::bfio_version());
  add_said(all, fmt::format("Boost {}.{}.{}", BOOST_VERSION / 100000, BOOST_VERSION / 100 % 1000, BOOST_VERSION % 100));
  add_said(all, fmt::format("pugixml {}.{}", PUGIXML_VERSION / 1000, PUGIXML_VERSION / 10 % 100));
  add_said(all, fmt::format("fmt {}.{}.{}", FMT_VERSION / 10000, FMT_VERSION / 100 % 100, FMT_VERSION % 100));
  add_said(all, fmt::format("nlohmann-json {}.{}.{}", NLOHMANN_JSON_VERSION_MAJOR, NLOHMANN_JSON_VERSION_MINOR,
                            NLOHMANN_JSON_VERSION_PATCH));
  add_said(all, fmt::format("simdjson {}.{}.{}", int{simdjson::SIMDJSON_VERSION_MAJOR},
                            int{simdjson::SIMDJSON_VERSION_MINOR}, int{simdjson::SIMDJSON_VERSION_REVISION}));
  add_said(all, fmt::format("OpenSSL {}", OpenSSL_version(OPENSSL_VERSION_STRING)));
  for (const hive::Format& format : hive::formats()) add_said(all, format.reader);
  return all;
}

}  // namespace audit
