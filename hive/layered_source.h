#pragma once
// A disk of which some ranges come from elsewhere: from the disk that it was made from, from a place in its file, or
// they are zero.

#include <cstdint>
#include <memory>
#include <vector>

#include "hive/byte_source.h"

namespace hive {

struct Layer {
  enum class From {
    zeros,
    parent,  ///< behind the parent's end there are zeros
    file,    ///< the image itself, at `place`
  };
  std::uint64_t offset = 0;  ///< bytes of the virtual disk
  std::uint64_t size_bytes = 0;
  From from = From::zeros;
  std::uint64_t place = 0;  ///< bytes of the image
};

class LayeredSource final : public ByteSource {
 public:
  /// `layers` are in order and do not overlap; `file` and `parent` may be null when none of them is from there. What
  /// lies in a layer is never asked of `own`.
  LayeredSource(std::shared_ptr<const ByteSource> own, std::shared_ptr<const ByteSource> file,
                std::shared_ptr<const ByteSource> parent, std::vector<Layer> layers)
      : own_(std::move(own)), file_(std::move(file)), parent_(std::move(parent)), layers_(std::move(layers)) {}

  std::uint64_t size_bytes() const override { return own_->size_bytes(); }
  Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> into) const override;
  bool has_changed() const override { return own_->has_changed() || (parent_ != nullptr && parent_->has_changed()); }

 private:
  Result<std::size_t> read_layer(const Layer& layer, std::uint64_t offset, std::span<std::byte> into) const;

  std::shared_ptr<const ByteSource> own_;
  std::shared_ptr<const ByteSource> file_;
  std::shared_ptr<const ByteSource> parent_;
  std::vector<Layer> layers_;
};

}  // namespace hive
