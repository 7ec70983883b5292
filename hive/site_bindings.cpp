// The format: Microsoft, "IIS configuration reference", system.applicationHost/sites and configurationRedirection.
#include "hive/site_bindings.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <pugixml.hpp>
#include <string_view>

#include "hive/limits.h"
#include "hive/read_whole.h"

namespace hive {
namespace {

Error error_of(ErrorCode code, std::string message, std::string expected = {}, std::string found = {}) {
  return Error{code, std::move(message), std::move(expected), std::move(found), {}};
}

/// The whole file as elements; `root` is <configuration>.
struct Document {
  std::vector<std::byte> bytes;
  pugi::xml_document tree;
  pugi::xml_node root;
};

std::optional<Error> open_document(const ByteSource& source, Document& document) {
  if (source.size_bytes() > limits::kMaxSiteConfigBytes) {
    return error_of(ErrorCode::limit_exceeded, "the configuration of IIS is too large",
                    fmt::format("at most {} bytes", limits::kMaxSiteConfigBytes),
                    fmt::format("{}", source.size_bytes()));
  }
  auto bytes = read_whole(source);
  if (!bytes) return bytes.error();
  document.bytes = std::move(*bytes);
  // A NUL ends the text for the parser: what follows would be lost without a word. It is in every UTF-16 file too.
  if (std::ranges::find(document.bytes, std::byte{0}) != document.bytes.end()) {
    return error_of(ErrorCode::unsupported, "the configuration of IIS is no UTF-8 text", "UTF-8", "a NUL byte");
  }
  const auto parsed = document.tree.load_buffer_inplace(document.bytes.data(), document.bytes.size(),
                                                        pugi::parse_default | pugi::parse_doctype, pugi::encoding_utf8);
  if (!parsed) {
    Error error =
        error_of(ErrorCode::corrupt, "the configuration of IIS is no well-formed XML", {}, parsed.description());
    error.where.offset = static_cast<std::uint64_t>(std::max<std::ptrdiff_t>(parsed.offset, 0));
    return error;
  }
  for (const pugi::xml_node node : document.tree) {
    if (node.type() == pugi::node_doctype) {
      return error_of(ErrorCode::unsupported, "the configuration of IIS has a document type", "none");
    }
    if (node.type() != pugi::node_element) continue;
    if (document.root || std::string_view(node.name()) != "configuration") {
      return error_of(ErrorCode::corrupt, "this is no configuration of IIS", "one element <configuration>",
                      document.root ? "a second root" : "another root");
    }
    document.root = node;
  }
  return std::nullopt;
}

/// The <binding> elements of one site.
std::optional<Error> read_site(const pugi::xml_node& site, const char* name, std::vector<SiteBinding>& found) {
  for (const pugi::xml_node list : site.children("bindings")) {
    for (const pugi::xml_node node : list.children("binding")) {
      if (std::string_view(node.attribute("protocol").value()) != "https") continue;
      SiteBinding binding;
      binding.site = name;
      binding.information = node.attribute("bindingInformation").value();
      const std::string_view flags = node.attribute("sslFlags").as_string("0");
      const auto [end, fault] = std::from_chars(flags.data(), flags.data() + flags.size(), binding.ssl_flags);
      if (fault != std::errc() || end != flags.data() + flags.size()) {
        return error_of(ErrorCode::corrupt, "the sslFlags of a binding are no number", "a number of 32 bits",
                        std::string(flags.substr(0, limits::kShownConfigBytes)));
      }
      if (found.size() == limits::kMaxSiteBindings) {
        return error_of(ErrorCode::limit_exceeded, "IIS has too many bindings",
                        fmt::format("at most {}", limits::kMaxSiteBindings));
      }
      found.push_back(std::move(binding));
    }
  }
  return std::nullopt;
}

std::optional<Error> read_sites(const pugi::xml_node& sites, std::vector<SiteBinding>& found) {
  if (sites.attribute("configSource")) {
    return error_of(
        ErrorCode::unsupported, "the sites of IIS stand in another file", {},
        std::string(std::string_view(sites.attribute("configSource").value()).substr(0, limits::kShownConfigBytes)));
  }
  // Then its only child is <EncryptedData>.
  if (sites.attribute("configProtectionProvider")) {
    return error_of(ErrorCode::unsupported, "the sites of IIS are encrypted");
  }
  for (const pugi::xml_node site : sites.children()) {
    const std::string_view kind = site.name();
    if (kind != "site" && kind != "siteDefaults") continue;
    const char* name = kind == "site" ? site.attribute("name").value() : "(every site)";
    if (auto error = read_site(site, name, found)) return error;
  }
  return std::nullopt;
}

}  // namespace

Result<std::vector<SiteBinding>> read_https_bindings(const ByteSource& source) {
  Document document;
  if (auto error = open_document(source, document)) return *std::move(error);
  std::vector<SiteBinding> found;
  bool has_sites = false;
  // A section may stand in a <location> as well.
  const auto look_in = [&](const pugi::xml_node& above) -> std::optional<Error> {
    for (const pugi::xml_node host : above.children("system.applicationHost")) {
      for (const pugi::xml_node sites : host.children("sites")) {
        has_sites = true;
        if (auto error = read_sites(sites, found)) return error;
      }
    }
    return std::nullopt;
  };
  if (auto error = look_in(document.root)) return *std::move(error);
  for (const pugi::xml_node location : document.root.children("location")) {
    if (auto error = look_in(location)) return *std::move(error);
  }
  if (!has_sites) return error_of(ErrorCode::corrupt, "this configuration of IIS has no list of sites", "<sites>");
  return found;
}

Result<bool> is_redirected(const ByteSource& source) {
  Document document;
  if (auto error = open_document(source, document)) return *std::move(error);
  for (const pugi::xml_node node : document.root.children("configurationRedirection")) {
    const std::string_view enabled = node.attribute("enabled").as_string("false");
    // As the schema of IIS spells it; another word is no promise that the local file counts.
    if (enabled != "false" && enabled != "False" && enabled != "FALSE" && enabled != "0") return true;
  }
  return false;
}

}  // namespace hive
