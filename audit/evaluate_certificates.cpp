// The test that looks for a certificate of the machine itself: one that a server can show today.

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "audit/calendar.h"
#include "audit/evaluate_parts.h"
#include "audit/root_stores.h"
#include "hive/limits.h"
#include "hive/utf16.h"

namespace audit {
namespace {

/// Certificates shown in the sentence; the evidence holds more.
constexpr std::size_t kShown = 3;
constexpr std::size_t kThumbprintDigits = 40;

const CertificateStore& own_store() {
  static const CertificateStore kStore = {{hive::Root::hklm, {"SOFTWARE", "Microsoft", "SystemCertificates", "MY"}},
                                          "the machine's own certificates"};
  return kStore;
}

/// What is wrong with the certificate of a server beyond its dates: a signature by a broken hash, a short key.
void add_weakness(Standing& standing, const hive::Certificate& certificate) {
  std::string signature = certificate.signature_algorithm;
  std::ranges::transform(signature, signature.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? c + 32 : c; });
  for (const std::string_view hash : {"md2", "md4", "md5", "sha1"}) {
    if (signature.find(hash) == std::string::npos) continue;
    standing.objections.push_back(fmt::format("is signed with {}", hive::printable(certificate.signature_algorithm)));
    break;
  }
  constexpr int kLeastRsaBits = 2048;
  if (certificate.key_algorithm == "rsaEncryption" && certificate.key_bits < kLeastRsaBits) {
    standing.objections.push_back(fmt::format("has an RSA key of {} bits", certificate.key_bits));
  }
}

/// What the store holds, sorted by what it is worth.
struct OwnCertificates {
  std::vector<std::string> good;
  std::vector<std::string> bad;
  const StoredCertificate* broken = nullptr;
  const StoredCertificate* unread = nullptr;
};

OwnCertificates sorted(std::vector<StoredCertificate>& stored) {
  OwnCertificates own;
  for (StoredCertificate& it : stored) {
    if (it.is == StoredCertificate::Is::broken && own.broken == nullptr) own.broken = &it;
    if (it.is == StoredCertificate::Is::unread && own.unread == nullptr) own.unread = &it;
    if (it.is != StoredCertificate::Is::there) continue;
    add_weakness(it.standing, *it.certificate);
    const std::string subject = hive::printable(it.certificate->subject);
    if (it.standing.objections.empty()) {
      own.good.push_back(fmt::format("{}, valid until {}", subject, date_of(it.certificate->not_after)));
    } else {
      own.bad.push_back(fmt::format("{} {}", subject, fmt::join(it.standing.objections, " and ")));
    }
  }
  return own;
}

std::string shown(const std::vector<std::string>& phrases) {
  const std::size_t count = std::min(phrases.size(), kShown);
  std::string text = fmt::format("{}", fmt::join(phrases.begin(), phrases.begin() + static_cast<long>(count), "; "));
  if (phrases.size() > count) text += fmt::format("; and {} more", phrases.size() - count);
  return text;
}

/// The thumbprint that a value names, in upper case; people and programs write it in either, some with spaces.
std::string thumbprint_of(const std::string& text) {
  std::string digits;
  for (const char c : text) {
    if (c != ' ') digits += c >= 'a' && c <= 'f' ? static_cast<char>(c - 'a' + 'A') : c;
  }
  return digits;
}

/// The one that a value names.
Outcome check_named(const rules::OwnCertificateCheck& check, const Judged& judged, const Subject& subject) {
  Outcome outcome;
  outcome.expected = "the certificate that is named, in the machine's store, and one that a server can show";
  const SharedLookup& found = judged.asked->find_value(check.key, check.name, subject.registry_user());
  const hive::Lookup& naming = *found;
  const bool there = naming.presence == hive::Presence::present;
  const hive::Result<std::string> text =
      there ? hive::read_string(*naming.value) : hive::Result<std::string>(std::string());
  const std::string thumbprint = text ? thumbprint_of(*text) : std::string();
  if (!there && naming.presence != hive::Presence::absent) {
    set_unread(outcome, naming);
  } else if (!text) {
    outcome.verdict = Verdict::fail;
    outcome.actual = fmt::format("{} has the wrong type: {}", shown_place(naming), hive::name_of(naming.value->type));
  } else if (thumbprint.empty()) {
    outcome.verdict = verdict_of(check.absent);
    outcome.actual = fmt::format("{} names no certificate", shown_place(naming));
  } else if (thumbprint.size() != kThumbprintDigits ||
             thumbprint.find_first_not_of("0123456789ABCDEF") != std::string::npos) {
    outcome.verdict = Verdict::fail;
    outcome.actual = fmt::format("{} is no thumbprint: {}", shown_place(naming), hive::printable(*text));
  } else {
    std::vector<StoredCertificate> stored;
    stored.push_back(find_certificate(*judged.asked, own_store(), thumbprint, std::nullopt, judged.now));
    const OwnCertificates own = sorted(stored);
    if (own.unread != nullptr) {
      set_unread(outcome, *own.unread->seen);
    } else if (own.broken != nullptr) {
      outcome.error_code = hive::name_of(hive::ErrorCode::corrupt);
      outcome.actual = fmt::format("{} cannot be used: {}", shown_place(*own.broken->seen),
                                   own.broken->seen->anomalies.back().message);
    } else {
      outcome.verdict = own.good.empty() ? Verdict::fail : Verdict::pass;
      outcome.actual = !own.good.empty() ? fmt::format("{} names {}", check.name, own.good.front())
                       : !own.bad.empty()
                           ? fmt::format("{} names {}", check.name, own.bad.front())
                           : fmt::format("{} names {}, which is not in the machine's store", check.name, thumbprint);
    }
    outcome.evidence.push_back(std::move(stored.front().seen));
  }
  outcome.evidence.insert(outcome.evidence.begin(), found);
  return outcome;
}

Outcome check_any(const rules::OwnCertificateCheck& check, const Judged& judged) {
  Outcome outcome;
  outcome.expected = "a certificate of the machine itself that a server can show";
  const AskedOnce::Subkeys& found = judged.asked->subkeys(hive::child(own_store().key, "Certificates"));
  const hive::Registry::SubkeyNames& listed = *found;
  const bool whole = listed.key.presence == hive::Presence::absent ||
                     (listed.key.presence == hive::Presence::present && !listed.key.hive_absent &&
                      !listed.items.error && listed.items.items.size() <= hive::limits::kMaxCertificatesRead);
  std::vector<StoredCertificate> stored;
  if (listed.key.presence == hive::Presence::present) {
    for (const hive::Key& key : listed.items.items) {
      if (stored.size() == hive::limits::kMaxCertificatesRead) break;
      stored.push_back(find_certificate(*judged.asked, own_store(), key.name, std::nullopt, judged.now));
    }
  }
  const OwnCertificates own = sorted(stored);
  if (!own.good.empty()) {
    outcome.verdict = Verdict::pass;
    outcome.actual = fmt::format("the machine holds {}", shown(own.good));
  } else if (own.unread != nullptr) {
    set_unread(outcome, *own.unread->seen);
  } else if (!whole && listed.key.presence == hive::Presence::present && !listed.key.hive_absent) {
    outcome.error_code = hive::name_of(listed.items.error ? listed.items.error->code : hive::ErrorCode::limit_exceeded);
    outcome.actual = fmt::format("not all certificates below {} could be read", shown_place(listed.key));
  } else if (!whole) {
    set_unread(outcome, listed.key);
  } else if (own.broken != nullptr) {
    outcome.error_code = hive::name_of(hive::ErrorCode::corrupt);
    outcome.actual = fmt::format("{} cannot be used: {}", shown_place(*own.broken->seen),
                                 own.broken->seen->anomalies.back().message);
  } else if (!own.bad.empty()) {
    outcome.verdict = Verdict::fail;
    outcome.actual = fmt::format("no certificate of the machine itself can be used: {}", shown(own.bad));
  } else {
    outcome.verdict = verdict_of(check.absent);
    outcome.actual = "the machine holds no certificate of its own";
  }
  for (StoredCertificate& it : stored) outcome.evidence.push_back(std::move(it.seen));
  outcome.evidence.push_back(key_of_listing(found));
  return outcome;
}

}  // namespace

Outcome check_own_certificate(const rules::OwnCertificateCheck& check, const Judged& judged, const Subject& subject) {
  return check.name.empty() ? check_any(check, judged) : check_named(check, judged, subject);
}

}  // namespace audit
