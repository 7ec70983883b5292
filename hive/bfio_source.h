#pragma once
// A ByteSource as libbfio's handle, which every library of the libyal family reads from: the one bridge between them.
// Read-only. The libraries' handles are all `intptr_t*` in C, so that this header needs none of theirs.
// Not safe for use by two threads at once.

#include <cstdint>
#include <memory>
#include <optional>

#include "hive/byte_source.h"
#include "hive/error.h"
#include "hive/result.h"

namespace hive {

class BfioSource {
 public:
  /// Errors: unsupported when libbfio refuses to make a handle.
  static Result<std::shared_ptr<BfioSource>> open(std::shared_ptr<const ByteSource> below);

  BfioSource(const BfioSource&) = delete;
  BfioSource& operator=(const BfioSource&) = delete;
  ~BfioSource();

  /// libbfio_handle_t*; lives as long as this object, and must be closed by none but its users' close functions.
  std::intptr_t* handle() const { return handle_; }
  const ByteSource& below() const { return *below_; }

  /// The last error that the source below gave while a library read, once: a library tells only that reading failed.
  std::optional<Error> take_error() const;

 private:
  struct Callbacks;
  explicit BfioSource(std::shared_ptr<const ByteSource> below) : below_(std::move(below)) {}

  std::shared_ptr<const ByteSource> below_;
  std::intptr_t* handle_ = nullptr;
  std::uint64_t position_ = 0;
  bool is_open_ = false;
  mutable std::optional<Error> error_;
};

}  // namespace hive
