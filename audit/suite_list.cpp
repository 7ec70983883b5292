#include "audit/suite_list.h"

#include <algorithm>

#include "audit/cipher_suites.h"

namespace audit {
namespace {

// os.md 8.1
constexpr std::string_view kPolicy = "HKLM\\SOFTWARE\\Policies\\Microsoft\\Cryptography\\Configuration\\SSL\\00010002";
constexpr std::string_view kLocal =
    "HKLM\\SYSTEM\\CurrentControlSet\\Control\\Cryptography\\Configuration\\Local\\SSL\\00010002";
constexpr std::string_view kImplemented =
    "HKLM\\SYSTEM\\CurrentControlSet\\Control\\Cryptography\\Configuration\\Local\\Default\\00010002";

/// Whether Windows takes the blanks around a name away is not documented.
void add_name(SuiteList& list, const Machine& machine, std::string_view piece) {
  const std::string_view name = without_blanks(piece);
  if (!name.empty() && (name.size() == piece.size() || machine.at_best())) list.names.emplace_back(name);
}

void add_names(SuiteList& list, const Machine& machine, std::string_view line) {
  for (const std::string_view piece : pieces_of(line)) add_name(list, machine, piece);
}

/// os.md C2: each string is one name. The line of a policy pasted into one string is no name, unless read at its best.
void add_strings(SuiteList& list, const Machine& machine, const std::vector<std::string>& strings) {
  for (const std::string& text : strings) {
    const bool is_line = text.find(',') != std::string::npos;
    if (is_line && machine.at_best()) {
      add_names(list, machine, text);
    } else {
      add_name(list, machine, text);
    }
  }
}

/// os.md C4: a list of the other text type is taken as it is meant.
SuiteList read_list(const Machine& machine, std::string_view key, const std::string& name, std::string title,
                    hive::ValueType usual) {
  SuiteList list;
  list.title = std::move(title);
  list.seen = machine.registry.find_value(key_of(key), name);
  if (list.seen->presence == hive::Presence::absent) return list;
  if (list.seen->presence != hive::Presence::present || !list.seen->value->complete) {
    list.state = SuiteList::State::unknown;
    list.why = why_unread(*list.seen);
    return list;
  }
  list.state = SuiteList::State::read;
  list.other_type = list.seen->value->type != usual;
  std::optional<std::string> written;
  if (const auto lines = hive::read_multi_string(*list.seen->value)) {
    add_strings(list, machine, *lines);
    if (!lines->empty()) written = lines->front();
  } else if (const auto line = hive::read_string(*list.seen->value)) {
    add_names(list, machine, *line);
    if (!line->empty()) written = *line;
  } else {
    list.state = SuiteList::State::odd_type;
  }
  // Something is written, so the list counts, with no name in it that means anything.
  if (list.names.empty() && written) list.names.push_back(*written);
  return list;
}

bool decides(const SuiteList& policy, const Machine& machine) {
  if (policy.state == SuiteList::State::odd_type) return !machine.at_best();
  return policy.state == SuiteList::State::unknown || !policy.names.empty();
}

}  // namespace

SuiteList list_in_use(const Machine& machine, Draft& draft) {
  SuiteList policy = read_list(machine, kPolicy, "Functions", "the cipher suite policy", hive::ValueType::sz);
  // Not seen, it may still refuse every suite: nothing can be said without it.
  if (decides(policy, machine)) return policy;
  draft.step("no cipher suite policy is set", policy.seen);
  return read_list(machine, kLocal, "Functions", "the local list of cipher suites", hive::ValueType::multi_sz);
}

Curves curves_in_use(const Machine& machine, bool fips, Draft& draft) {
  Curves curves;
  for (const std::string_view key : {kPolicy, kLocal}) {
    SuiteList list = read_list(machine, key, "EccCurves", "the list of curves", hive::ValueType::multi_sz);
    if (list.state == SuiteList::State::unknown) {
      curves.why = list.why;
      return curves;
    }
    if (list.names.empty()) continue;
    curves.limited = true;
    for (std::string& name : list.names) {
      if (!fips || name != "curve25519") curves.names.push_back(std::move(name));
    }
    if (curves.names.empty()) draft.step("FIPS mode removes every curve that the list of curves names", list.seen);
    return curves;
  }
  return curves;
}

Implemented::Implemented(const Machine& machine) : found_(machine.registry.subkeys(key_of(kImplemented))) {
  for (const hive::Key& key : found_->items.items) {
    exact_.push_back(key.name);
    plain_.push_back(without_curve(key.name));
  }
  std::ranges::sort(exact_);
  std::ranges::sort(plain_);
}

Is Implemented::has(const std::string& name, bool exact, Why& why) const {
  if (found_->key.presence == hive::Presence::absent) return Is::yes;
  if (found_->key.presence != hive::Presence::present) {
    why = stronger(why, why_unread(found_->key));
    return Is::unknown;
  }
  if (exact ? std::ranges::binary_search(exact_, std::string_view(name))
            : std::ranges::binary_search(plain_, without_curve(name)))
    return Is::yes;
  if (found_->key.hive_absent) {
    why = stronger(why, why_unread(found_->key));
    return Is::unknown;
  }
  if (found_->items.error) {
    why = stronger(why, {Doubt::unreadable, "the list of implemented cipher suites could not be read to its end"});
    return Is::unknown;
  }
  return exact_.empty() ? Is::yes : Is::no;
}

}  // namespace audit
