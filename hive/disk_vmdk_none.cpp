// A build without libvmdk.

#include "hive/disk_formats.h"

namespace hive::disk_formats {

Opened open_libvmdk(Source) { return unsupported("this build reads no VMDK files", "a build with libvmdk"); }

std::string libvmdk_version() { return {}; }

}  // namespace hive::disk_formats
