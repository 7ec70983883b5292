#pragma once
// Programs that .NET 4 was told something of their own about: values under v4.0.30319 whose names are full paths of
// programs (os.md N10, products.md R18). They beat what is set for all programs.

#include "audit/effective_stacks.h"

namespace audit {

struct LeftOut {
  std::vector<std::string> programs;
  Doubt doubt = Doubt::none;  ///< why there may be more
};

/// The programs of one view that are given protocols without TLS 1.2, or, where strong cryptography is not sure
/// (`weak`), are kept from following Windows. One step for each.
LeftOut find_left_out(Draft& draft, const Machine& machine, bool wow64, bool weak);

/// Whether .NET makes a set with TLS 1.2 of the text: names of SecurityProtocolType with commas between them, or a
/// number. Text that it cannot read is passed over, and so counts as such a set.
bool keeps_tls12(std::string_view text);

}  // namespace audit
