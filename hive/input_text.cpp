// A .reg file that was given alone.
#include "hive/found_text.h"
#include "hive/input_parts.h"

namespace hive {

void open_single_text(const FoundPath& file, const OpenOptions& options, Input& input) {
  input.kind = InputKind::reg_text;
  Installation& installation = input.installations.emplace_back();
  installation.label = file.name;
  installation.origin = input.path;
  std::vector<FoundText> texts;
  texts.push_back(open_text(file, {}, options.codepage));
  std::vector<FoundHive> hives = hives_of_texts(std::move(texts), installation);
  sort_hives(hives);
  assemble(installation, std::move(hives));
}

Installation installation_from_text(std::string label, std::string_view text) {
  Installation installation;
  installation.origin = label;
  installation.label = label;
  const Bytes bytes = std::as_bytes(std::span(text));
  std::vector<FoundText> texts;
  texts.push_back(open_text({bytes.begin(), bytes.end()}, label, {.header_optional = true, .codepage = {}}));
  std::vector<FoundHive> hives = hives_of_texts(std::move(texts), installation);
  sort_hives(hives);
  assemble(installation, std::move(hives));
  return installation;
}

}  // namespace hive
