#pragma once
// Whose turn it is while a container is read: the container's own, or that of one of its images (image_range.h).

#include <cstddef>
#include <utility>
#include <vector>

#include "hive/image_range.h"

namespace hive {

class ImageTurns {
 public:
  ImageTurns(ImageRange range, const Input& input) : range_(range), input_(input) {}

  /// Calls `read` when the next image is of the range. Images inside of an image are its own.
  template <class Read>
  void next_image(const Read& read) {
    end_stretch();
    in_image_ = true;
    if (range_.has(images_++)) read();
    in_image_ = false;
    end_stretch();
  }
  bool in_image() const { return in_image_; }

  /// Whether an installation that was found now is this range's; to be asked once for each.
  bool takes() {
    const bool ours = in_image_ || range_.has(0);
    if (ours) ++installations_;
    return ours;
  }

  /// All stretches, the last one ended.
  std::vector<Stretch> finish() {
    end_stretch();
    return std::move(stretches_);
  }

 private:
  void end_stretch() {
    const Stretch now{installations_, input_.notes.size(), input_.errors.size()};
    stretches_.push_back(
        {now.installations - before_.installations, now.notes - before_.notes, now.errors - before_.errors});
    before_ = now;
  }

  ImageRange range_;
  const Input& input_;
  std::vector<Stretch> stretches_;
  Stretch before_;
  std::size_t images_ = 0;
  std::size_t installations_ = 0;
  bool in_image_ = false;
};

}  // namespace hive
