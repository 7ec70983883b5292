#pragma once
// The images of one container shared out among several processes, each of which reads a range of them: so that one
// image takes none of the others with it, and several processors have work. Images that can be read apart are those of
// a WIM, or of the WIMs on an install medium, numbered from 0 in the order in which open_input() meets them. What a
// solid WIM holds is one image: each of its chunks serves many.

#include <cstddef>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "hive/input.h"

namespace hive {

/// From `first` up to `end`, without it.
struct ImageRange {
  std::size_t first = 0;
  std::size_t end = std::numeric_limits<std::size_t>::max();

  bool has(std::size_t image) const { return first <= image && image < end; }
};

/// How many rows of an Input, in their order, belong together.
struct Stretch {
  std::size_t installations = 0;
  std::size_t notes = 0;
  std::size_t errors = 0;
};

struct InputOfRange {
  Input input;
  /// By turns what belongs to the container itself, and to the next image; the container has the first and the last
  /// word. Images outside of the range have nothing. Empty when the file is no container.
  std::vector<Stretch> stretches;
};

/// How many images of this container can be read apart, told from its first bytes alone: 1 where they cannot.
/// Nothing when the container must be opened to know it, as open_range() does with an empty range.
std::optional<std::size_t> count_images(const std::string& path);

/// As open_input(), for these images alone. Installations of the container itself are given away with image 0. That
/// there is no Windows is not said: nobody knows it of a part.
InputOfRange open_range(const std::string& path, const OpenOptions& options, ImageRange range,
                        const TakeInstallation& take);

}  // namespace hive
