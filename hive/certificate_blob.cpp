#include "hive/certificate_blob.h"

#include <fmt/format.h>

#include <algorithm>

#include "hive/hex.h"
#include "hive/limits.h"

namespace hive {
namespace {

constexpr std::size_t kHeadBytes = 12;
constexpr std::size_t kProtectedHeadBytes = 0x18;
constexpr std::size_t kProtectedCountAt = 16;
constexpr std::size_t kDigestBytes = 20;

Error too_large(std::string message, std::size_t limit, std::size_t found) {
  return Error{
      ErrorCode::limit_exceeded, std::move(message), fmt::format("at most {}", limit), fmt::format("{}", found), {}};
}

}  // namespace

Result<CertificateProperties> read_certificate_blob(Bytes blob) {
  if (blob.size() > limits::kMaxCertificateBlobBytes) {
    return too_large("the certificate's blob is too large", limits::kMaxCertificateBlobBytes, blob.size());
  }
  if (blob.empty()) return Error{ErrorCode::truncated, "the certificate's blob is empty", {}, {}, {}};
  const ByteReader reader{blob};
  CertificateProperties properties;
  for (std::size_t at = 0; at < blob.size();) {
    const auto id = reader.u32(at);
    const auto length = reader.u32(at + 8);
    if (!id || !length) {
      return Error{ErrorCode::truncated,
                   "the certificate's blob ends inside the head of a property",
                   fmt::format("{} bytes", kHeadBytes),
                   fmt::format("{} bytes", blob.size() - at),
                   {}};
    }
    const std::size_t left = blob.size() - at - kHeadBytes;
    if (*length > left) {
      return Error{ErrorCode::truncated,
                   fmt::format("property {} of the certificate is cut off", *id),
                   fmt::format("{} bytes", *length),
                   fmt::format("{} bytes", left),
                   {}};
    }
    if (properties.size() == limits::kMaxCertificateProperties) {
      return too_large("the certificate has too many properties", limits::kMaxCertificateProperties,
                       properties.size() + 1);
    }
    properties.push_back({*id, blob.subspan(at + kHeadBytes, *length)});
    at += kHeadBytes + *length;
  }
  return properties;
}

const CertificateProperty* find_property(const CertificateProperties& properties, std::uint32_t id) {
  const auto found = std::ranges::find(properties, id, &CertificateProperty::id);
  return found == properties.end() ? nullptr : &*found;
}

Result<std::vector<std::string>> read_protected_roots(Bytes data) {
  const ByteReader reader{data};
  const auto count = reader.u32(kProtectedCountAt);
  if (!count || reader.u32(0) != kProtectedHeadBytes || data.size() < kProtectedHeadBytes) {
    return Error{ErrorCode::corrupt, "the list of the user's own roots has no head", {}, {}, {}};
  }
  const std::size_t left = data.size() - kProtectedHeadBytes;
  if (*count > limits::kMaxTrustListEntries) {
    return too_large("the list of the user's own roots is too long", limits::kMaxTrustListEntries, *count);
  }
  if (*count > left / kDigestBytes) {
    return Error{ErrorCode::truncated,
                 "the list of the user's own roots is cut off",
                 fmt::format("{} digests", *count),
                 fmt::format("{}", left / kDigestBytes),
                 {}};
  }
  std::vector<std::string> names;
  for (std::size_t i = 0; i < *count; ++i) {
    names.push_back(hex_of(data.subspan(kProtectedHeadBytes + i * kDigestBytes, kDigestBytes), HexDigits::upper));
  }
  return names;
}

}  // namespace hive
