#include "hive/udf_tree.h"

#include <fmt/format.h>
#include <udfread/blockinput.h>
#include <udfread/udfread-version.h>
#include <udfread/udfread.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "hive/limits.h"
#include "hive/utf16.h"

namespace hive {
namespace {

/// What the library reads from; it must be the first member that the library is handed.
struct Input {
  udfread_block_input block_input{};
  std::shared_ptr<const ByteSource> source;
};

int read_blocks(udfread_block_input* input, std::uint32_t block, void* into, std::uint32_t count, int) {
  const auto& source = *reinterpret_cast<Input*>(input)->source;
  const std::span<std::byte> bytes(static_cast<std::byte*>(into), std::size_t{count} * UDF_BLOCK_SIZE);
  const auto got = source.read_at(std::uint64_t{block} * UDF_BLOCK_SIZE, bytes);
  return got ? static_cast<int>(*got / UDF_BLOCK_SIZE) : -1;
}

std::uint32_t count_blocks(udfread_block_input* input) {
  const std::uint64_t blocks = reinterpret_cast<Input*>(input)->source->size_bytes() / UDF_BLOCK_SIZE;
  return static_cast<std::uint32_t>(std::min<std::uint64_t>(blocks, std::numeric_limits<std::uint32_t>::max()));
}

struct Volume {
  Input input;
  udfread* handle = nullptr;

  Volume() = default;
  Volume(const Volume&) = delete;
  Volume& operator=(const Volume&) = delete;
  ~Volume() {
    if (handle != nullptr) udfread_close(handle);
  }
};

struct CloseFile {
  void operator()(UDFFILE* file) const { udfread_file_close(file); }
};
using File = std::unique_ptr<UDFFILE, CloseFile>;
struct CloseFolder {
  void operator()(UDFDIR* folder) const { udfread_closedir(folder); }
};
using Folder = std::unique_ptr<UDFDIR, CloseFolder>;

class UdfFile final : public ByteSource {
 public:
  UdfFile(std::shared_ptr<const Volume> volume, File file, std::uint64_t size)
      : volume_(std::move(volume)), file_(std::move(file)), size_(size) {}

  std::uint64_t size_bytes() const override { return size_; }

  Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> into) const override {
    if (offset >= size_) return std::size_t{0};
    const std::span<std::byte> wanted =
        into.first(static_cast<std::size_t>(std::min<std::uint64_t>(into.size(), size_ - offset)));
    if (udfread_file_seek(file_.get(), static_cast<std::int64_t>(offset), UDF_SEEK_SET) < 0) return failed(offset);
    std::size_t done = 0;
    while (done < wanted.size()) {
      const auto got = udfread_file_read(file_.get(), wanted.data() + done, wanted.size() - done);
      if (got < 0) return failed(offset + done);
      if (got == 0) break;
      done += static_cast<std::size_t>(got);
    }
    return done;
  }

  bool has_changed() const override { return volume_->input.source->has_changed(); }

 private:
  static Error failed(std::uint64_t offset) {
    return Error{ErrorCode::corrupt,
                 "the file cannot be read from the disc image",
                 "blocks inside the image",
                 fmt::format("none for byte {} of the file", offset),
                 {}};
  }

  std::shared_ptr<const Volume> volume_;
  File file_;
  std::uint64_t size_;
};

class UdfTree final : public FileTree {
 public:
  explicit UdfTree(std::shared_ptr<const Volume> volume) : volume_(std::move(volume)) {}

  TreeListing list(const std::string& folder) const override {
    TreeListing listing;
    const Folder open(udfread_opendir(volume_->handle, ("/" + folder).c_str()));
    if (open == nullptr) {
      listing.error = Error{ErrorCode::corrupt, "the folder could not be listed", "a folder of the disc image", {}, {}};
      return listing;
    }
    udfread_dirent entry{};
    while (udfread_readdir(open.get(), &entry) != nullptr) {
      const std::string name = entry.d_name == nullptr ? "" : entry.d_name;
      if (name == "." || name == "..") continue;
      if (listing.entries.size() == limits::kMaxFolderEntries) {
        listing.error = Error{ErrorCode::limit_exceeded,
                              "the folder is too full to be listed whole",
                              fmt::format("at most {} entries", limits::kMaxFolderEntries),
                              "more",
                              {}};
        break;
      }
      if (!fault_of_name(name).empty()) {
        listing.error = Error{ErrorCode::corrupt, "an entry has no name that a file can have", {}, printable(name), {}};
        continue;
      }
      TreeEntry& found = listing.entries.emplace_back();
      found.name = name;
      if (entry.d_type == UDF_DT_DIR) found.kind = TreeEntry::Kind::folder;
      if (entry.d_type != UDF_DT_REG) continue;
      found.kind = TreeEntry::Kind::file;
      const File file(udfread_file_openat(open.get(), name.c_str()));
      if (file != nullptr) found.size_bytes = static_cast<std::uint64_t>(std::max<std::int64_t>(0, size_of(file)));
    }
    std::ranges::sort(listing.entries, {}, &TreeEntry::name);
    return listing;
  }

  Result<std::unique_ptr<ByteSource>> open(const std::string& path) const override {
    File file(udfread_file_open(volume_->handle, ("/" + path).c_str()));
    const std::int64_t size = file == nullptr ? -1 : size_of(file);
    if (size < 0) {
      return Error{ErrorCode::corrupt, "the file cannot be opened in the disc image", "a file", "none", {}};
    }
    return std::unique_ptr<ByteSource>(
        std::make_unique<UdfFile>(volume_, std::move(file), static_cast<std::uint64_t>(size)));
  }

 private:
  static std::int64_t size_of(const File& file) { return udfread_file_size(file.get()); }

  std::shared_ptr<const Volume> volume_;
};

}  // namespace

Result<std::shared_ptr<const FileTree>> open_udf(std::shared_ptr<const ByteSource> source) {
  if (!has_udf_side(*source)) {  // asked here, because the library complains on the terminal
    return Error{ErrorCode::unsupported,
                 "the disc image has no UDF side, and its ISO 9660 side is not read",
                 "an install medium; else the files copied from the disc",
                 "ISO 9660 alone",
                 {}};
  }
  auto volume = std::make_shared<Volume>();
  volume->input.block_input.read = read_blocks;
  volume->input.block_input.size = count_blocks;
  volume->input.source = std::move(source);
  volume->handle = udfread_init();
  if (volume->handle == nullptr || udfread_open_input(volume->handle, &volume->input.block_input) < 0) {
    return Error{ErrorCode::corrupt, "the UDF side of the disc image cannot be read", "a UDF volume", {}, {}};
  }
  return std::shared_ptr<const FileTree>(std::make_shared<UdfTree>(std::move(volume)));
}

std::string udf_reader_version() { return "libudfread " UDFREAD_VERSION_STRING; }

}  // namespace hive
