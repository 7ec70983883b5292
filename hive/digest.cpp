#include "hive/digest.h"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <algorithm>
#include <memory>
#include <span>
#include <stdexcept>
#include <utility>
#include <vector>

namespace hive {
namespace {

// A multiple of every size of chunk up to it, so that a container decompresses each chunk once.
constexpr std::size_t kPieceBytes = 1024U * 1024;

// libcrypto refuses only when it is broken or misconfigured (no memory, no provider). No input causes that,
// hence an exception.
void require(int openssl_status) {
  if (openssl_status != 1) throw std::runtime_error("libcrypto cannot compute a digest");
}

}  // namespace

void DigestSum::Release::operator()(evp_md_ctx_st* state) const { EVP_MD_CTX_free(state); }

DigestSum::DigestSum(DigestKind kind) : state_(EVP_MD_CTX_new()) {
  require(state_ ? 1 : 0);
  require(EVP_DigestInit_ex(state_.get(), kind == DigestKind::sha1 ? EVP_sha1() : EVP_sha256(), nullptr));
}

void DigestSum::add(Bytes bytes) { require(EVP_DigestUpdate(state_.get(), bytes.data(), bytes.size())); }

DigestBytes DigestSum::digest() {
  std::array<unsigned char, std::tuple_size_v<DigestBytes>> digest{};
  require(EVP_DigestFinal_ex(state_.get(), digest.data(), nullptr));
  DigestBytes bytes{};
  std::ranges::transform(digest, bytes.begin(), [](unsigned char byte) { return std::byte{byte}; });
  return bytes;
}

DigestBytes digest_of(DigestKind kind, Bytes bytes) {
  DigestSum sum(kind);
  sum.add(bytes);
  return sum.digest();
}

Result<DigestBytes> digest_of(DigestKind kind, const ByteSource& source) {
  if (const Bytes all = source.in_memory(); !all.empty()) return digest_of(kind, all);
  DigestSum sum(kind);
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
  return sum.digest();
}

}  // namespace hive
