#pragma once
// Program files as small as they can be: headers, one section, and the way to a version resource.

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace hiveaudit_tests {

/// Offsets of what tests change.
namespace pe {
inline constexpr std::size_t kPe = 0x80;
inline constexpr std::size_t kOptional = kPe + 24;
inline constexpr std::size_t kResources = 0x400;
inline constexpr std::size_t kTypeEntry = kResources + 16;
inline constexpr std::size_t kNameEntry = kResources + 24 + 16;
inline constexpr std::size_t kLanguageEntry = kResources + 48 + 16;
inline constexpr std::size_t kDataEntry = kResources + 72;
inline constexpr std::size_t kVersion = kResources + 88;
inline constexpr std::size_t kFixed = kVersion + 40;
}  // namespace pe

inline void put16(std::vector<std::byte>& bytes, std::size_t at, std::uint32_t value) {
  for (std::size_t i = 0; i < 2; ++i) bytes.at(at + i) = static_cast<std::byte>(value >> (8U * i) & 0xFFU);
}
inline void put32(std::vector<std::byte>& bytes, std::size_t at, std::uint32_t value) {
  put16(bytes, at, value & 0xFFFFU);
  put16(bytes, at + 2, value >> 16U);
}

inline std::vector<std::byte> pe_file(const std::array<std::uint16_t, 4>& version, bool is_plus = true) {
  constexpr std::uint32_t kAddress = 0x3000;  // of the section: another number than its offset
  constexpr std::uint32_t kSectionBytes = 0x200;
  std::vector<std::byte> bytes(pe::kResources + kSectionBytes);
  put16(bytes, 0, 0x5A4D);
  put32(bytes, 0x3C, pe::kPe);
  put32(bytes, pe::kPe, 0x4550);
  put16(bytes, pe::kPe + 6, 1);
  const std::uint32_t directories = is_plus ? 112 : 96;
  const std::uint32_t optional_bytes = directories + 16 * 8;
  put16(bytes, pe::kPe + 20, optional_bytes);
  put16(bytes, pe::kOptional, is_plus ? 0x20B : 0x10B);
  put32(bytes, pe::kOptional + directories - 4, 16);
  put32(bytes, pe::kOptional + directories + 16, kAddress);
  put32(bytes, pe::kOptional + directories + 20, kSectionBytes);
  const std::size_t section = pe::kOptional + optional_bytes;
  put32(bytes, section + 8, kSectionBytes);
  put32(bytes, section + 12, kAddress);
  put32(bytes, section + 16, kSectionBytes);
  put32(bytes, section + 20, pe::kResources);
  const auto folder = [&](std::size_t entry, std::uint32_t id, std::uint32_t leads_to) {
    put16(bytes, entry - 2, 1);
    put32(bytes, entry, id);
    put32(bytes, entry + 4, leads_to);
  };
  folder(pe::kTypeEntry, 16, 0x8000'0000 | 24);
  folder(pe::kNameEntry, 1, 0x8000'0000 | 48);
  folder(pe::kLanguageEntry, 0x409, 72);
  put32(bytes, pe::kDataEntry, kAddress + 88);
  put32(bytes, pe::kDataEntry + 4, 92);
  put16(bytes, pe::kVersion, 92);
  put16(bytes, pe::kVersion + 2, 52);
  constexpr std::string_view kKey = "VS_VERSION_INFO";
  for (std::size_t i = 0; i < kKey.size(); ++i) {
    put16(bytes, pe::kVersion + 6 + 2 * i, static_cast<unsigned char>(kKey[i]));
  }
  put32(bytes, pe::kFixed, 0xFEEF04BD);
  put16(bytes, pe::kFixed + 10, version[0]);
  put16(bytes, pe::kFixed + 8, version[1]);
  put16(bytes, pe::kFixed + 14, version[2]);
  put16(bytes, pe::kFixed + 12, version[3]);
  return bytes;
}

}  // namespace hiveaudit_tests
