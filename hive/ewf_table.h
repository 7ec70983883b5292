#pragma once
// Where the chunks of an EWF image lie: sections `table`, each with a copy `table2` behind it. Count u32, 4 bytes of
// nothing, base u64 (EnCase 6 and later, 0 before), 4 bytes of nothing, Adler-32; then per chunk u32: bit 31 says that
// it is compressed, the others where it begins, counted from the base; Adler-32 of these. The chunks lie in the section
// `sectors` in front, in images of EnCase 1 in the table's own section behind its entries.

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "hive/ewf_section.h"

namespace hive {

struct EwfChunkPlace {
  std::uint64_t offset = 0;      ///< in bytes of the segment's file
  std::uint64_t size_bytes = 0;  ///< up to the next chunk, or to the end of what holds them
  bool is_compressed = false;
};

/// As many bytes as belong to chunks.
struct EwfRange {
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
};

struct EwfTable {
  std::shared_ptr<const EwfSegment> segment;
  std::uint64_t base = 0;
  std::uint64_t end = 0;               ///< of the last chunk
  std::vector<std::uint32_t> entries;  ///< one per chunk

  EwfChunkPlace place(std::size_t entry) const;
};

/// `chunks`: of the section `sectors` in front, if there is one. `most_entries` bounds what is allocated. All chunks
/// lie in order inside of the range. Errors: io, truncated, corrupt, limit_exceeded.
Result<EwfTable> read_ewf_table(std::shared_ptr<const EwfSegment> segment, const EwfSection& section,
                                std::optional<EwfRange> chunks, std::uint64_t most_entries);

}  // namespace hive
