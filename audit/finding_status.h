#pragma once
// What a reader does about a finding, in one word: its verdict, and of a failure whether it is grave and whether
// somebody answers for it. The order is the one in which people want to read them.

#include <array>
#include <string_view>

#include "audit/report.h"

namespace audit {

enum class Status { fail, warning, error, waived, known, note, pass, not_checked, not_applicable };

inline constexpr std::array kStatuses = {Status::fail,   Status::warning,     Status::error,
                                         Status::waived, Status::known,       Status::note,
                                         Status::pass,   Status::not_checked, Status::not_applicable};

Status status_of(const FindingRow& finding);

/// Stable, for addresses: "not-checked".
std::string_view id_of(Status status);
/// For people: "does not apply".
std::string_view word_of(Status status);

/// How many findings have each status, as kStatuses.
using StatusCounts = std::array<std::size_t, kStatuses.size()>;

}  // namespace audit
