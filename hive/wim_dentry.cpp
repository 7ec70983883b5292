#include "hive/wim_dentry.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "hive/file_tree.h"
#include "hive/limits.h"
#include "hive/utf16.h"
#include "hive/wim_read.h"

namespace hive {
namespace {

constexpr std::size_t kDentryBytes = 102;     // without its name
constexpr std::size_t kStreamBytes = 38;      // without its name
constexpr std::uint64_t kEndOfListBytes = 8;  // a length up to this one ends a list

std::uint64_t aligned(std::uint64_t size) { return (size + 7) & ~std::uint64_t{7}; }

Sha1 sha1_at(Bytes metadata, std::size_t offset) {
  Sha1 sha1{};
  std::ranges::copy(metadata.subspan(offset, sha1.size()), sha1.begin());
  return sha1;
}

Error ends_inside(std::uint64_t offset, std::string_view what, std::uint64_t expected, std::uint64_t left) {
  return wim_error(ErrorCode::truncated, fmt::format("the metadata of the image ends inside {}", what), offset,
                   fmt::format("{} bytes", expected), fmt::format("{} bytes left", left));
}

/// Walks past the extra streams behind `dentry`; the default one gives its SHA-1 when the entry has none.
std::optional<Error> read_streams(Bytes metadata, std::uint16_t count, WimDentry& dentry) {
  const ByteReader reader(metadata);
  for (std::uint16_t i = 0; i < count; ++i) {
    const std::uint64_t at = dentry.end;
    const std::uint64_t left = metadata.size() - std::min<std::uint64_t>(at, metadata.size());
    if (left < kStreamBytes) return ends_inside(at, "a stream of a file", kStreamBytes, left);
    const auto begin = static_cast<std::size_t>(at);
    const std::uint64_t length = reader.u64(begin).value_or(0);
    const std::uint16_t name_bytes = reader.u16(begin + 36).value_or(0);
    if (length < kStreamBytes + std::uint64_t{name_bytes}) {
      return wim_error(ErrorCode::corrupt, "a stream in the metadata of the image is too short for its name", at,
                       fmt::format("at least {} bytes", kStreamBytes + name_bytes), fmt::format("{} bytes", length));
    }
    if (length > left) return ends_inside(at, "a stream of a file", length, left);
    if (name_bytes == 0 && dentry.entry.sha1 == Sha1{}) dentry.entry.sha1 = sha1_at(metadata, begin + 16);
    dentry.end = at + aligned(length);
  }
  return std::nullopt;
}

/// Sorts the entries and takes out those whose name is there twice.
void settle(WimFolder& folder, std::uint64_t offset) {
  std::ranges::sort(folder.entries, {}, &WimEntry::name);
  std::vector<WimEntry> kept;
  kept.reserve(folder.entries.size());
  for (std::size_t i = 0; i < folder.entries.size();) {
    std::size_t end = i + 1;
    while (end < folder.entries.size() && folder.entries[end].name == folder.entries[i].name) ++end;
    if (end == i + 1) {
      kept.push_back(std::move(folder.entries[i]));
    } else {
      folder.twice.push_back(std::move(folder.entries[i].name));
    }
    i = end;
  }
  folder.entries = std::move(kept);
  if (folder.twice.empty() || folder.error) return;
  folder.error = wim_error(ErrorCode::corrupt, "a folder in the metadata of the image has a name twice", offset,
                           "each name once", printable_cut(folder.twice.front(), limits::kShownWimTextBytes));
}

}  // namespace

Result<WimDentry> read_wim_dentry(Bytes metadata, std::uint64_t offset, std::uint64_t& examined) {
  examined = offset + 1;
  const std::uint64_t left = metadata.size() - std::min<std::uint64_t>(offset, metadata.size());
  if (left < kEndOfListBytes) return ends_inside(offset, "a folder", kEndOfListBytes, left);
  const auto at = static_cast<std::size_t>(offset);
  const ByteReader reader(metadata);
  const std::uint64_t length = reader.u64(at).value_or(0);
  WimDentry dentry;
  if (length <= kEndOfListBytes) {
    dentry.is_last = true;
    dentry.end = offset + kEndOfListBytes;
    examined = dentry.end;
    return dentry;
  }
  if (length > left) return ends_inside(offset, "an entry of a folder", length, left);
  if (length < kDentryBytes) {
    return wim_error(ErrorCode::corrupt, "an entry in the metadata of the image is too short", offset,
                     fmt::format("at least {} bytes", kDentryBytes), fmt::format("{} bytes", length));
  }
  const std::uint16_t name_bytes = reader.u16(at + 100).value_or(0);
  if (name_bytes > length - kDentryBytes) {
    return wim_error(ErrorCode::corrupt, "a name in the metadata of the image is longer than its entry", offset,
                     fmt::format("at most {} bytes", length - kDentryBytes), fmt::format("{} bytes", name_bytes));
  }
  if (name_bytes % 2 != 0) {
    return wim_error(ErrorCode::corrupt, "a name in the metadata of the image is no UTF-16", offset,
                     "an even number of bytes", fmt::format("{} bytes", name_bytes));
  }
  WimEntry& entry = dentry.entry;
  entry.name = utf8_from_utf16(metadata.subspan(at + kDentryBytes, name_bytes));
  entry.offset = offset;
  entry.attributes = reader.u32(at + 8).value_or(0);
  entry.children = reader.u64(at + 16).value_or(0);
  entry.sha1 = sha1_at(metadata, at + 64);
  entry.reparse_tag = entry.is(WimEntry::kReparse) ? reader.u32(at + 88).value_or(0) : 0;
  // Not beyond what is left by more than 7, and so far from the end of the integers.
  dentry.end = offset + aligned(length);
  auto error = read_streams(metadata, reader.u16(at + 96).value_or(0), dentry);
  examined = dentry.end;
  if (error) return *std::move(error);
  return dentry;
}

WimDentries read_wim_dentries(Bytes metadata, std::uint64_t offset) {
  WimDentries list;
  list.end = offset;
  for (;;) {
    const std::uint64_t at = list.end;
    auto dentry = read_wim_dentry(metadata, at, list.end);
    if (!dentry) {
      list.folder.error = std::move(dentry).error();
      break;
    }
    if (dentry->is_last) break;
    if (list.folder.entries.size() == limits::kMaxFolderEntries) {
      list.folder.error = wim_error(ErrorCode::limit_exceeded, "a folder of the image has too many entries", offset,
                                    fmt::format("at most {}", limits::kMaxFolderEntries));
      break;
    }
    const std::string_view fault = fault_of_name(dentry->entry.name);
    if (fault.empty()) {
      list.folder.entries.push_back(std::move(dentry->entry));
    } else if (!list.folder.error) {
      list.folder.error = wim_error(
          ErrorCode::corrupt, "an entry in the metadata of the image has a name that cannot be", at, "a file name",
          dentry->entry.name.empty()
              ? std::string(fault)
              : fmt::format("{}: {}", fault, printable_cut(dentry->entry.name, limits::kShownWimTextBytes)));
    }
  }
  settle(list.folder, offset);
  return list;
}

}  // namespace hive
