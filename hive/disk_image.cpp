#include "hive/disk_image.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "hive/disk_formats.h"
#include "hive/inflate.h"
#include "hive/says.h"
#include "hive/utf16.h"

namespace hive {
namespace {

constexpr std::size_t kHeadBytes = 512;

struct Word {
  std::size_t offset;
  std::string_view text;
  DiskFormat format;
  std::string_view name;
};
/// Words at fixed places of the first sector, each from the format's specification or from QEMU's block drivers.
constexpr std::array<Word, 20> kWords = {{
    {0, "vhdxfile", DiskFormat::vhdx, "VHDX"},
    {0, std::string_view("QFI\xFB\0\0\0\x02", 8), DiskFormat::qcow2, "QCOW2"},
    {0, std::string_view("QFI\xFB\0\0\0\x03", 8), DiskFormat::qcow2, "QCOW2"},
    {0, "QFI\xFB", DiskFormat::other, "QCOW of an unknown version"},
    {0, "KDMV", DiskFormat::vmdk, "VMDK"},
    {0, "COWD", DiskFormat::other, "VMDK of an ESX server (COWD)"},
    {0, std::string_view("\xBE\xBA\xFE\xCA\0\0\0\0", 8), DiskFormat::other, "VMDK of an ESX server (seSparse)"},
    {64, "\x7F\x10\xDA\xBE", DiskFormat::vdi, "VDI"},
    {0, std::string_view("EVF\x09\x0D\x0A\xFF\0", 8), DiskFormat::ewf, "EWF"},
    {0, std::string_view("EVF2\x0D\x0A\x81\0", 8), DiskFormat::other, "EWF 2"},
    {0, std::string_view("LVF\x09\x0D\x0A\xFF\0", 8), DiskFormat::other, "EWF of single files (L01)"},
    {0, std::string_view("LEF2\x0D\x0A\x81\0", 8), DiskFormat::other, "EWF of single files (Lx01)"},
    {0, std::string_view("ADCRYPT\0", 8), DiskFormat::other, "EWF encrypted by AccessData's tools"},
    {0, std::string_view("QED\0", 4), DiskFormat::other, "QED"},
    {0, "WithoutFreeSpace", DiskFormat::other, "Parallels"},
    {0, "WithouFreSpacExt", DiskFormat::other, "Parallels"},
    {0, "Bochs Virtual HD Image", DiskFormat::other, "Bochs"},
    {0, "AFF10", DiskFormat::other, "AFF"},
    {4, "SignedImage ", DiskFormat::other, "FFU"},       // images.md 4.2
    {0, "cimfile0", DiskFormat::other, "CimFS (.cim)"},  // Microsoft, hcsshim, pkg/cimfs/format
}};

struct Recognised {
  DiskFormat format = DiskFormat::raw;
  std::string_view name = "raw disk";
};

Result<Recognised> look(const ByteSource& file) {
  std::array<std::byte, kHeadBytes> head{};
  auto got = file.read_at(0, head);
  if (!got) return std::move(got).error();
  const Bytes front = Bytes(head).first(*got);
  for (const Word& word : kWords) {
    if (says(front, word.offset, word.text)) return Recognised{word.format, word.name};
  }
  // A text with a comment in front of its word; the case of the word differs between writers.
  constexpr std::string_view kText = "# Disk DescriptorFile";
  constexpr std::string_view kTextToo = "# Disk Descriptor File";
  if (says(front, 0, kText) || says(front, 0, kTextToo)) return Recognised{DiskFormat::vmdk, "VMDK"};
  const std::uint64_t size = file.size_bytes();
  if (size >= kHeadBytes) {
    std::array<std::byte, kHeadBytes> tail{};
    got = file.read_at(size - kHeadBytes, tail);
    if (!got) return std::move(got).error();
    if (says(tail, 0, "conectix")) return Recognised{DiskFormat::vhd, "VHD"};
    if (says(tail, 0, "koly")) return Recognised{DiskFormat::other, "Apple disk image (DMG)"};
  }
  // A growing VHD has a copy of its footer in front, which is all that is left when the end is missing.
  if (says(front, 0, "conectix")) return Recognised{DiskFormat::vhd, "VHD"};
  return Recognised{};
}

}  // namespace

namespace disk_formats {

Error corrupt(std::string message, std::string found) {
  return Error{.code = ErrorCode::corrupt,
               .message = std::move(message),
               .expected = {},
               .found = std::move(found),
               .where = {}};
}

Error too_much(std::string message, std::string found) {
  Error error = corrupt(std::move(message), std::move(found));
  error.code = ErrorCode::limit_exceeded;
  return error;
}

}  // namespace disk_formats

Result<DiskFormat> recognise_disk(const ByteSource& file) {
  const auto recognised = look(file);
  if (!recognised) return recognised.error();
  return recognised->format;
}

Result<Disk> disk_formats::open_any(Source file, const Place& place) {
  const auto recognised = look(*file);
  if (!recognised) return recognised.error();
  Disk disk{.format = recognised->format, .bytes = {}, .notes = {}};
  disk_formats::Opened opened =
      unsupported(fmt::format("a disk image of the kind {}, which is not read", recognised->name),
                  "a copy as raw disk, VHDX or QCOW2");
  switch (recognised->format) {
    case DiskFormat::raw:
      opened = std::move(file);
      break;
    case DiskFormat::vhd:
      opened = disk_formats::open_vhd(std::move(file), place, disk.notes);
      break;
    case DiskFormat::vhdx:
      opened = disk_formats::open_vhdx(std::move(file), place, disk.notes);
      break;
    case DiskFormat::qcow2:
      opened = disk_formats::open_qcow2(std::move(file), place, disk.notes);
      break;
    case DiskFormat::vmdk:
      opened = disk_formats::open_vmdk(std::move(file));
      break;
    case DiskFormat::ewf:
      opened = disk_formats::open_ewf(std::move(file), place, disk.notes);
      break;
    case DiskFormat::vdi:
    case DiskFormat::other:
      break;
  }
  if (!opened) return std::move(opened).error();
  disk.bytes = std::move(opened).value();
  return disk;
}

Result<Disk> open_disk(std::shared_ptr<const ByteSource> file, std::string_view name, const Beside& beside) {
  return disk_formats::open_any(std::move(file), {.name = std::string(name), .beside = beside, .depth = 0});
}

std::vector<std::string> disk_libraries() {
  std::vector<std::string> libraries;
  for (std::string library : {disk_formats::libvhdi_version(), disk_formats::libqcow_version(),
                              disk_formats::libvmdk_version(), inflate_version()}) {
    if (!library.empty()) libraries.push_back(std::move(library));
  }
  return libraries;
}

}  // namespace hive
