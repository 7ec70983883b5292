#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <set>
#include <string>
#include <utility>

#include "hive/found_text.h"
#include "hive/input_parts.h"
#include "hive/limits.h"

namespace hive {
namespace {

/// Everything met on the way through a folder of exports.
class ExportWalk {
 public:
  ExportWalk(const FoundPath& root, const OpenOptions& options, Input& input)
      : root_(root), options_(options), input_(input) {}

  void run() {
    waiting_.push_back({root_, 0});
    folders_.insert(root_.real.string());
    while (!waiting_.empty() && !full_) {
      const Waiting next = std::move(waiting_.front());
      waiting_.pop_front();
      visit(next.folder, next.depth);
    }
    tell_totals();
    if (hives_.empty() && texts_.empty()) return;
    Installation installation;
    installation.label = folder_label(root_);
    installation.origin = root_.shown;
    for (FoundHive& row : hives_of_texts(std::move(texts_), installation)) hives_.push_back(std::move(row));
    sort_hives(hives_);
    assemble(installation, std::move(hives_));
    input_.installations.push_back(std::move(installation));
  }

 private:
  struct Waiting {
    FoundPath folder;
    std::size_t depth = 0;
  };

  void visit(const FoundPath& folder, std::size_t depth) {
    FolderListing listing = list_folder(folder);
    if (listing.error) input_.errors.push_back(*listing.error);
    // What a link repeats is taken from its own place, under its own name.
    std::stable_partition(listing.entries.begin(), listing.entries.end(),
                          [](const FoundPath& entry) { return entry.kind != FoundPath::Kind::link; });
    std::vector<std::string> logs;
    std::set<std::string> paired;
    for (FoundPath entry : listing.entries) {
      if (const auto why_not = follow_link(root_.real, entry)) {
        if (is_hive_name(entry.name)) {
          input_.errors.push_back(path_error(ErrorCode::io, "a hive behind this symbolic link was not read",
                                             "a hive inside the folder", "a symbolic link that " + *why_not,
                                             entry.shown));
        } else {
          links_.push_back(fmt::format("{} {}", entry.shown, *why_not));
        }
        continue;
      }
      if (entry.kind == FoundPath::Kind::folder) {
        enter(entry, depth + 1);
      } else if (files_.insert(entry.real.string()).second) {
        if (++looked_at_ > limits::kMaxFolderFiles) return stop(folder);
        take(entry, folder, depth, listing.entries, logs, paired);
      }
    }
    for (const std::string& log : logs) {
      if (!paired.contains(log)) {
        input_.notes.push_back(Note{"log-without-hive", fmt::format("{} is a transaction log without its hive", log)});
      }
    }
  }

  void enter(const FoundPath& folder, std::size_t depth) {
    if (is_backup_name(folder.name)) {
      input_.notes.push_back(backup_note(folder));
    } else if (depth > limits::kMaxFolderDepth) {
      input_.errors.push_back(path_error(ErrorCode::limit_exceeded, "the folders are nested too deeply to be searched",
                                         fmt::format("at most {} levels", limits::kMaxFolderDepth), "more",
                                         folder.shown));
    } else if (folders_.insert(folder.real.string()).second) {
      waiting_.push_back({folder, depth});
    }
  }

  void take(const FoundPath& file, const FoundPath& folder, std::size_t depth, const std::vector<FoundPath>& neighbours,
            std::vector<std::string>& logs, std::set<std::string>& paired) {
    const FileSight sight = look_at(file);
    const bool wanted = sight.look == FileLook::hive || sight.look == FileLook::text;
    if (wanted && is_backup_name(file.name)) {
      input_.notes.push_back(backup_note(file));
    } else if (depth > limits::kMaxExportDepth) {
      if (wanted && deep_hives_++ == 0) first_deep_hive_ = file.shown;
    } else if (sight.look == FileLook::hive || sight.has_bins) {
      std::vector<HiveLog> beside = logs_beside(file, neighbours, root_.real, input_.notes);
      for (const HiveLog& log : beside) paired.insert(log.path);
      if (!may_be_hive(sight, beside)) return lose(file, sight);
      FoundHive& hive = hives_.emplace_back(open_hive(file, std::move(beside), options_.logs));
      name_user(hive, file.name, depth == 0 ? std::string() : folder.name);
    } else if (sight.look == FileLook::text) {
      take_text(file, sight, depth == 0 ? std::string() : folder.name);
    } else if (sight.look == FileLook::log) {
      logs.push_back(file.shown);
    } else if (is_hive_name(file.name) || is_text_name(file.name)) {
      lose(file, sight);
    } else if (sight.error && file.kind == FoundPath::Kind::file) {
      input_.errors.push_back(*sight.error);
    } else {
      ++other_files_;
      constexpr std::size_t kNamedFiles = 5;
      if (other_files_ <= kNamedFiles) other_names_ += (other_names_.empty() ? "" : ", ") + file.name;
    }
  }

  void take_text(const FoundPath& file, const FileSight& sight, const std::string& folder_name) {
    text_bytes_ += sight.size_bytes;
    if (text_bytes_ <= limits::kMaxRegTextBytes) {
      texts_.push_back(open_text(file, folder_name, options_.codepage));
    } else {
      input_.errors.push_back(path_error(ErrorCode::limit_exceeded, "the texts are too large to be read together",
                                         fmt::format("at most {} bytes", limits::kMaxRegTextBytes), "more",
                                         file.shown));
    }
  }

  /// A file that should have been a hive.
  void lose(const FoundPath& file, const FileSight& sight) {
    FoundHive& hive = hives_.emplace_back();
    hive.file.path = file.shown;
    hive.file.size_bytes = sight.size_bytes;
    hive.file.errors.push_back(not_a_hive(file, sight));
  }

  void stop(const FoundPath& folder) {
    full_ = true;
    input_.errors.push_back(path_error(ErrorCode::limit_exceeded, "too many files to look for hives in all of them",
                                       fmt::format("at most {} files", limits::kMaxFolderFiles), "more", folder.shown));
  }

  void tell_totals() {
    if (deep_hives_ > 0) {
      input_.errors.push_back(
          path_error(ErrorCode::limit_exceeded, "hives lie deeper than one level of subfolders and are not judged",
                     "hives in the folder or its subfolders",
                     fmt::format("{} deeper, the first is {}", deep_hives_, first_deep_hive_), root_.shown));
    }
    if (hives_.empty() && texts_.empty()) {
      input_.errors.push_back(path_error(ErrorCode::corrupt, "no Windows and no hive found in this folder",
                                         "a mounted Windows or at least one hive",
                                         fmt::format("{} files that are no hives", looked_at_), root_.shown));
    }
    constexpr std::size_t kNamedLinks = 20;
    for (std::size_t i = 0; i < std::min(links_.size(), kNamedLinks); ++i) {
      input_.notes.push_back(Note{"symlink-not-followed", links_[i]});
    }
    if (links_.size() > kNamedLinks) {
      input_.notes.push_back(Note{"symlink-not-followed", fmt::format("{} further symbolic links were not followed",
                                                                      links_.size() - kNamedLinks)});
    }
    if (other_files_ > 0) {
      input_.notes.push_back(Note{"other-files", fmt::format("{} other file{} ignored: {}", other_files_,
                                                             other_files_ == 1 ? "" : "s", other_names_)});
    }
  }

  const FoundPath& root_;
  const OpenOptions& options_;
  Input& input_;
  std::deque<Waiting> waiting_;
  std::set<std::string> folders_;
  std::set<std::string> files_;
  std::vector<FoundHive> hives_;
  std::vector<FoundText> texts_;
  std::uint64_t text_bytes_ = 0;
  std::vector<std::string> links_;
  std::size_t looked_at_ = 0;
  std::size_t other_files_ = 0;
  std::string other_names_;  ///< the first of them
  std::size_t deep_hives_ = 0;
  std::string first_deep_hive_;
  bool full_ = false;
};

}  // namespace

void open_folder(const FoundPath& root, const OpenOptions& options, Input& input) {
  input.kind = InputKind::folder;
  ExportWalk(root, options, input).run();
}

}  // namespace hive
