// The test that looks at the HTTPS bindings of IIS, in the configuration file that a Windows tree brings.

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <span>
#include <string_view>
#include <utility>

#include "audit/evaluate_parts.h"
#include "hive/found_path.h"
#include "hive/site_bindings.h"
#include "hive/upcase.h"
#include "hive/utf16.h"

namespace audit {
namespace {

constexpr std::string_view kFolder = "%SystemRoot%\\System32\\inetsrv\\config\\";
constexpr std::string_view kSites = "applicationHost.config";
constexpr std::string_view kRedirection = "redirection.config";
/// Bindings shown in the sentence.
constexpr std::size_t kShownBindings = 3;

/// A file of the configuration: its bytes, or why there are none.
struct Opened {
  hive::Lookup seen;
  std::shared_ptr<const hive::ByteSource> source;
};

Opened open_config(std::string_view name, const hive::Installation& installation) {
  Opened opened;
  hive::SeenFile& file = opened.seen.file.emplace();
  file.asked = std::string(kFolder) + std::string(name);
  for (const hive::StatedFile& stated : installation.stated_files) {
    if (!hive::equal_names(stated.path, file.asked)) continue;
    opened.seen.presence = stated.text ? hive::Presence::present : hive::Presence::absent;
    if (!stated.text) return opened;
    const auto bytes = std::as_bytes(std::span(*stated.text));
    opened.source = hive::open_memory({bytes.begin(), bytes.end()});
    return opened;
  }
  // A case that states one file of the configuration states all of them.
  const bool stated = std::ranges::any_of(installation.stated_files,
                                          [](const hive::StatedFile& it) { return it.path.starts_with(kFolder); });
  if (stated) {
    opened.seen.presence = hive::Presence::absent;
    return opened;
  }
  if (installation.files == nullptr) {
    opened.seen.hive_absent = true;
    return opened;
  }
  const hive::FileLookup found =
      installation.files->find(hive::FileRoot::windows, {"System32", "inetsrv", "config", std::string(name)});
  opened.seen.presence = found.presence;
  opened.seen.hive_absent = found.not_given;
  opened.seen.error = found.error;
  file.path = found.shown;
  if (found.presence != hive::Presence::present) return opened;
  auto source = hive::open_found(found.file);
  if (source) {
    opened.source = std::move(*source);
  } else {
    opened.seen.presence = hive::Presence::unreadable;
    opened.seen.error = source.error();
  }
  return opened;
}

void set_unread_file(Outcome& outcome, const hive::Lookup& seen) {
  const std::string asked = hive::printable(seen.file->asked);
  if (seen.hive_absent) {
    outcome.verdict = Verdict::not_checked;
    outcome.actual = fmt::format("the file {} tells it, and it is not among the inputs", asked);
    return;
  }
  outcome.verdict = Verdict::error;
  outcome.error_code = hive::name_of(seen.error ? seen.error->code : hive::ErrorCode::corrupt);
  outcome.actual = fmt::format("the file {} could not be read: {}", asked,
                               seen.error ? seen.error->message : "two files differ in the case of their names only");
  if (seen.error && !seen.error->found.empty()) outcome.actual += " (" + hive::printable(seen.error->found) + ")";
}

void set_broken(Outcome& outcome, hive::Lookup& seen, hive::Error error) {
  seen.presence = hive::Presence::unreadable;
  seen.error = std::move(error);
  if (seen.error->where.path.empty()) seen.error->where.path = seen.file->path;
  set_unread_file(outcome, seen);
}

/// Whether the file beside it says that IIS reads another one; false: it was told into `outcome`.
bool is_in_force(Outcome& outcome, const hive::Installation& installation) {
  Opened opened = open_config(kRedirection, installation);
  bool in_force = opened.seen.presence == hive::Presence::absent;
  if (opened.source != nullptr) {
    const auto redirected = hive::is_redirected(*opened.source);
    if (!redirected) {
      set_broken(outcome, opened.seen, redirected.error());
    } else if (*redirected) {
      outcome.error_code = "unknown_fact";
      outcome.actual = fmt::format("{} sends IIS to a configuration that is somewhere else",
                                   hive::printable(opened.seen.file->asked));
    } else {
      in_force = true;
    }
  } else if (!in_force) {
    set_unread_file(outcome, opened.seen);
  }
  outcome.evidence.push_back(share(std::move(opened.seen)));
  return in_force;
}

std::string shown(const hive::SiteBinding& binding) {
  constexpr std::size_t kShownBytes = 80;
  return fmt::format("{} of {} has sslFlags {}", hive::printable_cut(binding.information, kShownBytes),
                     hive::printable_cut(binding.site, kShownBytes), binding.ssl_flags);
}

bool is_met(const rules::SitesCheck& check, const hive::SiteBinding& binding) {
  hive::Value flags;
  flags.type = hive::ValueType::dword;
  for (unsigned shift = 0; shift < 32; shift += 8) flags.data.push_back(std::byte(binding.ssl_flags >> shift & 0xFFU));
  const auto met = rules::met(check.expectation, hive::ValueType::dword, flags);
  return met && *met;
}

void judge_bindings(Outcome& outcome, const rules::SitesCheck& check, const std::vector<hive::SiteBinding>& bindings) {
  std::vector<std::string> wrong;
  std::vector<std::string> all_wrong;
  for (const hive::SiteBinding& binding : bindings) {
    if (is_met(check, binding)) continue;
    if (wrong.size() < kShownBindings) wrong.push_back(shown(binding));
    all_wrong.push_back(fmt::format("{}\x1f{}\x1f{}", binding.site, binding.information, binding.ssl_flags));
  }
  const std::size_t count = all_wrong.size();
  if (count > 0) {
    // The file is the evidence, and its data is not shown: names are cut, and of many bindings a few are told.
    const std::uint64_t left_out = count - wrong.size();
    add(outcome.cut, {.left_out = left_out, .digests = {digest_of(std::move(all_wrong))}});
  }
  if (bindings.empty()) {
    outcome.verdict = verdict_of(check.none);
    outcome.actual = "no site of IIS has an HTTPS binding";
  } else if (count > 0) {
    outcome.verdict = Verdict::fail;
    outcome.actual = fmt::format("{}", fmt::join(wrong, "; "));
    if (count > wrong.size()) outcome.actual += fmt::format("; and {} more", count - wrong.size());
  } else {
    outcome.verdict = Verdict::pass;
    outcome.actual = bindings.size() == 1
                         ? shown(bindings.front())
                         : fmt::format("{}, and so have {} more", shown(bindings.front()), bindings.size() - 1);
  }
}

}  // namespace

Outcome check_sites(const rules::SitesCheck& check, const Judged& judged) {
  Outcome outcome;
  outcome.expected =
      fmt::format("sslFlags of every HTTPS binding {}", rules::to_text(check.expectation, hive::ValueType::dword));
  Opened opened = open_config(kSites, judged.installation);
  if (opened.seen.presence == hive::Presence::absent) {
    outcome.verdict = verdict_of(check.none);
    outcome.actual = "IIS has no configuration here";
  } else if (opened.source == nullptr) {
    set_unread_file(outcome, opened.seen);
  } else if (is_in_force(outcome, judged.installation)) {
    const auto bindings = hive::read_https_bindings(*opened.source);
    if (bindings) {
      judge_bindings(outcome, check, *bindings);
    } else {
      set_broken(outcome, opened.seen, bindings.error());
    }
  }
  outcome.evidence.insert(outcome.evidence.begin(), share(std::move(opened.seen)));
  return outcome;
}

}  // namespace audit
