#pragma once
// EWF images written by hand, small ones, so that a test can make them lie. Compressed chunks are streams of zlib in
// which nothing is compressed (RFC 1951, 3.2.4); those of ewfacquire are in the tests of containers.

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "hive/adler32.h"
#include "tests/support/made_image.h"

namespace hiveaudit_tests {

using ByteVector = std::vector<std::byte>;

template <std::unsigned_integral Unsigned>
void append(ByteVector& bytes, Unsigned value) {
  bytes.resize(bytes.size() + sizeof(Unsigned));
  put(bytes, bytes.size() - sizeof(Unsigned), value);
}

inline void append(ByteVector& bytes, std::span<const std::byte> more) {
  bytes.insert(bytes.end(), more.begin(), more.end());
}

/// With its Adler-32 behind it.
inline ByteVector sealed(ByteVector bytes) {
  append(bytes, hive::adler32(bytes));
  return bytes;
}

/// A stream of zlib of at most 65,535 bytes.
inline ByteVector zlib_stream(std::span<const std::byte> original) {
  ByteVector bytes = bytes_of(std::string_view("\x78\x01\x01", 3));
  const auto count = static_cast<std::uint16_t>(original.size());
  append(bytes, count);
  append(bytes, static_cast<std::uint16_t>(~count));
  append(bytes, original);
  const std::uint32_t sum = hive::adler32(original);
  for (const unsigned shift : {24U, 16U, 8U, 0U}) bytes.push_back(static_cast<std::byte>(sum >> shift));
  return bytes;
}

/// What the sections `volume`, `disk` and `data` hold.
inline ByteVector ewf_volume(std::uint64_t sectors, std::uint32_t chunk_sectors = 2, std::uint32_t sector_bytes = 512,
                             std::byte set = std::byte{7}) {
  ByteVector bytes(1048);
  bytes[0] = std::byte{1};
  put(bytes, 4, static_cast<std::uint32_t>(chunk_sectors == 0 ? 0 : (sectors + chunk_sectors - 1) / chunk_sectors));
  put(bytes, 8, chunk_sectors);
  put(bytes, 12, sector_bytes);
  put(bytes, 16, sectors);
  bytes[64] = set;
  return sealed(bytes);
}

/// What `table` and `table2` hold; an entry is a place and bit 31.
inline ByteVector ewf_table(std::uint64_t base, const std::vector<std::uint32_t>& entries) {
  ByteVector bytes(20);
  put(bytes, 0, static_cast<std::uint32_t>(entries.size()));
  put(bytes, 8, base);
  bytes = sealed(bytes);
  ByteVector array;
  for (const std::uint32_t entry : entries) append(array, entry);
  append(bytes, sealed(array));
  return bytes;
}

constexpr std::uint32_t kCompressedChunk = 1U << 31U;

/// A chunk as it is stored.
struct StoredChunk {
  ByteVector bytes;
  bool is_compressed = false;
};

inline StoredChunk raw_chunk(std::span<const std::byte> original) {
  return {sealed({original.begin(), original.end()}), false};
}
inline StoredChunk packed_chunk(std::span<const std::byte> original) { return {zlib_stream(original), true}; }

/// One segment; sections are appended.
class EwfSegmentWriter {
 public:
  explicit EwfSegmentWriter(std::uint16_t number) : bytes_(bytes_of(std::string_view("EVF\x09\x0D\x0A\xFF\0\x01", 9))) {
    append(bytes_, number);
    append(bytes_, std::uint16_t{0});
  }

  /// Returns the offset of its descriptor. `next` and `done` name themselves as the next one.
  std::size_t add(std::string_view type, std::span<const std::byte> content = {}) {
    const std::size_t offset = bytes_.size();
    const bool is_last = type == "next" || type == "done";
    const std::size_t size = 76 + content.size();
    describe(type, is_last ? offset : offset + size, is_last ? 0 : size);
    append(bytes_, content);
    return offset;
  }

  void describe(std::string_view type, std::uint64_t next, std::uint64_t size) {
    ByteVector descriptor(72);
    for (std::size_t i = 0; i < type.size(); ++i) descriptor[i] = static_cast<std::byte>(type[i]);
    put(descriptor, 16, next);
    put(descriptor, 24, size);
    append(bytes_, sealed(descriptor));
  }

  /// Section `sectors` with these chunks; the table that fits, its base where the section begins.
  ByteVector add_sectors(const std::vector<StoredChunk>& chunks) {
    ByteVector content;
    std::vector<std::uint32_t> entries;
    for (const StoredChunk& chunk : chunks) {
      entries.push_back(static_cast<std::uint32_t>(76 + content.size()) | (chunk.is_compressed ? kCompressedChunk : 0));
      append(content, chunk.bytes);
    }
    return ewf_table(add("sectors", content), entries);
  }

  /// The same with both tables.
  void add_chunks(const std::vector<StoredChunk>& chunks) {
    const ByteVector table = add_sectors(chunks);
    add("table", table);
    add("table2", table);
  }

  ByteVector& bytes() { return bytes_; }

 private:
  ByteVector bytes_;
};

}  // namespace hiveaudit_tests
