#pragma once
// A ZIP names each of its files twice: where the file lies, and in the directory at its end. libarchive takes one of
// the names and compares nothing, so that one changed byte would hide a hive.

#include <optional>

#include "hive/byte_source.h"

namespace hive {

/// What the directory says that is not so at the files, or why it cannot be read. Nothing when both agree, or when the
/// source is no ZIP.
std::optional<Error> zip_fault(const ByteSource& source);

}  // namespace hive
