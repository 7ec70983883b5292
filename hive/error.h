#pragma once
// What an input can do to us, as a value. An Error is built where it is found and enriched on the way
// out: the reader knows the offset, the hive the key, the image reader the member, the input the path.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hive {

/// Decides the verdict; the names are the `code` words of the report (see audit/report.schema.json).
enum class ErrorCode { io, truncated, corrupt, unsupported, limit_exceeded, wrong_type };

std::string_view name_of(ErrorCode code);

/// Where an error lies. Empty fields are unknown or do not apply.
struct Location {
  std::string path;                     ///< the input file, as given
  std::string member;                   ///< file inside a container
  std::string key;                      ///< registry key inside the hive
  std::optional<std::uint64_t> offset;  ///< bytes, absolute in the hive file
};

/// `message` is one sentence for people without its place; `expected` and `found` may be empty.
struct Error {
  ErrorCode code = ErrorCode::corrupt;
  std::string message;
  std::string expected;
  std::string found;
  Location where;
};

/// The one spelling: `PATH[:MEMBER][\KEY] @0x00021038: corrupt: MESSAGE (expected E, found F)`.
std::string to_text(const Error& error);

}  // namespace hive
