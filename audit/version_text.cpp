#include "audit/version_text.h"

#include <fmt/format.h>

#include "audit/libraries.h"
#include "audit/sinks.h"
#include "hive/input.h"
#include "hive/wim_codec.h"

namespace audit {

std::string version_text() {
  std::string text = fmt::format("hiveaudit {}\n", HIVEAUDIT_VERSION);
  for (const Library& library : libraries()) {
    text += fmt::format("{} {} ({})\n", library.name, library.version, library.licence);
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
