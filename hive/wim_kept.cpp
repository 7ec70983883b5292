#include "hive/wim_kept.h"

#include <algorithm>
#include <utility>

#include "hive/limits.h"

namespace hive {
namespace {

/// Below this a copy for a child costs less than a file of the system.
constexpr std::size_t kLeastSharedBytes = 1024U * 1024;

}  // namespace

BlobMemory::BlobMemory(std::size_t size_bytes) {
  if (size_bytes >= kLeastSharedBytes) shared_ = ChildMemory::make(size_bytes);
  if (!shared_) own_.resize(size_bytes);
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
