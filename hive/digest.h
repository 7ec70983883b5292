#pragma once
// The digests of libcrypto, over bytes at hand and over a source in pieces. sha1.h and sha256.h give them their types.

#include <array>
#include <cstddef>
#include <memory>

#include "hive/byte_source.h"
#include "hive/bytes.h"
#include "hive/result.h"

struct evp_md_ctx_st;  // libcrypto's EVP_MD_CTX

namespace hive {

enum class DigestKind { sha1, sha256 };

/// As long as SHA-256; SHA-1 fills the first 20 bytes.
using DigestBytes = std::array<std::byte, 32>;

/// A digest that is taken piece by piece.
class DigestSum {
 public:
  explicit DigestSum(DigestKind kind);
  void add(Bytes bytes);
  /// Of all that was added; to be called once.
  DigestBytes digest();

 private:
  struct Release {
    void operator()(evp_md_ctx_st* state) const;
  };
  std::unique_ptr<evp_md_ctx_st, Release> state_;
};

DigestBytes digest_of(DigestKind kind, Bytes bytes);

/// Read once and in pieces; memory does not grow with the size. Errors: those of the source; truncated when it ends
/// before the size it had when it was opened (the digest would name bytes that nobody can see again).
Result<DigestBytes> digest_of(DigestKind kind, const ByteSource& source);

}  // namespace hive
