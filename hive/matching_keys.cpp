#include "hive/matching_keys.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>

#include "hive/limits.h"
#include "hive/upcase.h"
#include "hive/utf16.h"

namespace hive {
namespace {

/// A key on the way, and what was seen of it; nothing of the first, which nobody listed.
struct Step {
  RegistryPath path;
  std::optional<Lookup> seen;
};

/// The listing of a key that lacks names, as a look-up that could not be made.
Lookup not_all_listed(const Lookup& key, const Error& error) {
  Lookup open = key;
  open.presence = Presence::unreadable;
  open.error = error;
  open.error->message = "its subkeys could not all be listed: " + error.message;
  return open;
}

Lookup too_many(const Lookup& key) {
  Lookup open = key;
  open.presence = Presence::unreadable;
  open.error =
      Error{ErrorCode::limit_exceeded, "too many keys match a pattern",
            fmt::format("at most {}", limits::kMaxMatchedKeys), "more", Location{{}, {}, to_text(key.path), {}}};
  return open;
}

/// Each name once, in an order that does not hang on the order in the hive.
std::vector<std::string> names_of(const std::vector<Key>& keys) {
  std::vector<std::pair<std::u16string, std::string>> sorted;
  sorted.reserve(keys.size());
  for (const Key& key : keys) sorted.emplace_back(upcase(utf16_from_utf8(key.name)), key.name);
  std::ranges::stable_sort(sorted, {}, [](const auto& it) -> const std::u16string& { return it.first; });
  std::vector<std::string> names;
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    if (i == 0 || sorted[i].first != sorted[i - 1].first) names.push_back(std::move(sorted[i].second));
  }
  return names;
}

class Search {
 public:
  Search(const Registry& registry, std::optional<std::size_t> user) : registry_(registry), user_(user) {}

  /// The keys below `parent`, which is complete up to a `*`.
  void add_subkeys(const Step& parent, std::vector<Step>& next) {
    Registry::SubkeyNames found = registry_.subkeys(parent.path, user_);
    Lookup& key = found.key;
    if (key.presence == Presence::absent) {
      out_.ends.push_back(std::move(key));
      return;
    }
    if (key.presence != Presence::present) {
      out_.open.push_back(std::move(key));
      return;
    }
    key.anomalies.insert(key.anomalies.end(), found.items.anomalies.begin(), found.items.anomalies.end());
    if (found.items.error) out_.open.push_back(not_all_listed(key, *found.items.error));
    if (key.hive_absent) {
      // Texts tell of some names, not that there are no others.
      Lookup& open = out_.open.emplace_back(key);
      open.presence = Presence::unreadable;
      key.hive_absent = false;
    }
    for (std::string& name : names_of(found.items.items)) {
      if (looked_at_ == limits::kMaxMatchedKeys) {
        if (!std::exchange(is_full_, true)) out_.open.push_back(too_many(key));
        break;
      }
      ++looked_at_;
      RegistryPath path = child(parent.path, std::move(name));
      Lookup seen = registry_.find_key(path, user_);
      if (seen.presence == Presence::present) {
        next.push_back({std::move(path), std::move(seen)});
      } else {
        add_unfound(std::move(seen));
      }
    }
    out_.listed.push_back(std::move(key));
  }

  /// The end of a path of the pattern.
  void add_key(Step step) {
    if (!step.seen) step.seen = registry_.find_key(step.path, user_);
    switch (step.seen->presence) {
      case Presence::present:
        out_.keys.push_back(*std::move(step.seen));
        break;
      case Presence::absent:
        out_.ends.push_back(*std::move(step.seen));
        break;
      case Presence::unreadable:
      case Presence::ambiguous:
        out_.open.push_back(*std::move(step.seen));
        break;
    }
  }

  MatchingKeys take() { return std::move(out_); }

 private:
  /// A list named the key and the way by its name does not lead there: never simply absent.
  void add_unfound(Lookup seen) {
    if (seen.presence == Presence::absent) {
      seen.presence = Presence::unreadable;
      seen.error = Error{ErrorCode::corrupt, "its parent lists it and it cannot be found by its name", {}, {}, {}};
    }
    out_.open.push_back(std::move(seen));
  }

  const Registry& registry_;
  std::optional<std::size_t> user_;
  MatchingKeys out_;
  std::size_t looked_at_ = 0;
  bool is_full_ = false;
};

}  // namespace

std::size_t wildcards_in(const RegistryPath& path) {
  return static_cast<std::size_t>(std::ranges::count(path.segments, kAnyName));
}

MatchingKeys find_matching_keys(const Registry& registry, const RegistryPath& pattern,
                                std::optional<std::size_t> user) {
  Search search(registry, user);
  std::vector<Step> steps{{RegistryPath{pattern.root, {}}, std::nullopt}};
  for (const std::string& segment : pattern.segments) {
    if (segment != kAnyName) {
      for (Step& step : steps) step = {child(step.path, segment), std::nullopt};
      continue;
    }
    std::vector<Step> next;
    for (const Step& step : steps) search.add_subkeys(step, next);
    steps = std::move(next);
  }
  for (Step& step : steps) search.add_key(std::move(step));
  return search.take();
}

}  // namespace hive
