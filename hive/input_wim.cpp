#include <fmt/format.h>

#include <array>
#include <cctype>
#include <string_view>
#include <utility>

#include "hive/containers.h"
#include "hive/upcase.h"
#include "hive/utf16.h"
#include "hive/wim_file.h"
#include "hive/wim_header.h"

namespace hive {
namespace {

constexpr std::string_view kSplitEnding = ".swm";

/// `install` of install.swm, install2.swm, install13.swm; nothing for other names.
std::optional<std::string_view> split_stem(std::string_view name) {
  if (name.size() <= kSplitEnding.size()) return std::nullopt;
  std::string_view stem = name.substr(0, name.size() - kSplitEnding.size());
  if (!equal_names(name.substr(stem.size()), kSplitEnding)) return std::nullopt;
  while (!stem.empty() && std::isdigit(static_cast<unsigned char>(stem.back())) != 0) stem.remove_suffix(1);
  return stem;
}

/// The other parts of a split WIM, which lie beside it (images.md 1.7).
std::vector<std::shared_ptr<const ByteSource>> other_parts(const FoundPath& file, std::vector<Note>& notes) {
  std::vector<std::shared_ptr<const ByteSource>> parts;
  const auto stem = split_stem(file.name);
  if (!stem) return parts;
  const FolderListing listing = list_folder(parent_of(file));
  for (const FoundPath& entry : listing.entries) {
    const auto other = split_stem(entry.name);
    if (!other || !equal_names(*other, *stem) || entry.name == file.name) continue;
    if (auto source = open_found(entry)) {
      parts.push_back(std::move(*source));
    } else {
      notes.push_back(Note{"wim-part-unreadable", to_text(source.error())});
    }
  }
  return parts;
}

std::string claim_of(const WimImageClaims& claims) {
  std::string text = printable(claims.display_name.empty() ? claims.name : claims.display_name);
  if (!claims.edition_id.empty()) text += fmt::format(", edition {}", printable(claims.edition_id));
  if (claims.build) text += fmt::format(", build {}", *claims.build);
  if (claims.build && claims.sp_build) text += fmt::format(".{}", *claims.sp_build);
  return text;
}

}  // namespace

bool is_wim(const ByteSource& source) {
  std::array<std::byte, 8> start{};
  const auto got = source.read_at(0, start);
  return got && is_wim(Bytes(start).first(*got));
}

OpenedContainer open_wim(const std::shared_ptr<const ByteSource>& source, const FoundPath& file) {
  OpenedContainer container;
  const auto wim = WimFile::open(source, other_parts(file, container.notes));
  if (!wim) {
    container.errors.push_back(wim.error());
    return container;
  }
  container.parts_stand_alone = !(*wim)->header().may_be_solid();
  for (const std::uint16_t part : (*wim)->missing_parts()) {
    container.notes.push_back(Note{"wim-part-missing", fmt::format("part {} of the split WIM is not here", part)});
  }
  if (!(*wim)->claims()) container.notes.push_back(Note{"wim-xml", to_text((*wim)->claims().error())});
  for (std::uint32_t index = 1; index <= (*wim)->image_count(); ++index) {
    ContainerPart& part = container.parts.emplace_back();
    part.name = fmt::format("image-{}", index);
    part.open = [wim = *wim, index]() -> Result<std::shared_ptr<const FileTree>> {
      auto tree = wim->open_image(index);
      if (!tree) return std::move(tree).error();
      return std::shared_ptr<const FileTree>(std::move(tree).value());
    };
    if (!(*wim)->claims()) continue;
    for (const WimImageClaims& claims : (*wim)->claims()->images) {
      if (claims.index != index) continue;
      part.claim = claim_of(claims);
      part.claimed_build = claims.build;
    }
  }
  return container;
}

}  // namespace hive
