#pragma once
// Memory that a child process can read without a copy: an unnamed file of the system, mapped. A hive of 150 MB is
// unpacked into it once, and the second reader opens it as the file that it is. It is written piece by piece and mapped
// afterwards: pages that are mapped to be written are cleared first, and all of that took longer than unpacking does.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "hive/bytes.h"

namespace hive {

class ChildMemory {
 public:
  /// To be written. Null when the system gives none; the caller takes memory of its own then.
  static std::unique_ptr<ChildMemory> make(std::size_t size_bytes);
  ChildMemory(const ChildMemory&) = delete;
  ChildMemory& operator=(const ChildMemory&) = delete;
  ~ChildMemory();

  /// Before seal(). False when the system has no room for them.
  bool write(std::size_t offset, Bytes bytes);
  /// From now on this process cannot change it, nor can a child that is given it. False when the system does not map
  /// it.
  bool seal();
  /// All of it, after seal(); what was not written is zero.
  Bytes bytes() const { return bytes_; }
  /// A new descriptor that reads it from its beginning, for the caller to close; negative when a child could change it,
  /// because it was not sealed or the system cannot.
  int open_for_child() const;

 private:
  ChildMemory(int descriptor, std::size_t size_bytes) : descriptor_(descriptor), size_bytes_(size_bytes) {}

  int descriptor_;
  std::size_t size_bytes_;
  Bytes bytes_;
  bool sealed_ = false;
};

/// A ByteSource all of whose bytes stand in such memory.
class ChildReadable {
 public:
  ChildReadable() = default;
  ChildReadable(const ChildReadable&) = delete;
  ChildReadable& operator=(const ChildReadable&) = delete;
  virtual ~ChildReadable() = default;
  /// Null: they do not. Valid as long as the source.
  virtual const ChildMemory* child_memory() const = 0;
};

}  // namespace hive
