#pragma once
// Where the options of a run come from: for people who ask, and for the report.

#include <map>
#include <string>

#include "audit/options.h"

namespace audit {

/// Every option of the verb (of all, without one) with its value and the place that set it.
std::string show_config(const Options& options);

/// What a configuration file and the environment say about more than the look of reports: `config` is the file with
/// its settings, `environment` the settings of variables. Nothing where they say nothing.
std::map<std::string, std::string> settings_from_outside(const Options& options);

}  // namespace audit
