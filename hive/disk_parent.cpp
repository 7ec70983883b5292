#include "hive/disk_parent.h"

#include <fmt/format.h>

#include <utility>

#include "hive/disk_formats.h"
#include "hive/limits.h"
#include "hive/utf16.h"

namespace hive::disk_formats {

std::string file_name_of(std::string_view path) {
  return std::string(path.substr(path.find_last_of("\\/") + 1));  // npos + 1 is 0
}

std::string shown_name(std::string_view path) {
  constexpr std::size_t kShownBytes = 300;
  return path.empty() ? "(which it does not name)" : printable_cut(path, kShownBytes);
}

Error needs_parent(std::string_view format, std::string_view path, std::string found) {
  Error error = unsupported(
      fmt::format("the {} holds only what differs from another disk; it needs its parent {}", format, shown_name(path)),
      "that file beside it, or one image with all bytes, made by merging both");
  error.found = std::move(found);
  return error;
}

Note parent_note(std::string_view format, std::string_view path) {
  return Note{"disk-parent", fmt::format("the {} holds only what differs; the rest is from {} beside it", format,
                                         shown_name(file_name_of(path)))};
}

Error in_parent(std::string_view path, Error error) {
  error.message = fmt::format("the parent {}: {}", shown_name(path), error.message);
  return error;
}

Result<std::shared_ptr<const ByteSource>> open_parent(std::string_view format, std::string_view path,
                                                      const Place& place) {
  const std::string name = file_name_of(path);
  if (name.empty() || !place.beside) return needs_parent(format, path);
  if (place.depth >= limits::kMaxDiskParents) {
    return Error{.code = ErrorCode::limit_exceeded,
                 .message = "too many differencing disks stand on each other",
                 .expected = fmt::format("at most {}", limits::kMaxDiskParents),
                 .found = "more",
                 .where = {}};
  }
  auto file = place.beside(name);
  if (!file) return needs_parent(format, path, file.error().message);
  return file;
}

}  // namespace hive::disk_formats
