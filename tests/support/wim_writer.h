#pragma once
// Small WIMs without compression, built byte by byte, so that a test can make any field lie; and the metadata of
// images. The layout stands in hive/wim_header.h, hive/wim_blobs.h and hive/wim_metadata.h.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "hive/sha1.h"

namespace hiveaudit_tests {

using WimBytes = std::vector<std::byte>;

inline void put(WimBytes& bytes, std::size_t offset, std::uint64_t value, std::size_t count) {
  if (bytes.size() < offset + count) bytes.resize(offset + count);
  for (std::size_t i = 0; i < count; ++i)
    bytes[offset + i] = static_cast<std::byte>(i < 8 ? (value >> (8 * i)) & 0xFFU : 0);
}

inline void put_sha1(WimBytes& bytes, std::size_t offset, const hive::Sha1& sha1) {
  if (bytes.size() < offset + sha1.size()) bytes.resize(offset + sha1.size());
  std::ranges::copy(sha1, bytes.begin() + static_cast<std::ptrdiff_t>(offset));
}

inline WimBytes bytes_of_text(std::string_view text) {
  WimBytes bytes(text.size());
  std::ranges::transform(text, bytes.begin(), [](char c) { return static_cast<std::byte>(c); });
  return bytes;
}

/// One entry of a folder and where its children are. Returns the offset behind it.
struct DentrySpec {
  std::u16string name;
  std::uint32_t attributes = 0x20;
  std::uint64_t children = 0;
  hive::Sha1 sha1{};
  std::uint32_t reparse_tag = 0;
};

inline std::size_t put_dentry(WimBytes& metadata, std::size_t at, const DentrySpec& spec) {
  const std::size_t name_bytes = 2 * spec.name.size();
  const std::size_t length = 102 + name_bytes + (name_bytes == 0 ? 0 : 2);
  const std::size_t end = at + ((length + 7) & ~std::size_t{7});
  if (metadata.size() < end) metadata.resize(end);
  put(metadata, at, end - at, 8);
  put(metadata, at + 8, spec.attributes, 4);
  put(metadata, at + 12, 0xFFFF'FFFF, 4);
  put(metadata, at + 16, spec.children, 8);
  put_sha1(metadata, at + 64, spec.sha1);
  put(metadata, at + 88, spec.reparse_tag, 4);
  put(metadata, at + 100, name_bytes, 2);
  for (std::size_t i = 0; i < spec.name.size(); ++i) put(metadata, at + 102 + 2 * i, spec.name[i], 2);
  return end;
}

inline std::size_t put_end_of_list(WimBytes& metadata, std::size_t at) {
  put(metadata, at, 0, 8);
  return at + 8;
}

/// A list of entries at `at`; returns the offset behind it.
inline std::size_t put_list(WimBytes& metadata, std::size_t at, const std::vector<DentrySpec>& entries) {
  for (const DentrySpec& entry : entries) at = put_dentry(metadata, at, entry);
  return put_end_of_list(metadata, at);
}

inline constexpr std::size_t kWimRoot = 8;
inline constexpr std::size_t kWimRootList = 128;  ///< behind the root entry and the end of its list

/// A security block, a root whose children are at kWimRootList; nothing there yet.
inline WimBytes empty_metadata() {
  WimBytes metadata;
  put(metadata, 0, 8, 4);
  put(metadata, 4, 0, 4);
  const std::size_t end = put_dentry(metadata, kWimRoot, {u"", 0x10, kWimRootList, {}});
  put_end_of_list(metadata, end);
  metadata.resize(kWimRootList);
  return metadata;
}

/// A WIM of one image without compression.
class WimWriter {
 public:
  WimWriter() : bytes_(208) {
    std::ranges::copy(bytes_of_text("MSWIM"), bytes_.begin());
    put(bytes_, 8, 208, 4);
    put(bytes_, 12, 0x10D00, 4);
    put(bytes_, 40, 1, 2);
    put(bytes_, 42, 1, 2);
  }

  hive::Sha1 add_blob(const WimBytes& blob, std::uint8_t flags = 0) {
    const hive::Sha1 sha1 = hive::sha1_of(blob);
    add_entry(bytes_.size(), blob.size(), blob.size(), flags, sha1);
    bytes_.insert(bytes_.end(), blob.begin(), blob.end());
    return sha1;
  }
  void add_image(const WimBytes& metadata) {
    add_blob(metadata, 2);
    ++images_;
  }
  /// As it shall stand in the blob table, true or not.
  void add_entry(std::uint64_t offset, std::uint64_t stored, std::uint64_t original, std::uint8_t flags,
                 const hive::Sha1& sha1, std::uint16_t part = 1, std::uint32_t references = 1) {
    const std::size_t at = table_.size();
    put(table_, at, stored | (std::uint64_t{flags} << 56U), 8);
    put(table_, at + 8, offset, 8);
    put(table_, at + 16, original, 8);
    put(table_, at + 24, part, 2);
    put(table_, at + 26, references, 4);
    put_sha1(table_, at + 30, sha1);
  }
  /// Bytes that no entry names; returns their offset.
  std::size_t add_bytes(const WimBytes& more) {
    const std::size_t at = bytes_.size();
    bytes_.insert(bytes_.end(), more.begin(), more.end());
    return at;
  }
  void set_xml(std::u16string_view text) {
    WimBytes xml;
    put(xml, 0, 0xFEFF, 2);
    for (const char16_t unit : text) put(xml, xml.size(), unit, 2);
    put_resource(72, add_bytes(xml), xml.size());
  }
  WimBytes finish() const {
    WimWriter done = *this;
    done.put_resource(48, done.bytes_.size(), table_.size());
    done.bytes_.insert(done.bytes_.end(), table_.begin(), table_.end());
    put(done.bytes_, 44, images_, 4);
    return done.bytes_;
  }

 private:
  void put_resource(std::size_t field, std::uint64_t offset, std::uint64_t size) {
    put(bytes_, field, size, 8);
    put(bytes_, field + 8, offset, 8);
    put(bytes_, field + 16, size, 8);
  }

  WimBytes bytes_;
  WimBytes table_;
  std::uint32_t images_ = 0;
};

}  // namespace hiveaudit_tests
