#include "audit/root_lists.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "audit/calendar.h"
#include "audit/root_stores.h"
#include "hive/file_time.h"
#include "hive/limits.h"
#include "hive/trust_list.h"
#include "hive/upcase.h"
#include "hive/utf16.h"

namespace audit {
namespace {

const hive::RegistryPath& update_key() {
  static const hive::RegistryPath kKey = hive::child(auth_root_store().key, "AutoUpdate");
  return kKey;
}

const hive::RegistryPath& policy_key() {
  static const hive::RegistryPath kKey{hive::Root::hklm,
                                       {"SOFTWARE", "Policies", "Microsoft", "SystemCertificates", "AuthRoot"}};
  return kKey;
}

/// From here Windows fetches by default; written down, it is not another source.
constexpr std::string_view kMicrosoftSource = "ctldl.windowsupdate.com";

/// Hosts compare without case.
bool names_host(std::string_view address, std::string_view host) {
  for (std::size_t at = 0; at + host.size() <= address.size(); ++at) {
    if (hive::equal_names(address.substr(at, host.size()), host)) return true;
  }
  return false;
}

void set_broken(Outcome& outcome, const hive::Lookup& seen, const hive::Error& error) {
  outcome.verdict = Verdict::error;
  outcome.error_code = hive::name_of(error.code);
  outcome.actual = fmt::format("{} cannot be understood: {}", shown_place(seen), error.message);
}

std::optional<hive::Error> defect_of(const hive::Value& value) {
  if (value.type != hive::ValueType::binary) {
    return hive::Error{
        hive::ErrorCode::wrong_type, "the list has another type", "REG_BINARY", hive::name_of(value.type), {}};
  }
  if (!value.complete) return hive::Error{hive::ErrorCode::truncated, "the list is cut off", {}, {}, {}};
  return std::nullopt;
}

void tell_list(hive::Lookup& seen, const hive::TrustList& list) {
  seen.meaning = fmt::format("list of {} entries, made {}", list.size(), list.made());
}

/// By which of its digests a list of distrusted certificates names the root.
bool is_named(const hive::TrustList& list, const std::string& thumbprint, const hive::Certificate* certificate) {
  if (list.find(thumbprint) != nullptr) return true;
  if (certificate == nullptr) return false;
  return list.find(certificate->sha256) != nullptr || list.find(certificate->key_md5) != nullptr ||
         list.find(certificate->signature_hash) != nullptr;
}

/// One list: fail when it names the root.
Outcome check_list(hive::Lookup seen, hive::Bytes message, const rules::RootCertificateCheck& check,
                   const hive::Certificate* certificate) {
  Outcome outcome;
  outcome.verdict = Verdict::pass;
  const auto list = hive::read_trust_list(message);
  if (!list) {
    set_broken(outcome, seen, list.error());
  } else {
    tell_list(seen, *list);
    if (is_named(*list, check.thumbprint, certificate)) {
      outcome.verdict = Verdict::fail;
      outcome.actual =
          fmt::format("{} is on the list of distrusted certificates of {}", check.name, date_of(list->made()));
    } else if (certificate == nullptr && !list->names_certificates() && list->size() > 0) {
      outcome.caveats.push_back(
          fmt::format("the list of distrusted certificates of {} names keys, and cannot be compared without the "
                      "certificate itself",
                      date_of(list->made())));
    }
  }
  outcome.evidence.push_back(share(std::move(seen)));
  return outcome;
}

Outcome check_fetched_list(const rules::RootCertificateCheck& check, const hive::Certificate* certificate,
                           const Judged& judged) {
  const SharedLookup& found = judged.asked->find_value(update_key(), "DisallowedCertEncodedCtl");
  const hive::Lookup& seen = *found;
  Outcome outcome;
  outcome.verdict = Verdict::pass;
  if (seen.presence == hive::Presence::present) {
    const auto defect = defect_of(*seen.value);
    if (!defect && !seen.value->data.empty()) return check_list(seen, seen.value->data, check, certificate);
    if (defect) set_broken(outcome, seen, *defect);
  } else if (seen.presence != hive::Presence::absent) {
    set_unread(outcome, seen);
  }
  outcome.evidence.push_back(found);
  return outcome;
}

/// A list kept in a store.
Outcome check_stored_list(const hive::RegistryPath& key, const rules::RootCertificateCheck& check,
                          const hive::Certificate* certificate, const Judged& judged, const Subject& subject) {
  hive::Lookup seen = *judged.asked->find_value(key, "Blob", subject.registry_user());
  Outcome outcome;
  outcome.verdict = Verdict::pass;
  if (seen.presence == hive::Presence::present) {
    const hive::Value value = *seen.value;
    std::optional<hive::Error> defect = defect_of(value);
    if (!defect) {
      const auto properties = hive::read_certificate_blob(value.data);
      const hive::CertificateProperty* list =
          properties ? hive::find_property(*properties, hive::property::kTrustList) : nullptr;
      if (list != nullptr) return check_list(std::move(seen), list->data, check, certificate);
      defect =
          properties ? hive::Error{hive::ErrorCode::corrupt, "the blob holds no list", {}, {}, {}} : properties.error();
    }
    set_broken(outcome, seen, *defect);
  } else if (seen.presence != hive::Presence::absent) {
    set_unread(outcome, seen);
  }
  outcome.evidence.push_back(share(std::move(seen)));
  return outcome;
}

void add_stored_lists(std::vector<Outcome>& outcomes, const CertificateStore& store,
                      const rules::RootCertificateCheck& check, const hive::Certificate* certificate,
                      const Judged& judged, const Subject& subject) {
  const AskedOnce::Subkeys& listing = judged.asked->subkeys(hive::child(store.key, "CTLs"), subject.registry_user());
  const hive::Registry::SubkeyNames& found = *listing;
  Outcome outcome;
  outcome.verdict = Verdict::pass;
  if (found.key.presence == hive::Presence::present) {
    std::size_t read = 0;
    for (const hive::Key& key : found.items.items) {
      if (++read > hive::limits::kMaxTrustListsRead) break;
      outcomes.push_back(check_stored_list(hive::child(found.key.path, key.name), check, certificate, judged, subject));
    }
    if (found.key.hive_absent) {
      set_unread(outcome, found.key);
    } else if (found.items.error || read > hive::limits::kMaxTrustListsRead) {
      outcome.verdict = Verdict::error;
      outcome.error_code = hive::name_of(found.items.error ? found.items.error->code : hive::ErrorCode::limit_exceeded);
      outcome.actual = fmt::format("not all lists below {} could be read", shown_place(found.key));
    }
  } else if (found.key.presence != hive::Presence::absent) {
    set_unread(outcome, found.key);
  }
  outcome.evidence.push_back(key_of_listing(listing));
  outcomes.push_back(std::move(outcome));
}

/// Where the roots come from when it is not Microsoft's own service; empty by default.
std::string other_source(const Judged& judged, Outcome& outcome) {
  const SharedLookup& seen = judged.asked->find_value(update_key(), "RootDirURL");
  std::string source;
  if (seen->presence == hive::Presence::present) {
    const auto text = hive::read_string(*seen->value);
    source = text ? *text : hive::shown_data(*seen->value);
    if (names_host(source, kMicrosoftSource)) source.clear();
  }
  outcome.evidence.push_back(seen);
  return hive::printable(source);
}

/// When Windows last fetched its lists, for people; empty when that is not known.
std::string last_fetched(const Judged& judged, Outcome& outcome) {
  const SharedLookup& found = judged.asked->find_value(update_key(), "LastSyncTime");
  const std::optional<hive::Value>& value = found->value;
  if (!value || value->type != hive::ValueType::binary || value->data.size() != sizeof(std::uint64_t)) {
    outcome.evidence.push_back(found);
    return {};
  }
  hive::Lookup seen = *found;
  seen.meaning = hive::utc_text(*hive::ByteReader{value->data}.u64(0));
  std::string date(date_of(seen.meaning));
  outcome.evidence.push_back(share(std::move(seen)));
  return date;
}

/// By the list of trusted roots that was fetched last.
void judge_by_list(Outcome& outcome, hive::Lookup& seen, const rules::RootCertificateCheck& check, const Judged& judged,
                   const std::string& source) {
  const hive::Value value = *seen.value;
  if (const auto defect = defect_of(value)) return set_broken(outcome, seen, *defect);
  const auto list = hive::read_trust_list(value.data);
  if (!list) return set_broken(outcome, seen, list.error());
  if (!list->names_certificates()) {
    return set_broken(outcome, seen,
                      {hive::ErrorCode::corrupt, "it is no list of trusted roots", "SHA-1 digests", "others", {}});
  }
  tell_list(seen, *list);
  const std::string_view made = date_of(list->made());
  const hive::TrustList::Entry* entry = list->find(check.thumbprint);
  if (entry == nullptr) {
    outcome.verdict = Verdict::fail;
    outcome.actual = fmt::format(
        "{} is in no store of roots, and the list of roots that Windows fetched last, of {}, does not name it",
        check.name, made);
    return;
  }
  const auto said = hive::properties_of(*entry);
  if (!said) return set_broken(outcome, seen, said.error());
  const Standing standing = standing_of(*said, judged.now);
  if (standing.defect) return set_broken(outcome, seen, *standing.defect);
  if (!standing.objections.empty()) {
    outcome.verdict = Verdict::fail;
    outcome.actual = fmt::format("{} is in no store of roots, and on the list of roots of {} it {}", check.name, made,
                                 fmt::join(standing.objections, " and "));
    return;
  }
  outcome.verdict = Verdict::pass;
  outcome.actual = fmt::format("{} is in no store of roots, and the list of roots of {} names it", check.name, made);
  const std::string fetched = last_fetched(judged, outcome);
  outcome.caveats.push_back(fmt::format("{} is not stored: Windows fetches it from {} when it is first needed{}",
                                        check.name, source.empty() ? "Windows Update" : source,
                                        fetched.empty() ? "" : "; it last did so on " + fetched));
}

}  // namespace

Outcome check_distrust_lists(const rules::RootCertificateCheck& check, const hive::Certificate* certificate,
                             const Judged& judged, const Subject& subject) {
  const bool own_only = subject.user != nullptr && check.asks == rules::RootCertificateCheck::Asks::not_distrusted;
  std::vector<Outcome> outcomes;
  if (!own_only) {
    outcomes.push_back(check_fetched_list(check, certificate, judged));
    for (const CertificateStore& store : machine_distrust_stores()) {
      add_stored_lists(outcomes, store, check, certificate, judged, subject);
    }
  }
  if (subject.user != nullptr) {
    for (const CertificateStore& store : user_distrust_stores()) {
      add_stored_lists(outcomes, store, check, certificate, judged, subject);
    }
  }
  return all_of(std::move(outcomes));
}

Outcome check_root_update(const rules::RootCertificateCheck& check, const Judged& judged) {
  Outcome outcome;
  outcome.confidence = rules::Confidence::medium;
  const SharedLookup& disabled = judged.asked->find_value(policy_key(), "DisableRootAutoUpdate");
  outcome.evidence.push_back(disabled);
  if (disabled->presence == hive::Presence::present) {
    const auto number = hive::read_dword(*disabled->value);
    if (!number) {
      set_broken(outcome, *disabled, number.error());
    } else if (*number != 0) {
      outcome.verdict = Verdict::fail;
      outcome.actual = fmt::format(
          "{} is in no store of roots, and Windows may not fetch it: DisableRootAutoUpdate is {}", check.name, *number);
    }
    if (!number || *number != 0) return outcome;
  } else if (disabled->presence != hive::Presence::absent) {
    set_unread(outcome, *disabled);
    return outcome;
  }
  const std::string source = other_source(judged, outcome);
  const SharedLookup& fetched = judged.asked->find_value(update_key(), "EncodedCtl");
  const hive::Lookup& list = *fetched;
  if (list.presence == hive::Presence::present && !list.value->data.empty()) {
    hive::Lookup told = list;
    judge_by_list(outcome, told, check, judged, source);
    outcome.evidence.push_back(share(std::move(told)));
    return outcome;
  }
  if (list.presence != hive::Presence::present && list.presence != hive::Presence::absent) {
    set_unread(outcome, list);
  } else if (!source.empty()) {
    outcome.verdict = Verdict::fail;
    outcome.actual =
        fmt::format("{} is in no store of roots, and nothing shows that {}, where Windows would fetch it from, has it",
                    check.name, source);
  } else {
    outcome.verdict = Verdict::pass;
    outcome.actual = fmt::format("{} is in no store of roots, and Windows may fetch it", check.name);
    outcome.caveats.push_back(fmt::format(
        "{} is not stored: Windows fetches it from Windows Update when it is first needed, and nothing shows that this "
        "machine ever fetched its list of roots",
        check.name));
  }
  outcome.evidence.push_back(fetched);
  return outcome;
}

}  // namespace audit
