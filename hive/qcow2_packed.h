#pragma once
// The compressed clusters of a QCOW2, unpacked here: libqcow takes a stream that ends too early for a whole cluster.

#include "hive/disk_formats.h"

namespace hive {

/// `disk` as it is, but for what `file` keeps compressed. Both must be sources of one QCOW2 whose header and tables
/// were found sound (layers_of_qcow2). Reading a cluster that does not unpack to its size: corrupt; in a build without
/// zlib: unsupported.
disk_formats::Opened with_packed_clusters(disk_formats::Source file, disk_formats::Source disk);

}  // namespace hive
