#include "hive/served_source.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <optional>
#include <utility>

namespace hive {
namespace {

/// How far ahead heads are expected: main memory takes as long as copying some of them.
constexpr std::uint64_t kExpectedPages = 8;

void put(std::span<std::byte> into, std::uint64_t number) {
  for (std::byte& byte : into) {
    byte = static_cast<std::byte>(number & 0xFFU);
    number >>= 8U;
  }
}

std::vector<std::byte> answer_with(std::uint32_t size, std::size_t bytes = 0) {
  std::vector<std::byte> answer(sizeof size + bytes);
  put(std::span(answer).first(sizeof size), size);
  return answer;
}

std::vector<std::byte> refusal() { return answer_with(kNotServed); }

std::optional<ServedPlaces> read_request(Bytes request) {
  const ByteReader reader(request);
  const auto source = reader.u32(0);
  const auto offset = reader.u64(4);
  const auto count = reader.u32(12);
  const auto places = reader.u32(16);
  if (request.size() != kServedRequestBytes || !source || !offset || !count || !places) return std::nullopt;
  const bool bounded = *places == 1
                           ? *count <= kMostServedBytes
                           : *places != 0 && *places <= kMostServedPlaces &&
                                 *count <= std::min<std::uint64_t>(kServedPageBytes, kMostServedBytes / *places);
  if (!bounded || *count == 0) return std::nullopt;
  return ServedPlaces{*source, *offset, *count, *places};
}

/// As many bytes of `wanted` as a source has.
std::size_t bytes_there(const ServedPlaces& wanted, std::uint64_t size_bytes) {
  std::uint64_t all = 0;
  for (std::uint32_t i = 0; i < wanted.places; ++i) {
    const std::uint64_t at = i * kServedPageBytes;
    if (wanted.offset >= size_bytes || at >= size_bytes - wanted.offset) break;
    all += std::min<std::uint64_t>(wanted.count, size_bytes - wanted.offset - at);
  }
  return static_cast<std::size_t>(all);
}

class ServedSource final : public ByteSource {
 public:
  ServedSource(std::uint32_t number, std::uint64_t size_bytes, AskParent ask)
      : number_(number), size_(size_bytes), ask_(std::move(ask)) {}

  std::uint64_t size_bytes() const override { return size_; }

  Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> into) const override {
    if (offset >= size_) return std::size_t{0};
    into = into.first(static_cast<std::size_t>(std::min<std::uint64_t>(into.size(), size_ - offset)));
    if (is_served_head(offset, into.size())) return read_head(offset, into);
    for (std::size_t done = 0; done < into.size();) {
      const std::size_t count = std::min<std::size_t>(into.size() - done, kMostServedBytes);
      const auto bytes = asked({number_, offset + done, static_cast<std::uint32_t>(count), 1});
      if (!bytes) return bytes.error();
      copy_bytes(*bytes, into.subspan(done));
      done += count;
    }
    return into.size();
  }

 private:
  Result<std::size_t> read_head(std::uint64_t offset, std::span<std::byte> into) const {
    constexpr std::uint64_t kReach = kMostServedPlaces * kServedPageBytes;
    const std::uint64_t first = offset - offset % kReach;
    if (heads_of_ != first) {
      const std::uint64_t pages = (size_ - first + kServedPageBytes - 1) / kServedPageBytes;
      const auto places = static_cast<std::uint32_t>(std::min<std::uint64_t>(pages, kMostServedPlaces));
      auto heads = asked({number_, first, kServedHeadBytes, places});
      if (!heads) return std::move(heads).error();
      heads_ = std::move(heads).value();
      heads_of_ = first;
    }
    const auto at = static_cast<std::size_t>(served_head_at(offset - first));
    copy_bytes(Bytes(heads_).subspan(at, into.size()), into);
    return into.size();
  }

  Result<std::vector<std::byte>> asked(const ServedPlaces& wanted) const {
    auto bytes = ask_(wanted);
    const std::size_t expected = bytes_there(wanted, size_);
    if (!bytes || bytes->size() == expected) return bytes;
    return Error{.code = ErrorCode::truncated,
                 .message = "the file became shorter while it was read",
                 .expected = fmt::format("{} bytes", expected),
                 .found = fmt::format("{} bytes", bytes->size()),
                 .where = {.path = {}, .member = {}, .key = {}, .offset = wanted.offset}};
  }

  std::uint32_t number_;
  std::uint64_t size_;
  AskParent ask_;
  mutable std::vector<std::byte> heads_;  ///< of the pages from heads_of_ on
  mutable std::uint64_t heads_of_ = std::numeric_limits<std::uint64_t>::max();
};

}  // namespace

ServedRequest write_served_request(const ServedPlaces& wanted) {
  ServedRequest request{};
  const std::span all(request);
  put(all.subspan(0, 4), wanted.source);
  put(all.subspan(4, 8), wanted.offset);
  put(all.subspan(12, 4), wanted.count);
  put(all.subspan(16, 4), wanted.places);
  return request;
}

std::vector<std::byte> serve(Bytes request, std::span<const ByteSource* const> sources) {
  const auto wanted = read_request(request);
  if (!wanted || wanted->source >= sources.size()) return refusal();
  const ByteSource& source = *sources[wanted->source];
  const std::size_t there = bytes_there(*wanted, source.size_bytes());
  auto answer = answer_with(static_cast<std::uint32_t>(there), there);
  auto into = std::span(answer).subspan(sizeof(std::uint32_t));
  const Bytes memory = source.in_memory();
  for (std::uint64_t at = wanted->offset; !into.empty(); at += kServedPageBytes) {
    expect(memory, at + kExpectedPages * kServedPageBytes);
    auto place = into.first(std::min<std::size_t>(wanted->count, into.size()));
    into = into.subspan(place.size());
    for (std::uint64_t done = 0; !place.empty();) {
      const auto got = source.read_at(at + done, place);
      if (!got || *got == 0 || *got > place.size()) return refusal();
      place = place.subspan(*got);
      done += *got;
    }
  }
  return answer;
}

std::unique_ptr<ByteSource> open_served(std::uint32_t number, std::uint64_t size_bytes, AskParent ask) {
  return std::make_unique<ServedSource>(number, size_bytes, std::move(ask));
}

}  // namespace hive
