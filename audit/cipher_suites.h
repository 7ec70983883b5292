#pragma once
// Names of cipher suites as Windows writes them: `TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384_P384`. Pure functions.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rules/defaults.h"

namespace audit {

/// What stands between commas, as it stands there.
std::vector<std::string_view> pieces_of(std::string_view line);
std::string_view without_blanks(std::string_view text);

/// The name without `_P256`, `_P384` or `_P521` at the end of an ECDHE suite; any other name as it is.
std::string_view without_curve(std::string_view name);

/// The suite of this protocol that the name means to the Windows that the row speaks of; null when it means none:
/// an unknown name, or a curve that is missing or too much (os.md C2, C5). With `plain`, curves do not count.
const rules::CipherDefault::Suite* known_suite(const rules::CipherDefault& row, std::string_view name,
                                               std::size_t protocol, bool plain = false);

/// The keys under SCHANNEL that can switch off a part of the suite: `Ciphers\AES 256/256` (os.md 5). Nothing when
/// the name has a part that no key is known for.
std::optional<std::vector<std::string_view>> switches_of(std::string_view name);

}  // namespace audit
