#pragma once
// A .reg file that was read: its bytes for the digest, and its lines that regedit would not import.

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "hive/byte_source.h"
#include "hive/reg_defect.h"

namespace hive {

struct TextFile {
  std::shared_ptr<const ByteSource> source;  ///< of the file as it is; null when it could not be read
  std::vector<RegDefect> defects;
  std::size_t defect_count = 0;
  bool damaged = false;  ///< it could not be read to its end, or not all of its letters
};

}  // namespace hive
