#include <algorithm>
#include <filesystem>
#include <iterator>
#include <set>

#include "audit/html_files.h"
#include "audit/report_id.h"
#include "audit/safe_text.h"
#include "audit/sinks.h"

namespace audit {
namespace {

/// Of a target's part of a file name: file systems take 255 bytes, and the rest of the name needs its room.
constexpr std::size_t kNameBytes = 100;

std::string cut_name(std::string name) {
  if (name.size() <= kNameBytes) return name;
  std::size_t end = kNameBytes;
  while (end > 0 && (static_cast<unsigned char>(name[end]) & 0xC0) == 0x80) --end;  // never inside a character
  return name.substr(0, end);
}

std::string lower(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return text;
}

/// A file name as a relative address: everything but what needs no escape is escaped.
std::string address_of(const std::string& name) {
  std::string out;
  for (const char c : name) {
    const bool plain =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
    if (plain)
      out += c;
    else
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

}  // namespace

std::size_t finding_count(const Report& report) {
  std::size_t count = 0;
  for (const Chosen& chosen : installations_of(report)) count += chosen.installation->findings.size();
  return count;
}

std::vector<std::string> page_names(const Report& report, const std::string& file) {
  const std::filesystem::path front(file);
  std::set<std::string> taken = {lower(front.filename().string())};
  std::vector<std::string> names;
  for (const TargetRow& target : report.targets) {
    const std::string wanted = front.stem().string() + "-" + cut_name(slug(target.name));
    std::string name = wanted + ".html";
    for (int number = 2; !taken.insert(lower(name)).second; ++number) name = fmt::format("{}-{}.html", wanted, number);
    names.push_back(name);
  }
  return names;
}

bool html_needs_files(const Report& report) { return finding_count(report) > kFindingsOnOnePage; }

bool write_html_files(const Report& report, const std::string& file, const PutFile& put) {
  const std::vector<std::string> names = page_names(report, file);
  const std::filesystem::path front(file);
  Anchors anchors(report);
  std::map<const TargetRow*, std::string> pages;
  for (std::size_t i = 0; i < names.size(); ++i) pages[&report.targets[i]] = address_of(names[i]);
  anchors.spread(address_of(front.filename().string()), std::move(pages));
  const std::vector<Chosen> windows = installations_of(report);
  const std::string id = report_id(report);
  for (std::size_t i = 0; i < names.size(); ++i) {
    const TargetRow* target = &report.targets[i];
    anchors.enter(target);
    HtmlPage page{report, anchors, target, {}, false, id};
    std::ranges::copy_if(windows, std::back_inserter(page.windows),
                         [&](const Chosen& chosen) { return chosen.target == target; });
    if (!put((front.parent_path() / names[i]).string(), html_page(page))) return false;
  }
  anchors.enter(nullptr);
  return put(file, html_page({report, anchors, nullptr, {}, true, id}));
}

}  // namespace audit
