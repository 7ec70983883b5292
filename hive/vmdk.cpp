// What a VMDK says of itself, asked before libvmdk reads it (VMware, Virtual Disk Format 1.1): "KDMV" at 0, place of
// the description in sectors u64 at 28, its size in sectors u64 at 36; or the description alone, as a text file. Lines
// of the description: `parentCID=ffffffff` (no parent), `parentFileNameHint="NAME"`, `RW 4192256 SPARSE "NAME"` (an
// extent).

#include <fmt/format.h>

#include <algorithm>

#include "hive/disk_formats.h"
#include "hive/limits.h"
#include "hive/read_exactly.h"
#include "hive/utf16.h"

namespace hive::disk_formats {
namespace {

constexpr std::size_t kHeaderBytes = 512;
constexpr std::uint64_t kSector = 512;
constexpr std::size_t kShownBytes = 300;

struct Description {
  bool has_parent = false;
  std::string parent;
  std::vector<std::string> extents;  ///< names of files
};

std::string quoted(std::string_view line) {
  const std::size_t begin = line.find('"');
  if (begin == std::string_view::npos) return {};
  return std::string(line.substr(begin + 1, line.find('"', begin + 1) - begin - 1));
}

Description read_description(std::string_view text) {
  Description description;
  text = text.substr(0, text.find('\0'));
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of("\r\n"), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.starts_with("parentCID=")) {
      description.has_parent = line.substr(10, 8) != "ffffffff" && line.substr(10, 8) != "FFFFFFFF";
    } else if (line.starts_with("parentFileNameHint=")) {
      description.parent = quoted(line);
    } else if (line.starts_with("RW ") || line.starts_with("RDONLY ") || line.starts_with("NOACCESS ")) {
      description.extents.push_back(quoted(line));
    }
  }
  return description;
}

Result<std::string> text_at(const ByteSource& file, std::uint64_t offset, std::uint64_t count) {
  if (count > limits::kMaxDiskTextBytes)
    return corrupt("the description of the VMDK is too long", fmt::format("{} bytes", count));
  return read_text(file, offset, static_cast<std::size_t>(count), "the description of the VMDK");
}

}  // namespace

Opened open_vmdk(Source file) {
  const auto header =
      read_exactly(*file, 0, std::min<std::uint64_t>(kHeaderBytes, file->size_bytes()), "the header of the VMDK");
  if (!header) return header.error();
  const bool is_text = ByteReader(*header).u8(0) == static_cast<std::uint8_t>('#');
  const std::uint64_t place = is_text ? 0 : ByteReader(*header).u64(28).value_or(0);
  const std::uint64_t sectors = is_text ? 0 : ByteReader(*header).u64(36).value_or(0);
  if (place > limits::kMaxDiskBytes / kSector || sectors > limits::kMaxDiskTextBytes / kSector) {
    return corrupt("the description of the VMDK lies in an impossible place");
  }
  const auto text = text_at(*file, place * kSector, is_text ? file->size_bytes() : sectors * kSector);
  if (!text) return text.error();
  const Description description = read_description(*text);
  if (description.has_parent) {
    return unsupported(fmt::format("the VMDK holds only what differs from another disk; it needs its parent {}",
                                   shown_name(description.parent)),
                       "one image with all bytes, made by merging both");
  }
  if (is_text) {
    const std::string first =
        description.extents.empty() ? "(no name)" : printable_cut(description.extents[0], kShownBytes);
    return unsupported(fmt::format("the VMDK is a description only; its bytes are in {} file(s): {}",
                                   description.extents.size(), first),
                       "the file that is named, if it is a flat one, or a copy in one file (qemu-img convert)");
  }
  if (description.extents.size() != 1) {
    return unsupported(
        fmt::format("the VMDK describes {} files; only one in itself is read", description.extents.size()),
        "a copy in one file (qemu-img convert)");
  }
  return open_libvmdk(std::move(file));
}

}  // namespace hive::disk_formats
