#include "hive/wim_xml.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <pugixml.hpp>
#include <string_view>
#include <utility>

#include "hive/limits.h"
#include "hive/utf16.h"

namespace hive {
namespace {

Error error_of(ErrorCode code, std::string message, std::string expected = {}, std::string found = {}) {
  return Error{code, std::move(message), std::move(expected), std::move(found), {}};
}

std::string text_of(const pugi::xml_node& parent, const char* name) {
  const std::string_view text = parent.child(name).child_value();
  const std::string_view cut = text.substr(0, limits::kShownWimTextBytes);
  return std::string(cut.substr(0, whole_utf8_bytes(cut)));
}

std::optional<std::uint32_t> number_of(std::string_view text) {
  std::uint32_t number = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (fault != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::optional<std::uint32_t> number_of(const pugi::xml_node& parent, const char* name) {
  return number_of(parent.child(name).child_value());
}

WimImageClaims claims_of(const pugi::xml_node& image, std::uint32_t index) {
  const pugi::xml_node windows = image.child("WINDOWS");
  const pugi::xml_node version = windows.child("VERSION");
  WimImageClaims claims;
  claims.index = index;
  claims.name = text_of(image, "NAME");
  claims.display_name = text_of(image, "DISPLAYNAME");
  claims.edition_id = text_of(windows, "EDITIONID");
  claims.product_name = text_of(windows, "PRODUCTNAME");
  claims.installation_type = text_of(windows, "INSTALLATIONTYPE");
  claims.language = text_of(windows.child("LANGUAGES"), "DEFAULT");
  claims.architecture = number_of(windows, "ARCH");
  claims.major = number_of(version, "MAJOR");
  claims.minor = number_of(version, "MINOR");
  claims.build = number_of(version, "BUILD");
  claims.sp_build = number_of(version, "SPBUILD");
  return claims;
}

/// What is wrong with the bytes before they are parsed.
std::optional<Error> check_text(Bytes xml) {
  if (xml.size() > limits::kMaxWimXmlBytes) {
    return error_of(ErrorCode::limit_exceeded, "the XML of the WIM is too large",
                    fmt::format("at most {} bytes", limits::kMaxWimXmlBytes), fmt::format("{} bytes", xml.size()));
  }
  if (xml.size() % 2 != 0 || ByteReader(xml).u16(0) != 0xFEFF) {
    return error_of(ErrorCode::corrupt, "the XML of the WIM is no UTF-16", "a byte order mark, an even size");
  }
  // A NUL ends the text for the parser: what follows would be lost without a word.
  for (std::size_t i = 0; i < xml.size(); i += 2) {
    if (xml[i] == std::byte{0} && xml[i + 1] == std::byte{0}) {
      return error_of(ErrorCode::corrupt, "the XML of the WIM holds a NUL", {}, fmt::format("at {}", i));
    }
  }
  return std::nullopt;
}

}  // namespace

Result<WimClaims> read_wim_claims(Bytes xml) {
  // Some writers end it like a string.
  while (xml.size() >= 2 && xml.back() == std::byte{0} && xml[xml.size() - 2] == std::byte{0}) {
    xml = xml.first(xml.size() - 2);
  }
  if (auto error = check_text(xml)) return *std::move(error);
  pugi::xml_document document;
  // It expands no entities but the five of XML, and parses without recursion.
  const auto parsed =
      document.load_buffer(xml.data(), xml.size(), pugi::parse_default | pugi::parse_doctype, pugi::encoding_utf16_le);
  if (!parsed) {
    return error_of(ErrorCode::corrupt, "the XML of the WIM is not well-formed", {}, parsed.description());
  }
  for (const pugi::xml_node node : document) {
    if (node.type() == pugi::node_doctype) {
      return error_of(ErrorCode::unsupported, "the XML of the WIM has a document type", "none");
    }
  }
  const pugi::xml_node root = document.child("WIM");
  if (!root) return error_of(ErrorCode::corrupt, "the XML of the WIM is of another kind", "an element <WIM>");
  WimClaims claims;
  claims.is_encrypted = static_cast<bool>(root.child("ESD").child("ENCRYPTED"));
  for (const pugi::xml_node image : root.children("IMAGE")) {
    const auto index = number_of(image.attribute("INDEX").value());
    if (!index || *index == 0) continue;
    if (claims.images.size() == limits::kMaxWimClaims) {
      return error_of(ErrorCode::limit_exceeded, "the XML of the WIM names too many images",
                      fmt::format("at most {}", limits::kMaxWimClaims));
    }
    claims.images.push_back(claims_of(image, *index));
  }
  return claims;
}

}  // namespace hive
