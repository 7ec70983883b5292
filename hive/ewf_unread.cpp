#include "hive/ewf_unread.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "hive/bytes.h"
#include "hive/limits.h"

namespace hive {
namespace {

constexpr std::size_t kHeaderBytes = 520;
constexpr std::size_t kEntryBytes = 8;
constexpr std::size_t kCheckBytes = 4;

class SourceWithout final : public ByteSource {
 public:
  SourceWithout(std::shared_ptr<const ByteSource> below, std::uint32_t sector_bytes, std::vector<UnreadSectors> ranges)
      : below_(std::move(below)), sector_bytes_(sector_bytes), ranges_(std::move(ranges)) {}

  std::uint64_t size_bytes() const override { return below_->size_bytes(); }
  bool has_changed() const override { return below_->has_changed(); }

  Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> into) const override {
    if (offset >= size_bytes() || into.empty()) return std::size_t{0};
    const std::uint64_t last = offset + std::min<std::uint64_t>(into.size(), size_bytes() - offset) - 1;
    // The last range that begins at or before the last sector is the only one that can be the first to be touched.
    const auto behind = std::ranges::upper_bound(ranges_, last / sector_bytes_, {}, &UnreadSectors::first);
    if (behind != ranges_.begin()) {
      const UnreadSectors& range = *std::prev(behind);
      if (offset / sector_bytes_ < range.first + range.count) {
        return Error{.code = ErrorCode::io,
                     .message = "the imager could not read this part of the disk and wrote zeros for it",
                     .expected = {},
                     .found = fmt::format("sectors {} to {}", range.first, range.first + range.count - 1),
                     .where = {}};
      }
    }
    return below_->read_at(offset, into);
  }

 private:
  std::shared_ptr<const ByteSource> below_;
  std::uint32_t sector_bytes_;
  std::vector<UnreadSectors> ranges_;
};

}  // namespace

Result<std::vector<UnreadSectors>> read_ewf_unread(const EwfSegment& segment, const EwfSection& section) {
  constexpr std::string_view kWhat = "the list of unread sectors of the EWF image";
  const auto header = read_ewf_sealed(segment, section.begin, kHeaderBytes, kWhat);
  if (!header) return header.error();
  const std::uint64_t count = ByteReader(*header).u32(0).value_or(0);
  if (kHeaderBytes + count * kEntryBytes + kCheckBytes > section.end - section.begin) {
    return ewf_error(segment, section.offset, fmt::format("{} has more entries than fit into its section", kWhat),
                     fmt::format("{} bytes", section.end - section.begin), fmt::format("{} entries", count));
  }
  if (count > limits::kMaxEwfUnreadRanges) {
    Error error = ewf_error(segment, section.offset, fmt::format("{} is too long", kWhat),
                            fmt::format("at most {} entries", limits::kMaxEwfUnreadRanges), fmt::format("{}", count));
    error.code = ErrorCode::limit_exceeded;
    return error;
  }
  const auto bytes = read_ewf_sealed(segment, section.begin + kHeaderBytes,
                                     static_cast<std::size_t>(count) * kEntryBytes + kCheckBytes, kWhat);
  if (!bytes) return bytes.error();
  std::vector<UnreadSectors> ranges;
  ranges.reserve(static_cast<std::size_t>(count));
  const ByteReader reader(*bytes);
  for (std::size_t i = 0; i < count; ++i) {
    ranges.push_back({reader.u32(i * kEntryBytes).value_or(0), reader.u32(i * kEntryBytes + 4).value_or(0)});
  }
  return ranges;
}

void sort_unread(std::vector<UnreadSectors>& ranges) {
  std::ranges::sort(ranges, {}, &UnreadSectors::first);
  std::vector<UnreadSectors> joined;
  for (const UnreadSectors& range : ranges) {
    if (range.count == 0) continue;
    if (joined.empty() || joined.back().first + joined.back().count < range.first) {
      joined.push_back(range);
    } else {
      UnreadSectors& before = joined.back();
      before.count = std::max(before.count, range.first + range.count - before.first);
    }
  }
  ranges = std::move(joined);
}

std::shared_ptr<const ByteSource> without_sectors(std::shared_ptr<const ByteSource> disk, std::uint32_t sector_bytes,
                                                  std::vector<UnreadSectors> ranges) {
  if (ranges.empty()) return disk;
  return std::make_shared<SourceWithout>(std::move(disk), sector_bytes, std::move(ranges));
}

}  // namespace hive
