#pragma once
// A built hive that a test damages in one place.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "hive/hive.h"
#include "hive/regf/builder.h"

namespace hiveaudit_tests {

/// Number, little-endian, at `offset` of `bytes`. The place must exist.
template <class Number>
void poke(std::vector<std::byte>& bytes, std::uint64_t offset, Number value) {
  for (std::size_t i = 0; i < sizeof(Number); ++i) {
    bytes.at(static_cast<std::size_t>(offset) + i) =
        static_cast<std::byte>(static_cast<std::uint64_t>(value) >> (8 * i) & 0xFFU);
  }
}

inline hive::Value dword_value(std::string name, std::uint32_t number) {
  hive::Value value;
  value.name = std::move(name);
  value.type = hive::ValueType::dword;
  value.data.resize(4);
  poke(value.data, 0, number);
  return value;
}

inline hive::Value binary_value(std::string name, std::size_t size) {
  hive::Value value;
  value.name = std::move(name);
  value.type = hive::ValueType::binary;
  for (std::size_t i = 0; i < size; ++i) value.data.push_back(static_cast<std::byte>(i * 7 + i / 251));
  return value;
}

inline hive::Result<hive::Hive> open_bytes(std::vector<std::byte> bytes) {
  return hive::Hive::open(hive::open_memory(std::move(bytes)), "test.hive");
}

}  // namespace hiveaudit_tests
