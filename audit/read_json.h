#pragma once
// A JSON document of ours as the report that it was written from (audit/report.schema.json). The document is hostile:
// it comes from a child process that read hostile bytes.

#include <string>
#include <string_view>

#include "audit/report.h"
#include "hive/result.h"

namespace audit {

/// Every field must be there, once, and of its type; texts are made printable again. Fields that nobody knows are
/// passed over, unless they stand there twice, nest deeper than 1,024 or hold a number of more than 64 bits. Errors:
/// corrupt, with what stands where. Throws std::bad_alloc.
hive::Result<Report> read_json(std::string_view document);

}  // namespace audit
