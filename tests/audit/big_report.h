#pragma once
// Reports as big as fleets make them, for the tests of pages: how large they are, how fast a browser opens them.

#include <cstddef>

#include "audit/report.h"

namespace hiveaudit_tests {

/// How many of a hundred findings are failures with evidence and a fix; the others pass or do not apply.
enum class Health { usual, all_fail };

/// So many findings over so many targets, evenly; each target has a matrix, hives and users. The same for the same
/// arguments.
audit::Report big_report(std::size_t findings, std::size_t targets, Health health);

}  // namespace hiveaudit_tests
