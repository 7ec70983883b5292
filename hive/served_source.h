#pragma once
// Sources that a process lets its child read: the child asks for the bytes that it wants, because a reader of registry
// keys wants a hundredth of a hive of 150 MB, and a copy of it takes longer than the reading. Little-endian:
//   request: number of the source u32 | offset u64 | count u32 | places u32
//            `count` bytes at `offset`, and as many at each page further on, `places` in all
//   answer:  size u32 | so many bytes: what the source has of these places, one behind the other;
//            kNotServed instead of a size: it has failed, or that is no request
// Each side takes the other's words as hostile: a request is bounded by the constants below, an answer by its request.
// Places in pages, because libregf reads the first 32 bytes of each hive bin before anything else.

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "hive/byte_source.h"
#include "hive/bytes.h"
#include "hive/result.h"

namespace hive {

struct ServedPlaces {
  std::uint32_t source = 0;
  std::uint64_t offset = 0;
  std::uint32_t count = 0;
  std::uint32_t places = 1;
};

inline constexpr std::size_t kServedRequestBytes = 20;
using ServedRequest = std::array<std::byte, kServedRequestBytes>;
/// Hive bins begin at multiples of it (hives.md 2).
inline constexpr std::uint64_t kServedPageBytes = 4096;
/// What libregf reads of each hive bin, a page or several, when it opens a hive.
inline constexpr std::uint64_t kServedHeadBytes = 32;
/// Whether so many bytes lie in the head of a page.
constexpr bool is_served_head(std::uint64_t offset, std::uint64_t count) {
  return fits(offset % kServedPageBytes, count, kServedHeadBytes);
}
/// Where such a byte is among the heads of all pages, one behind the other.
constexpr std::uint64_t served_head_at(std::uint64_t offset) {
  return offset / kServedPageBytes * kServedHeadBytes + offset % kServedPageBytes;
}
/// Of one answer: as much as is worth one turn of the two processes, and little memory in both.
inline constexpr std::uint32_t kMostServedBytes = 256U * 1024;
/// The heads of as many pages are asked for at a time: those of eight mebibytes.
inline constexpr std::uint32_t kMostServedPlaces = 2048;
inline constexpr std::uint32_t kNotServed = 0xFFFF'FFFF;

ServedRequest write_served_request(const ServedPlaces& wanted);

/// The whole answer, its size included, whatever the request says.
std::vector<std::byte> serve(Bytes request, std::span<const ByteSource* const> sources);

/// What asks the other process: the answer's bytes without its size. Errors: io.
using AskParent = std::function<Result<std::vector<std::byte>>(const ServedPlaces&)>;

/// The child's side: source `number` of its parent, which has `size_bytes`. Not safe for use by two threads at once.
/// Errors of reading: io, truncated.
std::unique_ptr<ByteSource> open_served(std::uint32_t number, std::uint64_t size_bytes, AskParent ask);

}  // namespace hive
