#include "hive/input.h"

#include <fmt/format.h>

#include <utility>

#include "hive/containers.h"
#include "hive/input_parts.h"
#include "hive/overlay.h"
#include "hive/upcase.h"

namespace hive {
namespace {

namespace fs = std::filesystem;

std::vector<FoundPath> neighbours_of(const FoundPath& file, const FoundPath& folder, std::vector<Note>& notes) {
  FolderListing listing = list_folder(folder);
  if (listing.error) {
    notes.push_back(Note{"logs-not-searched", fmt::format("transaction logs beside {} may have been missed: {}",
                                                          file.shown, listing.error->found)});
  }
  return std::move(listing.entries);
}

/// An installation of one hive.
void take_alone(FoundHive hive, const std::string& label, const std::string& origin, Input& input) {
  if (hive.file.hive == nullptr) {
    for (Error& error : hive.file.errors) input.errors.push_back(std::move(error));
    return;
  }
  Installation installation;
  installation.label = label;
  installation.origin = origin;
  std::vector<FoundHive> hives;
  hives.push_back(std::move(hive));
  assemble(installation, std::move(hives));
  input.installations.push_back(std::move(installation));
}

void open_single_hive(const FoundPath& file, const OpenOptions& options, Input& input) {
  const FileSight sight = look_at(file);
  if (sight.look == FileLook::text) return open_single_text(file, options, input);
  const FoundPath folder = parent_of(file);
  std::vector<HiveLog> logs;
  if (sight.look == FileLook::hive || sight.has_bins) {
    logs = logs_beside(file, neighbours_of(file, folder, input.notes), folder.real, input.notes);
  }
  if (!may_be_hive(sight, logs)) {
    input.errors.push_back(not_a_hive(file, sight));
    return;
  }
  input.kind = InputKind::hive;
  FoundHive hive = open_hive(file, std::move(logs), options.logs);
  name_user(hive, file.name, folder.name);
  take_alone(std::move(hive), file.name, input.path, input);
}

/// A fragment of a hive may say too little about itself: then its name decides, which only we have given.
HiveRole role_of_fragment(const MemoryHive& hive) {
  if (!hive.user.empty()) return HiveRole::user;
  const std::string name = fs::path(hive.name).filename().string();
  if (equal_names(name, "SYSTEM")) return HiveRole::system;
  if (equal_names(name, "SOFTWARE")) return HiveRole::software;
  return HiveRole::other;
}

}  // namespace

std::string_view name_of(InputKind kind) {
  switch (kind) {
    case InputKind::hive:
      return "hive";
    case InputKind::reg_text:
      return "reg-text";
    case InputKind::tree:
      return "tree";
    case InputKind::folder:
      return "folder";
    case InputKind::wim:
      return "wim";
    case InputKind::disk:
      return "disk";
    case InputKind::iso:
      return "iso";
    case InputKind::archive:
      return "archive";
    case InputKind::unknown:
      break;
  }
  return "unknown";
}

Input open_input(const std::string& path, const OpenOptions& options) {
  std::vector<Installation> installations;
  Input input = open_input(path, options, [&](Installation&& one) { installations.push_back(std::move(one)); });
  input.installations = std::move(installations);
  return input;
}

void Delivery::hand_out(Input& input) {
  for (Installation& installation : input.installations) {
    installation.label = unique_label(installation.label, labels_);
    if (!options_.overlay.empty()) lay_over(options_, installation);
    ++count_;
    take_(std::move(installation));
  }
  input.installations.clear();
}

Input open_input(const std::string& path, const OpenOptions& options, const TakeInstallation& take) {
  Input input;
  Delivery delivery(options, take);
  input.path = path;
  Error error;
  const auto found = find_input(path, error);
  if (!found) {
    input.errors.push_back(std::move(error));
    return input;
  }
  switch (found->kind) {
    case FoundPath::Kind::folder:
      if (open_tree(*found, options, input) || open_collection(*found, options, input)) break;
      input.errors.clear();  // the search for exports meets it again
      input.notes.clear();
      open_folder(*found, options, input);
      break;
    case FoundPath::Kind::file:
      if (!open_container(*found, options, input, delivery)) open_single_hive(*found, options, input);
      break;
    case FoundPath::Kind::link:
    case FoundPath::Kind::odd:
      input.errors.push_back(path_error(ErrorCode::io, "neither a file nor a folder", "a regular file or a folder",
                                        std::string(odd_kind(found->real)), path));
      break;
  }
  delivery.hand_out(input);
  return input;
}

void open_profile(const FoundPath& file, const std::string& label, const OpenOptions& options, Input& input) {
  const FileSight sight = look_at(file);
  const FoundPath folder = parent_of(file);
  std::vector<HiveLog> logs = logs_beside(file, neighbours_of(file, folder, input.notes), folder.real, input.notes);
  if (!may_be_hive(sight, logs)) return input.errors.push_back(not_a_hive(file, sight));
  FoundHive hive = open_hive(file, std::move(logs), options.logs);
  name_user(hive, file.name, folder.name);
  take_alone(std::move(hive), label.empty() ? file.name : label, folder.shown, input);
}

bool is_container(const std::string& path) {
  Error error;
  const auto found = find_input(path, error);
  if (!found || found->kind != FoundPath::Kind::file) return false;
  const auto source = open_found(*found);
  return source && find_container_format(**source) != nullptr;
}

Installation installation_from_memory(std::string label, std::vector<MemoryHive> hives) {
  Installation installation;
  installation.origin = label;
  installation.label = std::move(label);
  std::vector<FoundHive> found;
  for (MemoryHive& memory : hives) {
    FoundHive& hive = found.emplace_back(open_hive(open_memory(std::move(memory.bytes)), memory.name));
    if (hive.file.hive != nullptr && hive.file.role == HiveRole::other) hive.file.role = role_of_fragment(memory);
    if (hive.file.role != HiveRole::user) continue;
    const std::string user = memory.user.empty() ? "NTUSER" : memory.user;
    hive.scope = equal_names(user, "default-user") ? "default-user" : scope_of_user(user);
    hive.file.user = user;
    if (hive.scope == "LocalSystem") hive.file.role = HiveRole::default_profile;
  }
  assemble(installation, std::move(found));
  return installation;
}

const std::vector<Format>& formats() {
  static const std::vector<Format> kFormats = [] {
    std::vector<Format> all{
        {"hive", "one registry hive file (regf 1.3 to 1.6), with its transaction logs beside it", {}, true},
        {"reg-text",
         "a .reg export: version 5.00 in UTF-16 or UTF-8, REGEDIT4 in any of the usual code pages",
         {},
         true},
        {"tree", "a mounted Windows: Windows/System32/config, Users, ServiceProfiles, Windows.old", {}, true},
        {"folder",
         "a folder of exported hives and .reg files, any names, judged as one machine with several users",
         {},
         true},
    };
    for (const ContainerFormat& format : container_formats()) {
      std::string reader = format.reader();
      const bool is_readable = !reader.empty();
      all.push_back({format.name, format.description, std::move(reader), is_readable});
    }
    return all;
  }();
  return kFormats;
}

}  // namespace hive
