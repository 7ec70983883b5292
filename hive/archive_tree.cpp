#include "hive/archive_tree.h"

#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <map>
#include <utility>
#include <vector>

#include "hive/inflate.h"
#include "hive/limits.h"
#include "hive/utf16.h"

namespace hive {
namespace {

/// What tells a hive, a log and a text: the first two sectors and the signature of the first bin behind 4,096 bytes.
constexpr std::size_t kPrefixBytes = 4100;
constexpr std::size_t kReadBytes = 64 * 1024;

/// One pass over an archive, from its first entry on.
class Pass {
 public:
  explicit Pass(std::shared_ptr<const ByteSource> source) : source_(std::move(source)), archive_(archive_read_new()) {
    if (archive_ == nullptr) return;
    // Those of libarchive alone: others start a program.
    archive_read_support_filter_gzip(archive_);
    archive_read_support_filter_bzip2(archive_);
    archive_read_support_filter_xz(archive_);
    archive_read_support_filter_zstd(archive_);
    archive_read_support_format_tar(archive_);
    archive_read_support_format_zip(archive_);
    archive_read_support_format_7zip(archive_);
    archive_read_set_read_callback(archive_, read);
    archive_read_set_seek_callback(archive_, seek);
    archive_read_set_callback_data(archive_, this);
  }
  Pass(const Pass&) = delete;
  Pass& operator=(const Pass&) = delete;
  ~Pass() {
    if (archive_ != nullptr) archive_read_free(archive_);
  }

  bool open() { return archive_ != nullptr && archive_read_open1(archive_) == ARCHIVE_OK; }

  /// The next entry; null at the end, or when the archive breaks off (then `failed`).
  archive_entry* next() {
    archive_entry* entry = nullptr;
    const int status = archive_read_next_header(archive_, &entry);
    if (status == ARCHIVE_OK || status == ARCHIVE_WARN) return entry;
    failed = status != ARCHIVE_EOF;
    return nullptr;
  }

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

 private:
  static la_ssize_t read(archive* archive, void* self, const void** bytes) {
    Pass& pass = *static_cast<Pass*>(self);
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
    Pass& pass = *static_cast<Pass*>(self);
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

struct Packed {
  TreeEntry::Kind kind = TreeEntry::Kind::odd;
  std::size_t number = 0;  ///< of its entry in the archive
  std::size_t times = 1;   ///< that the archive names it
  std::uint64_t size_bytes = 0;
  std::vector<std::byte> prefix;
};

/// A file of the archive: its beginning is at hand, the whole is unpacked when it is asked for.
class PackedFile final : public ByteSource {
 public:
  PackedFile(std::shared_ptr<const ByteSource> archive, const Packed& packed)
      : archive_(std::move(archive)), number_(packed.number), size_(packed.size_bytes), bytes_(packed.prefix) {}

  std::uint64_t size_bytes() const override { return size_; }

  Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> into) const override {
    if (offset >= size_) return std::size_t{0};
    const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(into.size(), size_ - offset));
    if (!fits(offset, count, bytes_.size())) {
      if (auto failed = unpack()) return *std::move(failed);
    }
    std::copy_n(bytes_.begin() + static_cast<std::ptrdiff_t>(offset), count, into.begin());
    return count;
  }

  bool has_changed() const override { return archive_->has_changed(); }

 private:
  std::optional<Error> unpack() const {
    Pass pass(archive_);
    if (!pass.open()) return pass.error("the archive cannot be opened again");
    for (std::size_t i = 0;; ++i) {
      if (pass.next() == nullptr) return pass.error("the archive ends before this file");
      if (i == number_) break;
    }
    auto bytes = pass.data(static_cast<std::size_t>(size_) + 1);
    if (!bytes) return bytes.error();
    if (bytes->size() != size_) {
      return Error{ErrorCode::corrupt,
                   "the file does not unpack to its size",
                   fmt::format("{} bytes", size_),
                   fmt::format("{} bytes or more", bytes->size()),
                   {}};
    }
    bytes_ = std::move(*bytes);
    return std::nullopt;
  }

  std::shared_ptr<const ByteSource> archive_;
  std::size_t number_;
  std::uint64_t size_;
  mutable std::vector<std::byte> bytes_;
};

/// The names of a path; nothing when it leaves the archive or names nothing.
std::optional<std::string> plain_path(std::string_view path) {
  std::string plain;
  while (!path.empty()) {
    const std::string_view name = path.substr(0, path.find('/'));
    path.remove_prefix(std::min(path.size(), name.size() + 1));
    if (name.empty() || name == ".") continue;
    if (name == "..") return std::nullopt;
    plain += (plain.empty() ? "" : "/") + std::string(name);
  }
  return plain;
}

class ArchiveTree final : public FileTree {
 public:
  /// `damage`: what is known to be wrong with the whole; every listing says so.
  ArchiveTree(std::shared_ptr<const ByteSource> source, std::optional<Error> damage)
      : source_(std::move(source)), damage_(std::move(damage)) {}

  std::optional<Error> index() {
    Pass pass(source_);
    if (!pass.open()) return pass.error("the archive cannot be opened");
    std::size_t number = 0;
    while (archive_entry* entry = pass.next()) {
      if (number == limits::kMaxArchiveEntries) {
        damage_ = Error{ErrorCode::limit_exceeded,
                        "the archive holds too many files",
                        fmt::format("at most {}", limits::kMaxArchiveEntries),
                        "more",
                        {}};
        return std::nullopt;
      }
      add(pass, entry, number++);
    }
    // Entries behind the damage are lost, and nobody knows which: every listing says so.
    if (pass.failed) damage_ = pass.error("the archive is damaged: what lies behind the damage is not seen");
    return number == 0 && damage_ ? damage_ : std::nullopt;
  }

  TreeListing list(const std::string& folder) const override {
    TreeListing listing;
    listing.error = damage_;
    const auto found = folders_.find(folder);
    if (found == folders_.end()) {
      if (!listing.error) listing.error = Error{ErrorCode::corrupt, "there is no such folder", {}, {}, {}};
      return listing;
    }
    for (const auto& [name, packed] : found->second) {
      listing.entries.push_back({name, packed.kind, packed.size_bytes});
    }
    return listing;
  }

  Result<std::unique_ptr<ByteSource>> open(const std::string& file) const override {
    const std::size_t slash = file.rfind('/');
    const auto folder = folders_.find(slash == std::string::npos ? "" : file.substr(0, slash));
    const std::string name = slash == std::string::npos ? file : file.substr(slash + 1);
    const auto found = folder == folders_.end() ? Names::const_iterator{} : folder->second.find(name);
    if (folder == folders_.end() || found == folder->second.end()) {
      return Error{ErrorCode::io, "there is no such file in the archive", {}, {}, {}};
    }
    const Packed& packed = found->second;
    if (packed.times > 1) {
      return Error{ErrorCode::corrupt,
                   "the archive holds this file more than once, and nobody can tell which counts",
                   "one",
                   fmt::format("{}", packed.times),
                   {}};
    }
    if (packed.size_bytes > limits::kMaxArchiveFileBytes) {
      return Error{ErrorCode::limit_exceeded,
                   "the file is too large to be unpacked into memory",
                   fmt::format("at most {} bytes", limits::kMaxArchiveFileBytes),
                   fmt::format("{} bytes", packed.size_bytes),
                   {}};
    }
    return std::unique_ptr<ByteSource>(std::make_unique<PackedFile>(source_, packed));
  }

 private:
  using Names = std::map<std::string, Packed>;

  void add(Pass& pass, archive_entry* entry, std::size_t number) {
    const char* name = archive_entry_pathname_utf8(entry);
    if (name == nullptr) name = archive_entry_pathname(entry);
    const auto path = name == nullptr ? std::nullopt : plain_path(name);
    if (!path) {
      damage_ = Error{ErrorCode::corrupt,
                      "an entry has no path that a file can have",
                      {},
                      name == nullptr ? "none" : printable(name),
                      {}};
      return;
    }
    Packed packed{.number = number, .prefix = {}};
    if (archive_entry_hardlink(entry) != nullptr || archive_entry_filetype(entry) == AE_IFLNK) {
      packed.kind = TreeEntry::Kind::link;
    } else if (archive_entry_filetype(entry) == AE_IFDIR) {
      packed.kind = TreeEntry::Kind::folder;
    } else if (archive_entry_filetype(entry) == AE_IFREG) {
      packed.kind = TreeEntry::Kind::file;
      packed.size_bytes = static_cast<std::uint64_t>(std::max<la_int64_t>(0, archive_entry_size(entry)));
      auto prefix = pass.data(prefixes_ < limits::kMaxArchivePrefixes ? kPrefixBytes : 0);
      if (prefix) packed.prefix = std::move(*prefix);  // else opening it tells
      prefixes_ += packed.prefix.empty() ? 0 : 1;
      packed.prefix.resize(std::min<std::size_t>(packed.prefix.size(), static_cast<std::size_t>(packed.size_bytes)));
    }
    put(*path, std::move(packed));
  }

  void put(const std::string& path, Packed packed) {
    folders_[""];
    if (path.empty()) return;
    if (packed.kind == TreeEntry::Kind::folder) folders_[path];
    const std::size_t slash = path.rfind('/');
    const std::string folder = slash == std::string::npos ? "" : path.substr(0, slash);
    const std::string name = slash == std::string::npos ? path : path.substr(slash + 1);
    // A folder need not have an entry of its own.
    if (!folder.empty() && !folders_.contains(folder)) put(folder, {.kind = TreeEntry::Kind::folder, .prefix = {}});
    const auto [at, is_new] = folders_[folder].try_emplace(name, std::move(packed));
    if (!is_new && at->second.kind != TreeEntry::Kind::folder) ++at->second.times;
  }

  std::shared_ptr<const ByteSource> source_;
  std::map<std::string, Names> folders_;
  std::optional<Error> damage_;
  std::size_t prefixes_ = 0;
};

bool is_gzip(const ByteSource& source) {
  std::array<std::byte, 2> magic{};  // ID1 and ID2 of RFC 1952
  const auto got = source.read_at(0, magic);
  return got && *got == magic.size() && magic[0] == std::byte{0x1F} && magic[1] == std::byte{0x8B};
}

}  // namespace

Result<std::shared_ptr<const FileTree>> open_archive(std::shared_ptr<const ByteSource> source) {
  std::optional<Error> fault = is_gzip(*source) ? gzip_fault(*source) : std::nullopt;
  if (fault && fault->code == ErrorCode::unsupported) return *std::move(fault);
  auto tree = std::make_shared<ArchiveTree>(std::move(source), std::move(fault));
  if (auto failed = tree->index()) return *std::move(failed);
  return std::shared_ptr<const FileTree>(std::move(tree));
}

std::string archive_reader_version() { return archive_version_string(); }

}  // namespace hive
