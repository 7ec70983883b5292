#pragma once
// Names that servers keep history under, each given out once.

#include <set>
#include <string>
#include <string_view>

namespace audit {

class UniqueNames {
 public:
  /// `wanted`, with `separator` and a number behind it when it was given out before.
  std::string unique(const std::string& wanted, std::string_view separator) {
    std::string name = wanted;
    for (int number = 2; !given_.insert(name).second; ++number) {
      name = wanted;
      name.append(separator).append(std::to_string(number));
    }
    return name;
  }

 private:
  std::set<std::string> given_;
};

}  // namespace audit
