#pragma once
// The straight line from keys to cells, behind builder.h.

#include "hive/regf/builder.h"

namespace hive::regf {

/// `with_map`: fill `BuiltHive::cells` too.
BuiltHive write_hive(const BuildKey& root, const BuildOptions& options, bool with_map);

}  // namespace hive::regf
