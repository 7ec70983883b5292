#pragma once
// The virtual disk in a file: raw, or in one of the containers of virtual machines and of forensics. Told by content; a
// file that begins like a container is never taken for a raw disk, even when nothing here reads that container.
// A disk is read-only and keeps its file alive. Not safe for use by two threads at once.

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "hive/byte_source.h"
#include "hive/note.h"
#include "hive/result.h"

namespace hive {

enum class DiskFormat {
  raw,  ///< none of the others: a partition table or a volume may be in it, or something else altogether
  vhd,
  vhdx,
  qcow2,
  vmdk,
  vdi,    ///< named, not read
  ewf,    ///< E01
  other,  ///< named in open_disk's error, not read
};

/// Asks the words at the front first, the footer of a VHD in the last 512 bytes last (images.md 6). Errors: io.
Result<DiskFormat> recognise_disk(const ByteSource& file);

struct Disk {
  DiskFormat format = DiskFormat::raw;
  std::shared_ptr<const ByteSource> bytes;  ///< of the virtual disk
  std::vector<Note> notes;                  ///< `vhdx-log-replayed`, `qcow2-marked-corrupt`, `disk-parent`, `ewf-...`
};

/// Opens a file beside the image by its name (no path); how a disk of several files is put together.
using Beside = std::function<Result<std::shared_ptr<const ByteSource>>(const std::string& name)>;

/// `name`: of the image's file. Without `beside` nothing lies beside it. Errors: io, corrupt, truncated,
/// limit_exceeded; unsupported when the disk needs its parent or another file that is not there (named), is encrypted,
/// or when this build lacks the library. What is stored elsewhere is never read as zeros or as older bytes.
Result<Disk> open_disk(std::shared_ptr<const ByteSource> file, std::string_view name = {}, const Beside& beside = {});

/// Names and versions of the libraries in this build: `libvhdi 20210425`.
std::vector<std::string> disk_libraries();

}  // namespace hive
