#include "audit/cut.h"

#include <algorithm>
#include <iterator>
#include <span>
#include <utility>

#include "hive/sha256.h"

namespace audit {
namespace {

/// The size stands before the part: no two lists of parts are one text.
void add_part(std::string& text, std::string_view part) {
  text += std::to_string(part.size());
  text += ':';
  text += part;
}

std::string digest_of_text(const std::string& text) { return hive::sha256_hex(std::as_bytes(std::span(text))); }

std::string digest_of_look_up(const hive::Lookup& seen) {
  std::string text;
  add_part(text, hive::to_text(seen.path));
  add_part(text, seen.value_name ? "=" + *seen.value_name : "");
  add_part(text, hive::name_of(seen.presence));
  add_part(text, seen.hive_absent ? "not given" : "");
  add_part(text, seen.error ? hive::name_of(seen.error->code) : "");
  add_part(text, seen.line_key);
  add_part(text, seen.line_text);
  add_part(text, seen.file ? seen.file->asked : "");
  add_part(text, seen.file ? seen.file->version : "");
  if (seen.value) {
    add_part(text, hive::name_of(seen.value->type));
    add_part(text, seen.value->complete ? "" : "incomplete");
    add_part(text, hive::sha256_hex(std::span(seen.value->data)));
  }
  return digest_of_text(text);
}

}  // namespace

std::string digest_of(std::vector<std::string> phrases) {
  std::ranges::sort(phrases);
  phrases.erase(std::unique(phrases.begin(), phrases.end()), phrases.end());
  std::string text;
  for (const std::string& phrase : phrases) add_part(text, phrase);
  return digest_of_text(text);
}

std::string digest_of(const Evidence& evidence) {
  std::vector<std::string> digests;
  digests.reserve(evidence.size());
  for (const SharedLookup& seen : evidence) digests.push_back(digest_of_look_up(*seen));
  return digest_of(std::move(digests));
}

void add(Cut& cut, Cut more) {
  cut.left_out += more.left_out;
  cut.unknown = cut.unknown || more.unknown;
  std::ranges::move(more.digests, std::back_inserter(cut.digests));
}

std::optional<std::string> observed(const Cut& cut) {
  if (cut.unknown || cut.digests.empty()) return std::nullopt;
  return digest_of(cut.digests);
}

}  // namespace audit
