#pragma once
// Random-access bytes that we did not make: a file, a block of memory, later a stream in an image.
// A source may shrink or fail between two reads; both are an Error, never a signal (nothing is mapped).

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "hive/bytes.h"
#include "hive/result.h"

namespace hive {

class ByteSource {
 public:
  ByteSource() = default;
  ByteSource(const ByteSource&) = delete;
  ByteSource& operator=(const ByteSource&) = delete;
  virtual ~ByteSource() = default;

  /// Size when the source was opened, in bytes.
  virtual std::uint64_t size_bytes() const = 0;

  /// Fills `into` from `offset`. Fewer bytes than asked means that the source ends there (it may have
  /// shrunk). Errors: io.
  virtual Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> into) const = 0;

  /// All bytes, when they are in memory already and stay there, unchanged, as long as this object; else empty.
  virtual Bytes in_memory() const { return {}; }

  /// What is really stored, below anything that was laid over it in memory: what a digest is taken of.
  virtual const ByteSource& stored() const { return *this; }

  /// SHA-256 of all bytes, 64 lower-case hexadecimal digits, where they were all seen already; else empty.
  virtual std::string known_sha256() const { return {}; }

  /// True when what is stored is known to have become something else since it was opened.
  virtual bool has_changed() const { return false; }
};

/// Bytes that are in memory already. Reads never fail.
std::unique_ptr<ByteSource> open_memory(std::vector<std::byte> bytes);

}  // namespace hive
