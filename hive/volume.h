#pragma once
// What a volume's first sectors say it is, before anything tries to read it. A volume that cannot be read is named with
// the way out, so that "no file found" is never said of one that nobody could look into (images.md 2.5).

#include <optional>
#include <string_view>

#include "hive/byte_source.h"
#include "hive/result.h"

namespace hive {

enum class VolumeKind {
  ntfs,
  bitlocker,  ///< also BitLocker To Go, and volumes whose protection is suspended
  refs,
  fat,  ///< FAT12, FAT16, FAT32
  exfat,
  foreign,  ///< of another system: ext, XFS, LVM, LUKS
  zeros,    ///< the first sectors are zero, or there are none
  unknown,
};
/// For people: `NTFS`, `BitLocker`, `ReFS`, `FAT`, `exFAT`, `a file system of Linux`, `empty`, `unknown`.
std::string_view name_of(VolumeKind kind);

/// Looks at the first 4,096 bytes. BitLocker is asked for before NTFS: its sector may say both. Errors: io.
Result<VolumeKind> recognise_volume(const ByteSource& volume);

/// Why Windows' files on a volume of this kind cannot be read here: code unsupported, the way out in `expected`.
/// std::nullopt for NTFS, and for kinds that hold no Windows (FAT, exFAT, foreign, zeros, unknown).
std::optional<Error> why_unreadable(VolumeKind kind);

}  // namespace hive
