#include "hive/regf/bin_writer.h"

#include <algorithm>
#include <cassert>
#include <utility>

namespace hive::regf {
namespace {

constexpr std::size_t kBinHeaderBytes = 32;
constexpr std::size_t kBinUnitBytes = 4096;
constexpr std::size_t kCellUnitBytes = 8;
constexpr std::size_t kCellHeaderBytes = 4;
/// Offsets with bit 31 set mean volatile storage, which a file never holds.
constexpr std::size_t kMaxBinsBytes = 0x7FFF'FFFF;

constexpr std::size_t round_up(std::size_t size, std::size_t unit) { return (size + unit - 1) / unit * unit; }

template <class Unsigned>
void put_little(std::vector<std::byte>& bytes, std::size_t offset, Unsigned value) {
  assert(fits(offset, sizeof(Unsigned), bytes.size()));
  for (std::size_t i = 0; i < sizeof(Unsigned); ++i) {
    bytes[offset + i] = static_cast<std::byte>(static_cast<std::uint64_t>(value) >> (8 * i) & 0xFFU);
  }
}

}  // namespace

void put_u16(std::vector<std::byte>& bytes, std::size_t offset, std::uint16_t value) {
  put_little(bytes, offset, value);
}
void put_u32(std::vector<std::byte>& bytes, std::size_t offset, std::uint32_t value) {
  put_little(bytes, offset, value);
}
void put_u64(std::vector<std::byte>& bytes, std::size_t offset, std::uint64_t value) {
  put_little(bytes, offset, value);
}

std::uint32_t BinWriter::allocate(std::size_t content_bytes) {
  assert(content_bytes < kMaxBinsBytes);
  const std::size_t size = round_up(kCellHeaderBytes + content_bytes, kCellUnitBytes);
  if (bins_.size() - used_ < size) {
    close_bin();
    const std::size_t start = bins_.size();
    bins_.resize(start + round_up(kBinHeaderBytes + size, kBinUnitBytes));
    assert(bins_.size() <= kMaxBinsBytes);
    constexpr std::string_view kMagic = "hbin";
    std::ranges::transform(kMagic, bins_.begin() + static_cast<std::ptrdiff_t>(start),
                           [](char letter) { return static_cast<std::byte>(letter); });
    put_u32(bins_, start + 4, static_cast<std::uint32_t>(start));
    put_u32(bins_, start + 8, static_cast<std::uint32_t>(bins_.size() - start));
    if (start == 0) put_u64(bins_, start + 20, written_);
    used_ = start + kBinHeaderBytes;
  }
  const auto cell = static_cast<std::uint32_t>(used_);
  put_u32(bins_, used_, 0U - static_cast<std::uint32_t>(size));
  used_ += size;
  return cell;
}

void BinWriter::close_bin() {
  const std::size_t left = bins_.size() - used_;
  if (left != 0) put_u32(bins_, used_, static_cast<std::uint32_t>(left));
  used_ = bins_.size();
}

void BinWriter::u16(std::uint32_t cell, std::size_t at, std::size_t value) {
  assert(value <= 0xFFFF);
  put_u16(bins_, cell + kCellHeaderBytes + at, static_cast<std::uint16_t>(value));
}
void BinWriter::u32(std::uint32_t cell, std::size_t at, std::size_t value) {
  assert(value <= 0xFFFF'FFFF);
  put_u32(bins_, cell + kCellHeaderBytes + at, static_cast<std::uint32_t>(value));
}
void BinWriter::u64(std::uint32_t cell, std::size_t at, std::uint64_t value) {
  put_u64(bins_, cell + kCellHeaderBytes + at, value);
}
void BinWriter::bytes(std::uint32_t cell, std::size_t at, Bytes content) {
  assert(fits(cell + kCellHeaderBytes + at, content.size(), bins_.size()));
  std::ranges::copy(content, bins_.begin() + static_cast<std::ptrdiff_t>(cell + kCellHeaderBytes + at));
}
void BinWriter::text(std::uint32_t cell, std::size_t at, std::string_view content) {
  bytes(cell, at, std::as_bytes(std::span(content)));
}

std::vector<std::byte> BinWriter::finish() {
  close_bin();
  used_ = 0;
  return std::exchange(bins_, {});
}

}  // namespace hive::regf
