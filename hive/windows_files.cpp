#include "hive/windows_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "hive/upcase.h"
#include "hive/utf16.h"

namespace hive {
namespace {

FileLookup unreadable(const std::string& shown, Error error) {
  return {.presence = Presence::unreadable, .shown = shown, .error = std::move(error)};
}

/// Names that Windows reads in another way than as the name of an entry: never called absent.
std::optional<Error> odd_name(const std::string& name, const std::string& shown) {
  const bool odd = name.empty() || name.find_first_of(":/\\*?\"<>|") != std::string::npos || name.back() == '.' ||
                   name.back() == ' ';
  if (!odd) return std::nullopt;
  return path_error(ErrorCode::unsupported, "the path of a file holds a name that is not followed",
                    "plain names of folders and files", "\"" + printable(name) + "\"", shown);
}

}  // namespace

WindowsFiles::WindowsFiles(FoundPath windows, std::optional<FoundPath> drive, std::filesystem::path boundary)
    : windows_(std::move(windows)), drive_(std::move(drive)), boundary_(std::move(boundary)) {}

const FolderListing& WindowsFiles::listing_of(const FoundPath& folder) const {
  const auto known = listings_.find(folder.real);
  if (known != listings_.end()) return known->second;
  return listings_.emplace(folder.real, list_folder(folder)).first->second;
}

FileLookup WindowsFiles::look(const FoundPath& root, const std::vector<std::string>& names) const {
  FoundPath at = root;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (auto error = odd_name(names[i], at.shown)) return unreadable(at.shown, *std::move(error));
    const FolderListing& listing = listing_of(at);
    std::vector<FoundPath> found;
    std::ranges::copy_if(listing.entries, std::back_inserter(found),
                         [&](const FoundPath& entry) { return equal_names(entry.name, names[i]); });
    if (found.size() > 1) {
      FileLookup twice = unreadable(
          found[0].shown, path_error(ErrorCode::unsupported, "two names differ in case only: Windows knows one",
                                     found[0].name, found[1].name, at.shown));
      twice.presence = Presence::ambiguous;
      return twice;
    }
    if (found.empty() && listing.error) return unreadable(at.shown, *listing.error);
    if (found.empty() && names[i].find('~') != std::string::npos) {
      return unreadable(at.shown, path_error(ErrorCode::unsupported, "this may be the short name of another entry",
                                             "a long name", printable(names[i]), at.shown));
    }
    if (found.empty()) return {.presence = Presence::absent, .shown = at.shown};
    if (const auto why_not = follow_link(boundary_, found[0])) {
      return unreadable(found[0].shown, path_error(ErrorCode::io, "a symbolic link on the way is not followed",
                                                   "a file inside the input", "it " + *why_not, found[0].shown));
    }
    const bool is_last = i + 1 == names.size();
    if (found[0].kind != (is_last ? FoundPath::Kind::file : FoundPath::Kind::folder)) {
      return unreadable(found[0].shown, path_error(ErrorCode::io, "this is no file or folder as the path says",
                                                   is_last ? "a file" : "a folder", "something else", found[0].shown));
    }
    at = std::move(found[0]);
  }
  if (names.empty()) return unreadable(at.shown, path_error(ErrorCode::unsupported, "no file is named", {}, {}, {}));
  return {.presence = Presence::present, .shown = at.shown, .file = at};
}

/// Both lie in System32 of every Windows; who collects hives and logs leaves them behind.
bool WindowsFiles::holds_windows() const {
  if (!holds_windows_) {
    constexpr std::array<std::string_view, 2> kFiles = {"ntdll.dll", "kernel32.dll"};
    holds_windows_ = std::ranges::all_of(kFiles, [&](std::string_view name) {
      return look(windows_, {"System32", std::string(name)}).presence == Presence::present;
    });
  }
  return *holds_windows_;
}

FileLookup WindowsFiles::find(FileRoot root, const std::vector<std::string>& names) const {
  const auto not_given = [](const std::string& shown, std::string why) {
    FileLookup answer = unreadable(shown, path_error(ErrorCode::io, std::move(why), {}, {}, shown));
    answer.not_given = true;
    return answer;
  };
  if (root == FileRoot::drive && !drive_) {
    return not_given(windows_.shown, "what lies beside the Windows folder is not among the inputs");
  }
  const FoundPath& start = root == FileRoot::drive ? *drive_ : windows_;
  FileLookup answer = look(start, names);
  if (answer.presence != Presence::absent) return answer;
  if (!holds_windows()) return not_given(answer.shown, "the input holds no whole Windows: a file may be left out");
  // Program Files may lie elsewhere than Windows; without the first folder of the path nothing of it was given.
  if (names.size() > 1 && answer.shown == start.shown) {
    return not_given(answer.shown, fmt::format("the folder {} is not among the inputs", printable(names.front())));
  }
  return answer;
}

}  // namespace hive
