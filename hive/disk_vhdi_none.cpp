// A build without libvhdi.

#include "hive/disk_formats.h"

namespace hive::disk_formats {

Opened open_libvhdi(Source) {
  return unsupported("this build reads no VHDX and growing VHD files", "a build with libvhdi");
}

std::string libvhdi_version() { return {}; }

}  // namespace hive::disk_formats
