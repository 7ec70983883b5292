#include "hive/patched_source.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace hive {

void PatchedSource::lay(std::uint64_t offset, Bytes bytes) {
  if (bytes.empty()) return;
  const std::uint64_t end = offset + bytes.size();
  auto next = laid_.lower_bound(offset);
  if (next != laid_.begin()) {
    const auto before = std::prev(next);
    const std::uint64_t before_end = before->first + before->second.size();
    const Bytes old = before->second;
    if (before_end > offset) before->second = old.first(static_cast<std::size_t>(offset - before->first));
    if (before_end > end) laid_[end] = old.last(static_cast<std::size_t>(before_end - end));
  }
  while (next != laid_.end() && next->first < end) {
    const std::uint64_t next_end = next->first + next->second.size();
    const Bytes old = next->second;
    next = laid_.erase(next);
    if (next_end > end) laid_[end] = old.last(static_cast<std::size_t>(next_end - end));
  }
  laid_[offset] = bytes;
}

void PatchedSource::grow(std::uint64_t end) {
  std::uint64_t known = size_bytes();
  for (auto at = laid_.begin(); at != laid_.end() && at->first <= known; ++at) {
    known = std::max(known, at->first + at->second.size());
  }
  size_ = std::max(size_bytes(), std::min(known, end));
}

Result<std::size_t> PatchedSource::read_at(std::uint64_t offset, std::span<std::byte> into) const {
  const std::uint64_t size = size_bytes();
  if (offset >= size) return std::size_t{0};
  into = into.first(static_cast<std::size_t>(std::min<std::uint64_t>(into.size(), size - offset)));
  const std::uint64_t below = below_->size_bytes();
  if (offset < below) {
    const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(into.size(), below - offset));
    const Result<std::size_t> got = below_->read_at(offset, into.first(wanted));
    if (!got || *got < wanted) return got;
  }
  auto at = laid_.upper_bound(offset);
  if (at != laid_.begin()) --at;
  for (; at != laid_.end() && at->first < offset + into.size(); ++at) {
    const std::uint64_t first = std::max(at->first, offset);
    const std::uint64_t last = std::min(at->first + at->second.size(), offset + into.size());
    if (first >= last) continue;
    const Bytes part =
        at->second.subspan(static_cast<std::size_t>(first - at->first), static_cast<std::size_t>(last - first));
    copy_bytes(part, into.subspan(static_cast<std::size_t>(first - offset)));
  }
  return into.size();
}

}  // namespace hive
