#pragma once
// One function per container; open_disk chooses. Each has a file of its own, and those over a library a variant for
// builds without it.

#include <memory>
#include <string>
#include <vector>

#include "hive/byte_source.h"
#include "hive/note.h"
#include "hive/result.h"
#include "hive/unsupported.h"

namespace hive::disk_formats {

using Source = std::shared_ptr<const ByteSource>;
using Opened = Result<Source>;

/// Checks what libvhdi does not ask, and gives a fixed VHD without it.
Opened open_vhd(Source file);
Opened open_vhdx(Source file, std::vector<Note>& notes);
Opened open_qcow2(Source file, std::vector<Note>& notes);
Opened open_vmdk(Source file);

/// The disk as the library gives it; nothing but the container itself is asked for.
Opened open_libvhdi(Source file);
Opened open_libqcow(Source file);
Opened open_libvmdk(Source file);

/// Empty in builds without the library.
std::string libvhdi_version();
std::string libqcow_version();
std::string libvmdk_version();

Error corrupt(std::string message, std::string found = {});
/// A disk that holds only what differs from another one; `name` as the disk tells it, maybe a path of Windows.
Error needs_parent(std::string_view format, const std::string& name);

}  // namespace hive::disk_formats
