#include "audit/json_rows.h"
#include "audit/sinks.h"

namespace audit {

std::string write_json(const Report& report, const ReportStyle&) { return json_text(json_row(report), 1); }

}  // namespace audit
