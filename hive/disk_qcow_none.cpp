// A build without libqcow.

#include "hive/disk_formats.h"

namespace hive::disk_formats {

Opened open_libqcow(Source) { return unsupported("this build reads no QCOW2 files", "a build with libqcow"); }

std::string libqcow_version() { return {}; }

}  // namespace hive::disk_formats
