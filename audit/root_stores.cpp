#include "audit/root_stores.h"

#include <fmt/format.h>

#include <array>
#include <functional>
#include <unordered_map>
#include <utility>
#include <vector>

#include "hive/upcase.h"

namespace audit {
namespace {

hive::RegistryPath store_in(hive::Root root, const char* folder, const char* kind, const char* name) {
  std::vector<std::string> names{root == hive::Root::hklm ? "SOFTWARE" : "Software"};
  if (std::string_view(folder) == "Policies") names.emplace_back(folder);
  names.insert(names.end(), {"Microsoft", kind, name});
  return {root, std::move(names)};
}

constexpr const char* kSystem = "SystemCertificates";
constexpr const char* kEnterprise = "EnterpriseCertificates";

hive::Error with_code(hive::ErrorCode code, std::string message, std::string expected, std::string found) {
  return {code, std::move(message), std::move(expected), std::move(found), {}};
}

const std::string kBlob = "Blob";

/// Each thread keeps the keys that it makes first. The rulebook asks for some dozens of roots in some ten stores, anew
/// for each machine; a hive may name any number.
constexpr std::size_t kKeysKept = 1000;

hive::RegistryPath key_of(const CertificateStore& store, const std::string& thumbprint) {
  struct Known {
    hive::RegistryPath store;
    std::string thumbprint;
    hive::RegistryPath key;
  };
  thread_local std::unordered_multimap<std::size_t, Known> kept;
  const std::size_t hash = store.key.segments.hash() ^ std::hash<std::string>()(thumbprint);
  const auto [first, last] = kept.equal_range(hash);
  for (auto it = first; it != last; ++it) {
    const Known& known = it->second;
    if (known.store.root == store.key.root && known.store.segments == store.key.segments &&
        known.thumbprint == thumbprint) {
      return known.key;
    }
  }
  hive::RegistryPath key = hive::below(store.key, std::array<std::string, 2>{"Certificates", thumbprint});
  if (kept.size() < kKeysKept) kept.emplace(hash, Known{store.key, thumbprint, key});
  return key;
}

/// The key is there, and no value of the name in it.
bool key_is_there(const hive::Lookup& absent) {
  // The deepest key ends like the path, or it lies above; most do.
  return absent.deepest_key.ends_with(absent.path.segments.back()) && absent.deepest_key == hive::to_text(absent.path);
}

void set_broken(StoredCertificate& stored, hive::Lookup& seen, const hive::Error& error) {
  stored.is = StoredCertificate::Is::broken;
  std::string message = error.message;
  if (!error.expected.empty()) message += fmt::format(" (expected {}, found {})", error.expected, error.found);
  seen.anomalies.push_back({"bad-certificate", seen.value ? seen.value->offset : 0, std::move(message)});
}

/// Fills in what is there; an error when it is not the certificate of that name.
std::optional<hive::Error> read_stored(StoredCertificate& stored, hive::Lookup& seen, const std::string& thumbprint,
                                       std::string_view now) {
  const hive::Value& value = *seen.value;
  if (value.type != hive::ValueType::binary) {
    return with_code(hive::ErrorCode::wrong_type, "the certificate has another type", "REG_BINARY",
                     hive::name_of(value.type));
  }
  if (!value.complete) {
    return with_code(hive::ErrorCode::truncated, "the certificate is cut off", {}, {});
  }
  const auto properties = hive::read_certificate_blob(value.data);
  if (!properties) return properties.error();
  const hive::CertificateProperty* der = hive::find_property(*properties, hive::property::kCertificate);
  if (der == nullptr) return with_code(hive::ErrorCode::corrupt, "the blob holds no certificate", {}, {});
  auto certificate = hive::read_certificate(der->data);
  if (!certificate) return certificate.error();
  seen.meaning = fmt::format("certificate {}, valid from {} to {}, {} of {} bits, {}", certificate->subject,
                             certificate->not_before, certificate->not_after, certificate->key_algorithm,
                             certificate->key_bits, certificate->signature_algorithm);
  if (!hive::equal_names(certificate->sha1, thumbprint)) {
    return with_code(hive::ErrorCode::corrupt, "the certificate is another than its key is named after", thumbprint,
                     certificate->sha1);
  }
  stored.standing = standing_of(*properties, now);
  add_validity(stored.standing, *certificate, now);
  stored.limits_issuing = hive::find_property(*properties, hive::property::kNotBefore) != nullptr &&
                          hive::find_property(*properties, hive::property::kNotBeforeUsages) != nullptr;
  stored.certificate = *std::move(certificate);
  return stored.standing.defect;
}

}  // namespace

const std::vector<CertificateStore>& machine_root_stores() {
  static const std::vector<CertificateStore> kStores = {
      {store_in(hive::Root::hklm, "", kSystem, "ROOT"), "the machine's store of roots"},
      {store_in(hive::Root::hklm, "", kSystem, "AuthRoot"), "the store of roots that Windows updates"},
      {store_in(hive::Root::hklm, "Policies", kSystem, "Root"), "the store of roots set by policy"},
      {store_in(hive::Root::hklm, "Policies", kSystem, "AuthRoot"), "the second store of roots set by policy"},
      {store_in(hive::Root::hklm, "", kEnterprise, "Root"), "the domain's store of roots"},
  };
  return kStores;
}

const CertificateStore& machine_root_store() { return machine_root_stores()[0]; }
const CertificateStore& auth_root_store() { return machine_root_stores()[1]; }

const CertificateStore& user_root_store() {
  static const CertificateStore kStore = {store_in(hive::Root::hkcu, "", kSystem, "Root"), "the user's store of roots"};
  return kStore;
}

const std::vector<CertificateStore>& machine_distrust_stores() {
  static const std::vector<CertificateStore> kStores = {
      {store_in(hive::Root::hklm, "", kSystem, "Disallowed"), "the machine's store of distrusted certificates"},
      {store_in(hive::Root::hklm, "Policies", kSystem, "Disallowed"), "the certificates distrusted by policy"},
      {store_in(hive::Root::hklm, "", kEnterprise, "Disallowed"), "the domain's store of distrusted certificates"},
  };
  return kStores;
}

const std::vector<CertificateStore>& user_distrust_stores() {
  static const std::vector<CertificateStore> kStores = {
      {store_in(hive::Root::hkcu, "", kSystem, "Disallowed"), "the user's store of distrusted certificates"},
      {store_in(hive::Root::hkcu, "Policies", kSystem, "Disallowed"),
       "the certificates distrusted by the user's policy"},
  };
  return kStores;
}

StoredCertificate find_certificate(AskedOnce& asked, const CertificateStore& store, const std::string& thumbprint,
                                   std::optional<std::size_t> user, std::string_view now) {
  StoredCertificate stored;
  stored.store = store.title;
  stored.seen = asked.find_value(key_of(store, thumbprint), kBlob, user);
  const hive::Presence presence = stored.seen->presence;
  if (presence == hive::Presence::absent) stored.is = StoredCertificate::Is::absent;
  if (presence == hive::Presence::present) stored.is = StoredCertificate::Is::there;
  const bool empty = presence == hive::Presence::absent && key_is_there(*stored.seen);
  if (!empty && presence != hive::Presence::present) return stored;
  hive::Lookup seen = *stored.seen;
  const auto error = empty ? with_code(hive::ErrorCode::corrupt, "the key of a certificate holds none", {}, {})
                           : read_stored(stored, seen, thumbprint, now);
  if (error) set_broken(stored, seen, *error);
  stored.seen = share(std::move(seen));
  return stored;
}

}  // namespace audit
