#pragma once
// The manual page, made from the one table of verbs and options: `hiveaudit man`.

#include <string>

namespace audit {

/// Text for man(7), without a date: the same program gives the same bytes.
std::string manual_page();

}  // namespace audit
