#include "hive/loaded_source.h"

#include <algorithm>

namespace hive {
namespace {

/// Up to the end of its block.
std::size_t rest_of_block(std::uint64_t offset, std::size_t most) {
  const std::uint64_t rest = LazyBytes::kLookupBlockBytes - offset % LazyBytes::kLookupBlockBytes;
  return static_cast<std::size_t>(std::min<std::uint64_t>(rest, most));
}

}  // namespace

std::size_t LoadedSource::missing_at(std::uint64_t offset, std::size_t most) const {
  std::size_t count = 0;
  while (count < most) {
    const std::size_t step = rest_of_block(offset + count, most - count);
    if (!bytes_.view_if_loaded(offset + count, step).empty()) break;
    count += step;
  }
  return count;
}

Result<std::size_t> LoadedSource::read_at(std::uint64_t offset, std::span<std::byte> into) const {
  if (offset >= size_bytes()) return std::size_t{0};
  const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(into.size(), size_bytes() - offset));
  for (std::size_t done = 0; done < count;) {
    const std::uint64_t at = offset + done;
    const Bytes loaded = bytes_.view_if_loaded(at, rest_of_block(at, count - done));
    if (!loaded.empty()) {
      copy_bytes(loaded, into.subspan(done));
      done += loaded.size();
      continue;
    }
    const std::size_t wanted = missing_at(at, count - done);
    const auto got = bytes_.source().read_at(at, into.subspan(done, wanted));
    if (!got) return got.error();
    done += *got;
    if (*got < wanted) return done;
  }
  return count;
}

}  // namespace hive
