#pragma once
// What `--version` prints: this program, the libraries it was built with, what it reads and writes.

#include <string>

namespace audit {

std::string version_text();

}  // namespace audit
