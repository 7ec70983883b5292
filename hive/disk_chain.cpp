#include "hive/disk_chain.h"

#include <fmt/format.h>

#include <utility>

namespace hive::disk_formats {

Result<std::vector<Source>> chain_of(std::string_view format, Link child, const Place& place, std::vector<Note>& notes,
                                     ReadLink read) {
  std::vector<Source> chain{std::move(child.file)};
  while (child.has_parent) {
    const std::size_t depth = place.depth + chain.size() - 1;
    auto file = open_parent(format, child.parent_name, {.name = {}, .beside = place.beside, .depth = depth});
    if (!file) return std::move(file).error();
    auto parent = read(*std::move(file), notes);
    if (!parent) return in_parent(child.parent_name, std::move(parent).error());
    if (parent->id != child.parent_id) {
      Error error = corrupt(fmt::format("the parent {} of the {} is another disk, or was changed since",
                                        shown_name(child.parent_name), format),
                            parent->id);
      error.expected = child.parent_id;
      return error;
    }
    notes.push_back(parent_note(format, child.parent_name));
    child = *std::move(parent);
    chain.push_back(std::move(child.file));
  }
  return chain;
}

}  // namespace hive::disk_formats
