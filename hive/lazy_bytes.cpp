#include "hive/lazy_bytes.h"

#include <fmt/format.h>

#include <algorithm>
#include <new>
#include <utility>

#include "hive/limits.h"

namespace hive {

Result<LazyBytes> LazyBytes::open(std::shared_ptr<const ByteSource> source) {
  const std::uint64_t size = source->size_bytes();
  if (size > limits::kMaxHiveBytes) {
    return Error{ErrorCode::limit_exceeded,
                 "the file is larger than any hive can be",
                 fmt::format("at most {} bytes", limits::kMaxHiveBytes),
                 fmt::format("{} bytes", size),
                 {}};
  }
  LazyBytes lazy;
  // Not value-initialised: a page that is never touched costs no memory. Operator new[] is asked not to
  // throw, because the size is the input's choice.
  if (size > 0) {
    lazy.bytes_.reset(new (std::nothrow) std::byte[static_cast<std::size_t>(size)]);
    if (lazy.bytes_ == nullptr) {
      return Error{ErrorCode::limit_exceeded, "no memory to hold the file", "", fmt::format("{} bytes", size), {}};
    }
  }
  lazy.source_ = std::move(source);
  lazy.size_ = size;
  const std::uint64_t blocks = size / kLookupBlockBytes + 1;
  lazy.present_.assign(static_cast<std::size_t>(blocks / 64 + 1), 0);
  return lazy;
}

Error LazyBytes::outside(std::uint64_t offset, std::uint64_t count) const {
  Error error{ErrorCode::truncated,
              "the file ends too early",
              fmt::format("{} bytes at 0x{:08x}", count, offset),
              fmt::format("a file of {} bytes", size_),
              {}};
  error.where.offset = offset;
  return error;
}

std::optional<Error> LazyBytes::load(std::uint64_t first, std::uint64_t last) const {
  const std::uint64_t end_block = (size_ + kLookupBlockBytes - 1) / kLookupBlockBytes;
  const std::uint64_t step = std::max<std::uint64_t>(ahead_blocks_, 1);
  const std::uint64_t begin = first / step * step;
  const std::uint64_t end = std::min(end_block, (last / step + 1) * step);
  for (std::uint64_t block = begin; block < end;) {
    if (is_loaded(block)) {
      ++block;
      continue;
    }
    std::uint64_t run_end = block + 1;
    while (run_end < end && !is_loaded(run_end)) ++run_end;
    const std::uint64_t offset = block * kLookupBlockBytes;
    const auto wanted = static_cast<std::size_t>(std::min(run_end * kLookupBlockBytes, size_) - offset);
    const Result<std::size_t> got = source_->read_at(offset, std::span(bytes_.get() + offset, wanted));
    if (!got) return got.error();
    if (*got < wanted) {
      Error error{ErrorCode::truncated,
                  "the file became shorter while it was read",
                  fmt::format("{} bytes", size_),
                  fmt::format("an end at {}", offset + *got),
                  {}};
      error.where.offset = offset + *got;
      return error;
    }
    for (; block < run_end; ++block) present_[static_cast<std::size_t>(block >> 6U)] |= 1ULL << (block & 63U);
    loaded_ += wanted;
  }
  return std::nullopt;
}

}  // namespace hive
