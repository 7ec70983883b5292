#include "hive/wim_kept.h"

#include <algorithm>
#include <utility>

#include "hive/digest.h"
#include "hive/hex.h"
#include "hive/limits.h"
#include "hive/wim_read.h"

namespace hive {
namespace {

/// Unpacked at a time: enough for some threads, and still in the processor's cache when its digests are taken.
constexpr std::size_t kPieceBytes = 1024U * 1024;

/// Less than that is got again as fast.
constexpr std::size_t kLeastSpareBytes = 8U * 1024 * 1024;

}  // namespace

BlobMemory::BlobMemory(std::size_t size, std::shared_ptr<SpareMemory> spare) : size_(size), spare_(std::move(spare)) {
  // One that is far too large is left to the blob that needs it.
  if (size_ >= kLeastSpareBytes && spare_->size_bytes / 2 <= size_) std::swap(memory_, *spare_);
  if (memory_.size_bytes >= size_ && memory_.bytes) return;
  memory_ = {};  // before it gets more
  // Not cleared: all of it is written to.
  memory_ = {std::make_unique_for_overwrite<std::byte[]>(size_), size_};
}

BlobMemory::~BlobMemory() {
  if (memory_.size_bytes >= kLeastSpareBytes && memory_.size_bytes > spare_->size_bytes) std::swap(memory_, *spare_);
}

Result<std::shared_ptr<const BlobMemory>> BlobMemory::of(const ByteSource& source, std::shared_ptr<SpareMemory> spare) {
  const std::shared_ptr<BlobMemory> made(
      new BlobMemory(static_cast<std::size_t>(source.size_bytes()), std::move(spare)));
  const std::span<std::byte> bytes(made->memory_.bytes.get(), made->size_);
  DigestSum sha1(DigestKind::sha1);
  DigestSum sha256(DigestKind::sha256);
  for (std::size_t done = 0; done < bytes.size();) {
    const auto piece = bytes.subspan(done, std::min(bytes.size() - done, kPieceBytes));
    if (auto error = read_all(source, done, piece, "data")) return *std::move(error);
    sha1.add(piece);
    sha256.add(piece);
    done += piece.size();
  }
  made->sha1_ = sha1_from(sha1.digest());
  made->sha256_ = hex_of(sha256.digest(), HexDigits::lower);
  return std::shared_ptr<const BlobMemory>(made);
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
