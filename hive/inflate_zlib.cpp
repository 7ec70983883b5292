// Otherwise zlib declares the input as writable.
#define ZLIB_CONST
#include <fmt/format.h>
#include <zlib.h>

#include <array>
#include <limits>
#include <vector>

#include "hive/inflate.h"

namespace hive {

bool can_inflate() { return true; }

namespace {

/// What zlib says at the end, and how many bytes it wrote.
struct Unpacked {
  int outcome = Z_DATA_ERROR;
  std::size_t count = 0;
};

/// `window_bits` as zlib.h has it for inflateInit2.
Unpacked unpack(Bytes stored, std::span<std::byte> into, int window_bits) {
  constexpr std::size_t kMost = std::numeric_limits<uInt>::max();
  if (stored.size() > kMost || into.size() > kMost) return {};
  z_stream stream{};
  stream.next_in = reinterpret_cast<const Bytef*>(stored.data());
  stream.avail_in = static_cast<uInt>(stored.size());
  if (inflateInit2(&stream, window_bits) != Z_OK) return {};
  stream.next_out = reinterpret_cast<Bytef*>(into.data());
  stream.avail_out = static_cast<uInt>(into.size());
  const int outcome = ::inflate(&stream, Z_FINISH);
  const std::size_t count = into.size() - stream.avail_out;
  inflateEnd(&stream);
  return {outcome, count};
}

}  // namespace

std::optional<std::size_t> inflate(Bytes stored, std::span<std::byte> into) {
  const Unpacked unpacked = unpack(stored, into, MAX_WBITS);
  return unpacked.outcome == Z_STREAM_END ? std::optional(unpacked.count) : std::nullopt;
}

bool inflate_raw(Bytes stored, std::span<std::byte> into) {
  const Unpacked unpacked = unpack(stored, into, -MAX_WBITS);
  // Without room for the stream's last bits zlib asks for more, as QEMU's own reader allows.
  return unpacked.count == into.size() && (unpacked.outcome == Z_STREAM_END || unpacked.outcome == Z_BUF_ERROR);
}

std::optional<Error> gzip_fault(const ByteSource& source) {
  constexpr std::size_t kStep = 64 * 1024;
  constexpr int kOnlyGzip = 16 + MAX_WBITS;  // zlib.h, inflateInit2
  const auto damaged = [](const char* found) {
    return Error{ErrorCode::corrupt,
                 "what gzip has packed is damaged, and nobody knows where",
                 "the CRC-32 and the size that it names",
                 found,
                 {}};
  };
  z_stream stream{};
  if (inflateInit2(&stream, kOnlyGzip) != Z_OK) return damaged("no memory");
  struct End {
    z_stream& stream;
    ~End() { inflateEnd(&stream); }
  } const end{stream};
  std::array<std::byte, kStep> packed{};
  std::vector<std::byte> unpacked(kStep);
  int outcome = Z_OK;
  for (std::uint64_t at = 0;; at += kStep) {
    const auto got = source.read_at(at, packed);
    if (!got) return got.error();
    stream.next_in = reinterpret_cast<const Bytef*>(packed.data());
    stream.avail_in = static_cast<uInt>(*got);
    while (stream.avail_in > 0) {
      if (outcome == Z_STREAM_END) {
        // Another member, or what nobody unpacks.
        constexpr Bytef kMagic = 0x1F;
        if (*stream.next_in != kMagic || inflateReset(&stream) != Z_OK) return std::nullopt;
      }
      stream.next_out = reinterpret_cast<Bytef*>(unpacked.data());
      stream.avail_out = static_cast<uInt>(unpacked.size());
      outcome = ::inflate(&stream, Z_NO_FLUSH);
      if (outcome != Z_OK && outcome != Z_STREAM_END && outcome != Z_BUF_ERROR) {
        return damaged(stream.msg == nullptr ? "something else" : stream.msg);
      }
    }
    if (*got < kStep) break;
  }
  if (outcome != Z_STREAM_END) return damaged("its end is missing");
  return std::nullopt;
}

std::string inflate_version() { return fmt::format("zlib {}", zlibVersion()); }

}  // namespace hive
