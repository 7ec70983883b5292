#include "hive/regf/base_block.h"

#include <fmt/format.h>

#include <algorithm>

#include "hive/utf16.h"

namespace hive::regf {

namespace {

constexpr std::uint32_t kMagic = 0x66676572;  // "regf"
/// The part that carries fields, and all that a log keeps of it.
constexpr std::size_t kLeastBytes = 512;
constexpr std::size_t kChecksumOffset = 508;
constexpr std::size_t kNameOffset = 48;
constexpr std::size_t kNameBytes = 64;
constexpr std::size_t kRmIdOffset = 112;

std::string name_in(Bytes bytes) {
  const std::string whole = utf8_from_utf16(bytes);
  return printable(whole.substr(0, whole.find('\0')));
}

}  // namespace

std::string shown_start(Bytes bytes) {
  if (bytes.empty()) return "an empty file";
  const Bytes first = bytes.first(std::min<std::size_t>(bytes.size(), 4));
  if (std::all_of(first.begin(), first.end(), [](std::byte byte) { return byte == std::byte{0}; })) {
    return "zeros where `regf` should be";
  }
  std::string hex;
  std::string text;
  for (const std::byte byte : first) {
    const auto number = std::to_integer<unsigned>(byte);
    hex += fmt::format("{}{:02x}", hex.empty() ? "" : " ", number);
    text += number >= 0x20 && number < 0x7F ? static_cast<char>(number) : '.';
  }
  return fmt::format("{} ({})", text, hex);
}

bool has_regf_magic(Bytes bytes) { return ByteReader(bytes).u32(0) == kMagic; }

Result<BaseBlock> read_base_block(Bytes bytes) {
  if (!has_regf_magic(bytes)) {
    Error error{ErrorCode::corrupt, "not a registry hive", "`regf`", shown_start(bytes), {}};
    error.where.offset = 0;
    return error;
  }
  if (bytes.size() < kLeastBytes) {
    Error error{ErrorCode::truncated,
                "the base block of the hive is cut off",
                fmt::format("{} bytes", kBinsStart),
                fmt::format("{} bytes", bytes.size()),
                {}};
    error.where.offset = 0;
    return error;
  }
  const ByteReader reader{bytes};
  BaseBlock block;
  block.sequence = {*reader.u32(4), *reader.u32(8)};
  block.written = *reader.u64(12);
  block.major = *reader.u32(20);
  block.minor = *reader.u32(24);
  block.type = *reader.u32(28);
  block.root_cell = *reader.u32(36);
  block.bins_bytes = *reader.u32(40);
  block.cluster = *reader.u32(44);
  std::ranges::copy(bytes.subspan(kRmIdOffset, block.rm_id.size()), block.rm_id.begin());
  block.name_hint = name_in(bytes.subspan(kNameOffset, kNameBytes));
  block.flags = *reader.u32(144);
  block.checksum_ok = base_block_checksum(bytes) == *reader.u32(kChecksumOffset);
  return block;
}

std::uint32_t base_block_checksum(Bytes bytes) {
  const ByteReader reader{bytes};
  std::uint32_t sum = 0;
  for (std::size_t offset = 0; offset < kChecksumOffset; offset += 4) sum ^= reader.u32(offset).value_or(0);
  if (sum == 0xFFFF'FFFF) return 0xFFFF'FFFE;
  return sum == 0 ? 1 : sum;
}

}  // namespace hive::regf
