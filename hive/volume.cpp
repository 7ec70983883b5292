#include "hive/volume.h"

#include <algorithm>
#include <string>
#include <vector>

#include "hive/guid.h"
#include "hive/says.h"
#include "hive/unsupported.h"

namespace hive {
namespace {

constexpr std::size_t kLookedAtBytes = 4096;

/// The identifiers of BitLocker's information: in the boot sector of To Go volumes at 424, of others at 160
/// (libbde, "BitLocker Drive Encryption format", volume header).
bool has_bitlocker_identifier(Bytes bytes) {
  for (const std::size_t offset : {std::size_t{160}, std::size_t{424}}) {
    const std::string guid = guid_at(bytes, offset);
    if (guid == "4967D63B-2E29-4AD8-8399-F6A339E3D001" || guid == "92A84D3B-DD80-4D0E-9E4E-B1E3284EAED8") return true;
  }
  return false;
}

bool is_foreign(Bytes bytes) {
  constexpr std::size_t kExtMagic = 1024 + 56;
  return says(bytes, kExtMagic, "\x53\xEF") || says(bytes, 0, "XFSB") || says(bytes, 0, "LUKS\xBA\xBE") ||
         says(bytes, 512, "LABELONE");
}

VolumeKind kind_of(Bytes bytes) {
  if (std::ranges::all_of(bytes, [](std::byte one) { return one == std::byte{0}; })) return VolumeKind::zeros;
  if (says(bytes, 3, "-FVE-FS-") || has_bitlocker_identifier(bytes)) return VolumeKind::bitlocker;
  if (says(bytes, 3, "NTFS    ")) return VolumeKind::ntfs;
  if (says(bytes, 3, std::string_view("ReFS\0\0\0\0", 8))) return VolumeKind::refs;
  if (says(bytes, 3, "EXFAT   ")) return VolumeKind::exfat;
  // FAT has no magic of its own but these words (Microsoft FAT Specification 3.1, BS_FilSysType), which an MBR lacks.
  if (says(bytes, 510, "\x55\xAA") && (says(bytes, 54, "FAT") || says(bytes, 82, "FAT32"))) return VolumeKind::fat;
  return is_foreign(bytes) ? VolumeKind::foreign : VolumeKind::unknown;
}

}  // namespace

std::string_view name_of(VolumeKind kind) {
  switch (kind) {
    case VolumeKind::ntfs:
      return "NTFS";
    case VolumeKind::bitlocker:
      return "BitLocker";
    case VolumeKind::refs:
      return "ReFS";
    case VolumeKind::fat:
      return "FAT";
    case VolumeKind::exfat:
      return "exFAT";
    case VolumeKind::foreign:
      return "a file system of Linux";
    case VolumeKind::zeros:
      return "empty";
    case VolumeKind::unknown:
      break;
  }
  return "unknown";
}

Result<VolumeKind> recognise_volume(const ByteSource& volume) {
  std::vector<std::byte> head(kLookedAtBytes);
  auto got = volume.read_at(0, head);
  if (!got) return std::move(got).error();
  return kind_of(Bytes(head).first(*got));
}

std::optional<Error> why_unreadable(VolumeKind kind) {
  if (kind == VolumeKind::bitlocker) {
    return unsupported(
        "the volume is encrypted with BitLocker; a volume whose protection is suspended is still encrypted",
        "a decrypted copy, or the folder of a mount that was unlocked");
  }
  if (kind == VolumeKind::refs) {
    return unsupported("the volume's file system is ReFS, which is not read",
                       "a copy of its files, or a mounted folder");
  }
  return std::nullopt;
}

}  // namespace hive
