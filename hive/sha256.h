#pragma once
// SHA-256 of an input, for the report: so that a finding can be tied to the exact bytes that were read.

#include <string>

#include "hive/byte_source.h"
#include "hive/bytes.h"
#include "hive/result.h"

namespace hive {

/// 64 lower-case hexadecimal digits.
std::string sha256_hex(Bytes bytes);

/// The same over a whole source, read once and in pieces; memory does not grow with its size. Errors: io,
/// truncated when the source ends before the size it had when it was opened (the digest would name bytes
/// that nobody can see again).
Result<std::string> sha256_hex(const ByteSource& source);

}  // namespace hive
