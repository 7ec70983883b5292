#pragma once
// What the XML of a WIM says of its images. Claims, not facts: tools copy it from image to image, users edit it
// (images.md 1.6). UTF-16LE with a byte order mark:
//   WIM > IMAGE[@INDEX] > NAME, DISPLAYNAME, WINDOWS > ARCH, EDITIONID, PRODUCTNAME, INSTALLATIONTYPE,
//   LANGUAGES > DEFAULT, VERSION > MAJOR, MINOR, BUILD, SPBUILD;   WIM > ESD > ENCRYPTED in an encrypted ESD

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "hive/bytes.h"
#include "hive/result.h"

namespace hive {

/// Texts are UTF-8 and hostile, at most limits::kShownWimTextBytes long; empty or std::nullopt: not said, or no number.
struct WimImageClaims {
  std::uint32_t index = 0;  ///< from 1; the XML may name images that are not there
  std::string name;
  std::string display_name;
  std::string edition_id;
  std::string product_name;
  std::string installation_type;
  std::string language;
  std::optional<std::uint32_t> architecture;  ///< PROCESSOR_ARCHITECTURE_*: 0 x86, 5 ARM, 9 x64, 12 ARM64
  std::optional<std::uint32_t> major;
  std::optional<std::uint32_t> minor;
  std::optional<std::uint32_t> build;
  std::optional<std::uint32_t> sp_build;
};

struct WimClaims {
  bool is_encrypted = false;           ///< an ESD whose tables and blobs nobody can read without its key
  std::vector<WimImageClaims> images;  ///< as they stand, at most limits::kMaxWimClaims
};

/// Errors: corrupt (no UTF-16, no well-formed XML, another root), unsupported (a document type), limit_exceeded.
Result<WimClaims> read_wim_claims(Bytes xml);

}  // namespace hive
