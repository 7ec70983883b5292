#pragma once
// What a statement rests on: sources, how sure they make us, and whether they disagree. Every rule, every
// default and every fact carries one; reports show it.

#include <string>
#include <string_view>
#include <vector>

namespace rules {

enum class Confidence { low, medium, high };
std::string_view name_of(Confidence confidence);

struct Source {
  std::string id;  ///< row of rules/sources.xml
  std::string title;
  std::string href;  ///< may be empty
};

struct Basis {
  Confidence confidence = Confidence::low;
  std::vector<Source> sources;
  std::string disagreement;  ///< empty: the sources agree
};

/// The weaker of two.
Confidence weaker(Confidence left, Confidence right);

}  // namespace rules
