#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>
#include <utility>

#include "hive/containers.h"
#include "hive/input_parts.h"
#include "hive/limits.h"
#include "hive/upcase.h"

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

/// The entries of this path, in any case; more than one only when names differ in case.
std::vector<FoundPath> below(const FoundPath& root, const Path& path) {
  std::vector<FoundPath> found{root};
  for (const std::string_view name : path) {
    if (name.empty()) break;
    std::vector<FoundPath> next;
    for (const FoundPath& folder : found) {
      if (folder.kind != FoundPath::Kind::folder) continue;
      for (FoundPath& entry : list_folder(folder).entries) {
        if (equal_names(entry.name, name)) next.push_back(std::move(entry));
      }
    }
    found = std::move(next);
  }
  return found;
}

class ContainerReader {
 public:
  ContainerReader(const OpenOptions& options, Input& input) : options_(options), input_(input) {}

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
    OpenedContainer container = format->open(source, file);
    for (Note& note : container.notes) input_.notes.push_back(std::move(note));
    for (Error& error : container.errors) {
      error.where.path = error.where.path.empty() ? file.shown : fmt::format("{}[{}]", file.shown, error.where.path);
      input_.errors.push_back(std::move(error));
    }
    for (const ContainerPart& part : container.parts) {
      ++parts_;
      if (part.tree != nullptr) read_part(file, label, part, depth);
    }
  }

  /// A container without a Windows is never clean.
  void finish(const FoundPath& file) {
    if (!input_.installations.empty()) return;
    input_.errors.push_back(path_error(ErrorCode::corrupt, "no Windows found in this container",
                                       "at least one folder with System32/config",
                                       fmt::format("{} volumes or images without one", parts_), file.shown));
  }

 private:
  void read_part(const FoundPath& file, const std::string& label, const ContainerPart& part, std::size_t depth) {
    const std::string shown = part.name.empty() ? file.shown : fmt::format("{}[{}]", file.shown, part.name);
    FoundPath root = root_of(part.tree, shown);
    root.name = label.empty() || part.name.empty() ? label + part.name : label + "-" + part.name;
    const bool found = open_tree(root, options_, input_);
    bool nested = false;
    for (const Path& path : kNested) {
      for (const FoundPath& image : below(root, path)) {
        nested = true;
        read(image, root.name.empty() ? image.name : root.name + "-" + image.name, depth + 1);
      }
    }
    if (!found && !nested) input_.notes.push_back(Note{"no-windows", fmt::format("{} holds no Windows", shown)});
  }

  const OpenOptions& options_;
  Input& input_;
  std::size_t parts_ = 0;
};

}  // namespace

bool open_container(const FoundPath& file, const OpenOptions& options, Input& input) {
  const auto source = open_found(file);
  const ContainerFormat* format = source ? find_container_format(**source) : nullptr;
  if (format == nullptr) return false;
  ContainerReader reader(options, input);
  reader.read(file, "", 1);
  reader.finish(file);
  input.kind = format->kind;
  make_labels_unique(input.installations);
  return true;
}

}  // namespace hive
