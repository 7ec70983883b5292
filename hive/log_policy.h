#pragma once
// What to do with the transaction logs of a dirty hive.

namespace hive {

/// automatic: apply them in memory when they fit. require: a dirty hive that they do not make whole is an error.
/// ignore: judge what the hive file holds.
enum class LogPolicy { automatic, require, ignore };

}  // namespace hive
