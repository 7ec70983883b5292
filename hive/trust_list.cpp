#include "hive/trust_list.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "hive/der.h"
#include "hive/limits.h"

namespace hive {
namespace {

template <std::size_t count>
constexpr std::array<std::byte, count> bytes_of(const std::array<unsigned char, count>& numbers) {
  std::array<std::byte, count> bytes{};
  for (std::size_t i = 0; i < count; ++i) bytes[i] = std::byte{numbers[i]};
  return bytes;
}

/// 1.2.840.113549.1.7.2: signed data (PKCS #7).
constexpr auto kSignedData = bytes_of(std::array<unsigned char, 9>{0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 7, 2});
/// 1.3.6.1.4.1.311.10.1: certificate trust list.
constexpr auto kTrustList = bytes_of(std::array<unsigned char, 9>{0x2B, 6, 1, 4, 1, 0x82, 0x37, 10, 1});
/// 1.3.14.3.2.26: SHA-1.
constexpr auto kSha1 = bytes_of(std::array<unsigned char, 5>{0x2B, 0x0E, 3, 2, 0x1A});
/// 1.3.6.1.4.1.311.10.11, before the number of a property.
constexpr auto kPropertyArc = bytes_of(std::array<unsigned char, 9>{0x2B, 6, 1, 4, 1, 0x82, 0x37, 10, 11});

Error broken(std::string message) { return Error{ErrorCode::corrupt, std::move(message), {}, {}, {}}; }

/// The content of the item with this tag inside a wrapper with the other.
std::optional<Bytes> unwrap(DerReader& reader, std::uint8_t wrapper, std::uint8_t tag) {
  const auto outer = reader.next(wrapper);
  if (!outer) return std::nullopt;
  DerReader inner{*outer};
  return inner.next(tag);
}

/// From the message to the content of the list.
std::optional<Bytes> list_in(Bytes message) {
  DerReader whole{message};
  const auto content_info = whole.next(der_tag::kSequence);
  if (!content_info) return std::nullopt;
  DerReader fields{*content_info};
  const auto kind = fields.next(der_tag::kObjectId);
  if (!kind || !std::ranges::equal(*kind, kSignedData)) return std::nullopt;
  const auto signed_data = unwrap(fields, der_tag::kContext0, der_tag::kSequence);
  if (!signed_data) return std::nullopt;
  DerReader parts{*signed_data};
  if (!parts.next(der_tag::kInteger) || !parts.next(der_tag::kSet)) return std::nullopt;
  const auto encapsulated = parts.next(der_tag::kSequence);
  if (!encapsulated) return std::nullopt;
  DerReader content{*encapsulated};
  const auto inner_kind = content.next(der_tag::kObjectId);
  if (!inner_kind || !std::ranges::equal(*inner_kind, kTrustList)) return std::nullopt;
  return unwrap(content, der_tag::kContext0, der_tag::kSequence);
}

std::optional<std::string> next_time(DerReader& reader) {
  for (const std::uint8_t tag : {der_tag::kUtcTime, der_tag::kGeneralizedTime}) {
    if (const auto time = reader.next(tag)) return der_time(DerItem{tag, *time, {}});
  }
  return std::nullopt;
}

/// The last arc of an object identifier behind kPropertyArc, in base 128.
std::optional<std::uint32_t> property_number(Bytes object_id) {
  if (object_id.size() <= kPropertyArc.size() || object_id.size() > kPropertyArc.size() + 4) return std::nullopt;
  if (!std::ranges::equal(object_id.first(kPropertyArc.size()), kPropertyArc)) return std::nullopt;
  std::uint32_t number = 0;
  for (const std::byte byte : object_id.subspan(kPropertyArc.size())) {
    number = (number << 7U) | (std::to_integer<std::uint32_t>(byte) & 0x7FU);
  }
  return number;
}

}  // namespace

const TrustList::Entry* TrustList::find(std::string_view digest_hex) const {
  std::vector<std::byte> digest;
  const auto nibble = [](char c) { return c <= '9' ? c - '0' : c - 'A' + 10; };
  for (std::size_t i = 0; i + 1 < digest_hex.size(); i += 2) {
    digest.push_back(static_cast<std::byte>(nibble(digest_hex[i]) * 16 + nibble(digest_hex[i + 1])));
  }
  if (digest.empty()) return nullptr;
  const auto found =
      std::ranges::find_if(entries_, [&](const Entry& entry) { return std::ranges::equal(entry.subject, digest); });
  return found == entries_.end() ? nullptr : &*found;
}

Result<TrustList> read_trust_list(Bytes message) {
  if (message.size() > limits::kMaxTrustListBytes) {
    return Error{ErrorCode::limit_exceeded,
                 "the list of certificates is too large",
                 fmt::format("at most {} bytes", limits::kMaxTrustListBytes),
                 fmt::format("{} bytes", message.size()),
                 {}};
  }
  const auto content = list_in(message);
  if (!content) return broken("this is no signed list of certificates");
  DerReader fields{*content};
  TrustList list;
  fields.next(der_tag::kInteger);
  if (!fields.next(der_tag::kSequence)) return broken("the list of certificates has no usages");
  fields.next(der_tag::kOctetString);
  fields.next(der_tag::kInteger);
  auto made = next_time(fields);
  if (!made) return broken("the list of certificates has no date");
  list.made_ = *std::move(made);
  next_time(fields);
  const auto algorithm = fields.next(der_tag::kSequence);
  if (!algorithm) return broken("the list of certificates does not say what it names");
  DerReader algorithm_fields{*algorithm};
  const auto name = algorithm_fields.next(der_tag::kObjectId);
  if (!name) return broken("the list of certificates does not say what it names");
  list.names_certificates_ = std::ranges::equal(*name, kSha1);
  const auto subjects = fields.next(der_tag::kSequence);
  if (!subjects && !fields.at_end()) {
    if (!fields.next(der_tag::kContext0)) return broken("the entries of the list of certificates cannot be read");
  }
  DerReader entries{subjects.value_or(Bytes{})};
  while (!entries.at_end()) {
    const auto entry = entries.next(der_tag::kSequence);
    if (!entry) return broken("an entry of the list of certificates cannot be read");
    DerReader parts{*entry};
    const auto subject = parts.next(der_tag::kOctetString);
    if (!subject) return broken("an entry of the list of certificates names nothing");
    const auto attributes = parts.next(der_tag::kSet);
    if (!parts.at_end()) return broken("an entry of the list of certificates cannot be read");
    if (list.entries_.size() == limits::kMaxTrustListEntries) {
      return Error{ErrorCode::limit_exceeded,
                   "the list of certificates is too long",
                   fmt::format("at most {} entries", limits::kMaxTrustListEntries),
                   "more",
                   {}};
    }
    list.entries_.push_back({*subject, attributes.value_or(Bytes{})});
  }
  return list;
}

Result<CertificateProperties> properties_of(const TrustList::Entry& entry) {
  CertificateProperties properties;
  DerReader attributes{entry.attributes};
  while (!attributes.at_end()) {
    const auto attribute = attributes.next(der_tag::kSequence);
    if (!attribute) return broken("an attribute in the list of certificates cannot be read");
    DerReader parts{*attribute};
    const auto kind = parts.next(der_tag::kObjectId);
    if (!kind) return broken("an attribute in the list of certificates has no kind");
    const auto number = property_number(*kind);
    if (!number) continue;
    const auto value = unwrap(parts, der_tag::kSet, der_tag::kOctetString);
    if (!value) return broken("an attribute in the list of certificates has no value");
    if (properties.size() == limits::kMaxCertificateProperties) {
      return Error{ErrorCode::limit_exceeded,
                   "an entry of the list of certificates has too many attributes",
                   fmt::format("at most {}", limits::kMaxCertificateProperties),
                   "more",
                   {}};
    }
    properties.push_back({*number, *value});
  }
  return properties;
}

}  // namespace hive
