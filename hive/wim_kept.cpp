#include "hive/wim_kept.h"

#include <algorithm>
#include <utility>

#include "hive/limits.h"
#include "hive/wim_read.h"

namespace hive {
namespace {

/// Below this a copy for a child costs less than a file of the system.
constexpr std::size_t kLeastSharedBytes = 1024U * 1024;
/// Unpacked at a time: enough for some threads, and still in the processor's cache when it is written.
constexpr std::size_t kPieceBytes = 2048U * 1024;
constexpr std::string_view kWhat = "data";

/// Null without an error: the system has no such memory.
Result<std::unique_ptr<ChildMemory>> shared_bytes_of(const ByteSource& source) {
  const auto size = static_cast<std::size_t>(source.size_bytes());
  auto memory = size < kLeastSharedBytes ? nullptr : ChildMemory::make(size);
  std::vector<std::byte> piece(memory ? std::min(size, kPieceBytes) : 0);
  for (std::size_t done = 0; memory && done < size;) {
    const auto next = std::span(piece).first(std::min(size - done, piece.size()));
    if (auto error = read_all(source, done, next, kWhat)) return *std::move(error);
    if (!memory->write(done, next)) memory.reset();
    done += next.size();
  }
  if (memory && !memory->seal()) memory.reset();
  return memory;
}

}  // namespace

Result<std::shared_ptr<const BlobMemory>> BlobMemory::of(const ByteSource& source) {
  BlobMemory memory;
  auto shared = shared_bytes_of(source);
  if (!shared) return std::move(shared).error();
  memory.shared_ = std::move(shared).value();
  if (!memory.shared_) {
    auto own = read_part(source, 0, source.size_bytes(), kWhat);
    if (!own) return std::move(own).error();
    memory.own_ = std::move(own).value();
  }
  return std::make_shared<const BlobMemory>(std::move(memory));
}

BlobBytes WimKept::find(const Sha1& sha1) const {
  const auto found = known_.find(sha1);
  return found == known_.end() ? nullptr : found->second.lock();
}

void WimKept::keep(const Sha1& sha1, BlobBytes bytes) {
  known_[sha1] = bytes;
  largest_ = std::max(largest_, bytes->size());
  latest_bytes_ += bytes->size();
  latest_.push_back(std::move(bytes));
  while (latest_bytes_ > std::max(largest_, limits::kWimKeptBytes)) {
    latest_bytes_ -= latest_.front()->size();
    latest_.pop_front();
  }
}

}  // namespace hive
