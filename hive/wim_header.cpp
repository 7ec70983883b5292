#include "hive/wim_header.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "hive/limits.h"
#include "hive/says.h"
#include "hive/utf16.h"
#include "hive/wim_read.h"

namespace hive {
namespace {

constexpr std::size_t kHeaderBytes = 208;
constexpr std::string_view kMagic("MSWIM\0\0\0", 8);
constexpr std::string_view kPipableMagic("WLPWM\0\0\0", 8);  // wimlib's own
constexpr std::uint32_t kVersion = 0x10D00;
constexpr std::uint32_t kIsCompressed = 0x2;
constexpr std::uint32_t kXpress = 0x20000 | 0x200000;
constexpr std::uint32_t kLzx = 0x40000;
constexpr std::uint32_t kLzms = 0x80000;
constexpr std::uint32_t kUsualChunkBytes = 32768;  // what 0 stands for

std::optional<Error> check_magic(Bytes bytes) {
  if (says(bytes, 0, kMagic)) return std::nullopt;
  if (says(bytes, 0, kPipableMagic)) {
    return wim_error(ErrorCode::unsupported, "this is a pipable WIM, which has a layout of its own", 0,
                     "one without, as `wimlib-imagex export FILE all NEW` writes it", "WLPWM");
  }
  const auto shown = bytes.first(std::min<std::size_t>(bytes.size(), kMagic.size()));
  return wim_error(ErrorCode::corrupt, "this is no WIM", 0, "MSWIM",
                   shown.empty() ? "an empty file" : printable(utf8_from_latin1(shown)));
}

std::optional<Error> set_codec(WimHeader& header) {
  if ((header.flags & kIsCompressed) == 0) {
    header.chunk_bytes = kUsualChunkBytes;
    return std::nullopt;
  }
  const std::uint32_t kinds = header.flags & (kXpress | kLzx | kLzms);
  if (kinds == kLzx) {
    header.codec = WimCodec::lzx;
  } else if (kinds == kLzms) {
    header.codec = WimCodec::lzms;
  } else if (kinds != 0 && (kinds & ~kXpress) == 0) {
    header.codec = WimCodec::xpress;
  } else {
    return wim_error(kinds == 0 ? ErrorCode::unsupported : ErrorCode::corrupt, "the compression of the WIM is unknown",
                     16, "XPRESS, LZX or LZMS", fmt::format("flags {:#x}", header.flags));
  }
  if (header.chunk_bytes == 0) header.chunk_bytes = kUsualChunkBytes;
  return check_chunk_bytes(header.codec, header.chunk_bytes, 20);
}

std::optional<Error> check_counts(const WimHeader& header) {
  if (header.part == 0 || header.part > header.parts) {
    return wim_error(ErrorCode::corrupt, "the part number of the WIM is none of its parts", 40,
                     fmt::format("1 to {}", header.parts), fmt::format("{}", header.part));
  }
  if (header.image_count > limits::kMaxWimImages) {
    return wim_error(ErrorCode::limit_exceeded, "the WIM claims too many images", 44,
                     fmt::format("at most {}", limits::kMaxWimImages), fmt::format("{}", header.image_count));
  }
  return std::nullopt;
}

std::optional<Error> check_resource(const WimResourceHeader& resource, std::string_view what, std::uint64_t field,
                                    std::uint64_t most, std::uint64_t file_bytes) {
  if (resource.stored_bytes == 0) return std::nullopt;
  if (!fits(resource.offset, resource.stored_bytes, file_bytes)) {
    return wim_error(ErrorCode::truncated, fmt::format("the {} of the WIM lies beyond the end of the file", what),
                     field, fmt::format("{} bytes at {}", resource.stored_bytes, resource.offset),
                     fmt::format("a file of {} bytes", file_bytes));
  }
  if (resource.original_bytes > most) {
    return wim_error(ErrorCode::limit_exceeded, fmt::format("the {} of the WIM is too large", what), field,
                     fmt::format("at most {} bytes", most), fmt::format("{} bytes", resource.original_bytes));
  }
  return std::nullopt;
}

}  // namespace

WimResourceHeader read_wim_resource_header(Bytes bytes, std::size_t offset) {
  const ByteReader reader(bytes);
  const std::uint64_t first = reader.u64(offset).value_or(0);
  WimResourceHeader header;
  header.stored_bytes = first & 0x00FF'FFFF'FFFF'FFFFULL;
  header.flags = static_cast<std::uint8_t>(first >> 56U);
  header.offset = reader.u64(offset + 8).value_or(0);
  header.original_bytes = reader.u64(offset + 16).value_or(0);
  return header;
}

bool is_wim(Bytes beginning) { return says(beginning, 0, kMagic) || says(beginning, 0, kPipableMagic); }

Result<WimHeader> read_wim_header(const ByteSource& file) {
  const std::uint64_t size = file.size_bytes();
  const auto magic = read_part(file, 0, std::min<std::uint64_t>(size, kMagic.size()), "first bytes");
  if (!magic) return magic.error();
  if (auto error = check_magic(*magic)) return *std::move(error);
  const auto bytes = read_part(file, 0, kHeaderBytes, "header");
  if (!bytes) return bytes.error();
  const ByteReader reader(*bytes);
  // Every place below lies inside of the 208 bytes.
  const auto u32 = [&](std::size_t offset) { return reader.u32(offset).value_or(0); };
  if (u32(8) != kHeaderBytes) {
    return wim_error(ErrorCode::corrupt, "the header of the WIM has another size", 8, fmt::format("{}", kHeaderBytes),
                     fmt::format("{}", u32(8)));
  }
  WimHeader header;
  header.version = u32(12);
  if (header.version != kVersion && header.version != WimHeader::kSolidVersion) {
    return wim_error(ErrorCode::unsupported, "the WIM has another version", 12,
                     fmt::format("{:#x} or {:#x}", kVersion, WimHeader::kSolidVersion),
                     fmt::format("{:#x}", header.version));
  }
  header.flags = u32(16);
  header.chunk_bytes = u32(20);
  std::copy_n(bytes->begin() + 24, header.guid.size(), header.guid.begin());
  header.part = reader.u16(40).value_or(0);
  header.parts = reader.u16(42).value_or(0);
  header.image_count = u32(44);
  header.blob_table = read_wim_resource_header(*bytes, 48);
  header.xml = read_wim_resource_header(*bytes, 72);
  header.boot_metadata = read_wim_resource_header(*bytes, 96);
  header.integrity_table = read_wim_resource_header(*bytes, 124);
  if (auto error = set_codec(header)) return *std::move(error);
  if (auto error = check_counts(header)) return *std::move(error);

  constexpr std::uint64_t kBlobEntryBytes = 50;
  struct Named {
    const WimResourceHeader& resource;
    std::string_view what;
    std::uint64_t field;
    std::uint64_t most;
  };
  for (const Named& named : {Named{header.blob_table, "blob table", 48, limits::kMaxWimBlobs * kBlobEntryBytes},
                             Named{header.xml, "XML", 72, limits::kMaxWimXmlBytes},
                             Named{header.boot_metadata, "boot metadata", 96, limits::kMaxWimMetadataBytes},
                             Named{header.integrity_table, "integrity table", 124, size}}) {
    if (auto error = check_resource(named.resource, named.what, named.field, named.most, size))
      return *std::move(error);
  }
  return header;
}

}  // namespace hive
