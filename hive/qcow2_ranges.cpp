// QEMU, docs/interop/qcow2.txt: a cluster without a place is in the backing file.

#include "hive/qcow2_ranges.h"

#include <fmt/format.h>

#include "hive/disk_formats.h"
#include "hive/limits.h"

namespace hive {
namespace {

/// The last cluster may be short, but it begins in the file: another file was cut, and what else is missing nobody
/// knows.
Error beyond_end(std::uint64_t offset, const ByteSource& file) {
  Error error = disk_formats::corrupt("a cluster of the QCOW2 lies beyond the end of the file",
                                      fmt::format("an end at {}", file.size_bytes()));
  error.code = ErrorCode::truncated;
  error.expected = fmt::format("a cluster at {}", offset);
  return error;
}

/// Joins neighbours; false when there are too many.
bool add(std::vector<Layer>& layers, const Layer& layer) {
  if (!layers.empty()) {
    Layer& last = layers.back();
    const bool goes_on = last.from != Layer::From::file || last.place + last.size_bytes == layer.place;
    if (last.from == layer.from && last.offset + last.size_bytes == layer.offset && goes_on) {
      last.size_bytes += layer.size_bytes;
      return true;
    }
  }
  if (layers.size() == limits::kMaxQcowRanges) return false;
  layers.push_back(layer);
  return true;
}

}  // namespace

Result<std::vector<Layer>> layers_of_qcow2(const ByteSource& file, const Qcow2Tables& tables, bool has_backing) {
  std::vector<Layer> layers;
  const std::size_t cluster = tables.cluster_bytes();
  const std::uint64_t covered =
      std::uint64_t{tables.entries()} * cluster;  // bytes of the disk that one table describes
  const std::uint64_t disk = tables.disk_bytes;
  if (disk > limits::kMaxDiskBytes) return disk_formats::too_much("the QCOW2 claims too large a disk");
  if (tables.count() < (disk + covered - 1) / covered) {
    return disk_formats::corrupt("the tables of the QCOW2 describe less than its disk");
  }
  std::uint64_t read = 0;
  for (std::size_t i = 0; i < tables.count() && i < limits::kMaxDiskBytes / covered; ++i) {
    const std::uint64_t place = tables.second_at(i);
    if (place == 0) {
      if (has_backing && !add(layers, {i * covered, covered, Layer::From::parent, 0})) {
        return disk_formats::too_much("the disk of the QCOW2 is in too many pieces");
      }
      continue;
    }
    read += cluster;
    if (read > limits::kMaxQcowTableBytes) return disk_formats::too_much("the QCOW2 has too many tables");
    const auto second = tables.second(file, place);
    if (!second) return second.error();
    for (std::size_t j = 0; j < tables.entries(); ++j) {
      const std::uint64_t entry = Qcow2Tables::entry(*second, j);
      const std::uint64_t stored = tables.place_of(entry);
      if (stored >= file.size_bytes()) return beyond_end(stored, file);
      if (Qcow2Tables::is_compressed(entry)) continue;
      Layer layer{std::uint64_t{i} * covered + j * cluster, cluster, Layer::From::file, stored};
      if (tables.marks_zeros && Qcow2Tables::is_zeros(entry)) {
        layer.from = Layer::From::zeros;
      } else if (stored == 0) {
        if (!has_backing) continue;
        layer.from = Layer::From::parent;
      }
      // What libqcow reads as well is left to it when the list is full.
      if (!add(layers, layer) && layer.from != Layer::From::file) {
        return disk_formats::too_much("the disk of the QCOW2 is in too many pieces");
      }
    }
  }
  return layers;
}

}  // namespace hive
