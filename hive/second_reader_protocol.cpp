#include "hive/second_reader_protocol.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace hive {
namespace {

constexpr std::array<char, 4> kQuestionsStart = {'H', 'A', 'Q', '3'};
constexpr std::array<char, 4> kAnswersStart = {'H', 'A', 'A', '1'};

void add_u8(std::vector<std::byte>& to, std::uint8_t number) { to.push_back(static_cast<std::byte>(number)); }

void add_u32(std::vector<std::byte>& to, std::size_t number) {
  for (unsigned shift = 0; shift < 32; shift += 8) to.push_back(static_cast<std::byte>(number >> shift & 0xFFU));
}

void add_u64(std::vector<std::byte>& to, std::uint64_t number) {
  for (unsigned shift = 0; shift < 64; shift += 8) to.push_back(static_cast<std::byte>(number >> shift & 0xFFU));
}

void add_start(std::vector<std::byte>& to, const std::array<char, 4>& start) {
  for (const char letter : start) to.push_back(static_cast<std::byte>(letter));
}

void add_bytes(std::vector<std::byte>& to, Bytes bytes) {
  add_u32(to, bytes.size());
  to.insert(to.end(), bytes.begin(), bytes.end());
}

void add_text(std::vector<std::byte>& to, std::string_view text) { add_bytes(to, std::as_bytes(std::span(text))); }

/// Takes from the front. After the first thing that does not fit nothing more is given.
class Taker {
 public:
  explicit Taker(Bytes bytes) : bytes_(bytes) {}

  bool at_end() const { return at_ == bytes_.size(); }
  std::size_t left() const { return bytes_.size() - at_; }

  std::optional<std::uint8_t> u8() { return moved(ByteReader(bytes_).u8(at_), 1); }
  std::optional<std::uint32_t> u32() { return moved(ByteReader(bytes_).u32(at_), 4); }
  std::optional<std::uint64_t> u64() { return moved(ByteReader(bytes_).u64(at_), 8); }
  std::optional<Bytes> bytes() {
    const auto length = u32();
    if (!length) return std::nullopt;
    return moved(ByteReader(bytes_).part(at_, *length), *length);
  }
  std::optional<std::string> text() {
    const auto taken = bytes();
    if (!taken) return std::nullopt;
    std::string text(taken->size(), '\0');
    std::ranges::transform(*taken, text.begin(), [](std::byte byte) { return static_cast<char>(byte); });
    return text;
  }
  bool start(const std::array<char, 4>& start) {
    return std::ranges::all_of(start, [this](char letter) { return u8() == static_cast<std::uint8_t>(letter); });
  }

 private:
  template <class T>
  std::optional<T> moved(std::optional<T> taken, std::size_t count) {
    if (taken) {
      at_ += count;
    } else {
      bytes_ = bytes_.first(at_);
    }
    return taken;
  }

  Bytes bytes_;
  std::size_t at_ = 0;
};

std::optional<AskedPlace> take_question(Taker& taker) {
  AskedPlace place;
  const auto number = taker.u32();
  const auto size_bytes = taker.u64();
  if (!number || !size_bytes) return std::nullopt;
  place.hive = {*number, *size_bytes};
  const auto segments = taker.u32();
  // Each segment takes at least its length.
  if (!segments || *segments > taker.left() / 4) return std::nullopt;
  for (std::uint32_t i = 0; i < *segments; ++i) {
    auto segment = taker.text();
    if (!segment) return std::nullopt;
    place.key.push_back(*std::move(segment));
  }
  const auto asks_value = taker.u8();
  if (!asks_value || *asks_value > 1) return std::nullopt;
  place.asks_value = *asks_value == 1;
  auto name = taker.text();
  if (!name) return std::nullopt;
  place.value_name = *std::move(name);
  return place;
}

enum class Taken { whole, cut_off, malformed };

Taken take_answer(Taker& taker, std::size_t number, Seen& seen) {
  const auto said_number = taker.u32();
  if (!said_number) return Taken::cut_off;
  if (*said_number != number) return Taken::malformed;
  const auto state = taker.u8();
  if (!state) return Taken::cut_off;
  if (*state > static_cast<std::uint8_t>(SeenState::failed)) return Taken::malformed;
  const auto type = taker.u32();
  const auto data = taker.bytes();
  auto detail = taker.text();
  if (!type || !data || !detail) return Taken::cut_off;
  seen = Seen{.state = static_cast<SeenState>(*state),
              .type = *type,
              .data = {data->begin(), data->end()},
              .detail = *std::move(detail)};
  return Taken::whole;
}

}  // namespace

std::vector<std::byte> write_questions(const std::vector<AskedPlace>& places) {
  std::vector<std::byte> bytes;
  add_start(bytes, kQuestionsStart);
  add_u32(bytes, places.size());
  for (const AskedPlace& place : places) {
    add_u32(bytes, place.hive.number);
    add_u64(bytes, place.hive.size_bytes);
    add_u32(bytes, place.key.size());
    for (const std::string& segment : place.key) add_text(bytes, segment);
    add_u8(bytes, place.asks_value ? 1 : 0);
    add_text(bytes, place.value_name);
  }
  return bytes;
}

std::optional<std::vector<AskedPlace>> read_questions(Bytes bytes) {
  Taker taker(bytes);
  if (!taker.start(kQuestionsStart)) return std::nullopt;
  const auto count = taker.u32();
  if (!count) return std::nullopt;
  std::vector<AskedPlace> places;
  for (std::uint32_t i = 0; i < *count; ++i) {
    auto place = take_question(taker);
    if (!place) return std::nullopt;
    places.push_back(*std::move(place));
  }
  if (!taker.at_end()) return std::nullopt;
  return places;
}

std::vector<std::byte> write_answers_start() {
  std::vector<std::byte> bytes;
  add_start(bytes, kAnswersStart);
  return bytes;
}

std::vector<std::byte> write_answer(std::uint32_t number, const Seen& seen) {
  std::vector<std::byte> bytes;
  add_u32(bytes, number);
  add_u8(bytes, static_cast<std::uint8_t>(seen.state));
  add_u32(bytes, seen.type);
  add_bytes(bytes, seen.data);
  add_text(bytes, seen.detail);
  return bytes;
}

Answers read_answers(Bytes bytes, std::size_t expected) {
  Answers answers;
  Taker taker(bytes);
  const bool starts_right = taker.start(kAnswersStart);
  if (!starts_right) {
    answers.malformed = !bytes.empty();
    return answers;
  }
  while (answers.seen.size() < expected) {
    Seen seen;
    const Taken taken = take_answer(taker, answers.seen.size(), seen);
    answers.malformed = taken == Taken::malformed;
    if (taken != Taken::whole) return answers;
    answers.seen.push_back(std::move(seen));
  }
  answers.malformed = !taker.at_end();
  return answers;
}

}  // namespace hive
