#include "hive/wim_resource.h"

#include <fmt/format.h>

#include <utility>

#include "hive/limits.h"
#include "hive/wim_chunks.h"
#include "hive/wim_read.h"
#include "hive/window_source.h"

namespace hive {
namespace {

constexpr std::size_t kSolidHeaderBytes = 16;

Error table_error(const WimResourceHeader& resource, std::string_view message, std::string expected = {},
                  std::string found = {}) {
  return wim_error(ErrorCode::corrupt, std::string(message), resource.offset, std::move(expected), std::move(found));
}

std::optional<Error> check_inside(const ByteSource& file, const WimResourceHeader& resource) {
  if (fits(resource.offset, resource.stored_bytes, file.size_bytes())) return std::nullopt;
  return wim_error(ErrorCode::truncated, "a resource of the WIM lies beyond the end of the file", resource.offset,
                   fmt::format("{} bytes", resource.stored_bytes),
                   fmt::format("a file of {} bytes", file.size_bytes()));
}

/// Where the table of chunks is, and what its numbers are.
struct Table {
  std::uint64_t offset = 0;
  std::uint64_t entries = 0;
  std::size_t entry_bytes = 4;
  bool has_sizes = false;  ///< or offsets, without the first
};

/// The offsets of all chunks in the file, and the end of the last one.
Result<std::vector<std::uint64_t>> read_starts(const ByteSource& file, const WimResourceHeader& resource,
                                               const WimLayout& layout, const Table& table) {
  const std::uint64_t end = resource.offset + resource.stored_bytes;
  const std::uint64_t chunks = table.entries + (table.has_sizes ? 0 : 1);
  // Both sides stay small: the caller bounded the entries.
  if (table.entries * table.entry_bytes > end - table.offset) {
    return table_error(resource, "the table of chunks is larger than its resource",
                       fmt::format("at most {} bytes", end - table.offset),
                       fmt::format("{} chunks in {} bytes", chunks, table.entries * table.entry_bytes));
  }
  const auto bytes = read_part(file, table.offset, table.entries * table.entry_bytes, "table of chunks");
  if (!bytes) return bytes.error();
  const ByteReader reader(*bytes);
  const std::uint64_t first = table.offset + bytes->size();
  std::vector<std::uint64_t> starts;
  starts.reserve(static_cast<std::size_t>(chunks) + 1);
  starts.push_back(first);
  for (std::size_t i = 0; i < table.entries; ++i) {
    const std::size_t at = i * table.entry_bytes;
    const std::uint64_t number =
        table.entry_bytes == 8 ? reader.u64(at).value_or(0) : std::uint64_t{reader.u32(at).value_or(0)};
    const std::uint64_t from = table.has_sizes ? starts.back() : first;
    if (!fits(from, number, end)) {
      return table_error(resource, "a chunk lies outside of its resource", fmt::format("at most {}", end - from),
                         fmt::format("chunk {} at {}", i + 1, number));
    }
    starts.push_back(from + number);
  }
  if (!table.has_sizes) starts.push_back(end);
  for (std::size_t i = 0; i + 1 < starts.size(); ++i) {
    const std::uint64_t real =
        std::min<std::uint64_t>(layout.chunk_bytes, layout.original_bytes - i * std::uint64_t{layout.chunk_bytes});
    if (starts[i] >= starts[i + 1] || starts[i + 1] - starts[i] > real) {
      return table_error(
          resource, "a chunk has a stored size that cannot be", fmt::format("1 to {} bytes", real),
          fmt::format("chunk {} from {} to {}", i + 1, starts[i] - resource.offset, starts[i + 1] - resource.offset));
    }
  }
  return starts;
}

Result<std::unique_ptr<ByteSource>> open_chunks(std::shared_ptr<const ByteSource> file,
                                                const WimResourceHeader& resource, const WimLayout& layout,
                                                const Table& table) {
  auto starts = read_starts(*file, resource, layout, table);
  if (!starts) return starts.error();
  auto decompress = open_wim_codec(layout.codec, layout.chunk_bytes);
  if (!decompress) return decompress.error();
  return std::unique_ptr<ByteSource>(
      std::make_unique<WimChunks>(std::move(file), layout, std::move(starts).value(), std::move(decompress).value()));
}

Result<std::uint64_t> count_chunks(const WimResourceHeader& resource, const WimLayout& layout) {
  const std::uint64_t chunks =
      layout.original_bytes / layout.chunk_bytes + (layout.original_bytes % layout.chunk_bytes == 0 ? 0 : 1);
  if (chunks <= limits::kMaxWimChunks) return chunks;
  return wim_error(ErrorCode::limit_exceeded, "a resource of the WIM has too many chunks", resource.offset,
                   fmt::format("at most {}", limits::kMaxWimChunks), fmt::format("{}", chunks));
}

}  // namespace

Result<WimLayout> read_solid_layout(const ByteSource& file, const WimResourceHeader& resource) {
  if (auto error = check_inside(file, resource)) return *std::move(error);
  if (resource.stored_bytes < kSolidHeaderBytes) {
    return table_error(resource, "a solid resource is too short for its header",
                       fmt::format("{} bytes", kSolidHeaderBytes), fmt::format("{} bytes", resource.stored_bytes));
  }
  const auto bytes = read_part(file, resource.offset, kSolidHeaderBytes, "solid resource");
  if (!bytes) return bytes.error();
  const ByteReader reader(*bytes);
  WimLayout layout;
  layout.original_bytes = reader.u64(0).value_or(0);
  layout.chunk_bytes = reader.u32(8).value_or(0);
  const std::uint32_t codec = reader.u32(12).value_or(0);
  if (codec == 0 || codec > 3) {
    return wim_error(ErrorCode::unsupported, "a solid resource has an unknown compression", resource.offset + 12,
                     "1 (XPRESS), 2 (LZX) or 3 (LZMS)", fmt::format("{}", codec));
  }
  layout.codec = static_cast<WimCodec>(codec);
  if (auto error = check_chunk_bytes(layout.codec, layout.chunk_bytes, resource.offset + 8)) return *std::move(error);
  return layout;
}

Result<std::unique_ptr<ByteSource>> open_wim_resource(std::shared_ptr<const ByteSource> file,
                                                      const WimResourceHeader& resource, const WimHeader& header) {
  if (auto error = check_inside(*file, resource)) return *std::move(error);
  if (!resource.has(WimResourceHeader::kCompressed)) {
    if (resource.stored_bytes != resource.original_bytes) {
      return table_error(resource, "a resource without compression has two sizes",
                         fmt::format("{} bytes", resource.original_bytes),
                         fmt::format("{} bytes", resource.stored_bytes));
    }
    return std::unique_ptr<ByteSource>(
        std::make_unique<WindowSource>(std::move(file), resource.offset, resource.stored_bytes));
  }
  if (header.codec == WimCodec::none) {
    return table_error(resource, "a resource is compressed in a WIM without compression");
  }
  if (resource.original_bytes == 0) {
    return table_error(resource, "a compressed resource holds nothing");
  }
  const WimLayout layout{header.codec, header.chunk_bytes, resource.original_bytes};
  const auto chunks = count_chunks(resource, layout);
  if (!chunks) return chunks.error();
  Table table;
  table.offset = resource.offset;
  table.entries = *chunks - 1;
  table.entry_bytes = resource.original_bytes > 0xFFFF'FFFFULL ? 8 : 4;
  return open_chunks(std::move(file), resource, layout, table);
}

Result<std::unique_ptr<ByteSource>> open_solid_resource(std::shared_ptr<const ByteSource> file,
                                                        const WimResourceHeader& resource) {
  const auto layout = read_solid_layout(*file, resource);
  if (!layout) return layout.error();
  const auto chunks = count_chunks(resource, *layout);
  if (!chunks) return chunks.error();
  Table table;
  table.offset = resource.offset + kSolidHeaderBytes;
  table.entries = *chunks;
  table.has_sizes = true;
  return open_chunks(std::move(file), resource, *layout, table);
}

Result<std::vector<std::byte>> read_wim_resource(std::shared_ptr<const ByteSource> file,
                                                 const WimResourceHeader& resource, const WimHeader& header,
                                                 std::uint64_t most_bytes, std::string_view what) {
  if (resource.has(WimResourceHeader::kSolid)) {
    return wim_error(ErrorCode::unsupported, fmt::format("the {} is in a solid resource", what), resource.offset);
  }
  if (resource.original_bytes > most_bytes) {
    return wim_error(ErrorCode::limit_exceeded, fmt::format("the {} of the WIM is too large", what), resource.offset,
                     fmt::format("at most {} bytes", most_bytes), fmt::format("{} bytes", resource.original_bytes));
  }
  const auto source = open_wim_resource(std::move(file), resource, header);
  if (!source) return source.error();
  return read_part(**source, 0, resource.original_bytes, what);
}

}  // namespace hive
