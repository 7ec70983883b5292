#pragma once
// SHA-1, as WIM names and proves its blobs. Against accidents and against a decoder that went wrong, not against an
// author who wants a collision; whoever writes the WIM writes the digest as well.

#include <array>
#include <cstddef>
#include <memory>
#include <string>

#include "hive/byte_source.h"
#include "hive/bytes.h"
#include "hive/digest.h"
#include "hive/result.h"

namespace hive {

using Sha1 = std::array<std::byte, 20>;

/// 40 lower-case hexadecimal digits.
std::string to_text(const Sha1& digest);

/// Of what a DigestSum of this kind gives.
Sha1 sha1_from(const DigestBytes& digest);

Sha1 sha1_of(Bytes bytes);

/// The same over a whole source, read once and in pieces. Errors: those of the source; truncated when it ends before
/// the size it had when it was opened.
Result<Sha1> sha1_of(const ByteSource& source);

}  // namespace hive
