#include "hive/sha1.h"

#include <algorithm>

#include "hive/hex.h"

namespace hive {

std::string to_text(const Sha1& digest) { return hex_of(digest, HexDigits::lower); }

Sha1 sha1_from(const DigestBytes& digest) {
  Sha1 sha1{};
  std::copy_n(digest.begin(), sha1.size(), sha1.begin());
  return sha1;
}

Sha1 sha1_of(Bytes bytes) { return sha1_from(digest_of(DigestKind::sha1, bytes)); }

Result<Sha1> sha1_of(const ByteSource& source) {
  const auto digest = digest_of(DigestKind::sha1, source);
  if (!digest) return digest.error();
  return sha1_from(*digest);
}

}  // namespace hive
