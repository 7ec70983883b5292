#include "hive/wim_blobs.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "hive/limits.h"
#include "hive/wim_read.h"
#include "hive/wim_resource.h"

namespace hive {
namespace {

constexpr std::size_t kEntryBytes = 50;
constexpr std::uint64_t kIsSolidResource = 1ULL << 32U;

struct Entry {
  WimResourceHeader resource;
  std::uint16_t part = 0;
  std::uint32_t references = 0;
  Sha1 sha1{};
};

/// One of the resources of a run, and where it begins in the run.
struct RunResource {
  WimResourceHeader resource;
  std::uint64_t begin = 0;
  std::uint64_t size_bytes = 0;
};

class TableReader {
 public:
  TableReader(Bytes table, const WimHeader& header, const ByteSource& file)
      : table_(table), header_(header), file_(file) {}

  std::optional<Error> run() {
    const std::size_t count = table_.size() / kEntryBytes;
    if (count * kEntryBytes != table_.size()) {
      return error_at(0, ErrorCode::corrupt, "the blob table ends inside an entry",
                      fmt::format("a multiple of {} bytes", kEntryBytes), fmt::format("{} bytes", table_.size()));
    }
    for (std::size_t i = 0; i < count;) {
      if (!entry_at(i).resource.has(WimResourceHeader::kSolid)) {
        if (auto error = take_plain(i)) return error;
        ++i;
        continue;
      }
      std::size_t end = i;
      while (end < count && entry_at(end).resource.has(WimResourceHeader::kSolid)) ++end;
      if (auto error = take_run(i, end)) return error;
      i = end;
    }
    return std::nullopt;
  }

  std::vector<WimBlob> blobs;
  std::vector<WimBlob> metadata;

 private:
  Entry entry_at(std::size_t index) const {
    const std::size_t at = index * kEntryBytes;
    const ByteReader reader(table_);
    Entry entry;
    entry.resource = read_wim_resource_header(table_, at);
    entry.part = reader.u16(at + 24).value_or(0);
    entry.references = reader.u32(at + 26).value_or(0);
    std::ranges::copy(table_.subspan(at + 30, entry.sha1.size()), entry.sha1.begin());
    return entry;
  }

  Error error_at(std::size_t index, ErrorCode code, std::string message, std::string expected = {},
                 std::string found = {}) const {
    return wim_error(code, fmt::format("{} (entry {} of the blob table)", message, index + 1),
                     header_.blob_table.offset, std::move(expected), std::move(found));
  }

  // A table tells of its own file only; entries for other parts and blobs without a digest can never be used.
  bool counts(const Entry& entry) const { return entry.part == header_.part && entry.sha1 != Sha1{}; }

  std::optional<Error> check_inside(std::size_t index, const WimResourceHeader& resource) const {
    if (fits(resource.offset, resource.stored_bytes, file_.size_bytes())) return std::nullopt;
    return error_at(index, ErrorCode::truncated, "a resource of the WIM lies beyond the end of the file",
                    fmt::format("{} bytes at {}", resource.stored_bytes, resource.offset),
                    fmt::format("a file of {} bytes", file_.size_bytes()));
  }

  std::optional<Error> take_plain(std::size_t index) {
    const Entry entry = entry_at(index);
    if (!counts(entry)) return std::nullopt;
    const WimBlob blob{entry.sha1, entry.resource, 0, entry.resource.original_bytes, entry.part};
    if (entry.resource.has(WimResourceHeader::kMetadata)) {
      // That of a deleted image has no references; a further part repeats what part 1 has.
      if (entry.references != 0 && header_.part == 1) metadata.push_back(blob);
      return std::nullopt;
    }
    blobs.push_back(blob);
    return std::nullopt;
  }

  std::optional<Error> take_run(std::size_t begin, std::size_t end) {
    std::vector<RunResource> resources;
    std::uint64_t size = 0;
    for (std::size_t i = begin; i < end; ++i) {
      const Entry entry = entry_at(i);
      if (entry.resource.original_bytes != kIsSolidResource || entry.part != header_.part) continue;
      if (auto error = check_inside(i, entry.resource)) return error;
      const auto layout = read_solid_layout(file_, entry.resource);
      if (!layout) return layout.error();
      if (layout->original_bytes > UINT64_MAX - size) {
        return error_at(i, ErrorCode::corrupt, "the sizes of a solid run are no sum");
      }
      resources.push_back({entry.resource, size, layout->original_bytes});
      size += layout->original_bytes;
    }
    for (std::size_t i = begin; i < end; ++i) {
      const Entry entry = entry_at(i);
      if (entry.resource.original_bytes == kIsSolidResource || !counts(entry)) continue;
      if (auto error = take_solid(i, entry, resources)) return error;
    }
    return std::nullopt;
  }

  std::optional<Error> take_solid(std::size_t index, const Entry& entry, const std::vector<RunResource>& resources) {
    const std::uint64_t offset = entry.resource.offset;
    const std::uint64_t size = entry.resource.stored_bytes;
    const auto behind = std::ranges::upper_bound(resources, offset, {}, &RunResource::begin);
    if (behind == resources.begin() || !fits(offset - std::prev(behind)->begin, size, std::prev(behind)->size_bytes)) {
      return error_at(index, ErrorCode::corrupt, "a blob lies in no resource of its solid run",
                      fmt::format("one of {} resources", resources.size()),
                      fmt::format("{} bytes at {}", size, offset));
    }
    const RunResource& holder = *std::prev(behind);
    const WimBlob blob{entry.sha1, holder.resource, offset - holder.begin, size, entry.part};
    if (!entry.resource.has(WimResourceHeader::kMetadata)) {
      blobs.push_back(blob);
    } else if (entry.references != 0 && header_.part == 1) {
      metadata.push_back(blob);
    }
    return std::nullopt;
  }

  Bytes table_;
  const WimHeader& header_;
  const ByteSource& file_;
};

}  // namespace

std::optional<Error> WimBlobs::add(Bytes table, const WimHeader& header, const ByteSource& file) {
  if (table.size() / kEntryBytes > limits::kMaxWimBlobs - std::min(blobs_.size(), limits::kMaxWimBlobs)) {
    return wim_error(ErrorCode::limit_exceeded, "the WIM has too many blobs", header.blob_table.offset,
                     fmt::format("at most {}", limits::kMaxWimBlobs),
                     fmt::format("{}", blobs_.size() + table.size() / kEntryBytes));
  }
  TableReader reader(table, header, file);
  if (auto error = reader.run()) return error;
  blobs_.insert(blobs_.end(), reader.blobs.begin(), reader.blobs.end());
  metadata_.insert(metadata_.end(), reader.metadata.begin(), reader.metadata.end());
  return std::nullopt;
}

void WimBlobs::sort() { std::ranges::stable_sort(blobs_, {}, &WimBlob::sha1); }

const WimBlob* WimBlobs::find(const Sha1& sha1) const {
  const auto found = std::ranges::lower_bound(blobs_, sha1, {}, &WimBlob::sha1);
  return found != blobs_.end() && found->sha1 == sha1 ? &*found : nullptr;
}

}  // namespace hive
