#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>
#include <utility>

#include "audit/atomic_file.h"

namespace audit {
namespace {

/// Symbolic links followed from the given path to the file behind it; Linux gives up at 40 (path_resolution(7)).
constexpr int kMaxLinks = 40;
/// Names tried for the temporary file before giving up: more than one means left-overs of a killed run.
constexpr int kMaxNames = 100;

/// Paths of writes under way, readable from a signal handler: fixed memory, no lock. A slot is claimed by
/// its `used` flag and only then filled; `ready` tells the handler that the text is complete.
struct Unfinished {
  std::atomic<bool> used{false};
  std::atomic<bool> ready{false};
  std::array<char, 4096> path{};
};
std::array<Unfinished, 16> unfinished;
static_assert(std::atomic<bool>::is_always_lock_free, "a signal handler reads these flags");

/// Owns a temporary file's entry in `unfinished` and the file itself until it is renamed.
class TemporaryFile {
 public:
  explicit TemporaryFile(std::string path) : path_(std::move(path)) {
    if (path_.size() >= Unfinished{}.path.size()) return;
    for (Unfinished& slot : unfinished) {
      if (slot.used.exchange(true)) continue;
      std::memcpy(slot.path.data(), path_.c_str(), path_.size() + 1);
      slot.ready.store(true);
      slot_ = &slot;
      return;
    }
  }
  ~TemporaryFile() {
    if (!kept_) ::unlink(path_.c_str());
    forget();
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;

  const std::string& path() const { return path_; }
  void keep() {
    kept_ = true;
    forget();
  }

 private:
  void forget() {
    if (slot_ == nullptr) return;
    slot_->ready.store(false);
    slot_->used.store(false);
    slot_ = nullptr;
  }

  std::string path_;
  Unfinished* slot_ = nullptr;
  bool kept_ = false;
};

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int number() const { return number_; }
  /// False when the last bytes could not be written after all (NFS, quotas).
  bool close() { return ::close(std::exchange(number_, -1)) == 0; }

 private:
  int number_;
};

hive::Error io_error(const std::string& path, const std::string& what, int code) {
  hive::Error error;
  error.code = hive::ErrorCode::io;
  error.message = fmt::format("{}: {}", what, std::strerror(code));
  error.where.path = path;
  return error;
}

bool write_all(int descriptor, std::string_view content) {
  while (!content.empty()) {
    const ssize_t written = ::write(descriptor, content.data(), content.size());
    if (written < 0) {
      if (errno == EINTR) continue;
      return false;
    }
    content.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

/// The file that a chain of symbolic links ends at, whether it exists or not.
hive::Result<std::string> behind_links(const std::string& path) {
  std::filesystem::path current = path;
  for (int hop = 0; hop < kMaxLinks; ++hop) {
    std::error_code failed;
    const auto status = std::filesystem::symlink_status(current, failed);
    if (status.type() != std::filesystem::file_type::symlink) return current.string();
    const auto next = std::filesystem::read_symlink(current, failed);
    if (failed) return io_error(path, "cannot follow the symbolic link", failed.value());
    current = next.is_absolute() ? next : current.parent_path() / next;
  }
  return io_error(path, "cannot follow the symbolic link", ELOOP);
}

hive::Result<bool> write_in_place(const std::string& path, std::string_view content) {
  Descriptor file(::open(path.c_str(), O_WRONLY | O_CLOEXEC | O_NOCTTY));
  if (file.number() < 0) return io_error(path, "cannot open for writing", errno);
  if (!write_all(file.number(), content)) return io_error(path, "cannot write", errno);
  if (!file.close()) return io_error(path, "cannot write", errno);
  return true;
}

/// Opens a new file beside `target`; its descriptor is -1 with errno set when that fails.
struct Beside {
  std::unique_ptr<TemporaryFile> file;
  int descriptor = -1;
};
Beside create_beside(const std::string& target) {
  Beside made;
  for (int attempt = 0; attempt < kMaxNames; ++attempt) {
    // Known to the signal handler before it exists, so that no moment is left in which it could stay behind.
    made.file = std::make_unique<TemporaryFile>(fmt::format("{}.{}-{}.part", target, ::getpid(), attempt));
    made.descriptor = ::open(made.file->path().c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0666);
    if (made.descriptor >= 0) return made;
    const int reason = errno;
    made.file->keep();
    errno = reason;
    if (reason != EEXIST) return made;
  }
  return made;
}

/// Where a report goes, and what is there now.
struct Target {
  std::string path;  ///< behind all symbolic links
  struct stat old {};
  bool exists = false;
  bool in_place() const { return exists && !S_ISREG(old.st_mode); }
};

hive::Result<Target> find_target(const std::string& path) {
  hive::Result<std::string> resolved = behind_links(path);
  if (!resolved) return resolved.error();
  Target target;
  target.path = *std::move(resolved);

  const std::string folder = std::filesystem::path(target.path).parent_path().string();
  struct stat folder_status {};
  if (::stat(folder.empty() ? "." : folder.c_str(), &folder_status) != 0)
    return io_error(path, fmt::format("folder {} cannot be used", folder.empty() ? "." : folder), errno);
  if (!S_ISDIR(folder_status.st_mode)) return io_error(path, fmt::format("{} is not a folder", folder), ENOTDIR);

  target.exists = ::stat(target.path.c_str(), &target.old) == 0;
  if (target.exists && S_ISDIR(target.old.st_mode)) return io_error(path, "cannot write a report here", EISDIR);
  // Renaming over a file needs no right to write it, but its owner took that right away on purpose.
  if (target.exists && ::access(target.path.c_str(), W_OK) != 0) return io_error(path, "cannot replace", errno);
  return target;
}

}  // namespace

hive::Result<bool> check_writable(const std::string& path) {
  const hive::Result<Target> target = find_target(path);
  if (!target) return target.error();
  if (target->in_place()) return true;
  const Beside made = create_beside(target->path);
  if (made.descriptor < 0) return io_error(path, "cannot create a file in its folder", errno);
  ::close(made.descriptor);
  return true;
}

hive::Result<bool> write_atomically(const std::string& path, std::string_view content) {
  const hive::Result<Target> target = find_target(path);
  if (!target) return target.error();
  if (target->in_place()) return write_in_place(target->path, content);

  const Beside made = create_beside(target->path);
  if (made.descriptor < 0) return io_error(path, "cannot create a file in its folder", errno);
  Descriptor file(made.descriptor);
  if (target->exists && ::fchmod(file.number(), target->old.st_mode & 07777) != 0)
    return io_error(path, "cannot keep its mode", errno);
  if (!write_all(file.number(), content)) return io_error(path, "cannot write", errno);
  if (::fsync(file.number()) != 0) return io_error(path, "cannot write", errno);
  if (!file.close()) return io_error(path, "cannot write", errno);
  if (std::rename(made.file->path().c_str(), target->path.c_str()) != 0) return io_error(path, "cannot replace", errno);
  made.file->keep();
  return true;
}

void remove_unfinished_files() {
  for (Unfinished& slot : unfinished)
    if (slot.ready.load()) ::unlink(slot.path.data());
}

}  // namespace audit
