#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <iterator>
#include <map>
#include <utility>

#include "hive/containers.h"
#include "hive/image_turns.h"
#include "hive/input_parts.h"
#include "hive/limits.h"
#include "hive/upcase.h"
#include "hive/utf16.h"

namespace hive {
namespace {

using Path = std::array<std::string_view, 4>;  // from the root of a tree; empty names end it

/// Containers inside a tree that hold a Windows of their own (images.md 4.2).
constexpr std::array<Path, 14> kNested{{
    {"sources", "install.wim"},
    {"sources", "install.esd"},
    {"sources", "install.swm"},
    {"sources", "boot.wim"},
    {"x64", "sources", "install.wim"},
    {"x64", "sources", "install.esd"},
    {"x64", "sources", "install.swm"},
    {"x64", "sources", "boot.wim"},
    {"x86", "sources", "install.wim"},
    {"x86", "sources", "install.esd"},
    {"x86", "sources", "install.swm"},
    {"x86", "sources", "boot.wim"},
    {"Recovery", "WindowsRE", "Winre.wim"},
    {"Windows", "System32", "Recovery", "Winre.wim"},
}};

/// Where collections of triage tools keep the files of a drive (images.md 5: KAPE, Velociraptor).
constexpr std::array<Path, 6> kDrives{{
    {"C"},
    {"D"},
    {"C%3A"},
    {"uploads", "auto", "C%3A"},
    {"uploads", "ntfs", "%5C%5C.%5CC%3A"},
    {"uploads", "auto", "D%3A"},
}};

/// Looks for paths below one root; each folder on the way is listed once, however many paths lead through it.
class Search {
 public:
  explicit Search(FoundPath root) : root_(std::move(root)) {}

  /// The entries of this path, in any case; more than one only when names differ in case.
  std::vector<FoundPath> find(const Path& path) {
    std::vector<FoundPath> found{root_};
    for (const std::string_view name : path) {
      if (name.empty()) break;
      std::vector<FoundPath> next;
      for (const FoundPath& folder : found) {
        if (folder.kind != FoundPath::Kind::folder) continue;
        std::ranges::copy_if(entries_of(folder), std::back_inserter(next),
                             [&](const FoundPath& entry) { return equal_names(entry.name, name); });
      }
      found = std::move(next);
    }
    return found;
  }

  /// What could not be listed, or not whole: something that was looked for may lie there.
  const std::vector<Error>& errors() const { return errors_; }

 private:
  const std::vector<FoundPath>& entries_of(const FoundPath& folder) {
    const auto [at, is_new] = listed_.try_emplace(folder.real);
    if (is_new) {
      FolderListing listing = list_folder(folder);
      at->second = std::move(listing.entries);
      if (listing.error) errors_.push_back(*std::move(listing.error));
    }
    return at->second;
  }

  FoundPath root_;
  std::map<std::filesystem::path, std::vector<FoundPath>> listed_;
  std::vector<Error> errors_;
};

void tell(const Search& search, Input& input) {
  for (const Error& error : search.errors()) tell_once(error, input);
}

class ContainerReader {
 public:
  ContainerReader(const OpenOptions& options, Input& input, Delivery& delivery, ImageTurns* turns)
      : options_(options), input_(input), delivery_(delivery), turns_(turns) {}

  /// A file inside a container whose name says that it is one.
  void read(const FoundPath& file, const std::string& label, std::size_t depth) {
    if (depth > limits::kMaxNesting) {
      input_.errors.push_back(path_error(ErrorCode::limit_exceeded, "containers are nested too deeply",
                                         fmt::format("at most {} in each other", limits::kMaxNesting), "more",
                                         file.shown));
      return;
    }
    auto opened = open_found(file);
    if (!opened) return input_.errors.push_back(opened.error());
    const std::shared_ptr<const ByteSource> source = std::move(*opened);
    const ContainerFormat* format = find_container_format(*source);
    if (format == nullptr) {
      input_.errors.push_back(path_error(ErrorCode::corrupt, "this should have been an image and is none",
                                         "a WIM, as its name says", "something else", file.shown));
      return;
    }
    read_parts(file, source, *format, label, depth);
  }

  void read_parts(const FoundPath& file, const std::shared_ptr<const ByteSource>& source, const ContainerFormat& format,
                  const std::string& label, std::size_t depth) {
    OpenedContainer container = format.open(source, file);
    for (Note& note : container.notes) input_.notes.push_back(std::move(note));
    for (Error& error : container.errors) {
      error.where.path = error.where.path.empty() ? file.shown : fmt::format("{}[{}]", file.shown, error.where.path);
      input_.errors.push_back(std::move(error));
    }
    parts_ += container.others;
    const auto open_and_read = [&](ContainerPart& part) {
      ++parts_;
      const std::string shown = part.name.empty() ? file.shown : fmt::format("{}[{}]", file.shown, part.name);
      auto tree = part.open();
      part.open = nullptr;  // a tree ends with its installations, before the next one is opened
      if (tree) return read_part(root_of(std::move(*tree), shown), file, label, part, format.kind, depth);
      Error error = tree.error();
      error.where.path = shown;
      input_.errors.push_back(std::move(error));
    };
    const auto read_all = [&] { std::ranges::for_each(container.parts, open_and_read); };
    const bool by_turns = turns_ != nullptr && !turns_->in_image() && format.kind == InputKind::wim;
    if (!by_turns) return read_all();
    if (!container.parts_stand_alone) return turns_->next_image(read_all);
    for (ContainerPart& part : container.parts) turns_->next_image([&] { open_and_read(part); });
  }

  /// A container without a Windows is never clean, whether something stood in the way or nothing was there.
  void finish(const FoundPath& file) {
    if (delivery_.count() > 0 || !input_.errors.empty()) return;
    input_.errors.push_back(path_error(ErrorCode::corrupt, "no Windows found in this container",
                                       "at least one folder with System32/config",
                                       fmt::format("{} volumes or images without one", parts_), file.shown));
  }

 private:
  void read_part(FoundPath root, const FoundPath& file, const std::string& label, const ContainerPart& part,
                 InputKind kind, std::size_t depth) {
    const std::string own = label.empty() || part.name.empty() ? label + part.name : label + "-" + part.name;
    root.name = own.empty() ? file.name : own;
    bool found = open_tree(root, options_, input_) || open_collection(root, options_, input_);
    for (Installation& installation : input_.installations) compare_claim(part, installation);
    delivery_.hand_out(input_);
    bool nested = false;
    Search search(root);
    for (const Path& path : kNested) {
      for (const FoundPath& image : search.find(path)) {
        nested = true;
        read(image, own.empty() ? image.name : own + "-" + image.name, depth + 1);
      }
    }
    if (!found && !nested) found = read_loose_hives(root, search, kind);
    tell(search, input_);
    if (!found && !nested) input_.notes.push_back(Note{"no-windows", fmt::format("{} holds no Windows", root.shown)});
  }

  /// Hives without a Windows around them: profile disks (FSLogix, user profile disks), layers of containers, archives
  /// of exports (images.md 4.2).
  bool read_loose_hives(const FoundPath& root, Search& search, InputKind kind) {
    for (const Path& path : {Path{"NTUSER.DAT"}, Path{"Profile", "NTUSER.DAT"}}) {
      for (const FoundPath& hive : search.find(path)) open_profile(hive, root.name, options_, input_);
    }
    for (const FoundPath& layer : search.find({"Hives"})) open_folder(layer, options_, input_);
    if (input_.installations.empty() && kind == InputKind::archive) open_folder(root, options_, input_);
    const bool found = !input_.installations.empty();
    delivery_.hand_out(input_);
    return found;
  }

  /// What tools wrote into the container is copied and edited (images.md 1.6); the hive says what it is.
  static void compare_claim(const ContainerPart& part, Installation& installation) {
    if (part.claim.empty()) return;
    installation.notes.push_back(Note{"image-claim", fmt::format("the image says that it is {}", part.claim)});
    const RegistryPath version{Root::hklm, {"SOFTWARE", "Microsoft", "Windows NT", "CurrentVersion"}};
    const Lookup found = installation.registry.find_value(version, "CurrentBuildNumber");
    const auto build = found.value ? read_string(*found.value) : Result<std::string>(Error{});
    if (!part.claimed_build || !build || *build == std::to_string(*part.claimed_build)) return;
    installation.notes.push_back(Note{
        "image-claim-differs", fmt::format("the image says build {}, its SOFTWARE hive says {}: the hive is judged",
                                           *part.claimed_build, printable(*build))});
  }

  const OpenOptions& options_;
  Input& input_;  ///< holds no installations between two parts: they were handed out
  Delivery& delivery_;
  ImageTurns* turns_;  ///< null: everything is read
  std::size_t parts_ = 0;
};

}  // namespace

bool open_collection(const FoundPath& root, const OpenOptions& options, Input& input) {
  bool found = false;
  Search search(root);
  for (const Path& path : kDrives) {
    for (FoundPath& drive : search.find(path)) {
      if (drive.kind != FoundPath::Kind::folder) continue;
      if (!root.name.empty()) drive.name = root.name + "-" + drive.name;
      if (open_tree(drive, options, input)) found = true;
    }
  }
  tell(search, input);
  return found;
}

bool open_container(const FoundPath& file, const OpenOptions& options, Input& input, Delivery& delivery,
                    ImageTurns* turns) {
  auto opened = open_found(file);
  if (!opened) return false;
  const std::shared_ptr<const ByteSource> source = std::move(*opened);
  const ContainerFormat* format = find_container_format(*source);
  if (format == nullptr) return false;
  ContainerReader reader(options, input, delivery, turns);
  reader.read_parts(file, source, *format, "", 1);
  if (turns == nullptr) reader.finish(file);
  input.kind = format->kind;
  return true;
}

}  // namespace hive
