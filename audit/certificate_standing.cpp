#include "audit/certificate_standing.h"

#include <fmt/format.h>

#include <array>

#include "audit/calendar.h"
#include "hive/der.h"
#include "hive/file_time.h"

namespace audit {
namespace {

constexpr std::size_t kSecondsLength = 19;

/// 1.3.6.1.5.5.7.3.1, the extended key usage of TLS servers.
constexpr std::array kServerUsage = {std::byte{0x2B}, std::byte{6}, std::byte{1}, std::byte{5},
                                     std::byte{5},    std::byte{7}, std::byte{3}, std::byte{1}};

hive::Error unreadable(std::uint32_t id, std::string expected, std::size_t size) {
  return {hive::ErrorCode::corrupt,
          fmt::format("property {} of the certificate cannot be read", id),
          std::move(expected),
          fmt::format("{} bytes", size),
          {}};
}

/// Whether the property names TLS servers; nothing without the property, and a defect when it cannot be read.
std::optional<bool> names_servers(const hive::CertificateProperties& properties, std::uint32_t id, Standing& standing) {
  const hive::CertificateProperty* property = hive::find_property(properties, id);
  if (property == nullptr) return std::nullopt;
  const auto named = hive::der_names_object(property->data, kServerUsage);
  if (!named) standing.defect = unreadable(id, "a list of usages", property->data.size());
  return named;
}

struct Moment {
  bool is_past = false;
  std::string date;  ///< empty for the zero that means always
};

std::optional<Moment> moment_of(const hive::CertificateProperties& properties, std::uint32_t id, std::string_view now,
                                Standing& standing) {
  const hive::CertificateProperty* property = hive::find_property(properties, id);
  if (property == nullptr) return std::nullopt;
  const auto time = hive::ByteReader{property->data}.u64(0);
  if (!time || property->data.size() != sizeof(*time)) {
    standing.defect = unreadable(id, "8 bytes, a time", property->data.size());
    return std::nullopt;
  }
  const std::string text = hive::utc_text(*time);
  // Times past the year 9999 have no text, and are not past.
  const bool is_past = *time == 0 || (!text.empty() && text.substr(0, kSecondsLength) <= now.substr(0, kSecondsLength));
  return Moment{is_past, std::string(date_of(text))};
}

}  // namespace

Standing standing_of(const hive::CertificateProperties& properties, std::string_view now) {
  Standing standing;
  const auto allowed = names_servers(properties, hive::property::kUsages, standing);
  if (allowed && !*allowed) standing.objections.emplace_back("is limited to other uses than TLS servers");
  const auto disallowed = moment_of(properties, hive::property::kDisallowedAfter, now, standing);
  if (disallowed && disallowed->is_past) {
    standing.objections.push_back(disallowed->date.empty()
                                      ? std::string("is marked as distrusted")
                                      : fmt::format("is marked as distrusted since {}", disallowed->date));
  }
  if (names_servers(properties, hive::property::kDisallowedUsages, standing).value_or(false)) {
    standing.objections.emplace_back("is marked as distrusted for TLS servers");
  }
  const auto not_before = moment_of(properties, hive::property::kNotBefore, now, standing);
  const bool of_servers = names_servers(properties, hive::property::kNotBeforeUsages, standing).value_or(true);
  if (not_before && not_before->is_past && of_servers) {
    standing.objections.push_back(
        fmt::format("is marked as not vouching for what was issued after {}",
                    not_before->date.empty() ? std::string("the beginning") : not_before->date));
  }
  return standing;
}

void add_validity(Standing& standing, const hive::Certificate& certificate, std::string_view now) {
  if (certificate.not_after < now) {
    standing.objections.push_back(fmt::format("expired on {}", date_of(certificate.not_after)));
  }
  if (certificate.not_before > now) {
    standing.objections.push_back(fmt::format("is valid only from {} on", date_of(certificate.not_before)));
  }
}

}  // namespace audit
