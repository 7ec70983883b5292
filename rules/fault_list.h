#pragma once
// Collects what is wrong with the rule files. A place is an offset in a file's text; line, column and the line's
// text are found here and only here.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "rules/rule_set.h"

namespace rules {

class FaultList {
 public:
  /// Files in report order: faults are listed in their order.
  explicit FaultList(const std::vector<RuleFile>& files) : files_(files) {}

  void add(std::size_t file, std::size_t offset, std::string message);
  /// By file, line and column. At most kMaxFaults, the last one says that there are more.
  std::vector<RuleFault> sorted() const;

 private:
  struct Place {
    std::size_t file;
    std::size_t offset;
    std::string message;
  };
  const std::vector<RuleFile>& files_;
  std::vector<Place> places_;
};

/// 1-based line and column (in characters) of an offset.
struct TextPosition {
  std::size_t line = 1;
  std::size_t column = 1;
};
TextPosition position_of(std::string_view text, std::size_t offset);

}  // namespace rules
