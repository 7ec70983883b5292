#pragma once
// One function per container; open_disk chooses. Each has a file of its own, and those over a library a variant for
// builds without it.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "hive/byte_source.h"
#include "hive/disk_image.h"
#include "hive/disk_parent.h"
#include "hive/note.h"
#include "hive/result.h"
#include "hive/unsupported.h"

namespace hive::disk_formats {

using Source = std::shared_ptr<const ByteSource>;
using Opened = Result<Source>;

/// Where an image is, for the files that it needs beside it.
struct Place {
  std::string name;       ///< of the image's file
  const Beside& beside;   ///< empty: nothing lies beside it
  std::size_t depth = 0;  ///< how many disks already stand on this one
};

/// open_disk for a disk below another one.
Result<Disk> open_any(Source file, const Place& place);

/// Checks what libvhdi does not ask, and gives a fixed VHD without it.
Opened open_vhd(Source file, const Place& place, std::vector<Note>& notes);
Opened open_vhdx(Source file, const Place& place, std::vector<Note>& notes);
Opened open_qcow2(Source file, const Place& place, std::vector<Note>& notes);
Opened open_vmdk(Source file);
/// `place` is that of the first segment, whose others lie beside it.
Opened open_ewf(Source file, const Place& place, std::vector<Note>& notes);

/// The disk as the library gives it; nothing but the container itself is asked for, and it has no parent.
Opened open_libvhdi(Source file);
Opened open_libqcow(Source file);
Opened open_libvmdk(Source file);

/// Empty in builds without the library.
std::string libvhdi_version();
std::string libqcow_version();
std::string libvmdk_version();

/// The checksum of a VHD's footer or header, at `own`: the one's complement of the sum of all other bytes.
bool is_sound_vhd(Bytes bytes, std::size_t own);

Error corrupt(std::string message, std::string found = {});
/// The same as limit_exceeded.
Error too_much(std::string message, std::string found = {});

}  // namespace hive::disk_formats
