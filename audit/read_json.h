#pragma once
// A JSON document of ours as the report that it was written from (audit/report.schema.json). The document is hostile:
// it comes from a child process that read hostile bytes.

#include <string>
#include <string_view>

#include "audit/report.h"
#include "hive/result.h"

namespace audit {

/// Every field must be there and of its type; texts are made printable again, fields that nobody knows are passed over.
/// Errors: corrupt, with what stands where.
hive::Result<Report> read_json(std::string_view document);

}  // namespace audit
