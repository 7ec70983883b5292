#pragma once
// An EWF image while its segments are read one after the other: what their sections say, put together to a disk.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "hive/ewf_table.h"
#include "hive/ewf_unread.h"
#include "hive/ewf_volume.h"
#include "hive/note.h"

namespace hive {

class EwfImage {
 public:
  /// Reads all sections of the next segment. True when the image goes on in another one. Errors: io, truncated,
  /// corrupt, unsupported, limit_exceeded.
  Result<bool> add(const std::shared_ptr<const EwfSegment>& segment);

  /// The disk, once all segments are there. Notes: `ewf-media-hash`, `ewf-unread-sectors`, `ewf-table-damaged`,
  /// `ewf-sections-damaged`, `ewf-more-chunks`, `ewf-incomplete`. Errors: truncated, corrupt.
  Result<std::shared_ptr<const ByteSource>> disk(std::vector<Note>& notes) &&;

 private:
  using Segment = std::shared_ptr<const EwfSegment>;

  std::optional<Error> take(const Segment& segment, const EwfSection& section);
  std::optional<Error> take_volume(const EwfSegment& segment, const EwfSection& section);
  std::optional<Error> take_repeated_volume(const EwfSegment& segment, const EwfSection& section);
  std::optional<Error> take_table(const Segment& segment, const EwfSection& section);
  std::optional<Error> take_repeated_table(const Segment& segment, const EwfSection& section);
  std::optional<Error> take_unread(const EwfSegment& segment, const EwfSection& section);
  void take_digest(const EwfSegment& segment, const EwfSection& section);
  Result<EwfTable> read_table(const Segment& segment, const EwfSection& section) const;
  void add_table(EwfTable table);
  void tell(std::vector<Note>& notes) const;

  std::optional<EwfVolume> volume_;
  std::vector<EwfTable> tables_;
  std::vector<UnreadSectors> unread_;
  std::optional<EwfRange> chunks_;  ///< of the section `sectors`, which the tables behind it speak of
  std::optional<Error> damage_;     ///< of a table whose copy has not come yet
  bool table_before_ = false;       ///< the section before was a table: a copy may follow
  std::uint64_t chunk_count_ = 0;   ///< of all tables
  std::uint32_t section_count_ = 0;
  std::uint64_t damaged_tables_ = 0;
  std::uint64_t useless_sections_ = 0;
  bool is_incomplete_ = false;
  std::string md5_;
  std::string sha1_;
};

}  // namespace hive
