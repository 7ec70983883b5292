#pragma once
// The base block: the first 4,096 bytes of a hive (hives.md 9.1, after the published format specification).
//   0 "regf" | 4, 8 primary and secondary sequence number | 12 last-written FILETIME | 20, 24 major, minor
//   28 file type (0 primary, 1, 2, 6 logs) | 36 offset of the root cell, from 4,096 | 40 size of the bins
//   44 sectors of 512 bytes that are written at once | 48 tail of the path, UTF-16 | 112 RmId | 144 flags |
//   508 checksum: XOR of the 127 words before it

#include <array>
#include <cstdint>
#include <string>

#include "hive/bytes.h"
#include "hive/result.h"

namespace hive::regf {

/// Hive bins begin here; all cell offsets in the file count from this place.
inline constexpr std::uint64_t kBinsStart = 4096;

struct BaseBlock {
  std::array<std::uint32_t, 2> sequence{};  ///< primary, secondary
  std::uint64_t written = 0;                ///< FILETIME; not maintained since Windows 8.1
  std::uint32_t major = 0;
  std::uint32_t minor = 0;
  std::uint32_t type = 0;       ///< 0 hive; 1, 2, 6 transaction log
  std::uint32_t root_cell = 0;  ///< from kBinsStart
  std::uint32_t bins_bytes = 0;
  std::uint32_t cluster = 0;          ///< in sectors of 512 bytes; places the parts of an old log
  std::array<std::byte, 16> rm_id{};  ///< of the hive's resource manager; a log repeats its hive's
  std::uint32_t flags = 0;
  std::string name_hint;  ///< tail of the hive's own path, printable; a hint, never a decision
  bool checksum_ok = false;
};

/// True when the bytes begin with the signature of a hive or one of its logs.
bool has_regf_magic(Bytes bytes);

/// What stands where the signature should be, for people: `hell (68 65 6c 6c)`, zeros, an empty file.
std::string shown_start(Bytes bytes);

/// Reads the block from the first bytes of a file (at least 512 are needed). Errors: corrupt (no
/// signature), truncated. Everything else, a wrong checksum too, is told by the fields.
Result<BaseBlock> read_base_block(Bytes bytes);

/// The checksum that the first 508 bytes ought to carry.
std::uint32_t base_block_checksum(Bytes bytes);

}  // namespace hive::regf
