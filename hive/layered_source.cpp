#include "hive/layered_source.h"

#include <algorithm>

namespace hive {

Result<std::size_t> LayeredSource::read_layer(const Layer& layer, std::uint64_t offset,
                                              std::span<std::byte> into) const {
  if (layer.from == Layer::From::file) return file_->read_at(layer.place + (offset - layer.offset), into);
  std::size_t done = 0;
  if (layer.from == Layer::From::parent && offset < parent_->size_bytes()) {
    const auto there = static_cast<std::size_t>(std::min<std::uint64_t>(into.size(), parent_->size_bytes() - offset));
    auto got = parent_->read_at(offset, into.first(there));
    if (!got || *got < there) return got;
    done = there;
  }
  std::ranges::fill(into.subspan(done), std::byte{0});
  return into.size();
}

Result<std::size_t> LayeredSource::read_at(std::uint64_t offset, std::span<std::byte> into) const {
  if (offset >= size_bytes()) return std::size_t{0};
  const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(into.size(), size_bytes() - offset));
  auto layer = std::ranges::upper_bound(layers_, offset, {}, &Layer::offset);
  if (layer != layers_.begin() && offset - std::prev(layer)->offset < std::prev(layer)->size_bytes) --layer;
  std::size_t done = 0;
  while (done < wanted) {
    const std::uint64_t at = offset + done;
    const bool in_layer = layer != layers_.end() && layer->offset <= at;
    std::uint64_t end = offset + wanted;
    if (in_layer) {
      end = std::min(end, layer->offset + layer->size_bytes);
    } else if (layer != layers_.end()) {
      end = std::min(end, layer->offset);
    }
    const auto piece = into.subspan(done, static_cast<std::size_t>(end - at));
    auto got = in_layer ? read_layer(*layer, at, piece) : own_->read_at(at, piece);
    if (!got) return got;
    done += *got;
    if (*got < piece.size()) break;
    if (in_layer) ++layer;
  }
  return done;
}

}  // namespace hive
