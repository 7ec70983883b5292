// A build without libewf.

#include "hive/disk_formats.h"

namespace hive::disk_formats {

Opened open_libewf(Source) { return unsupported("this build reads no EWF (E01) files", "a build with libewf"); }

std::string libewf_version() { return {}; }

}  // namespace hive::disk_formats
