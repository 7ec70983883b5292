// An EWF image (E01): the segments of one disk, beside each other in one folder, read one after the other. Our own
// reader, because libewf cannot be linked here: it and libfsntfs export different versions of the libraries that they
// share under the same names, and in one process one of them reads wrong bytes or hangs.

#include <fmt/format.h>

#include <memory>
#include <utility>

#include "hive/disk_formats.h"
#include "hive/ewf_image.h"
#include "hive/inflate.h"
#include "hive/limits.h"
#include "hive/utf16.h"

namespace hive::disk_formats {
namespace {

constexpr std::size_t kShownBytes = 300;

Result<std::shared_ptr<const EwfSegment>> open_segment(const Place& place, std::uint32_t number) {
  const auto name = name_of_ewf_segment(place.name, number);
  if (!name) {
    return Error{ErrorCode::unsupported,
                 fmt::format("the disk goes on in segment {}, and its name is not known", number),
                 "a first segment that is called NAME.E01",
                 place.name.empty() ? "a file without a name" : printable_cut(place.name, kShownBytes),
                 {}};
  }
  auto file = place.beside ? place.beside(*name) : Error{ErrorCode::io, "nothing lies beside it", {}, {}, {}};
  if (!file) {
    const Error& cause = file.error();
    return Error{cause.code,
                 fmt::format("segment {} of the disk cannot be read", number),
                 fmt::format("{} beside the first segment", printable_cut(*name, kShownBytes)),
                 cause.message,
                 {}};
  }
  auto segment = std::make_shared<const EwfSegment>(EwfSegment{*name, std::move(*file)});
  const auto told = read_ewf_segment_number(*segment);
  if (!told) return told.error();
  if (*told != number) {
    return ewf_error(*segment, 0, "the segment of the EWF image has another number than its name says",
                     fmt::format("{}", number), fmt::format("{}", *told));
  }
  return std::shared_ptr<const EwfSegment>(std::move(segment));
}

}  // namespace

Opened open_ewf(Source file, const Place& place, std::vector<Note>& notes) {
  if (!can_inflate()) return unsupported("this build reads no E01 files", "a build with zlib");
  auto segment = std::make_shared<const EwfSegment>(EwfSegment{{}, std::move(file)});
  const auto told = read_ewf_segment_number(*segment);
  if (!told) return told.error();
  if (*told != 1) {
    return unsupported(fmt::format("this is segment {} of a disk in several files", *told),
                       "the first of them, NAME.E01 as a rule");
  }
  EwfImage image;
  // A number has 16 bits, and the names end before.
  for (std::uint32_t number = 1;; ++number) {
    const auto goes_on = image.add(segment);
    if (!goes_on) return goes_on.error();
    if (!*goes_on) return std::move(image).disk(notes);
    auto next = open_segment(place, number + 1);
    if (!next) return std::move(next).error();
    segment = std::move(*next);
  }
}

}  // namespace hive::disk_formats
