#pragma once
// A configuration file, which says what the command line would say again and again:
//
//   <configuration xmlns="urn:hiveaudit:configuration:1">
//     <fail-on>high</fail-on>
//     <output>junit=tls.xml</output>
//     <exit-zero>no</exit-zero>
//   </configuration>
//
// Elements are named after options that are settings (verbs.h). Unknown elements and attributes, settings that are
// there twice and values that the option would not take are refused, with file:line:column and the nearest word.

#include <string>
#include <string_view>
#include <vector>

#include "audit/settings.h"

namespace audit {

inline constexpr std::string_view kConfigNamespace = "urn:hiveaudit:configuration:1";

struct ConfigFile {
  std::vector<Setting> settings;
  std::string fault;  ///< for people; empty: none
};

/// A file of the working folder (`is_foreign`) may have come with what is judged: the reports that it asks for must lie
/// below that folder.
ConfigFile read_config(const std::string& path, bool is_foreign, const std::vector<std::string>& formats);

}  // namespace audit
