#pragma once
// One answer of a registry that many statements rest on: facts, steps of reasons, evidence. It is looked up once and
// shared, because it holds a dozen texts and a machine has thousands of statements.

#include <memory>
#include <utility>

#include "hive/registry.h"

namespace audit {

/// Null where a statement rests on no look-up.
using SharedLookup = std::shared_ptr<const hive::Lookup>;

inline SharedLookup share(hive::Lookup seen) { return std::make_shared<const hive::Lookup>(std::move(seen)); }

}  // namespace audit
