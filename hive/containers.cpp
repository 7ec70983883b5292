#include "hive/containers.h"

#include <utility>

#include "hive/archive_tree.h"
#include "hive/udf_tree.h"
#include "hive/wim_codec.h"

namespace hive {
namespace {

/// A container that is one tree.
OpenedContainer only_part(Result<std::shared_ptr<const FileTree>> tree) {
  OpenedContainer container;
  if (tree) {
    container.parts.push_back(opened_part("", *std::move(tree)));
  } else {
    container.errors.push_back(tree.error());
  }
  return container;
}

OpenedContainer open_disc(const std::shared_ptr<const ByteSource>& source, const FoundPath&) {
  return only_part(open_udf(source));
}

OpenedContainer open_packed(const std::shared_ptr<const ByteSource>& source, const FoundPath&) {
  return only_part(open_archive(source));
}

}  // namespace

ContainerPart opened_part(std::string name, std::shared_ptr<const FileTree> tree) {
  return {std::move(name), [tree = std::move(tree)] { return Result<std::shared_ptr<const FileTree>>(tree); }};
}

const std::vector<ContainerFormat>& container_formats() {
  static const std::vector<ContainerFormat> kFormats{
      {InputKind::wim, "wim", "a WIM, ESD or split SWM: every image in it, and the WinRE inside each",
       wim_codec_version, is_wim, open_wim},
      {InputKind::iso, "iso", "an install medium: the UDF side of an ISO image, the WIM and ESD files in it",
       udf_reader_version, is_disc_image, open_disc},
      {InputKind::archive, "archive", "a zip, tar or 7z of collected hives or of a whole Windows",
       archive_reader_version, is_archive, open_packed},
      {InputKind::disk, "disk", "a disk image (raw, VHD, VHDX, QCOW2, VMDK, E01): every NTFS volume in it",
       disk_reader_version, is_disk, open_disk_image},
  };
  return kFormats;
}

const ContainerFormat* find_container_format(const ByteSource& source) {
  for (const ContainerFormat& format : container_formats()) {
    if (format.is(source)) return &format;
  }
  return nullptr;
}

}  // namespace hive
