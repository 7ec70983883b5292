#include "tests/audit/mutant_site.h"

#include "rules/text.h"

namespace hiveaudit_tests {
namespace {

std::string number_text(std::uint64_t number, const std::string& like) {
  return like.starts_with("0x") || like.starts_with("0X") ? fmt::format("0x{:X}", number) : std::to_string(number);
}

}  // namespace

void fewer_words(Site& site, const char* attribute, char separator) {
  const std::vector<std::string> words = rules::split(site.get(attribute), separator);
  if (words.size() < 2) return;
  for (const std::size_t left_out : {std::size_t{0}, words.size() - 1}) {
    std::vector<std::string> rest = words;
    rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(left_out));
    site.set(attribute, rules::joined(rest, std::string(1, separator)));
  }
}

void off_by_one(Site& site, const char* attribute) {
  const std::string text = site.get(attribute);
  const auto number = rules::parse_number(text);
  if (!number) return;
  site.set(attribute, number_text(*number + 1, text));
  if (*number > 0) site.set(attribute, number_text(*number - 1, text));
}

void last_part_off_by_one(Site& site, const char* attribute) {
  const std::string text = site.get(attribute);
  const std::size_t dot = text.rfind('.');
  const std::size_t begin = dot == std::string::npos ? 0 : dot + 1;
  const auto number = rules::parse_number(std::string_view(text).substr(begin));
  if (!number) return;
  site.set(attribute, text.substr(0, begin) + std::to_string(*number + 1));
  if (*number > 0) site.set(attribute, text.substr(0, begin) + std::to_string(*number - 1));
}

void other_bits(Site& site, const char* attribute) {
  const std::string text = site.get(attribute);
  const auto mask = rules::parse_number(text);
  if (!mask) return;
  for (const std::uint64_t bit : {0x08U, 0x20U, 0x80U, 0x200U, 0x800U, 0x2000U}) {
    if ((*mask & bit) != 0 && *mask != bit) site.set(attribute, number_text(*mask & ~bit, text));
  }
  site.set(attribute, number_text((*mask << 1U) & 0xFFFFFFFFU, text));
}

void operators(Site& site) {
  if (site.has("equals")) site.rename("equals", "not-equals");
  if (site.has("not-equals")) site.rename("not-equals", "equals");
  if (site.has("at-least")) site.rename("at-least", "at-most");
  if (site.has("at-most")) site.rename("at-most", "at-least");
  if (site.has("bits-set")) site.rename("bits-set", "bits-clear");
  if (site.has("bits-clear")) site.rename("bits-clear", "bits-set");
  off_by_one(site, "at-least");
  off_by_one(site, "at-most");
  other_bits(site, "bits-set");
  other_bits(site, "bits-clear");
  last_part_off_by_one(site, "version-at-least");
  fewer_words(site, "one-of", '|');
  if (site.has("contains-item")) site.set("contains-item", site.get("contains-item") + "x");
  if (site.has("matches")) site.set("matches", ".");
}

Builds builds_of(std::string_view text) {
  Builds builds;
  const std::size_t dash = text.find('-');
  if (dash == std::string_view::npos) {
    builds.low = builds.high = rules::parse_number(text).value_or(0);
    return builds;
  }
  if (dash > 0) builds.low = rules::parse_number(text.substr(0, dash)).value_or(0);
  if (dash + 1 < text.size()) builds.high = rules::parse_number(text.substr(dash + 1)).value_or(0);
  return builds;
}

std::vector<std::string> neighbours(const std::string& builds) {
  std::vector<std::string> found;
  const std::size_t dash = builds.find('-');
  const auto shift = [&](std::string_view part, int by) {
    return std::to_string(*rules::parse_number(part) + static_cast<std::uint64_t>(by));
  };
  const std::string_view low = std::string_view(builds).substr(0, dash);
  if (!low.empty()) {
    const std::string rest = dash == std::string::npos ? "" : builds.substr(dash);
    for (const int by : {1, -1}) found.push_back(shift(low, by) + rest);
  }
  if (dash == std::string::npos || dash + 1 == builds.size()) return found;
  const std::string_view high = std::string_view(builds).substr(dash + 1);
  for (const int by : {1, -1}) found.push_back(builds.substr(0, dash + 1) + shift(high, by));
  return found;
}

void machines(Site& site) {
  if (site.has("builds")) {
    for (const std::string& other : neighbours(site.get("builds"))) site.set("builds", other);
  }
  if (site.has("type")) site.set("type", site.get("type") == "client" ? "server" : "client");
  if (site.has("arch")) site.set("arch", site.get("arch") == "x86" ? "64" : "x86");
}

}  // namespace hiveaudit_tests
