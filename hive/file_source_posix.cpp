#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <utility>

#include "hive/file_source.h"

namespace hive {

namespace {

/// Linux transfers at most 0x7ffff000 bytes in one read; asking for less keeps every system call honest.
constexpr std::size_t kMostPerCall = 1U << 30U;

std::string words_for(int error_number) { return std::generic_category().message(error_number); }

Error io_error(std::string message, std::string found, const std::string& path) {
  Error error{ErrorCode::io, std::move(message), "", std::move(found), {}};
  error.where.path = path;
  return error;
}

const char* kind_of(mode_t mode) {
  if (S_ISDIR(mode)) return "a directory";
  if (S_ISFIFO(mode)) return "a named pipe (FIFO)";
  if (S_ISSOCK(mode)) return "a socket";
  if (S_ISCHR(mode)) return "a character device";
  if (S_ISBLK(mode)) return "a block device";
  return "something else";
}

/// An open descriptor; closed when it goes.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&&) = delete;
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  int number() const { return number_; }

 private:
  int number_;
};

class FileSource final : public ByteSource {
 public:
  FileSource(Descriptor file, const struct stat& opened, std::string path)
      : file_(std::move(file)),
        size_(static_cast<std::uint64_t>(opened.st_size)),
        written_(opened.st_mtim),
        path_(std::move(path)) {}

  std::uint64_t size_bytes() const override { return size_; }

  bool has_changed() const override {
    struct stat now {};
    if (::fstat(file_.number(), &now) != 0) return true;
    return static_cast<std::uint64_t>(now.st_size) != size_ || now.st_mtim.tv_sec != written_.tv_sec ||
           now.st_mtim.tv_nsec != written_.tv_nsec;
  }

  Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> into) const override {
    std::size_t done = 0;
    while (done < into.size() && offset + done < size_) {
      const std::size_t wanted = std::min(into.size() - done, kMostPerCall);
      const ssize_t got = ::pread(file_.number(), into.data() + done, wanted, static_cast<off_t>(offset + done));
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) {
        Error error = io_error("the file could not be read", words_for(errno), path_);
        error.where.offset = offset + done;
        return error;
      }
      if (got == 0) break;
      done += static_cast<std::size_t>(got);
    }
    return done;
  }

 private:
  Descriptor file_;
  std::uint64_t size_;
  struct timespec written_;
  std::string path_;
};

}  // namespace

Result<std::unique_ptr<ByteSource>> open_file(const std::string& path) {
  // Without O_NONBLOCK a FIFO that nobody writes to would hold us here for ever.
  Descriptor file(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY));
  if (file.number() < 0) {
    const int failed_with = errno;
    struct stat status {};
    if (::stat(path.c_str(), &status) == 0 && !S_ISREG(status.st_mode)) {
      Error error = io_error("not a regular file", kind_of(status.st_mode), path);
      error.expected = "a regular file";
      return error;
    }
    return io_error("the file could not be opened", words_for(failed_with), path);
  }
  struct stat status {};
  if (::fstat(file.number(), &status) != 0) return io_error("the file could not be examined", words_for(errno), path);
  if (!S_ISREG(status.st_mode)) {
    Error error = io_error("not a regular file", kind_of(status.st_mode), path);
    error.expected = "a regular file";
    return error;
  }
  // Look-ups touch few, scattered pages: read-ahead would fetch a hundred times more than is used
  // (hives.md 3, "Cold"). Advice only; its failure changes nothing.
  (void)::posix_fadvise(file.number(), 0, 0, POSIX_FADV_RANDOM);
  return std::unique_ptr<ByteSource>(std::make_unique<FileSource>(std::move(file), status, path));
}

}  // namespace hive
