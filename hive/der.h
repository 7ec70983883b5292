#pragma once
// DER (ITU-T X.690), as much as certificate lists need: tag, length, content, one item after another. Nothing is
// copied and nothing recurses; who wants the content of an item reads it as items of its own.

#include <optional>
#include <string>

#include "hive/bytes.h"

namespace hive {

namespace der_tag {
inline constexpr std::uint8_t kInteger = 0x02;
inline constexpr std::uint8_t kBitString = 0x03;
inline constexpr std::uint8_t kOctetString = 0x04;
inline constexpr std::uint8_t kObjectId = 0x06;
inline constexpr std::uint8_t kUtcTime = 0x17;
inline constexpr std::uint8_t kGeneralizedTime = 0x18;
inline constexpr std::uint8_t kSequence = 0x30;
inline constexpr std::uint8_t kSet = 0x31;
inline constexpr std::uint8_t kContext0 = 0xA0;  ///< [0], constructed
}  // namespace der_tag

struct DerItem {
  std::uint8_t tag = 0;
  Bytes content;
  Bytes whole;  ///< with tag and length
};

/// The items of a span, in order. The span must outlive the reader and what it returned.
class DerReader {
 public:
  explicit DerReader(Bytes bytes) : bytes_(bytes) {}

  /// The next item; nothing at the end or where no item can be read (`at_end` tells which). Indefinite lengths,
  /// lengths of more than four bytes and tags of more than one byte are not DER as certificates use it.
  std::optional<DerItem> next();
  /// The next item when it has this tag; nothing otherwise, and the reader stays where it is.
  std::optional<Bytes> next(std::uint8_t tag);
  bool at_end() const { return offset_ == bytes_.size(); }

 private:
  Bytes bytes_;
  std::size_t offset_ = 0;
};

/// `2024-03-11T09:14:55Z` from UTCTime or GeneralizedTime in the only form that DER allows; nothing for another.
std::optional<std::string> der_time(const DerItem& item);

/// Whether a SEQUENCE OF OBJECT IDENTIFIER (an extended key usage) names `object_id` (its content bytes); nothing
/// when it cannot be read.
std::optional<bool> der_names_object(Bytes sequence, Bytes object_id);

}  // namespace hive
