#pragma once
// Differencing disks: the disk that one was made from lies beside it. Only the name counts that the image tells, never
// its path: an image comes from elsewhere, and must not choose which file of this computer is read.

#include <memory>
#include <string>
#include <string_view>

#include "hive/byte_source.h"
#include "hive/error.h"
#include "hive/note.h"
#include "hive/result.h"

namespace hive::disk_formats {

struct Place;

/// The last part of a path of Windows, of Unix or of a URL.
std::string file_name_of(std::string_view path);
/// A name or path for people, however hostile and long.
std::string shown_name(std::string_view path);

/// A disk that holds only what differs from another one; `path` as the disk tells it. `found`: why that one is not
/// read.
Error needs_parent(std::string_view format, std::string_view path, std::string found = {});
/// What a report says of a disk that was put together.
Note parent_note(std::string_view format, std::string_view path);
/// An error of the parent, told as the child's.
Error in_parent(std::string_view path, Error error);

/// The file that `path` names, beside the image. Errors: unsupported (needs_parent); limit_exceeded when too many disks
/// stand on each other.
Result<std::shared_ptr<const ByteSource>> open_parent(std::string_view format, std::string_view path,
                                                      const Place& place);

}  // namespace hive::disk_formats
