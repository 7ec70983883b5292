#include "hive/served_source.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <memory>
#include <vector>

#include "hive/patched_source.h"
#include "hive/sha256.h"
#include "hive/window_source.h"

namespace {

using hive::ByteSource;
using hive::ServedPlaces;

constexpr std::uint64_t kPage = hive::kServedPageBytes;

std::vector<std::byte> numbered(std::size_t count) {
  std::vector<std::byte> bytes(count);
  for (std::size_t i = 0; i < count; ++i) bytes[i] = static_cast<std::byte>(i * 31 % 251);
  return bytes;
}

/// A source that is not in memory, gives little at a time, and fails from `end` on.
class Slow final : public ByteSource {
 public:
  explicit Slow(std::vector<std::byte> bytes, std::size_t end = std::numeric_limits<std::size_t>::max())
      : bytes_(std::move(bytes)), end_(end) {}
  std::uint64_t size_bytes() const override { return bytes_.size(); }
  hive::Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> into) const override {
    const auto at = static_cast<std::size_t>(offset);
    if (at >= end_)
      return hive::Error{.code = hive::ErrorCode::io, .message = "broken", .expected = {}, .found = {}, .where = {}};
    const std::size_t count = std::min({into.size(), std::size_t{20}, bytes_.size() - at});
    std::copy_n(bytes_.begin() + static_cast<std::ptrdiff_t>(at), count, into.begin());
    return count;
  }

 private:
  std::vector<std::byte> bytes_;
  std::size_t end_;
};

/// The answer without its size; nothing when it was refused.
std::optional<std::vector<std::byte>> served(hive::Bytes request, const std::vector<const ByteSource*>& sources) {
  const auto answer = hive::serve(request, sources);
  const auto size = hive::ByteReader(answer).u32(0);
  if (size == hive::kNotServed) {
    EXPECT_EQ(answer.size(), 4U);
    return std::nullopt;
  }
  EXPECT_EQ(answer.size(), 4U + size.value_or(0));
  return std::vector<std::byte>(answer.begin() + 4, answer.end());
}

std::optional<std::vector<std::byte>> served(const ServedPlaces& wanted, const ByteSource& source) {
  return served(hive::write_served_request(wanted), {&source});
}

std::vector<std::byte> part(const std::vector<std::byte>& bytes, std::size_t offset, std::size_t count) {
  const auto begin = bytes.begin() + static_cast<std::ptrdiff_t>(offset);
  return {begin, begin + static_cast<std::ptrdiff_t>(count)};
}

/// A parent in the same process, which counts.
struct Parent {
  std::vector<const ByteSource*> sources;
  std::vector<ServedPlaces> asked{};
  hive::AskParent ask() {
    return [this](const ServedPlaces& wanted) -> hive::Result<std::vector<std::byte>> {
      asked.push_back(wanted);
      if (auto answer = served(hive::write_served_request(wanted), sources)) return *std::move(answer);
      return hive::Error{.code = hive::ErrorCode::io, .message = "refused", .expected = {}, .found = {}, .where = {}};
    };
  }
};

TEST(Serve, GivesPlacesAsFarAsTheSourceGoes) {
  const auto bytes = numbered(3 * kPage + 10);
  for (const std::shared_ptr<const ByteSource>& source :
       {std::shared_ptr<const ByteSource>(hive::open_memory(bytes)),
        std::shared_ptr<const ByteSource>(std::make_shared<Slow>(bytes))}) {
    EXPECT_EQ(served({0, 5, 100, 1}, *source), part(bytes, 5, 100));
    auto heads = part(bytes, 7, 32);
    for (const std::size_t page : {1U, 2U}) {
      const auto more = part(bytes, page * kPage + 7, 32);
      heads.insert(heads.end(), more.begin(), more.end());
    }
    const auto last = part(bytes, 3 * kPage + 7, 3);
    heads.insert(heads.end(), last.begin(), last.end());
    EXPECT_EQ(served({0, 7, 32, 2048}, *source), heads);
    EXPECT_EQ(served({0, 3 * kPage, 4096, 1}, *source), part(bytes, 3 * kPage, 10));
    EXPECT_EQ(served({0, bytes.size(), 1, 1}, *source), std::vector<std::byte>());
    EXPECT_EQ(served({0, std::numeric_limits<std::uint64_t>::max(), 32, 2048}, *source), std::vector<std::byte>());
  }
}

TEST(Serve, RefusesWhatIsNoRequest) {
  const auto source = hive::open_memory(numbered(100));
  for (const ServedPlaces& wanted :
       {ServedPlaces{1, 0, 1, 1}, ServedPlaces{0xFFFF'FFFF, 0, 1, 1}, ServedPlaces{0, 0, 0, 1},
        ServedPlaces{0, 0, 1, 0}, ServedPlaces{0, 0, hive::kMostServedBytes + 1, 1},
        ServedPlaces{0, 0, 1, hive::kMostServedPlaces + 1}, ServedPlaces{0, 0, hive::kMostServedBytes / 2 + 1, 2},
        ServedPlaces{0, 0, 4097, 2}, ServedPlaces{0, 0, 0xFFFF'FFFF, 0xFFFF'FFFF}}) {
    EXPECT_FALSE(served(wanted, *source)) << wanted.source << " " << wanted.count << " " << wanted.places;
  }
  const auto request = hive::write_served_request({0, 0, 1, 1});
  EXPECT_FALSE(served(hive::Bytes(request).first(19), {source.get()}));
  EXPECT_FALSE(served(hive::Bytes(), {source.get()}));
  EXPECT_FALSE(served(hive::Bytes(request), {}));
  EXPECT_TRUE(served(hive::Bytes(request), {source.get()}));
}

TEST(Serve, RefusesWhatCannotBeRead) {
  const Slow source(numbered(3 * kPage), 2 * kPage);
  EXPECT_TRUE(served({0, 0, 32, 2}, source));
  EXPECT_FALSE(served({0, 0, 32, 3}, source));
  EXPECT_FALSE(served({0, 2 * kPage, 1, 1}, source));
}

TEST(ServedSource, ReadsAnyPlace) {
  const auto bytes = numbered(300'000 + 17);
  const auto other = hive::open_memory({});
  const auto parents = hive::open_memory(bytes);
  Parent parent{{other.get(), parents.get()}};
  const auto source = hive::open_served(1, bytes.size(), parent.ask());
  ASSERT_EQ(source->size_bytes(), bytes.size());
  for (std::size_t offset = 0; offset < bytes.size(); offset += 1021) {
    for (const std::size_t count :
         {std::size_t{1}, std::size_t{32}, std::size_t{33}, std::size_t{4064}, bytes.size()}) {
      std::vector<std::byte> into(count);
      const auto got = source->read_at(offset, into);
      ASSERT_TRUE(got) << offset << " " << count;
      ASSERT_EQ(*got, std::min(count, bytes.size() - offset));
      into.resize(*got);
      ASSERT_TRUE(into == part(bytes, offset, *got)) << offset << " " << count;
    }
  }
  std::vector<std::byte> into(1);
  EXPECT_EQ(*source->read_at(bytes.size(), into), 0U);
}

TEST(ServedSource, AsksOnceForTheHeadsOfManyPages) {
  const auto bytes = numbered(2500 * kPage + 8);
  const auto parents = hive::open_memory(bytes);
  Parent parent{{parents.get()}};
  const auto source = hive::open_served(0, bytes.size(), parent.ask());
  for (std::size_t at = 0; at < bytes.size(); at += kPage) {
    std::vector<std::byte> head(hive::kServedHeadBytes);
    const auto got = source->read_at(at, head);
    ASSERT_TRUE(got);
    head.resize(*got);
    ASSERT_EQ(head, part(bytes, at, std::min<std::size_t>(32, bytes.size() - at)));
    ASSERT_EQ(*source->read_at(at + 4, std::span(head).first(4)), 4U);
    ASSERT_EQ(head[0], bytes[at + 4]);
  }
  ASSERT_EQ(parent.asked.size(), 2U);
  EXPECT_EQ(parent.asked[0].places, hive::kMostServedPlaces);
  EXPECT_EQ(parent.asked[1].places, 2501U - hive::kMostServedPlaces);
}

TEST(ServedSource, DoesNotTakeLessOrMoreThanItAskedFor) {
  for (const std::size_t given : {0U, 31U, 99U, 101U}) {
    const auto source = hive::open_served(0, 10'000, [&](const ServedPlaces&) -> hive::Result<std::vector<std::byte>> {
      return std::vector<std::byte>(given);
    });
    std::vector<std::byte> into(100);
    for (const std::size_t count : {std::size_t{100}, std::size_t{32}}) {
      const auto got = source->read_at(0, std::span(into).first(count));
      ASSERT_FALSE(got) << given;
      EXPECT_EQ(got.error().code, hive::ErrorCode::truncated);
    }
  }
  const Slow broken(numbered(10'000), 0);
  Parent parent{{&broken}};
  std::vector<std::byte> into(100);
  const auto got = hive::open_served(0, 10'000, parent.ask())->read_at(0, into);
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().code, hive::ErrorCode::io);
}

/// A source that was seen as a whole before.
class Known final : public ByteSource {
 public:
  std::uint64_t size_bytes() const override { return 10; }
  std::string known_sha256() const override { return "known"; }
  hive::Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> into) const override {
    std::ranges::fill(into, std::byte{'x'});
    return std::min<std::size_t>(into.size(), static_cast<std::size_t>(10 - std::min<std::uint64_t>(offset, 10)));
  }
};

TEST(KnownDigest, IsNotTakenAgainAndIsThatOfNoOtherSource) {
  const auto known = std::make_shared<Known>();
  EXPECT_EQ(*hive::sha256_hex(*known), "known");
  const hive::WindowSource window(known, 0, 9);
  EXPECT_EQ(*hive::sha256_hex(window), hive::sha256_hex(hive::Bytes(std::vector<std::byte>(9, std::byte{'x'}))));
  auto patched = std::vector<std::byte>(10, std::byte{'x'});
  patched[3] = std::byte{'y'};
  const std::vector<std::byte> other = {std::byte{'y'}};
  hive::PatchedSource laid_over(known);
  laid_over.lay(3, other);
  EXPECT_EQ(*hive::sha256_hex(laid_over), hive::sha256_hex(hive::Bytes(patched)));
}

}  // namespace
