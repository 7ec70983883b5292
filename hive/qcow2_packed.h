#pragma once
// The compressed clusters of a QCOW2, unpacked here: libqcow takes a stream that ends too early for a whole cluster.

#include "hive/disk_formats.h"
#include "hive/qcow2_tables.h"

namespace hive {

/// `disk` as it is, but for what `file` keeps compressed; all of one QCOW2. Reading a cluster that does not unpack to
/// its size: corrupt; in a build without zlib: unsupported.
disk_formats::Source with_packed_clusters(disk_formats::Source file, disk_formats::Source disk, Qcow2Tables tables);

}  // namespace hive
