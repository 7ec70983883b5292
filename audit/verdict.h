#pragma once
// Verdict and severity are two things. Verdict words are XCCDF's; `error` means only: we could not look,
// or could not decide. The gate compares severities and never changes a verdict.

#include <optional>
#include <string_view>

namespace audit {

enum class Verdict { pass, fail, error, not_checked, not_applicable, informational };

/// Ordered: a higher enumerator is more severe.
enum class Severity { info, low, medium, high, critical };

std::string_view name_of(Verdict verdict);
std::string_view name_of(Severity severity);
std::optional<Verdict> find_verdict(std::string_view word);
std::optional<Severity> find_severity(std::string_view word);

/// Checks combine as OVAL's AND: fail beats error beats not_checked beats pass.
Verdict both(Verdict left, Verdict right);
/// OR: pass beats error beats not_checked beats fail.
Verdict either(Verdict left, Verdict right);

}  // namespace audit
