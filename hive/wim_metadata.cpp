#include "hive/wim_metadata.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "hive/limits.h"
#include "hive/utf16.h"
#include "hive/wim_dentry.h"
#include "hive/wim_read.h"

namespace hive {
namespace {

constexpr std::uint64_t kEndOfListBytes = 8;  ///< a length up to this one ends a list

Error missing(std::string_view what, std::string_view path) {
  Error error{ErrorCode::io, fmt::format("there is no such {} in the image", what), {}, {}, {}};
  error.where.member = path;
  return error;
}

Error shared_error(const WimEntry& folder) {
  return wim_error(ErrorCode::corrupt, "a folder in the metadata of the image holds entries of another one",
                   folder.offset, "entries of its own", fmt::format("those at {}", folder.children));
}

}  // namespace

Result<WimMetadata> WimMetadata::open(std::vector<std::byte> bytes) {
  const std::uint64_t security_bytes = ByteReader(bytes).u32(0).value_or(0);
  // 0 stands for an empty block (wimlib).
  const std::uint64_t root_at = (std::max<std::uint64_t>(security_bytes, 8) + 7) & ~std::uint64_t{7};
  if (root_at >= bytes.size()) {
    return wim_error(ErrorCode::truncated, "the metadata of the image ends before its root", 0,
                     fmt::format("a root at {}", root_at), fmt::format("{} bytes", bytes.size()));
  }
  std::uint64_t root_end = 0;
  auto root = read_wim_dentry(bytes, root_at, root_end);
  if (!root) return std::move(root).error();
  if (root->is_last || !root->entry.is(WimEntry::kFolder)) {
    return wim_error(ErrorCode::corrupt, "the root of the image is no folder", root_at, "a folder",
                     root->is_last ? "nothing" : fmt::format("attributes {:#x}", root->entry.attributes));
  }
  WimMetadata metadata(std::move(bytes));
  metadata.root_ = std::move(root->entry);
  // No list may hold the root, nor what stands before it.
  metadata.lists_.emplace(0, List{root_end, UINT64_MAX, {}});
  return metadata;
}

Result<const WimFolder*> WimMetadata::children_of(const WimEntry& entry) const {
  if (entry.children == 0) return &none_;
  const std::uint64_t begin = entry.children;
  if (const auto known = lists_.find(begin); known != lists_.end() && known->second.owner == entry.offset) {
    return &known->second.folder;
  }
  if (begin >= bytes_.size()) {
    return wim_error(ErrorCode::truncated, "the entries of a folder lie beyond the metadata of the image", entry.offset,
                     fmt::format("less than {}", bytes_.size()), fmt::format("{}", begin));
  }
  // Empty folders may share the end of their lists.
  if (ByteReader(bytes_).u64(static_cast<std::size_t>(begin)).value_or(UINT64_MAX) <= kEndOfListBytes) return &none_;
  const auto behind = lists_.upper_bound(begin);
  if (behind != lists_.begin() && std::prev(behind)->second.end > begin) return shared_error(entry);
  // Read up to the next list and no further: in all, each byte is read once.
  const std::uint64_t end = behind == lists_.end() ? bytes_.size() : behind->first;
  WimDentries read = read_wim_dentries(Bytes(bytes_).first(static_cast<std::size_t>(end)), begin);
  if (behind != lists_.end() && read.folder.error && read.folder.error->code == ErrorCode::truncated) {
    read.folder = WimFolder{{}, {}, shared_error(entry)};
  }
  const auto kept = lists_.emplace(begin, List{read.end, entry.offset, std::move(read.folder)});
  return &kept.first->second.folder;
}

Result<const WimFolder*> WimMetadata::find_folder(const std::string& path) const {
  if (path.empty()) return children_of(root_);
  const auto entry = find_entry(path);
  if (!entry) return entry.error();
  if (!(*entry)->is(WimEntry::kFolder)) return missing("folder", path);
  return children_of(**entry);
}

Result<const WimEntry*> WimMetadata::find_entry(const std::string& path) const {
  const WimEntry* entry = &root_;
  std::size_t begin = 0;
  for (;;) {
    const std::size_t end = std::min(path.find('/', begin), path.size());
    const std::string_view name = std::string_view(path).substr(begin, end - begin);
    if (!entry->is(WimEntry::kFolder)) return missing("file", path);
    const auto folder = children_of(*entry);
    if (!folder) return folder.error();
    const auto& entries = (*folder)->entries;
    const auto found = std::ranges::lower_bound(entries, name, {}, &WimEntry::name);
    if (found == entries.end() || found->name != name) {
      if (std::ranges::binary_search((*folder)->twice, name)) {
        return wim_error(ErrorCode::corrupt, "two entries of the image have this name", entry->children,
                         "each name once", printable_cut(name, limits::kShownWimTextBytes));
      }
      // It may be among what could not be read.
      if ((*folder)->error) return *(*folder)->error;
      return missing("file", path);
    }
    entry = &*found;
    if (end == path.size()) return entry;
    begin = end + 1;
  }
}

}  // namespace hive
