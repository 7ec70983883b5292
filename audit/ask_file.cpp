// Facts that the version of a file tells.

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "audit/collect_facts.h"
#include "hive/found_path.h"
#include "hive/pe_version.h"
#include "hive/upcase.h"
#include "hive/utf16.h"

namespace audit {
namespace {

/// Folders that a registry places: the variable, its value below CurrentVersion, and what 32-bit programs read.
struct KnownFolder {
  std::string_view variable;
  std::string_view value;
  std::string_view value_of_wow64;
};
constexpr std::array kKnownFolders = {
    KnownFolder{"%ProgramFiles%", "ProgramFilesDir", "ProgramFilesDir (x86)"},
    KnownFolder{"%ProgramFiles(x86)%", "ProgramFilesDir (x86)", "ProgramFilesDir (x86)"},
    KnownFolder{"%CommonProgramFiles%", "CommonFilesDir", "CommonFilesDir (x86)"},
    KnownFolder{"%CommonProgramFiles(x86)%", "CommonFilesDir (x86)", "CommonFilesDir (x86)"},
};

std::vector<std::string> names_of(std::string_view path) {
  std::vector<std::string> names;
  for (std::size_t at = 0; at <= path.size();) {
    const std::size_t end = std::min(path.find('\\', at), path.size());
    if (end > at) names.emplace_back(path.substr(at, end - at));
    at = end + 1;
  }
  return names;
}

/// Cuts `word` and the backslash behind it from the front of `path`, without case.
bool take(std::string_view& path, std::string_view word) {
  if (path.size() <= word.size() || path[word.size()] != '\\' ||
      !hive::equal_names(path.substr(0, word.size()), word)) {
    return false;
  }
  path.remove_prefix(word.size() + 1);
  return true;
}

Told no_answer(Told::Is is, std::string why) {
  Told told;
  told.is = is;
  told.why = std::move(why);
  return told;
}

/// Where to look, or the answer when there is no such place.
struct Place {
  hive::FileRoot root = hive::FileRoot::windows;
  std::vector<std::string> names;
};

class Question {
 public:
  Question(const rules::FilePlace& file, const hive::Installation& installation, AskedOnce& asked)
      : file_(file), installation_(installation), asked_(asked) {}

  Told answer() {
    path_ = file_.path;
    if (path_.empty()) {
      Told named = read(file_.wow6432 ? hive::wow6432_view(file_.key) : file_.key, file_.name);
      if (named.is != Told::Is::known) return named;
      path_ = std::move(named.value);
      while (path_.ends_with('\\')) path_.pop_back();
      if (!file_.append.empty()) path_ += "\\" + file_.append;
    }
    return from(look());
  }

 private:
  Told read(const hive::RegistryPath& key, std::string_view name) const {
    rules::FactPlace place;
    place.name = name;
    return tell(place, asked_.find_value(key, place.name));
  }

  Told read_version_key(std::vector<std::string> below, std::string_view name) const {
    std::vector<std::string> key = {"SOFTWARE", "Microsoft"};
    key.insert(key.end(), below.begin(), below.end());
    key.emplace_back("CurrentVersion");
    return read({hive::Root::hklm, std::move(key)}, name);
  }

  /// The file's name stands with the answer.
  Told from(Told told) const {
    // A look-up of the registry on the way to the path stays the evidence.
    if (told.seen && !told.seen->file && told.seen->value_name) return told;
    hive::Lookup seen = told.seen ? *told.seen : hive::Lookup{};
    if (!seen.file) seen.file.emplace();
    seen.file->asked = path_;
    told.seen = share(std::move(seen));
    return told;
  }

  Told look() const {
    for (const hive::StatedFile& stated : installation_.stated_files) {
      if (hive::equal_names(stated.path, path_)) return stated_answer(stated);
    }
    if (installation_.files == nullptr) return no_files();
    Place place;
    if (auto why_not = find_place(place)) {
      // A copy of hives in their folders: it may lack what would tell the place, and lacks the file anyway.
      return installation_.files->holds_windows() ? *std::move(why_not) : no_files();
    }
    return look_at(place);
  }

  Told no_files() const {
    Told told = no_answer(
        Told::Is::hive_absent,
        fmt::format("the version of the file {} tells it, and no files are among the inputs", hive::printable(path_)));
    hive::Lookup seen;
    seen.hive_absent = true;
    seen.file.emplace();
    told.seen = share(std::move(seen));
    return told;
  }

  static Told stated_answer(const hive::StatedFile& stated) {
    Told told;
    told.is = stated.version ? Told::Is::known : Told::Is::absent;
    told.value = stated.version.value_or("");
    hive::Lookup seen;
    seen.presence = stated.version ? hive::Presence::present : hive::Presence::absent;
    seen.file = hive::SeenFile{{}, {}, told.value, {}};
    told.seen = share(std::move(seen));
    return told;
  }

  /// From a path as Windows knows it to a place in the input.
  std::optional<Told> find_place(Place& place) const {
    std::string_view rest = path_;
    if (take(rest, "%SystemRoot%") || take(rest, "%windir%")) {
      place.names = names_of(rest);
      return std::nullopt;
    }
    std::string expanded;
    for (const KnownFolder& folder : kKnownFolders) {
      if (!take(rest, folder.variable)) continue;
      Told where = read_version_key({"Windows"}, file_.wow6432 ? folder.value_of_wow64 : folder.value);
      if (where.is == Told::Is::known) {
        expanded = where.value + "\\" + std::string(rest);
        break;
      }
      // 32-bit Windows has no second folder; every Windows has the first.
      if (where.is == Told::Is::absent && !folder.variable.ends_with("(x86)%")) {
        where.is = Told::Is::unreadable;
        where.why = fmt::format("nothing says where {} lies", folder.variable);
      }
      return where;
    }
    return place_on_drive(expanded.empty() ? path_ : expanded, place);
  }

  /// A path with a drive: what lies beside the Windows folder is here, as far as it is on the same drive.
  std::optional<Told> place_on_drive(const std::string& path, Place& place) const {
    const bool has_drive = path.size() > 3 && path[1] == ':' && path[2] == '\\';
    if (!has_drive) {
      return no_answer(Told::Is::unreadable, fmt::format("the path {} names no drive", hive::printable(path)));
    }
    Told system = read_version_key({"Windows NT"}, "SystemRoot");
    if (system.is == Told::Is::absent) {
      system.is = Told::Is::unreadable;
      system.why = "nothing says on which drive Windows lies";
    }
    if (system.is != Told::Is::known) return system;
    const std::vector<std::string> windows = names_of(system.value);
    const std::vector<std::string> wanted = names_of(path);
    const auto [own, other] = std::mismatch(windows.begin(), windows.end(), wanted.begin(), wanted.end(),
                                            [](const auto& a, const auto& b) { return hive::equal_names(a, b); });
    if (own == windows.end()) {
      place.names.assign(other, wanted.end());
      return std::nullopt;
    }
    // The folder that holds Windows is the drive of the input.
    if (windows.size() > 1 && own == std::prev(windows.end())) {
      place.root = hive::FileRoot::drive;
      place.names.assign(other, wanted.end());
      return std::nullopt;
    }
    return no_answer(Told::Is::hive_absent,
                     fmt::format("the file {} lies on another drive than Windows, which is not among the inputs",
                                 hive::printable(path)));
  }

  Told look_at(const Place& place) const {
    const hive::FileLookup found = installation_.files->find(place.root, place.names);
    hive::Lookup seen;
    seen.presence = found.presence;
    seen.file = hive::SeenFile{{}, found.shown, {}, {}};
    seen.error = found.error;
    Told told = tell_file(found, seen);
    told.seen = share(std::move(seen));
    return told;
  }

  /// `seen` learns of the version, or why there is none.
  Told tell_file(const hive::FileLookup& found, hive::Lookup& seen) const {
    Told told;
    const std::string shown = hive::printable(path_);
    switch (found.presence) {
      case hive::Presence::absent:
        return told;
      case hive::Presence::unreadable:
      case hive::Presence::ambiguous:
        told.is = found.not_given ? Told::Is::hive_absent : Told::Is::unreadable;
        seen.hive_absent = found.not_given;
        told.why = fmt::format("the file {} could not be looked at: {}", shown,
                               found.error ? found.error->message : "its folder is not readable");
        return told;
      case hive::Presence::present:
        break;
    }
    const auto version = version_of(found);
    if (version) {
      told.is = Told::Is::known;
      told.value = seen.file->version = to_text(*version);
      seen.file->offset = version->offset;
    } else {
      told.is = Told::Is::unreadable;
      seen.presence = hive::Presence::unreadable;
      seen.error = version.error();
      if (seen.error->where.path.empty()) seen.error->where.path = found.shown;
      told.why = fmt::format("the version of the file {} could not be read: {}", shown, version.error().message);
    }
    return told;
  }

  static hive::Result<hive::FileVersion> version_of(const hive::FileLookup& found) {
    const auto source = hive::open_found(found.file);
    if (!source) return source.error();
    return hive::read_file_version(**source);
  }

  const rules::FilePlace& file_;
  const hive::Installation& installation_;
  AskedOnce& asked_;
  std::string path_;
};

}  // namespace

Told ask_file(const rules::FilePlace& file, const hive::Installation& installation, AskedOnce& asked) {
  return Question(file, installation, asked).answer();
}

}  // namespace audit
