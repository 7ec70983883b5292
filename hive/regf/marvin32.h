#pragma once
// The checksum of entries of transaction logs: Marvin32 with a fixed seed and a 64-bit result (hives.md 9.3,
// after the published format specification). It finds torn writes; it proves nothing about who wrote them.

#include <cstdint>

#include "hive/bytes.h"

namespace hive::regf {

/// Of a whole number of 32-bit words; bytes left over at the end are taken as the specification says.
std::uint64_t marvin32(Bytes bytes);

}  // namespace hive::regf
