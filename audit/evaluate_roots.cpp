// Tests that ask whether Windows trusts a root certificate: what its stores hold, and what they and Microsoft's lists
// call distrusted.

#include <fmt/format.h>

#include <algorithm>

#include "audit/calendar.h"
#include "audit/evaluate_parts.h"
#include "audit/root_lists.h"
#include "audit/root_stores.h"
#include "hive/utf16.h"

namespace audit {
namespace {

using Asks = rules::RootCertificateCheck::Asks;
using Is = StoredCertificate::Is;
using Stored = std::vector<StoredCertificate>;

Outcome passed() {
  Outcome outcome;
  outcome.verdict = Verdict::pass;
  return outcome;
}

Stored find_in(const std::vector<CertificateStore>& stores, const rules::RootCertificateCheck& check,
               const Judged& judged, std::optional<std::size_t> user) {
  Stored found;
  found.reserve(stores.size());
  for (const CertificateStore& store : stores) {
    found.push_back(find_certificate(*judged.asked, store, check.thumbprint, user, judged.now));
  }
  return found;
}

const StoredCertificate* first_that(const Stored& stored, Is is) {
  const auto found = std::ranges::find(stored, is, &StoredCertificate::is);
  return found == stored.end() ? nullptr : &*found;
}

void add_evidence(Outcome& outcome, const Stored& stored) {
  for (const StoredCertificate& copy : stored) outcome.evidence.push_back(copy.seen);
}

void set_broken(Outcome& outcome, const StoredCertificate& copy) {
  outcome.verdict = Verdict::error;
  outcome.error_code = hive::name_of(hive::ErrorCode::corrupt);
  outcome.actual = fmt::format("{} cannot be used: {}", shown_place(*copy.seen),
                               copy.seen->anomalies.empty() ? "it is damaged" : copy.seen->anomalies.back().message);
}

/// One store of distrusted certificates. What cannot be read there may be the root.
Outcome check_distrust_store(const rules::RootCertificateCheck& check, const StoredCertificate& copy) {
  Outcome outcome = passed();
  if (copy.is == Is::there) {
    outcome.verdict = Verdict::fail;
    outcome.actual = fmt::format("{} is in {}", check.name, copy.store);
  } else if (copy.is == Is::broken) {
    set_broken(outcome, copy);
  } else if (copy.is == Is::unread) {
    set_unread(outcome, *copy.seen);
  }
  outcome.evidence.push_back(copy.seen);
  return outcome;
}

Outcome check_distrust(const rules::RootCertificateCheck& check, const hive::Certificate* certificate,
                       const Judged& judged, const Subject& subject) {
  const bool own_only = subject.user != nullptr && check.asks == Asks::not_distrusted;
  std::vector<Outcome> outcomes;
  Outcome nowhere = passed();
  const auto add = [&](const std::vector<CertificateStore>& stores) {
    for (StoredCertificate& copy : find_in(stores, check, judged, subject.registry_user())) {
      if (copy.is == Is::absent) {
        nowhere.evidence.push_back(std::move(copy.seen));
      } else {
        outcomes.push_back(check_distrust_store(check, copy));
      }
    }
  };
  if (!own_only) add(machine_distrust_stores());
  if (subject.user != nullptr) add(user_distrust_stores());
  outcomes.push_back(std::move(nowhere));
  outcomes.push_back(check_distrust_lists(check, certificate, judged, subject));
  Outcome outcome = all_of(std::move(outcomes));
  outcome.expected = fmt::format("{} not among the distrusted certificates", check.name);
  if (outcome.verdict == Verdict::pass && check.asks == Asks::not_distrusted) {
    outcome.actual = fmt::format("{} is not among the distrusted certificates", check.name);
  }
  return outcome;
}

/// Whether Windows takes the user's own root for one: its list of them, which a user cannot write, must name it.
Outcome check_protected(const rules::RootCertificateCheck& check, const Judged& judged, const Subject& subject) {
  Outcome outcome;
  outcome.verdict = Verdict::fail;
  const SharedLookup& flags = judged.asked->find_value(
      {hive::Root::hklm, {"SOFTWARE", "Policies", "Microsoft", "SystemCertificates", "Root", "ProtectedRoots"}},
      "Flags");
  const auto number = flags->value ? hive::read_dword(*flags->value) : hive::Result<std::uint32_t>(0U);
  const bool forbidden = !number || (*number & 1U) != 0;  // CERT_PROT_ROOT_DISABLE_CURRENT_USER_FLAG
  outcome.evidence.push_back(flags);
  const SharedLookup& names = judged.asked->find_value(hive::child(user_root_store().key, "ProtectedRoots"),
                                                       "Certificates", subject.registry_user());
  if (names->presence == hive::Presence::present && !forbidden) {
    const auto listed = hive::read_protected_roots(names->value->data);
    if (listed && std::ranges::find(*listed, check.thumbprint) != listed->end()) outcome.verdict = Verdict::pass;
  }
  outcome.evidence.push_back(names);
  return outcome;
}

std::string shown_use(const rules::RootCertificateCheck& check, const StoredCertificate& copy) {
  return fmt::format("{} is in {}: {}, valid until {}", check.name, copy.store,
                     hive::printable(copy.certificate->subject), date_of(copy.certificate->not_after));
}

/// What the stores of roots say; a root that is in none of them may be fetched.
Outcome judge_copies(const rules::RootCertificateCheck& check, const Stored& copies, const Judged& judged) {
  Outcome outcome;
  const StoredCertificate* good = nullptr;
  const StoredCertificate* bad = nullptr;
  for (const StoredCertificate& copy : copies) {
    if (copy.is != Is::there) continue;
    const StoredCertificate*& of_kind = copy.standing.objections.empty() ? good : bad;
    if (of_kind == nullptr) of_kind = &copy;
  }
  if (good != nullptr && bad == nullptr) {
    outcome.verdict = Verdict::pass;
    outcome.actual = shown_use(check, *good);
  } else if (bad != nullptr) {
    outcome.verdict = good == nullptr ? Verdict::fail : Verdict::error;
    outcome.actual =
        fmt::format("{} is in {} and {}", check.name, bad->store, fmt::join(bad->standing.objections, " and "));
    if (good != nullptr) {
      outcome.error_code = "unknown_fact";
      outcome.actual += fmt::format(", while nothing speaks against it in {}", good->store);
    }
  } else if (const StoredCertificate* broken = first_that(copies, Is::broken)) {
    set_broken(outcome, *broken);
  } else if (const StoredCertificate* unread = first_that(copies, Is::unread)) {
    set_unread(outcome, *unread->seen);
  } else {
    outcome = check_root_update(check, judged);
  }
  add_evidence(outcome, copies);
  return outcome;
}

Outcome check_trust(const rules::RootCertificateCheck& check, const Judged& judged, const Subject& subject) {
  Stored copies = find_in(machine_root_stores(), check, judged, std::nullopt);
  Outcome own = passed();
  if (subject.user != nullptr && first_that(copies, Is::there) == nullptr) {
    Stored users = find_in({user_root_store()}, check, judged, subject.registry_user());
    if (users.front().is == Is::there) own = check_protected(check, judged, subject);
    if (own.verdict == Verdict::pass) {
      copies.push_back(std::move(users.front()));
    } else {
      own.evidence.push_back(std::move(users.front().seen));
      own.caveats.push_back(fmt::format(
          "{} is in the user's store of roots, but not among those that Windows protects, and does not count",
          check.name));
    }
  }
  Outcome trust = judge_copies(check, copies, judged);
  trust.expected = fmt::format("{} trusted as a root", check.name);
  trust.evidence.insert(trust.evidence.end(), own.evidence.begin(), own.evidence.end());
  trust.caveats.insert(trust.caveats.end(), own.caveats.begin(), own.caveats.end());
  const StoredCertificate* there = first_that(copies, Is::there);
  const hive::Certificate* certificate = there != nullptr ? &*there->certificate : nullptr;
  std::vector<Outcome> both;
  both.push_back(std::move(trust));
  both.push_back(check_distrust(check, certificate, judged, subject));
  return all_of(std::move(both));
}

/// One of the conditions under which Windows calls the root revoked although it is not: fail when it holds.
Outcome condition(const StoredCertificate& copy, bool holds, std::string actual) {
  Outcome outcome;
  outcome.verdict = holds ? Verdict::fail : Verdict::pass;
  outcome.actual = std::move(actual);
  if (copy.is == Is::broken) set_broken(outcome, copy);
  if (copy.is == Is::unread) set_unread(outcome, *copy.seen);
  outcome.evidence.push_back(copy.seen);
  return outcome;
}

Outcome check_shadow(const rules::RootCertificateCheck& check, const Judged& judged, const Subject& subject) {
  const auto find = [&](const CertificateStore& store, std::optional<std::size_t> user) {
    return find_certificate(*judged.asked, store, check.thumbprint, user, judged.now);
  };
  const StoredCertificate user = find(user_root_store(), subject.registry_user());
  const StoredCertificate machine = find(machine_root_store(), std::nullopt);
  const StoredCertificate updated = find(auth_root_store(), std::nullopt);
  const bool of_user = user.is == Is::there && !user.limits_issuing;
  const bool of_update = updated.is == Is::there && updated.limits_issuing;
  Outcome outcome = any_of({
      condition(user, of_user,
                of_user ? "the user has a copy of his own without the dates of Microsoft's"
                        : "the user has no copy of his own without the dates of Microsoft's"),
      condition(updated, of_update,
                of_update ? "the copy that Windows updates has them" : "no copy with such dates was fetched"),
      condition(machine, machine.is == Is::absent,
                machine.is == Is::absent ? "the machine's own store has none" : "the machine's own store has a copy"),
  });
  outcome.expected = fmt::format("no copy of {} that hides Microsoft's", check.name);
  return outcome;
}

}  // namespace

Outcome check_root_certificate(const rules::RootCertificateCheck& check, const Judged& judged, const Subject& subject) {
  switch (check.asks) {
    case Asks::not_distrusted: {
      // A list may name the root by its key, which a copy of it tells.
      const Stored copies = find_in(machine_root_stores(), check, judged, std::nullopt);
      const StoredCertificate* there = first_that(copies, Is::there);
      return check_distrust(check, there != nullptr ? &*there->certificate : nullptr, judged, subject);
    }
    case Asks::not_shadowed:
      return check_shadow(check, judged, subject);
    case Asks::trusted:
      break;
  }
  return check_trust(check, judged, subject);
}

}  // namespace audit
