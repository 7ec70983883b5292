#pragma once
// The version of a Windows program file (EXE, DLL): the fixed part of its version resource. Reads only the headers,
// the way through the resources and that part; trusts no length and follows nothing twice.

#include <array>
#include <cstdint>
#include <string>

#include "hive/byte_source.h"
#include "hive/result.h"

namespace hive {

struct FileVersion {
  std::array<std::uint16_t, 4> parts{};
  std::uint64_t offset = 0;  ///< of VS_FIXEDFILEINFO in the file
};

/// `6.3.9600.17415`.
std::string to_text(const FileVersion& version);

/// Errors: corrupt and truncated (no program file, or broken on the way), unsupported (a program file without a
/// version), limit_exceeded, io. All with the offset where it happened.
Result<FileVersion> read_file_version(const ByteSource& source);

}  // namespace hive
