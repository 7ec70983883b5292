#include "audit/version_text.h"

#include <fmt/format.h>
#include <openssl/crypto.h>

#include <boost/version.hpp>
#include <nlohmann/json.hpp>
#include <pugixml.hpp>

#include "audit/sinks.h"
#include "hive/input.h"
#include "hive/second_reader.h"
#include "hive/wim_codec.h"

namespace audit {

std::string version_text() {
  std::string text = fmt::format("hiveaudit {}\n", HIVEAUDIT_VERSION);
  text += fmt::format("libregf {}\n", hive::second_reader_version());
  text += fmt::format("Boost {}.{}.{}\n", BOOST_VERSION / 100000, BOOST_VERSION / 100 % 1000, BOOST_VERSION % 100);
  text += fmt::format("pugixml {}.{}\n", PUGIXML_VERSION / 1000, PUGIXML_VERSION / 10 % 100);
  text += fmt::format("fmt {}.{}.{}\n", FMT_VERSION / 10000, FMT_VERSION / 100 % 100, FMT_VERSION % 100);
  text += fmt::format("nlohmann-json {}.{}.{}\n", NLOHMANN_JSON_VERSION_MAJOR, NLOHMANN_JSON_VERSION_MINOR,
                      NLOHMANN_JSON_VERSION_PATCH);
  text += fmt::format("{}\n", OpenSSL_version(OPENSSL_VERSION));
  for (const hive::Format& format : hive::formats()) {
    if (!format.reader.empty()) text += format.reader + "\n";
  }
  text += fmt::format("licence: {}\n", hive::binary_licence());
  text += "reads:";
  for (const hive::Format& format : hive::formats()) {
    if (format.is_readable) text += fmt::format(" {}", format.name);
  }
  text += "\nwrites:";
  for (const Sink& sink : sinks()) text += fmt::format(" {}", sink.name);
  return text + "\n";
}

}  // namespace audit
