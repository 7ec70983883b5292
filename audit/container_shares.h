#pragma once
// One container judged in shares: each range of its images by a child of its own (container_child.h), the rows put
// together again in the order in which one child would have given them. How it is shared out follows from the container
// alone, never from how many children run at once, so that the report does not either.

#include <cstdint>
#include <optional>
#include <vector>

#include "audit/container_child.h"
#include "audit/report.h"
#include "hive/image_range.h"
#include "hive/result.h"

namespace audit {

/// Shares of one container: the processors of a common build machine, or twice as many. Each child opens the container
/// anew, and uses the memory of a large hive again for the next image's.
inline constexpr std::size_t kMostShares = 4;
/// A WIM of more images is left to one child: media have a dozen, and every child lists all of them.
inline constexpr std::size_t kMostSharedImages = 256;

/// Ranges of nearly the same size, the larger ones first, so that none of them is begun last while the other processors
/// have nothing left to do; empty when the container is read by one child: it has one image, or too many.
std::vector<hive::ImageRange> shares_of(std::size_t images);

/// The images that a container was found to have, by a child that read none of them; 1 when its answer is none.
std::size_t images_told_by(const ChildAnswer& answer);

struct JudgedContainer {
  TargetRow row;
  std::uint64_t second_reader_not_asked = 0;
};

/// The answers of the shares of `path`, as one row. An answer that is missing, or that speaks of other images than
/// its own, is an error of the row in the place of its images. Nothing when they do not fit together, or when no share
/// found anything: then one child must read the whole container, and its answer counts.
std::optional<JudgedContainer> put_together(const std::string& path, const std::vector<hive::ImageRange>& shares,
                                            std::vector<hive::Result<ChildAnswer>> answers);

/// The answer of one child that read the whole container.
JudgedContainer whole_container(const std::string& path, hive::Result<ChildAnswer> answer);

}  // namespace audit
