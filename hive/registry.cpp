#include "hive/registry.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <span>

#include "hive/limits.h"
#include "hive/regf/key_node.h"
#include "hive/upcase.h"
#include "hive/utf16.h"

namespace hive {
namespace {

constexpr std::string_view kLinkValue = "SymbolicLinkValue";

bool is_link(const Key& key) { return (key.flags & regf::kKeyIsLink) != 0; }

Error error_of(const Boxed<Error>& error, std::string_view what) {
  return error ? *error : Error{ErrorCode::corrupt, fmt::format("{} could not be read", what), {}, {}, {}};
}

void locate_error(Lookup& out, const Hive& hive) {
  if (!out.error) return;
  if (out.error->where.path.empty()) out.error->where.path = hive.path();
  if (out.error->where.key.empty()) out.error->where.key = out.stored_as;
}

void append(std::vector<Anomaly>& to, const std::vector<Anomaly>& from) {
  to.insert(to.end(), from.begin(), from.end());
}

/// How many leading segments of a path stand for the root of its hive.
std::size_t mount_depth(const RegistryPath& path) { return path.root == Root::hklm ? 1 : 0; }

/// `path` down to `depth` keys below the root of its hive.
std::string shown_prefix(const RegistryPath& path, std::size_t depth) {
  std::string text = to_text(path);
  const std::size_t shown = std::min(path.segments.size(), depth + mount_depth(path));
  for (std::size_t i = path.segments.size(); i > shown; --i) text.resize(text.size() - path.segments[i - 1].size() - 1);
  return text;
}

/// The target of a link, an absolute kernel path, in our terms. `\Registry\User\...` is another hive than
/// the one that a scope names, so it leads elsewhere.
Result<RegistryPath> parse_link_target(const Value& value) {
  if (value.type != ValueType::link) {
    return Error{ErrorCode::wrong_type, "the target of a symbolic-link key has another type", "REG_LINK",
                 name_of(value.type), Location{{}, {}, {}, value.offset}};
  }
  std::string target = utf8_from_utf16(value.data);
  while (!target.empty() && target.back() == '\0') target.pop_back();
  constexpr std::string_view kMachine = "\\Registry\\Machine\\";
  if (target.size() <= kMachine.size() || !equal_names(target.substr(0, kMachine.size()), kMachine)) {
    return Error{ErrorCode::unsupported, "a symbolic-link key leads out of the machine's hives",
                 std::string(kMachine) + "...", target, Location{{}, {}, {}, value.offset}};
  }
  auto path = parse_registry_path("HKLM\\" + target.substr(kMachine.size()));
  if (!path) {
    return Error{ErrorCode::corrupt, "the target of a symbolic-link key is no registry path",
                 std::string(kMachine) + "...", target, Location{{}, {}, {}, value.offset}};
  }
  return path;
}

/// Where a link leads.
Result<RegistryPath> follow(const Hive& hive, const Key& link, std::vector<Anomaly>& anomalies) {
  const ValueLookup target = hive.find_value(link, kLinkValue);
  append(anomalies, target.anomalies);
  if (target.presence == Presence::present) return parse_link_target(*target.value);
  if (target.presence == Presence::unreadable) return error_of(target.error, kLinkValue);
  return Error{ErrorCode::corrupt, "a symbolic-link key has no single target", "one value SymbolicLinkValue",
               std::string(name_of(target.presence)), Location{{}, {}, {}, link.offset}};
}

Result<RegistryPath> too_many_hops(const Key& link) {
  return Error{ErrorCode::limit_exceeded, "symbolic-link keys lead to each other",
               fmt::format("at most {} hops", limits::kMaxLinkHops), "more", Location{{}, {}, {}, link.offset}};
}

}  // namespace

void Registry::mount_machine(const std::string& hklm_child, std::shared_ptr<const Hive> hive, std::size_t index) {
  assert(hive != nullptr && !has_machine_hive(hklm_child));
  if (equal_names(hklm_child, "SYSTEM")) control_set_ = find_control_set(*hive);
  machine_.push_back(Mount{hklm_child, std::move(hive), index});
}

std::size_t Registry::mount_user(std::shared_ptr<const Hive> hive, std::size_t index) {
  assert(hive != nullptr);
  users_.push_back(Mount{{}, std::move(hive), index});
  return users_.size() - 1;
}

bool Registry::has_machine_hive(const std::string& hklm_child) const {
  return std::ranges::any_of(machine_, [&](const Mount& mount) { return equal_names(mount.hklm_child, hklm_child); });
}

Registry::Place Registry::resolve(const RegistryPath& path, std::optional<std::size_t> user) const {
  Place place;
  if (path.root == Root::hkcu) {
    if (user && *user < users_.size()) place.mount = &users_[*user];
    place.segments = path.segments;
    return place;
  }
  if (path.segments.empty()) return place;
  for (const Mount& mount : machine_) {
    if (equal_names(mount.hklm_child, path.segments.front())) place.mount = &mount;
  }
  place.segments = path.segments.after(1);
  const bool in_system = equal_names(path.segments.front(), "SYSTEM");
  if (in_system && !place.segments.empty() && equal_names(place.segments.front(), "CurrentControlSet")) {
    place.in_control_set = true;
    if (control_set_ && !control_set_->key_name.empty()) {
      place.segments = place.segments.with(0, control_set_->key_name);
    }
  }
  return place;
}

std::optional<Registry::MetLink> Registry::first_link(const Mount& mount, std::span<const std::string> segments,
                                                      const KeyLookup& found) {
  if (!found.deepest) return std::nullopt;
  // Windows opens the target of a link, never what a damaged hive holds below the link, so each key on the
  // way counts. What was seen once needs no second look: questions come in groups below the same keys.
  std::unordered_set<std::string>& no_links = mount.no_links;
  const std::size_t parents = found.depth == 0 ? 0 : found.depth - 1;
  std::string parent = join_segments(segments.first(parents));
  if (parents > 0 && !no_links.contains(parent)) {
    for (std::size_t depth = 1; depth <= parents; ++depth) {
      const KeyLookup step = mount.hive->find_key(segments.first(depth));
      if (step.key && is_link(*step.key)) return MetLink{*step.key, depth};
    }
    no_links.insert(std::move(parent));
  }
  if (is_link(*found.deepest)) return MetLink{*found.deepest, found.depth};
  return std::nullopt;
}

Registry::Located Registry::locate(const RegistryPath& path, std::optional<std::size_t> user, Lookup& out) const {
  ++questions_;
  out.path = path;
  std::optional<RegistryPath> led;
  for (std::size_t hops = 0;; ++hops) {
    const RegistryPath& asked = led ? *led : path;
    Place place = resolve(asked, user);
    if (place.mount == nullptr) {
      if (hops == 0) {
        out.hive_absent = true;
      } else {
        out.error = Error{ErrorCode::unsupported,
                          "a symbolic-link key leads to a hive that is not among the inputs",
                          {},
                          to_text(asked),
                          {}};
      }
      return {};
    }
    out.stored_segments = std::move(place.segments);
    const std::span<const std::string> segments = out.stored_segments.names();
    Located located{.hive = place.mount->hive.get(), .led = led, .mount = place.mount};
    if (place.mount->layer) located.text = place.mount->layer->find_key(segments);
    if (place.mount->hive) out.hive = place.mount->index;
    out.stored_as = join_segments(segments);
    if (place.in_control_set && control_set_->error) {
      out.error = control_set_->error;
      return {};
    }
    if (located.text && (located.text->contradicts || located.only_text())) {
      answer_by_text(located, out);
      return located;
    }
    const Hive& hive = *place.mount->hive;
    KeyLookup found = hive.find_key(segments);
    append(out.anomalies, found.anomalies);
    if (const auto link = first_link(*place.mount, segments, found)) {
      auto target = hops < limits::kMaxLinkHops ? follow(hive, link->key, out.anomalies) : too_many_hops(link->key);
      if (!target) {
        out.error = target.error();
        locate_error(out, hive);
        return {};
      }
      led = below(*target, segments.subspan(link->depth));
      continue;
    }
    out.presence = found.presence;
    if (found.deepest) {
      out.key_offset = found.deepest->offset;
      out.written = found.deepest->written;
      if (found.presence == Presence::absent) out.deepest_key = shown_prefix(asked, found.depth);
    }
    if (found.presence == Presence::unreadable) {
      out.error = error_of(found.error, "the key");
      locate_error(out, hive);
    }
    located.key = std::move(found.key);
    // What an import makes is there, whatever was there before.
    const bool in_hive = found.presence == Presence::present || found.presence == Presence::ambiguous;
    if (located.text && located.text->stated && !in_hive) {
      located.unreadable = out.error;
      answer_by_text(located, out);
    }
    return located;
  }
}

Lookup Registry::find_key(const RegistryPath& path, std::optional<std::size_t> user) const {
  Lookup out;
  locate(path, user, out);
  return out;
}

Lookup Registry::find_value(const RegistryPath& path, const std::string& name, std::optional<std::size_t> user) const {
  Lookup out;
  out.value_name = name;
  const Located located = locate(path, user, out);
  if (value_by_text(located, name, out)) return out;
  if (!located.key || (out.presence != Presence::present && out.presence != Presence::ambiguous)) return out;
  ValueLookup found = located.hive->find_value(*located.key, name);
  append(out.anomalies, found.anomalies);
  out.value = std::move(found.value);
  // Of two keys with one name the first one's value is shown, and the answer stays ambiguous.
  if (out.presence == Presence::ambiguous) return out;
  out.presence = found.presence;
  if (found.presence == Presence::absent) out.deepest_key = to_text(located.asked(out));
  if (found.presence == Presence::unreadable) {
    out.error = error_of(found.error, "the value");
    locate_error(out, *located.hive);
  }
  return out;
}

}  // namespace hive
