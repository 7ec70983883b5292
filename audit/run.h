#pragma once
// A command line from its words to its exit status.

#include <string>
#include <vector>

namespace audit {

int run(const std::vector<std::string>& arguments);

}  // namespace audit
