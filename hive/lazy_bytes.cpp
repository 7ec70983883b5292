#include "hive/lazy_bytes.h"

#include <fmt/format.h>

#include <algorithm>
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
  lazy.all_ = source->in_memory();
  if (size > 0 && lazy.all_.empty()) {
    lazy.whole_ = reserve(size);
    if (lazy.whole_ == nullptr) {
      return Error{ErrorCode::limit_exceeded, "no memory to hold the file", "", fmt::format("{} bytes", size), {}};
    }
  }
  lazy.source_ = std::move(source);
  lazy.size_ = size;
  lazy.groups_.resize(static_cast<std::size_t>(size / kWalkBlockBytes + 1));
  return lazy;
}

LazyBytes::Blocks LazyBytes::reserve(std::uint64_t size_bytes) {
  // Not value-initialised: a page that is never touched costs no memory. Operator new is asked not to
  // throw, because the size is the input's choice.
  return Blocks(
      static_cast<std::byte*>(::operator new(static_cast<std::size_t>(size_bytes), kAlignment, std::nothrow)));
}

void LazyBytes::put(std::uint64_t block, std::byte* where) const {
  auto& group = groups_[static_cast<std::size_t>(block / kGroup)];
  if (group == nullptr) group = std::make_unique<Group>();
  (*group)[block % kGroup] = where;
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

std::optional<Error> LazyBytes::fill(std::uint64_t offset, std::byte* into, std::size_t wanted) const {
  const Result<std::size_t> got = source_->read_at(offset, std::span(into, wanted));
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
  loaded_ += wanted;
  return std::nullopt;
}

std::optional<Error> LazyBytes::load_alone(std::uint64_t block) const {
  // As much as a walk reads at once, less for a file that has less.
  const std::uint64_t most = std::min(kGroup, size_ / kLookupBlockBytes + 1);
  if (pack_left_ == 0) {
    Blocks pack = reserve(most * kLookupBlockBytes);
    if (pack == nullptr) return Error{ErrorCode::limit_exceeded, "no memory to hold the file", "", "", {}};
    packs_.push_back(std::move(pack));
    pack_left_ = most;
  }
  std::byte* where = packs_.back().get() + (most - pack_left_) * kLookupBlockBytes;
  const auto wanted = static_cast<std::size_t>(bytes_of(block));
  if (auto failed = fill(block * kLookupBlockBytes, where, wanted)) return failed;
  --pack_left_;
  put(block, where);
  return std::nullopt;
}

std::optional<Error> LazyBytes::load(std::uint64_t first, std::uint64_t last) const {
  const std::uint64_t end_block = (size_ + kLookupBlockBytes - 1) / kLookupBlockBytes;
  const std::uint64_t step = std::max<std::uint64_t>(ahead_blocks_, 1);
  if (first == last && step == 1) return load_alone(first);
  const std::uint64_t begin = first / step * step;
  const std::uint64_t end = std::min(end_block, (last / step + 1) * step);
  const auto home = [&](std::uint64_t block) { return whole_.get() + block * kLookupBlockBytes; };
  for (std::uint64_t block = begin; block < end;) {
    if (const std::byte* loaded = place(block)) {
      // Views of a block that was loaded alone stay where it is; from now on it also stands beside its neighbours.
      if (loaded != home(block)) {
        std::copy_n(loaded, bytes_of(block), home(block));
        put(block, home(block));
      }
      ++block;
      continue;
    }
    std::uint64_t run_end = block + 1;
    while (run_end < end && place(run_end) == nullptr) ++run_end;
    const std::uint64_t offset = block * kLookupBlockBytes;
    const auto wanted = static_cast<std::size_t>(std::min(run_end * kLookupBlockBytes, size_) - offset);
    if (auto failed = fill(offset, home(block), wanted)) return failed;
    for (; block < run_end; ++block) put(block, home(block));
  }
  return std::nullopt;
}

}  // namespace hive
