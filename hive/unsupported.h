#pragma once
// What is named and not read.

#include <string>
#include <utility>

#include "hive/error.h"

namespace hive {

/// `way_out` tells what can be read instead; reports show it as what was expected.
inline Error unsupported(std::string message, std::string way_out) {
  return Error{.code = ErrorCode::unsupported,
               .message = std::move(message),
               .expected = std::move(way_out),
               .found = {},
               .where = {}};
}

}  // namespace hive
