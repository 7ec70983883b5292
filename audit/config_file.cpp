#include "audit/config_file.h"

#include <fmt/format.h>

#include <filesystem>
#include <set>

#include "audit/store_setting.h"
#include "hive/utf16.h"
#include "rules/read_rule_file.h"
#include "rules/text.h"
#include "rules/xml_element.h"

namespace audit {
namespace {

namespace fs = std::filesystem;
constexpr std::string_view kRoot = "configuration";

/// Links are followed, as writing would follow them.
bool lies_below_working_folder(const std::string& file) {
  std::error_code failed;
  const fs::path here = fs::canonical(".", failed);
  if (failed) return false;
  const fs::path there = fs::weakly_canonical(here / file, failed);
  if (failed) return false;
  const fs::path way = there.lexically_relative(here);
  return !way.empty() && way != "." && *way.begin() != "..";
}

std::optional<std::string> place_fault(const OptionSpec& option, const std::string& value) {
  Options scratch;
  if (store_setting(option, value, scratch)) return std::nullopt;
  for (const Output& output : scratch.outputs) {
    if (output.file.empty() || lies_below_working_folder(output.file)) continue;
    return fmt::format(
        "{} does not lie below the working folder; a configuration that nobody named writes nowhere else",
        hive::printable(output.file));
  }
  return std::nullopt;
}

std::vector<std::string_view> setting_names() {
  std::vector<std::string_view> names;
  for (const OptionSpec& option : option_specs()) {
    if (option.use != Use::request) names.push_back(option.name);
  }
  return names;
}

class Loader {
 public:
  Loader(std::string path, bool is_foreign, const std::vector<std::string>& formats)
      : path_(std::move(path)), is_foreign_(is_foreign), formats_(formats) {}

  void load(const rules::XmlElement& root) {
    if (root.name() != kRoot) {
      root.fault(
          fmt::format("<{}> is no configuration, which is <{} xmlns=\"{}\">", root.name(), kRoot, kConfigNamespace));
      return;
    }
    if (root.get("xmlns") != kConfigNamespace) {
      root.fault_at("xmlns", fmt::format("the namespace of configurations is xmlns=\"{}\"", kConfigNamespace));
      return;
    }
    root.check({.required = {"xmlns"}, .children = {{setting_names(), 0, rules::kMany}}});
    for (const rules::XmlElement& element : root.children()) {
      const OptionSpec* option = find_option(element.name());
      if (option != nullptr && option->use != Use::request) load_setting(element, *option);
    }
  }
  std::vector<Setting> take() { return std::move(settings_); }

 private:
  void load_setting(const rules::XmlElement& element, const OptionSpec& option) {
    static const rules::Shape kShape = {.has_text = true};
    element.check(kShape);
    std::string value(rules::trimmed(element.raw_text()));
    if (option.argument.empty() && value.empty()) value = "yes";  // <exit-zero/>
    if (!seen_.insert(option.name).second && option.use != Use::list) {
      element.fault(fmt::format("<{}> a second time", option.name));
    }
    auto wrong = value_fault(option, value, formats_);
    if (!wrong && is_foreign_) wrong = place_fault(option, value);
    if (wrong) element.fault(*wrong);
    const rules::TextPosition position = element.position();
    settings_.push_back({std::string(option.name), std::move(value), Origin::file,
                         fmt::format("{}:{}:{}", path_, position.line, position.column)});
  }

  std::string path_;
  bool is_foreign_;
  const std::vector<std::string>& formats_;
  std::set<std::string_view> seen_;
  std::vector<Setting> settings_;
};

}  // namespace

ConfigFile read_config(const std::string& path, bool is_foreign, const std::vector<std::string>& formats) {
  auto text = rules::read_rule_file(path);
  if (!text) return {{}, hive::to_text(text.error())};
  const std::vector<rules::RuleFile> files = {{hive::printable(path), *std::move(text)}};
  rules::FaultList faults(files);
  rules::XmlSource source;
  Loader loader(files[0].name, is_foreign, formats);
  if (source.parse(files[0], 0, faults)) loader.load({source, source.root(), faults});
  ConfigFile config;
  for (const rules::RuleFault& fault : faults.sorted()) {
    config.fault += (config.fault.empty() ? "" : "\n") + rules::to_text(fault);
  }
  if (config.fault.empty()) config.settings = loader.take();
  return config;
}

}  // namespace audit
