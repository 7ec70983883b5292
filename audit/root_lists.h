#pragma once
// The lists by which Microsoft tells Windows which roots it trusts and which certificates it distrusts, as Windows
// last fetched them, and the switches of that fetching (os.md 13.5).

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "audit/evaluate_parts.h"
#include "hive/certificate.h"

namespace audit {

/// A pass when no list of distrusted certificates names it. `certificate` may be null: then a list that names keys
/// cannot be compared, which is a caveat.
Outcome check_distrust_lists(const rules::RootCertificateCheck& check, const hive::Certificate* certificate,
                             const Judged& judged, const Subject& subject);

/// What happens with a root that is in no store: whether Windows fetches it.
Outcome check_root_update(const rules::RootCertificateCheck& check, const Judged& judged);

}  // namespace audit
