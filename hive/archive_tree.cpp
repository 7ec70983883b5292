#include "hive/archive_tree.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <utility>
#include <vector>

#include "hive/archive_pass.h"
#include "hive/inflate.h"
#include "hive/limits.h"
#include "hive/utf16.h"
#include "hive/zip_directory.h"

namespace hive {
namespace {

/// What tells a hive, a log and a text: the first two sectors and the signature of the first bin behind 4,096 bytes.
constexpr std::size_t kPrefixBytes = 4100;

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
    ArchivePass pass(archive_);
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
    ArchivePass pass(source_);
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
    if (pass.no_end && !damage_) {
      damage_ = Error{ErrorCode::truncated,
                      "the tar breaks off: what lay behind is not seen",
                      "two blocks of zeros",
                      "the end of the file",
                      {}};
    }
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

  void add(ArchivePass& pass, archive_entry* entry, std::size_t number) {
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
      // One byte more: a sum is compared at the end of a file, and a file may end with the prefix.
      auto prefix = pass.data(prefixes_ < limits::kMaxArchivePrefixes ? kPrefixBytes + 1 : 0);
      if (prefix) packed.prefix = std::move(*prefix);  // else opening it tells
      prefixes_ += packed.prefix.empty() ? 0 : 1;
      packed.prefix.resize(std::min({packed.prefix.size(), kPrefixBytes, static_cast<std::size_t>(packed.size_bytes)}));
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

/// What speaks against the sums that xz, bzip2 and zstd keep of what they have packed: readers of a tar stop at its end
/// and never come to them. Nothing when all is unpacked to the end, or nothing is packed.
std::optional<Error> packing_fault(const std::shared_ptr<const ByteSource>& source) {
  ArchivePass pass(source, ArchivePass::Format::bytes);
  if (!pass.open() || pass.next() == nullptr) return std::nullopt;  // what is wrong then, the index tells
  if (!pass.is_packed()) return std::nullopt;
  while (true) {
    auto bytes = pass.data(ArchivePass::kReadBytes);
    if (!bytes) {
      Error error = std::move(bytes).error();
      error.message = "what is packed is damaged, and nobody knows where";
      return error;
    }
    if (bytes->size() < ArchivePass::kReadBytes) return std::nullopt;
  }
}

}  // namespace

Result<std::shared_ptr<const FileTree>> open_archive(std::shared_ptr<const ByteSource> source) {
  std::optional<Error> fault = is_gzip(*source) ? gzip_fault(*source) : packing_fault(source);
  if (fault && is_gzip(*source) && fault->code == ErrorCode::unsupported) return *std::move(fault);
  if (!fault) fault = zip_fault(*source);
  auto tree = std::make_shared<ArchiveTree>(std::move(source), std::move(fault));
  if (auto failed = tree->index()) return *std::move(failed);
  return std::shared_ptr<const FileTree>(std::move(tree));
}

std::string archive_reader_version() { return archive_version_string(); }

}  // namespace hive
