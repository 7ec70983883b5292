#pragma once
// The data of a registry value apart from its place: from the words of a report to bytes, and from bytes to what a
// format can say. A number or a text is only what its bytes are exactly, so that nothing is written back changed.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hive/value.h"

namespace audit {

struct RegistryData {
  hive::ValueType type = hive::ValueType::none;
  std::vector<std::byte> bytes;

  bool operator==(const RegistryData&) const = default;
};

/// `REG_DWORD` and `0xA00` or `2560`, `REG_SZ` and its text. Nothing for other types, and for what is no such number.
std::optional<RegistryData> data_of_words(std::string_view type, std::string_view data);
/// The name of a type, or `type 0x0000000F`, and its bytes in hex.
std::optional<RegistryData> data_of_hex(std::string_view type, std::string_view hex);

/// Exactly four bytes of REG_DWORD, eight of REG_QWORD.
std::optional<std::uint64_t> number_of(const RegistryData& data);
/// REG_SZ or REG_EXPAND_SZ that ends with its only NUL. May hold lone surrogates.
std::optional<std::string> text_of(const RegistryData& data);
/// REG_MULTI_SZ that ends with its only empty text.
std::optional<std::vector<std::string>> texts_of(const RegistryData& data);

/// For people: `REG_DWORD 0x00000a00`.
std::string shown(const RegistryData& data);

/// Whether a text of a report stands for another one: what was not printable there is written as \u001B or \xFF.
bool holds_escape(std::string_view text);

}  // namespace audit
