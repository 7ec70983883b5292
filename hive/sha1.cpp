#include "hive/sha1.h"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <algorithm>
#include <stdexcept>
#include <utility>
#include <vector>

#include "hive/hex.h"

namespace hive {
namespace {

// A multiple of every size of chunk up to it, so that a container decompresses each chunk once.
constexpr std::size_t kPieceBytes = 1024U * 1024;

// libcrypto refuses only when it is broken or misconfigured (no memory, no provider). No input causes that,
// hence an exception.
void require(int openssl_status) {
  if (openssl_status != 1) throw std::runtime_error("libcrypto cannot compute SHA-1");
}

class Sum {
 public:
  Sum() : state_(EVP_MD_CTX_new(), &EVP_MD_CTX_free) {
    require(state_ ? 1 : 0);
    require(EVP_DigestInit_ex(state_.get(), EVP_sha1(), nullptr));
  }

  void add(Bytes bytes) { require(EVP_DigestUpdate(state_.get(), bytes.data(), bytes.size())); }

  Sha1 digest() {
    std::array<unsigned char, std::tuple_size_v<Sha1>> digest{};
    require(EVP_DigestFinal_ex(state_.get(), digest.data(), nullptr));
    Sha1 bytes{};
    std::ranges::transform(digest, bytes.begin(), [](unsigned char byte) { return std::byte{byte}; });
    return bytes;
  }

 private:
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> state_;
};

}  // namespace

std::string to_text(const Sha1& digest) { return hex_of(digest, HexDigits::lower); }

Sha1 sha1_of(Bytes bytes) {
  Sum sum;
  sum.add(bytes);
  return sum.digest();
}

Result<Sha1> sha1_of(const ByteSource& source) {
  Sum sum;
  const std::uint64_t size = source.size_bytes();
  std::vector<std::byte> piece(static_cast<std::size_t>(std::min<std::uint64_t>(size, kPieceBytes)));
  std::uint64_t offset = 0;
  while (offset < size) {
    const std::size_t wanted = static_cast<std::size_t>(std::min<std::uint64_t>(size - offset, piece.size()));
    const auto got = source.read_at(offset, std::span(piece).first(wanted));
    if (!got) return got.error();
    if (*got == 0 || *got > wanted) {
      return Error{ErrorCode::truncated,
                   "the file became shorter while it was read",
                   fmt::format("{} bytes", size),
                   fmt::format("{} bytes", offset),
                   {}};
    }
    sum.add(Bytes(piece).first(*got));
    offset += *got;
  }
  return sum.digest();
}

}  // namespace hive
