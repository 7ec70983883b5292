#pragma once
// What the product does with bytes of certificate stores: blobs with their properties, certificates, lists of trusted
// and distrusted ones, and the list of a user's own roots. Views must lie inside what was given.

#include <functional>

#include "hive/certificate.h"
#include "hive/certificate_blob.h"
#include "hive/der.h"
#include "hive/limits.h"
#include "hive/trust_list.h"
#include "tests/fuzz/promise.h"

namespace fuzz {

inline bool lies_in(hive::Bytes part, hive::Bytes whole) {
  const std::less_equal<const std::byte*> not_after;
  return part.empty() ||
         (not_after(whole.data(), part.data()) && not_after(part.data() + part.size(), whole.data() + whole.size()));
}

inline void read_properties(const hive::CertificateProperties& properties, hive::Bytes whole) {
  promise(properties.size() <= hive::limits::kMaxCertificateProperties, "properties are capped");
  for (const hive::CertificateProperty& property : properties) {
    promise(lies_in(property.data, whole), "a property lies in its blob");
    (void)hive::read_certificate(property.data);
    (void)hive::der_names_object(property.data, property.data);
  }
}

inline void read_list(hive::Bytes message) {
  const auto list = hive::read_trust_list(message);
  if (!list) return;
  promise(list->size() <= hive::limits::kMaxTrustListEntries, "entries are capped");
  // The digest of the seeds.
  const auto* entry = list->find("0102030405060708090A0B0C0D0E0F1011121314");
  if (entry == nullptr) return;
  promise(lies_in(entry->subject, message) && lies_in(entry->attributes, message), "an entry lies in its list");
  if (const auto said = hive::properties_of(*entry)) read_properties(*said, message);
}

inline void read_der(hive::Bytes input) {
  hive::DerReader reader(input);
  std::size_t read = 0;
  while (const auto item = reader.next()) {
    promise(lies_in(item->whole, input) && lies_in(item->content, item->whole), "an item lies in its text");
    promise(item->whole.size() >= 2, "an item has a tag and a length");
    read += item->whole.size();
    (void)hive::der_time(*item);
  }
  promise(read <= input.size(), "items follow one another");
  promise(!reader.at_end() || read == input.size(), "the end is behind the last item");
}

inline void read_certificates(hive::Bytes input) {
  read_der(input);
  (void)hive::read_certificate(input);
  (void)hive::read_protected_roots(input);
  read_list(input);
  const auto properties = hive::read_certificate_blob(input);
  if (!properties) return;
  read_properties(*properties, input);
  if (const auto* list = hive::find_property(*properties, hive::property::kTrustList)) read_list(list->data);
}

}  // namespace fuzz
