#pragma once
// Bytes laid over another source, in memory: a hive with its transaction logs applied. What lies below is
// never written to, and stays reachable as `stored`.

#include <map>
#include <memory>
#include <vector>

#include "hive/byte_source.h"

namespace hive {

class PatchedSource final : public ByteSource {
 public:
  explicit PatchedSource(std::shared_ptr<const ByteSource> below) : below_(std::move(below)) {}

  /// Later bytes win over earlier ones. The view must live as long as this object; see `keep`.
  void lay(std::uint64_t offset, Bytes bytes);
  /// Keeps alive what views point into.
  void keep(std::shared_ptr<const void> owner) { owners_.push_back(std::move(owner)); }
  /// Lets the end move on to `end` as far as bytes were laid without a gap: what neither the source nor anything
  /// laid over it holds does not exist, so that it is never taken for zeros.
  void grow(std::uint64_t end);

  std::uint64_t size_bytes() const override { return size_ == 0 ? below_->size_bytes() : size_; }
  Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> into) const override;
  const ByteSource& stored() const override { return below_->stored(); }
  bool has_changed() const override { return below_->has_changed(); }

 private:
  std::shared_ptr<const ByteSource> below_;
  std::map<std::uint64_t, Bytes> laid_;  ///< by offset, without overlaps
  std::vector<std::shared_ptr<const void>> owners_;
  std::uint64_t size_ = 0;  ///< 0: not grown
};

}  // namespace hive
