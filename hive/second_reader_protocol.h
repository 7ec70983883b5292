#pragma once
// What the second reader's two sides say to each other. Little-endian; `text` is a 32-bit length and that
// many bytes. The child is not told what the first reader saw, so it cannot copy it.
//   questions: "HAQ3", count u32, then each: number u32 of its hive and its size u64 (served_source.h) |
//              segments u32, each a text | asks_value u8 (0, 1) | value name, text
//   answers:   "HAA1", then each: number u32 (0, 1, ...) | state u8 | value type u32 | data, text | detail, text
// The parent takes the child's words as hostile: its parser may have been taken over by the hive.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "hive/bytes.h"
#include "hive/second_reader.h"

namespace hive {

/// One of the hives that the child may read.
struct ServedHive {
  std::uint32_t number = 0;
  std::uint64_t size_bytes = 0;
  friend bool operator==(const ServedHive&, const ServedHive&) = default;
};

/// What the child is asked: a Question without the first reader's answer.
struct AskedPlace {
  ServedHive hive{};
  std::vector<std::string> key;
  bool asks_value = true;
  std::string value_name;
};

enum class SeenState : std::uint8_t { absent = 0, present = 1, failed = 2 };

/// What libregf saw at one place.
struct Seen {
  SeenState state = SeenState::failed;
  std::uint32_t type = 0;
  std::vector<std::byte> data;
  std::string detail;  ///< why it failed, or what is missing
};

std::vector<std::byte> write_questions(const std::vector<AskedPlace>& places);
/// std::nullopt when the bytes are anything else than exactly one list of questions.
std::optional<std::vector<AskedPlace>> read_questions(Bytes bytes);

/// What stands before the first answer.
std::vector<std::byte> write_answers_start();
std::vector<std::byte> write_answer(std::uint32_t number, const Seen& seen);

/// The complete answers at the beginning of what the child said.
struct Answers {
  std::vector<Seen> seen;
  bool malformed = false;  ///< what follows them, or the start, is not of this format (being cut off is)
};
Answers read_answers(Bytes bytes, std::size_t expected);

}  // namespace hive
