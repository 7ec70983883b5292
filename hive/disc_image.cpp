#include <array>
#include <span>
#include <string_view>

#include "hive/udf_tree.h"

namespace hive {
namespace {

// ECMA-167 2/8.3.1: the volume recognition sequence begins behind 32 KiB; each descriptor has a sector of 2,048 bytes,
// its identifier behind one byte.
constexpr std::uint64_t kSequenceStart = 32768;
constexpr std::uint64_t kSectorBytes = 2048;

}  // namespace

bool is_disc_image(const ByteSource& source) {
  std::array<char, 5> name{};
  const auto got = source.read_at(kSequenceStart + 1, std::as_writable_bytes(std::span(name)));
  if (!got || *got != name.size()) return false;
  const std::string_view found(name.data(), name.size());
  return found == "CD001" || found == "BEA01";
}

bool has_udf_side(const ByteSource& source) {
  constexpr std::uint64_t kMostDescriptors = 64;  // install media have four
  for (std::uint64_t i = 0; i < kMostDescriptors; ++i) {
    std::array<char, 5> name{};
    const auto got = source.read_at(kSequenceStart + i * kSectorBytes + 1, std::as_writable_bytes(std::span(name)));
    if (!got || *got != name.size()) return false;
    const std::string_view found(name.data(), name.size());
    if (found == "NSR02" || found == "NSR03") return true;
  }
  return false;
}

}  // namespace hive
