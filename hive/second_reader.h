#pragma once
// libregf's answer to a question that the first reader has answered already: it corroborates and never
// decides. It runs in a child process with limits, because it dies on some inputs and returns wrong bytes
// on others (hives.md 7, 8). Its disagreement, failure and silence are all reported.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "hive/byte_source.h"
#include "hive/child_process.h"
#include "hive/hive.h"

namespace hive {

enum class Corroboration { not_asked, agrees, disagrees, failed };
std::string_view name_of(Corroboration corroboration);

/// What the first reader answered. `key` are segments below the root of the hive; with `asks_value` false
/// the question is about the key alone. Only present and absent can be corroborated.
struct Question {
  std::vector<std::string> key;
  bool asks_value = true;
  std::string value_name;
  Presence presence = Presence::absent;
  ValueType type = ValueType::none;
  std::vector<std::byte> data;
};

struct SecondAnswer {
  Corroboration corroboration = Corroboration::not_asked;
  std::string detail;           ///< for people: what the second reader saw, or how it failed
  std::vector<std::byte> data;  ///< its raw data when it found a value
};

/// A hive, and what the first reader answered of it; both must live as long as this.
struct AskedHive {
  const ByteSource* hive = nullptr;
  std::span<const Question> questions{};
};

/// One answer per question, in order. One child for all of them; when it fails, the questions that it had
/// not answered are `failed` with the reason. An empty `program` gives `not_asked`.
std::vector<SecondAnswer> corroborate(const AskedHive& asked, const std::string& program, const ChildLimits& limits);

/// The same for several hives, in their order, by one child, because starting one takes as long as reading a hive does.
/// Nothing for a hive of which that child did not answer all, or failed behind another one: it must be asked by itself
/// then, so that none takes the answers of another one with it. A hive that takes the child over can make up the
/// answers about those behind it: the machine's should stand before those that users write.
std::vector<std::optional<std::vector<SecondAnswer>>> corroborate_together(std::span<const AskedHive> hives,
                                                                           const std::string& program,
                                                                           const ChildLimits& limits);

/// The child's side: questions from standard input, hives from its parent, answers to standard output.
/// Returns the exit status. `hidden verb` is kSecondReaderVerb.
int run_second_reader_child();
inline constexpr const char* kSecondReaderVerb = "--second-reader-child";

/// libregf's version, for `--version`.
std::string second_reader_version();
/// That of libbfio, through which it reads.
std::string bfio_version();

}  // namespace hive
