#pragma once
// libarchive from the first entry of an archive to its end. Private to archive_tree.cpp, which includes it.

#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "hive/byte_source.h"
#include "hive/utf16.h"

namespace hive {

/// One pass over an archive, from its first entry on; or over what a compression has packed, as one entry.
class ArchivePass {
 public:
  static constexpr std::size_t kReadBytes = 64 * 1024;
  enum class Format { archive, bytes };

  explicit ArchivePass(std::shared_ptr<const ByteSource> source, Format format = Format::archive)
      : source_(std::move(source)), archive_(archive_read_new()) {
    if (archive_ == nullptr) return;
    // Those of libarchive alone: others start a program.
    archive_read_support_filter_gzip(archive_);
    archive_read_support_filter_bzip2(archive_);
    archive_read_support_filter_xz(archive_);
    archive_read_support_filter_zstd(archive_);
    if (format == Format::bytes) {
      archive_read_support_format_raw(archive_);
    } else {
      archive_read_support_format_tar(archive_);
      archive_read_support_format_zip(archive_);
      archive_read_support_format_7zip(archive_);
    }
    archive_read_set_read_callback(archive_, read);
    archive_read_set_seek_callback(archive_, seek);
    archive_read_set_callback_data(archive_, this);
  }
  ArchivePass(const ArchivePass&) = delete;
  ArchivePass& operator=(const ArchivePass&) = delete;
  ~ArchivePass() {
    if (archive_ != nullptr) archive_read_free(archive_);
  }

  bool open() { return archive_ != nullptr && archive_read_open1(archive_) == ARCHIVE_OK; }

  /// The next entry; null at the end, or when the archive breaks off (then `failed`).
  archive_entry* next() {
    archive_entry* entry = nullptr;
    const int status = archive_read_next_header(archive_, &entry);
    if (status == ARCHIVE_OK || status == ARCHIVE_WARN) return entry;
    failed = status != ARCHIVE_EOF;
    // libarchive takes the end of a file for the end of a tar. Of the two blocks of zeros that end one (POSIX.1-1988,
    // "ustar"), the first is behind the last entry.
    const bool is_tar = (archive_format(archive_) & ARCHIVE_FORMAT_BASE_MASK) == ARCHIVE_FORMAT_TAR;
    no_end = !failed && is_tar && archive_filter_bytes(archive_, 0) <= archive_read_header_position(archive_);
    return nullptr;
  }

  bool is_packed() const { return archive_filter_code(archive_, 0) != ARCHIVE_FILTER_NONE; }

  /// Up to `most` bytes of the entry; fewer only when it ends.
  Result<std::vector<std::byte>> data(std::size_t most) {
    std::vector<std::byte> bytes;
    while (bytes.size() < most) {
      const std::size_t before = bytes.size();
      bytes.resize(std::min(most, before + kReadBytes));
      const auto got = archive_read_data(archive_, bytes.data() + before, bytes.size() - before);
      if (got < 0) return error("the file cannot be unpacked");
      bytes.resize(before + static_cast<std::size_t>(got));
      if (got == 0) break;
    }
    return bytes;
  }

  Error error(std::string message) const {
    const bool encrypted = archive_ != nullptr && archive_read_has_encrypted_entries(archive_) > 0;
    const char* told = archive_ == nullptr ? nullptr : archive_error_string(archive_);
    return Error{encrypted ? ErrorCode::unsupported : ErrorCode::corrupt,
                 std::move(message),
                 encrypted ? "an archive without a password" : "a whole archive",
                 printable(encrypted         ? "encrypted entries"
                           : told == nullptr ? "something else"
                                             : told),
                 {}};
  }

  bool failed = false;
  bool no_end = false;  ///< of a tar: the file ends where another entry may have been

 private:
  static la_ssize_t read(archive* archive, void* self, const void** bytes) {
    ArchivePass& pass = *static_cast<ArchivePass*>(self);
    const auto got = pass.source_->read_at(pass.at_, pass.buffer_);
    if (!got) {
      archive_set_error(archive, EIO, "%s", got.error().message.c_str());
      return -1;
    }
    pass.at_ += *got;
    *bytes = pass.buffer_.data();
    return static_cast<la_ssize_t>(*got);
  }

  static la_int64_t seek(archive*, void* self, la_int64_t offset, int whence) {
    ArchivePass& pass = *static_cast<ArchivePass*>(self);
    const auto size = static_cast<la_int64_t>(pass.source_->size_bytes());
    const la_int64_t base = whence == SEEK_SET ? 0 : whence == SEEK_END ? size : static_cast<la_int64_t>(pass.at_);
    if (offset < -base || offset > size - base) return ARCHIVE_FATAL;
    pass.at_ = static_cast<std::uint64_t>(base + offset);
    return base + offset;
  }

  std::shared_ptr<const ByteSource> source_;
  archive* archive_;
  std::uint64_t at_ = 0;
  std::array<std::byte, kReadBytes> buffer_{};
};

}  // namespace hive
