#pragma once
// Something about an input that is neither an error nor a value: a code of lower-case words with hyphens, for
// machines, and a sentence for people.

#include <string>

namespace hive {

struct Note {
  std::string code;
  std::string message;
};

}  // namespace hive
