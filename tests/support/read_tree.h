#pragma once
// Everything that a FileTree holds, for comparison.

#include <map>
#include <string>
#include <vector>

#include "hive/file_tree.h"
#include "hive/read_whole.h"

namespace hiveaudit_tests {

struct TreeContent {
  std::map<std::string, std::vector<std::byte>> files;
  std::vector<std::string> folders;
  std::vector<std::string> links;
  std::map<std::string, hive::Error> errors;  ///< by path of the folder or file
};

/// Folders deeper than `most_levels` are not entered.
inline TreeContent read_tree(const hive::FileTree& tree, std::size_t most_levels = 20) {
  TreeContent content;
  std::vector<std::pair<std::string, std::size_t>> waiting{{"", 0}};
  while (!waiting.empty()) {
    const auto [folder, level] = waiting.back();
    waiting.pop_back();
    const hive::TreeListing listing = tree.list(folder);
    if (listing.error) content.errors.emplace(folder, *listing.error);
    for (const hive::TreeEntry& entry : listing.entries) {
      const std::string path = folder.empty() ? entry.name : folder + "/" + entry.name;
      if (entry.kind == hive::TreeEntry::Kind::folder) {
        content.folders.push_back(path);
        if (level < most_levels) waiting.emplace_back(path, level + 1);
      } else if (entry.kind == hive::TreeEntry::Kind::link) {
        content.links.push_back(path);
      } else {
        const auto source = tree.open(path);
        auto bytes = source ? hive::read_whole(**source) : source.error();
        if (!bytes) {
          content.errors.emplace(path, bytes.error());
        } else {
          content.files.emplace(path, std::move(bytes).value());
        }
      }
    }
  }
  return content;
}

}  // namespace hiveaudit_tests
