#pragma once
// What the libraries of the libyal family (libfsntfs, libvhdi, libqcow, libvmdk, libewf, libbfio) have in common: every
// handle is one C type, and every error is a backtrace that must be freed. Includes none of them.

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "hive/bfio_source.h"
#include "hive/byte_source.h"
#include "hive/error.h"

namespace hive::libyal {

/// Frees a handle; the function tells the handles apart, which their type does not.
template <auto free_function>
struct FreedBy {
  void operator()(std::intptr_t* handle) const { free_function(&handle, nullptr); }
};
template <auto free_function>
using Handle = std::unique_ptr<std::intptr_t, FreedBy<free_function>>;

/// Where one call of a library leaves its complaint; a second call needs a second one.
template <auto free_error, auto print_backtrace>
class Complaint {
 public:
  Complaint() = default;
  Complaint(const Complaint&) = delete;
  Complaint& operator=(const Complaint&) = delete;
  ~Complaint() { free_error(&error_); }

  std::intptr_t** out() { return &error_; }

  /// The first line of the backtrace is the cause, the others only pass it on.
  std::string cause() const {
    std::array<char, 4096> text{};
    if (error_ == nullptr || print_backtrace(error_, text.data(), text.size()) <= 0) return "no reason given";
    const std::string_view lines(text.data());
    return std::string(lines.substr(0, lines.find('\n')));
  }

 private:
  std::intptr_t* error_ = nullptr;
};

/// The error of a call that failed: what the source below said if it was the cause, else what the library said.
inline Error failure(const BfioSource& source, std::string_view what, const std::string& cause) {
  if (auto below = source.take_error()) return *std::move(below);
  return Error{.code = ErrorCode::corrupt,
               .message = fmt::format("{}: {}", what, cause),
               .expected = {},
               .found = {},
               .where = {}};
}

/// Bytes that a library reads from one of its handles. `Keep` holds alive what the handle needs.
/// Not safe for use by two threads at once.
template <auto read_function, class Said, class Keep>
class Stream final : public ByteSource {
 public:
  Stream(std::shared_ptr<Keep> keep, std::intptr_t* handle, std::uint64_t size_bytes, std::string_view what)
      : keep_(std::move(keep)), handle_(handle), size_(size_bytes), what_(what) {}

  std::uint64_t size_bytes() const override { return size_; }

  Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> into) const override {
    if (offset >= size_) return std::size_t{0};
    const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(into.size(), size_ - offset));
    std::size_t done = 0;
    while (done < wanted) {
      Said said;
      const auto got = read_function(handle_, into.data() + done, wanted - done,
                                     static_cast<std::int64_t>(offset + done), said.out());
      // A handle with a size that does not give its bytes is damaged; what it has not given is never taken for zeros.
      if (got <= 0) {
        Error error = failure(keep_->source(), what_, got == 0 ? "it ends early" : said.cause());
        error.where.offset = offset + done;
        return error;
      }
      done += std::min(static_cast<std::size_t>(got), wanted - done);
    }
    return done;
  }

  const ByteSource& stored() const override { return *this; }
  bool has_changed() const override { return keep_->source().below().has_changed(); }

 private:
  std::shared_ptr<Keep> keep_;
  std::intptr_t* handle_;
  std::uint64_t size_;
  std::string what_;
};

}  // namespace hive::libyal
