#include "hive/sha256.h"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <memory>
#include <span>
#include <stdexcept>
#include <utility>
#include <vector>

#include "hive/hex.h"

namespace hive {
namespace {

constexpr std::size_t kPieceBytes = 1024U * 1024;
constexpr std::size_t kDigestBytes = 32;

// libcrypto refuses only when it is broken or misconfigured (no memory, no provider). No input causes that,
// hence an exception.
void require(int openssl_status) {
  if (openssl_status != 1) throw std::runtime_error("libcrypto cannot compute SHA-256");
}

class Sha256 {
 public:
  Sha256() : state_(EVP_MD_CTX_new(), &EVP_MD_CTX_free) {
    require(state_ ? 1 : 0);
    require(EVP_DigestInit_ex(state_.get(), EVP_sha256(), nullptr));
  }

  void add(Bytes bytes) { require(EVP_DigestUpdate(state_.get(), bytes.data(), bytes.size())); }

  std::string hex() {
    std::array<unsigned char, kDigestBytes> digest{};
    require(EVP_DigestFinal_ex(state_.get(), digest.data(), nullptr));
    return hex_of(std::as_bytes(std::span(digest)), HexDigits::lower);
  }

 private:
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> state_;
};

}  // namespace

std::string sha256_hex(Bytes bytes) {
  Sha256 sum;
  sum.add(bytes);
  return sum.hex();
}

Result<std::string> sha256_hex(const ByteSource& source) {
  Sha256 sum;
  const std::uint64_t size = source.size_bytes();
  std::vector<std::byte> piece(static_cast<std::size_t>(std::min<std::uint64_t>(size, kPieceBytes)));
  std::uint64_t offset = 0;
  while (offset < size) {
    const std::size_t wanted = static_cast<std::size_t>(std::min<std::uint64_t>(size - offset, piece.size()));
    auto got = source.read_at(offset, std::span(piece).first(wanted));
    if (!got) return std::move(got).error();
    if (*got == 0 || *got > wanted) {
      return Error{.code = ErrorCode::truncated,
                   .message = "the file became shorter while it was read",
                   .expected = fmt::format("{} bytes", size),
                   .found = fmt::format("{} bytes", offset),
                   .where = {}};
    }
    sum.add(Bytes(piece).first(*got));
    offset += *got;
  }
  return sum.hex();
}

}  // namespace hive
