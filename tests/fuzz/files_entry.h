#pragma once
// What the product does with files of Windows beside its hives: the version of a program file, and the configuration
// of IIS.

#include <vector>

#include "hive/limits.h"
#include "hive/pe_version.h"
#include "hive/site_bindings.h"
#include "tests/fuzz/promise.h"

namespace fuzz {

inline void read_files(hive::Bytes input) {
  const auto source = hive::open_memory({input.begin(), input.end()});
  if (const auto version = hive::read_file_version(*source)) {
    promise(version->offset < input.size(), "a version lies inside its file");
  }
  if (const auto bindings = hive::read_https_bindings(*source)) {
    promise(bindings->size() <= hive::limits::kMaxSiteBindings, "bindings are capped");
    for (const hive::SiteBinding& binding : *bindings) {
      promise(binding.site.size() + binding.information.size() <= input.size(), "a binding is text of its file");
    }
  }
  (void)hive::is_redirected(*source);
}

}  // namespace fuzz
