#pragma once
// Streams of zlib (RFC 1950) and of deflate, unpacked by zlib where the build has it (inflate_zlib.cpp,
// inflate_zlib_none.cpp).

#include <cstddef>
#include <optional>
#include <span>
#include <string>

#include "hive/byte_source.h"
#include "hive/bytes.h"

namespace hive {

/// Whether this build unpacks at all.
bool can_inflate();

/// Unpacks the stream at the beginning of `stored` and proves its Adler-32; what follows it is not looked at. Returns
/// the number of bytes that were unpacked; nothing when the stream is damaged, ends too early, or holds more than
/// `into` takes. What `into` holds then is worth nothing.
std::optional<std::size_t> inflate(Bytes stored, std::span<std::byte> into);

/// Unpacks a bare stream of deflate (RFC 1951), which has no sum, until `into` is full. False when the stream is
/// damaged or ends before.
bool inflate_raw(Bytes stored, std::span<std::byte> into);

/// What speaks against the gzip members (RFC 1952) that a source begins with, each with a CRC-32 and a size of what it
/// unpacks to: libarchive looks at neither. Nothing when they are whole; what follows them is not looked at.
std::optional<Error> gzip_fault(const ByteSource& source);

/// `zlib 1.2.13`; empty in builds without it.
std::string inflate_version();

}  // namespace hive
