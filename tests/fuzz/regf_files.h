#pragma once
// The form of a fuzzer's input that holds several files of one machine: hives and logs one behind the other. A
// file begins wherever a sector begins with `regf`, so `cat SYSTEM SOFTWARE NTUSER.DAT` makes such an input.

#include <cstddef>
#include <cstdint>
#include <vector>

#include "hive/bytes.h"

namespace fuzz {

inline constexpr std::size_t kSectorBytes = 512;

inline bool has_magic(hive::Bytes bytes, std::size_t at) {
  constexpr std::uint32_t kRegf = 0x66676572;
  return at <= bytes.size() && hive::ByteReader(bytes.subspan(at)).u32(0) == kRegf;
}

/// What stands before the first `regf` is a file too, so that no input is empty of files.
inline std::vector<hive::Bytes> regf_files(hive::Bytes input) {
  std::vector<hive::Bytes> files;
  std::size_t begin = 0;
  for (std::size_t at = kSectorBytes; at < input.size(); at += kSectorBytes) {
    if (!has_magic(input, at)) continue;
    files.push_back(input.subspan(begin, at - begin));
    begin = at;
  }
  files.push_back(input.subspan(begin));
  return files;
}

inline std::vector<std::byte> copy_of(hive::Bytes bytes) { return {bytes.begin(), bytes.end()}; }

}  // namespace fuzz
