#include "hive/sha256.h"

#include "hive/digest.h"
#include "hive/hex.h"

namespace hive {

std::string sha256_hex(Bytes bytes) { return hex_of(digest_of(DigestKind::sha256, bytes), HexDigits::lower); }

Result<std::string> sha256_hex(const ByteSource& source) {
  if (auto known = source.known_sha256(); !known.empty()) return known;
  const auto digest = digest_of(DigestKind::sha256, source);
  if (!digest) return digest.error();
  return hex_of(*digest, HexDigits::lower);
}

}  // namespace hive
