#pragma once
// Bytes and the only code that makes integers from them. Little-endian, as everything in a hive.
// A read outside the span is std::nullopt, never undefined: callers turn it into an Error that says
// what they were looking for.

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <type_traits>

namespace hive {

using Bytes = std::span<const std::byte>;

/// True when `count` bytes at `offset` lie inside `size`. Written so that nothing can overflow.
constexpr bool fits(std::uint64_t offset, std::uint64_t count, std::uint64_t size) {
  return offset <= size && count <= size - offset;
}

/// Copies all of `from` to the beginning of `into`, which has as many bytes at least and lies elsewhere. For bulk:
/// std::ranges::copy of spans goes byte by byte in libstdc++ 12.
inline void copy_bytes(Bytes from, std::span<std::byte> into) {
  if (!from.empty()) std::memcpy(into.data(), from.data(), from.size());
}

/// The byte at `offset`, if there is one, is looked at soon: it comes into the processor's cache meanwhile.
inline void expect(Bytes bytes, std::uint64_t offset) {
  if (offset < bytes.size()) __builtin_prefetch(&bytes[static_cast<std::size_t>(offset)]);
}

/// Reads integers at offsets from the start of a span. The span must outlive the reader.
class ByteReader {
 public:
  explicit constexpr ByteReader(Bytes bytes) : bytes_(bytes) {}

  constexpr std::size_t size_bytes() const { return bytes_.size(); }
  constexpr std::optional<std::uint8_t> u8(std::size_t offset) const { return little<std::uint8_t>(offset); }
  constexpr std::optional<std::uint16_t> u16(std::size_t offset) const { return little<std::uint16_t>(offset); }
  constexpr std::optional<std::uint32_t> u32(std::size_t offset) const { return little<std::uint32_t>(offset); }
  constexpr std::optional<std::uint64_t> u64(std::size_t offset) const { return little<std::uint64_t>(offset); }

  /// A part of the span; std::nullopt when it does not lie inside.
  constexpr std::optional<Bytes> part(std::size_t offset, std::size_t count) const {
    if (!fits(offset, count, bytes_.size())) return std::nullopt;
    return bytes_.subspan(offset, count);
  }

 private:
  template <class Unsigned>
  constexpr std::optional<Unsigned> little(std::size_t offset) const {
    if (!fits(offset, sizeof(Unsigned), bytes_.size())) return std::nullopt;
    Unsigned value = 0;
    // One load where the machine is little-endian too; compilers do not make one of the loop.
    if (!std::is_constant_evaluated() && std::endian::native == std::endian::little) {
      std::memcpy(&value, bytes_.data() + offset, sizeof(Unsigned));
      return value;
    }
    for (std::size_t i = sizeof(Unsigned); i-- > 0;) {
      value = static_cast<Unsigned>((static_cast<std::uint64_t>(value) << 8U) |
                                    std::to_integer<std::uint64_t>(bytes_[offset + i]));
    }
    return value;
  }

  Bytes bytes_;
};

}  // namespace hive
