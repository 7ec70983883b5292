#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <span>
#include <utility>

#include "hive/bytes.h"
#include "hive/containers.h"
#include "hive/disk_image.h"
#include "hive/ntfs_tree.h"
#include "hive/partitions.h"
#include "hive/regf/base_block.h"
#include "hive/upcase.h"
#include "hive/volume.h"
#include "hive/window_source.h"

namespace hive {
namespace {

/// Of a volume, `volume-3`; of a bare volume nothing, it is the whole.
std::string name_of_part(const Partition& partition) {
  return partition.number == 0 ? "" : fmt::format("volume-{}", partition.number);
}

void refuse(OpenedContainer& container, const std::string& part, Error error) {
  error.where.path = part;
  container.errors.push_back(std::move(error));
}

/// The boot sector counts the sectors of the volume but the last one, which holds its copy (bytes 11 and 40 of the boot
/// sector of NTFS). Without the copy the end is missing, and what else lay there nobody knows: a disk image that was
/// cut would look like a whole one otherwise.
std::optional<Error> missing_end(const ByteSource& volume) {
  std::array<std::byte, 512> boot{};
  const auto got = volume.read_at(0, boot);
  if (!got) return got.error();
  if (*got != boot.size()) return Error{ErrorCode::truncated, "the volume has no boot sector", {}, {}, {}};
  const ByteReader reader{Bytes(boot)};
  const std::uint64_t sector = reader.u16(11).value_or(0);
  const std::uint64_t counted = reader.u64(40).value_or(0);
  const std::uint64_t present = volume.size_bytes();
  if (sector < boot.size() || counted >= present / sector) {
    return Error{ErrorCode::truncated,
                 "the volume reaches beyond the end of what is here",
                 fmt::format("{} sectors of {} bytes", counted, sector),
                 fmt::format("{} bytes", present),
                 {}};
  }
  std::array<std::byte, 11> copy{};
  const auto copied = volume.read_at(counted * sector, copy);
  const bool same = copied && *copied == copy.size() && std::ranges::equal(copy, std::span(boot).first(copy.size()));
  if (same) return std::nullopt;
  return Error{ErrorCode::truncated,
               "the end of the volume is missing or damaged",
               "a copy of the boot sector in the last sector",
               copied ? "something else" : copied.error().message,
               {}};
}

void open_volume(OpenedContainer& container, const Disk& disk, const Partition& partition) {
  const std::string name = name_of_part(partition);
  if (auto error = why_unreadable(partition.kind)) return refuse(container, name, *std::move(error));
  if (partition.kind == PartitionKind::reserved) return;
  auto volume = std::make_shared<WindowSource>(disk.bytes, partition.offset, partition.size_bytes);
  const auto kind = recognise_volume(*volume);
  if (!kind) return refuse(container, name, kind.error());
  if (auto error = why_unreadable(*kind)) return refuse(container, name, *std::move(error));
  if (*kind != VolumeKind::ntfs) {
    ++container.others;
    container.notes.push_back(
        Note{"volume-not-ntfs", fmt::format("{} ({}) holds {} and no Windows", name.empty() ? "the volume" : name,
                                            partition.type, hive::name_of(*kind))});
    return;
  }
  if (auto error = missing_end(*volume)) refuse(container, name, *std::move(error));
  auto ntfs = open_ntfs(std::move(volume));
  if (!ntfs) return refuse(container, name, ntfs.error());
  for (Note& note : ntfs->notes) {
    note.message = name.empty() ? note.message : fmt::format("{}: {}", name, note.message);
    container.notes.push_back(std::move(note));
  }
  container.parts.push_back(opened_part(name, std::move(ntfs->tree)));
}

/// By its exact name, else in any case, as Windows would find it. A link is not followed: it may lead out of what was
/// given.
Result<std::shared_ptr<const ByteSource>> open_beside(const FoundPath& folder, const FolderListing& listing,
                                                      const std::string& name) {
  auto entry = std::ranges::find(listing.entries, name, &FoundPath::name);
  if (entry == listing.entries.end()) {
    entry = std::ranges::find_if(listing.entries, [&](const FoundPath& one) { return equal_names(one.name, name); });
  }
  if (entry == listing.entries.end()) {
    if (listing.error) return *listing.error;
    return path_error(ErrorCode::io, "no such file beside it", name, "none", folder.shown);
  }
  if (entry->kind != FoundPath::Kind::file) {
    return path_error(ErrorCode::io, "what is beside it under that name is no file", "a file", "a folder or a link",
                      entry->shown);
  }
  auto source = open_found(*entry);
  if (!source) return std::move(source).error();
  return std::shared_ptr<const ByteSource>(std::move(source).value());
}

}  // namespace

std::string disk_reader_version() {
  std::string text = ntfs_library();
  if (text.empty()) return text;  // a disk whose volumes nobody can read
  for (const std::string& library : disk_libraries()) text += ", " + library;
  return text;
}

bool is_disk(const ByteSource& source) {
  // A hive is no disk, whatever stands where a disk has its table.
  std::array<std::byte, 4> start{};
  const auto got = source.read_at(0, start);
  if (!got || *got < start.size() || regf::has_regf_magic(start)) return false;
  const auto format = recognise_disk(source);
  if (!format) return false;
  return *format != DiskFormat::raw || read_partitions(source).scheme != PartitionScheme::unknown;
}

OpenedContainer open_disk_image(const std::shared_ptr<const ByteSource>& source, const FoundPath& file) {
  OpenedContainer container;
  const FoundPath folder = parent_of(file);
  std::optional<FolderListing> listing;  // an image of a thousand segments lists its folder once
  auto disk = open_disk(source, file.name, [&](const std::string& name) {
    if (!listing) listing = list_folder(folder);
    return open_beside(folder, *listing, name);
  });
  if (!disk) {
    container.errors.push_back(disk.error());
    return container;
  }
  PartitionTable table = read_partitions(*disk->bytes);
  container.notes = std::move(disk->notes);
  container.notes.insert(container.notes.end(), table.notes.begin(), table.notes.end());
  container.errors = std::move(table.errors);
  for (const Partition& partition : table.partitions) open_volume(container, *disk, partition);
  return container;
}

}  // namespace hive
