#pragma once
// Files that hold file systems: one table of formats, told by content. A format opens a file as trees; finding the
// Windows in them is input_container.cpp's.

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hive/byte_source.h"
#include "hive/found_path.h"
#include "hive/input.h"

namespace hive {

/// One tree of a container: an image of a WIM, a volume of a disk.
struct ContainerPart {
  std::string name;  ///< `image-3`, `volume-2`; unique in its container, empty when it is the only one
  /// Opened when its turn comes, so that the trees of ten images are not in memory together.
  std::function<Result<std::shared_ptr<const FileTree>>()> open;
  std::string claim{};  ///< what the container says of it, printable; empty: nothing
  std::optional<std::uint32_t> claimed_build{};
};

/// A part whose tree had to be opened to learn what it is.
ContainerPart opened_part(std::string name, std::shared_ptr<const FileTree> tree);

/// What cannot be read is an Error of the part's `open`, or one whose path is empty or a part's name; it never hides
/// the other parts.
struct OpenedContainer {
  std::vector<ContainerPart> parts;
  std::size_t others = 0;  ///< parts that can hold no Windows (a volume of another file system), told in `notes`
  /// Images that share no chunks: each may be read by a process of its own.
  bool parts_stand_alone = false;
  std::vector<Note> notes;
  std::vector<Error> errors;
};

struct ContainerFormat {
  InputKind kind = InputKind::unknown;
  std::string_view name;
  std::string_view description;  ///< one line of `inspect --formats`
  /// The library that reads it and its version; empty: it is recognised, and this build cannot read it.
  std::string (*reader)() = nullptr;
  bool (*is)(const ByteSource& source) = nullptr;
  OpenedContainer (*open)(const std::shared_ptr<const ByteSource>& source, const FoundPath& file) = nullptr;
};

/// In the order in which they are tried (images.md 6): a foreign magic is never taken for something else.
const std::vector<ContainerFormat>& container_formats();
/// Null when the content is no container that we know.
const ContainerFormat* find_container_format(const ByteSource& source);

bool is_disk(const ByteSource& source);
OpenedContainer open_disk_image(const std::shared_ptr<const ByteSource>& source, const FoundPath& file);
std::string disk_reader_version();

bool is_wim(const ByteSource& source);
OpenedContainer open_wim(const std::shared_ptr<const ByteSource>& source, const FoundPath& file);

}  // namespace hive
