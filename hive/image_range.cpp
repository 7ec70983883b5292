#include "hive/image_range.h"

#include <utility>

#include "hive/containers.h"
#include "hive/image_turns.h"
#include "hive/input_parts.h"
#include "hive/wim_header.h"

namespace hive {

std::optional<std::size_t> count_images(const std::string& path) {
  Error error;
  const auto found = find_input(path, error);
  if (!found || found->kind != FoundPath::Kind::file) return 1;
  const auto source = open_found(*found);
  const ContainerFormat* format = source ? find_container_format(**source) : nullptr;
  if (format == nullptr) return 1;
  if (format->kind == InputKind::iso) return std::nullopt;
  if (format->kind != InputKind::wim) return 1;
  const auto header = read_wim_header(**source);
  return header && !header->may_be_solid() && header->image_count > 0 ? header->image_count : 1;
}

InputOfRange open_range(const std::string& path, const OpenOptions& options, ImageRange range,
                        const TakeInstallation& take) {
  InputOfRange answer;
  Input& input = answer.input;
  input.path = path;
  Error error;
  const auto found = find_input(path, error);
  if (!found || found->kind != FoundPath::Kind::file) return answer;
  ImageTurns turns(range, input);
  const TakeInstallation take_ours = [&](Installation&& installation) {
    if (turns.takes()) take(std::move(installation));
  };
  Delivery delivery(options, take_ours);
  if (open_container(*found, options, input, delivery, &turns)) answer.stretches = turns.finish();
  return answer;
}

}  // namespace hive
