#pragma once
// Hive bins being filled: hands out zeroed cells that never cross a bin, and closes each bin with a free
// cell. Part of the builder. Layout of a bin (published format specification, "Hive bin"):
//   0 "hbin" | 4 offset from the first bin | 8 size, a multiple of 4,096 | 20 FILETIME (first bin) | 32 cells
// A cell is a 32-bit size, negative when allocated, a multiple of 8, and its content.

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "hive/bytes.h"
#include "hive/regf/cell.h"

namespace hive::regf {

/// Little-endian integers into bytes; the place must lie inside.
void put_u16(std::vector<std::byte>& bytes, std::size_t offset, std::uint16_t value);
void put_u32(std::vector<std::byte>& bytes, std::size_t offset, std::uint32_t value);
void put_u64(std::vector<std::byte>& bytes, std::size_t offset, std::uint64_t value);

class BinWriter {
 public:
  /// `written` is the time of the first bin, the only one that carries it.
  explicit BinWriter(std::uint64_t written) : written_(written) {}

  /// A new cell for `content_bytes` of content: its offset from the first bin, as hives store it.
  std::uint32_t allocate(std::size_t content_bytes);

  /// `at` counts from the start of the cell's content.
  void u16(std::uint32_t cell, std::size_t at, std::size_t value);
  void u32(std::uint32_t cell, std::size_t at, std::size_t value);
  void u64(std::uint32_t cell, std::size_t at, std::uint64_t value);
  void bytes(std::uint32_t cell, std::size_t at, Bytes content);
  void text(std::uint32_t cell, std::size_t at, std::string_view content);

  /// All bins; the writer is empty afterwards.
  std::vector<std::byte> finish();

 private:
  void close_bin();

  std::uint64_t written_;
  std::vector<std::byte> bins_;
  std::size_t used_ = 0;  ///< end of the last cell
};

}  // namespace hive::regf
