#include "hive/der.h"

#include <fmt/format.h>

#include <algorithm>

namespace hive {
namespace {

constexpr std::uint8_t kLongTag = 0x1F;
constexpr std::uint8_t kLongLength = 0x80;
constexpr std::size_t kMaxLengthBytes = 4;
/// UTCTime has two digits of the year: 50 to 99 are 1950 to 1999 (RFC 5280, 4.1.2.5.1).
constexpr int kFirstYearOf1900 = 50;

int two_digits(std::string_view text, std::size_t at) { return (text[at] - '0') * 10 + (text[at + 1] - '0'); }

}  // namespace

std::optional<DerItem> DerReader::next() {
  const ByteReader reader{bytes_};
  const auto tag = reader.u8(offset_);
  const auto first = reader.u8(offset_ + 1);
  if (!tag || !first || (*tag & kLongTag) == kLongTag) return std::nullopt;
  std::size_t at = offset_ + 2;
  std::uint64_t length = *first;
  if (*first >= kLongLength) {
    const std::size_t count = *first & 0x7FU;
    if (count == 0 || count > kMaxLengthBytes) return std::nullopt;
    length = 0;
    for (std::size_t i = 0; i < count; ++i, ++at) {
      const auto byte = reader.u8(at);
      if (!byte) return std::nullopt;
      length = (length << 8U) | *byte;
    }
  }
  const auto content = reader.part(at, static_cast<std::size_t>(length));
  if (!content) return std::nullopt;
  const std::size_t begin = offset_;
  offset_ = at + content->size();
  return DerItem{*tag, *content, bytes_.subspan(begin, offset_ - begin)};
}

std::optional<Bytes> DerReader::next(std::uint8_t tag) {
  const std::size_t before = offset_;
  const auto item = next();
  if (item && item->tag == tag) return item->content;
  offset_ = before;
  return std::nullopt;
}

std::optional<std::string> der_time(const DerItem& item) {
  const bool utc = item.tag == der_tag::kUtcTime;
  if (!utc && item.tag != der_tag::kGeneralizedTime) return std::nullopt;
  std::string text;
  for (const std::byte byte : item.content) text += std::to_integer<char>(byte);
  if (text.size() != (utc ? 13U : 15U) || text.back() != 'Z') return std::nullopt;
  text.pop_back();
  if (!std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; })) return std::nullopt;
  if (utc) text.insert(0, two_digits(text, 0) >= kFirstYearOf1900 ? "19" : "20");
  const int month = two_digits(text, 4);
  const int day = two_digits(text, 6);
  const bool sound = month >= 1 && month <= 12 && day >= 1 && day <= 31 && two_digits(text, 8) <= 23 &&
                     two_digits(text, 10) <= 59 && two_digits(text, 12) <= 59;
  if (!sound) return std::nullopt;
  const std::string_view digits = text;
  return fmt::format("{}-{}-{}T{}:{}:{}Z", digits.substr(0, 4), digits.substr(4, 2), digits.substr(6, 2),
                     digits.substr(8, 2), digits.substr(10, 2), digits.substr(12, 2));
}

std::optional<bool> der_names_object(Bytes sequence, Bytes object_id) {
  DerReader outer{sequence};
  const auto items = outer.next(der_tag::kSequence);
  if (!items || !outer.at_end()) return std::nullopt;
  DerReader reader{*items};
  bool found = false;
  while (!reader.at_end()) {
    const auto object = reader.next(der_tag::kObjectId);
    if (!object) return std::nullopt;
    found = found || std::ranges::equal(*object, object_id);
  }
  return found;
}

}  // namespace hive
