#pragma once
// A resource of a WIM as bytes: stored as it is, or in chunks that are each compressed alone. Any place can be read;
// only the chunks that it touches are decompressed, and a few are kept (limits::kWimChunksCached).
//
// A compressed resource: offsets of its chunks but the first, counted from the end of this table, of 32 bits, or of 64
// when the original has 4 GiB or more; then the chunks. A chunk whose stored size is its real size is not compressed.
// A solid resource: original size (64), chunk size (32), codec (32: 1 XPRESS, 2 LZX, 3 LZMS), then the stored *size* of
// every chunk (32); then the chunks. Source: images.md 1.5.

#include <memory>
#include <vector>

#include "hive/byte_source.h"
#include "hive/result.h"
#include "hive/wim_codec.h"
#include "hive/wim_header.h"

namespace hive {

/// How a resource is cut and compressed.
struct WimLayout {
  WimCodec codec = WimCodec::none;
  std::uint32_t chunk_bytes = 0;
  std::uint64_t original_bytes = 0;
};

/// The 16 bytes that a solid resource begins with. Errors: io, truncated, corrupt, unsupported, limit_exceeded.
Result<WimLayout> read_solid_layout(const ByteSource& file, const WimResourceHeader& resource);

/// A resource that is not solid, in a file whose header says `layout` (its original size is the resource's). The
/// source keeps `file` alive. Errors here: io, truncated (outside of the file), corrupt (its table of chunks cannot
/// be), unsupported, limit_exceeded. Reading gives corrupt when a chunk cannot be decompressed.
Result<std::unique_ptr<ByteSource>> open_wim_resource(std::shared_ptr<const ByteSource> file,
                                                      const WimResourceHeader& resource, const WimHeader& header);

/// A solid resource: all blobs of it, one behind the other. Read in the order of offsets it decompresses each chunk
/// once. Errors as above.
Result<std::unique_ptr<ByteSource>> open_solid_resource(std::shared_ptr<const ByteSource> file,
                                                        const WimResourceHeader& resource);

/// A whole resource in memory; refused when its original has more than `most_bytes`, before anything is allocated.
Result<std::vector<std::byte>> read_wim_resource(std::shared_ptr<const ByteSource> file,
                                                 const WimResourceHeader& resource, const WimHeader& header,
                                                 std::uint64_t most_bytes, std::string_view what);

}  // namespace hive
