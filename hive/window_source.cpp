#include "hive/window_source.h"

#include <algorithm>
#include <limits>

namespace hive {

Result<std::size_t> WindowSource::read_at(std::uint64_t offset, std::span<std::byte> into) const {
  if (offset >= size_ || offset > std::numeric_limits<std::uint64_t>::max() - offset_) return std::size_t{0};
  const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(into.size(), size_ - offset));
  return below_->read_at(offset_ + offset, into.first(count));
}

}  // namespace hive
