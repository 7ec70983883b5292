#pragma once
// What IIS has configured: the HTTPS bindings of its sites in applicationHost.config, an XML file below the Windows
// folder. Refuses what IIS would not read either: a document type, other encodings than UTF-8, a broken text.

#include <cstdint>
#include <string>
#include <vector>

#include "hive/byte_source.h"
#include "hive/result.h"

namespace hive {

struct SiteBinding {
  std::string site;         ///< its name, as written
  std::string information;  ///< address:port:host
  std::uint32_t ssl_flags = 0;
};

/// Every binding of the protocol https, in file order. Errors: corrupt (no such file, or flags that are no number),
/// unsupported (the list of sites stands in another file, or is encrypted), limit_exceeded, io, truncated.
Result<std::vector<SiteBinding>> read_https_bindings(const ByteSource& source);

/// redirection.config beside it: whether IIS reads its configuration from somewhere else. The same errors.
Result<bool> is_redirected(const ByteSource& source);

}  // namespace hive
