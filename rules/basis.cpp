#include "rules/basis.h"

#include <algorithm>

namespace rules {

std::string_view name_of(Confidence confidence) {
  switch (confidence) {
    case Confidence::low:
      return "low";
    case Confidence::medium:
      return "medium";
    case Confidence::high:
      return "high";
  }
  return "low";
}

Confidence weaker(Confidence left, Confidence right) { return std::min(left, right); }

}  // namespace rules
