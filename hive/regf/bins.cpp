#include "hive/regf/bins.h"

#include <algorithm>

namespace hive::regf {

BinHeader read_bin_header(const LazyBytes& bytes, std::uint64_t at, std::uint64_t bins_end) {
  const Result<Bytes> head = bytes.view(at, kFirstCell);
  const ByteReader reader{head ? *head : Bytes{}};
  const std::uint32_t magic = reader.u32(0).value_or(0);
  const std::uint32_t size = reader.u32(8).value_or(0);
  if (magic != kBinMagic || reader.u32(4) != at - kBinsStart) return {{Flaw::bad_bin_header, at, 0, magic}};
  if (size == 0 || size % kBinUnit != 0 || !fits(at, size, bins_end)) {
    return {{Flaw::bad_bin_size, at, bins_end - std::min(bins_end, at), size}};
  }
  return {{}, size};
}

Damage KnownBins::look_at(const LazyBytes& bytes, std::uint64_t page, std::uint64_t bins_end) {
  if (const auto known = flawed_.find(page); known != flawed_.end()) return known->second;
  const auto place = [](std::uint64_t number) { return kBinsStart + number * kBinUnit; };
  // Back to the page that begins a bin, or to one that is known.
  std::uint64_t first = page;
  BinHeader header = read_bin_header(bytes, place(first), bins_end);
  while (header.flaw.flaw == Flaw::bad_bin_header && first > 0) {
    if (const auto known = flawed_.find(first - 1); known != flawed_.end()) {
      header = {known->second};
      break;
    }
    header = read_bin_header(bytes, place(--first), bins_end);
  }
  Damage flaw = header.flaw;
  if (!flaw && place(first) + header.size <= place(page)) {
    // The bin ends before this page: another should have begun there.
    first += header.size / kBinUnit;
    header = read_bin_header(bytes, place(first), bins_end);
    flaw = header.flaw;
  }
  if (flaw) {
    for (std::uint64_t i = first; i <= page; ++i) flawed_.emplace(i, flaw);
    return flaw;
  }
  const auto end = static_cast<std::size_t>(first + header.size / kBinUnit);
  if (sound_.size() < end) sound_.resize(end);
  std::fill(sound_.begin() + static_cast<std::ptrdiff_t>(first), sound_.begin() + static_cast<std::ptrdiff_t>(end),
            true);
  return {};
}

}  // namespace hive::regf
