#include "hive/registry_path.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>
#include <vector>

#include "hive/upcase.h"
#include "hive/utf16.h"

namespace hive {

namespace {

struct RootName {
  std::string_view text;
  Root root;
};
constexpr RootName kRootNames[] = {
    {"HKLM", Root::hklm},
    {"HKCU", Root::hkcu},
    {"HKEY_LOCAL_MACHINE", Root::hklm},
    {"HKEY_CURRENT_USER", Root::hkcu},
};

std::string_view short_name(Root root) { return root == Root::hklm ? "HKLM" : "HKCU"; }

/// With a backslash before each.
std::size_t size_of(std::span<const std::string> segments) {
  std::size_t size = 0;
  for (const std::string& segment : segments) size += segment.size() + 1;
  return size;
}

Error bad_path(std::string message, std::string expected, std::string_view text) {
  return {ErrorCode::corrupt, std::move(message), std::move(expected), fmt::format("\"{}\"", printable(text)), {}};
}

}  // namespace

Result<RegistryPath> parse_registry_path(std::string_view text) {
  const std::size_t root_end = text.find('\\');
  const std::string_view root_text = text.substr(0, root_end);
  RegistryPath path;
  bool known = false;
  for (const RootName& name : kRootNames) {
    if (!equal_names(root_text, name.text)) continue;
    path.root = name.root;
    known = true;
    break;
  }
  if (!known) return bad_path("a registry path begins with its root", "HKLM or HKCU", text);
  std::vector<std::string> segments;
  segments.reserve(static_cast<std::size_t>(std::count(text.begin(), text.end(), '\\')));
  for (std::size_t at = root_end; at != std::string_view::npos;) {
    const std::size_t next = text.find('\\', at + 1);
    const std::string_view segment = text.substr(at + 1, next == std::string_view::npos ? next : next - at - 1);
    if (segment.empty()) return bad_path("a registry path has an empty segment", "names between backslashes", text);
    segments.emplace_back(segment);
    at = next;
  }
  path.segments = std::move(segments);
  return path;
}

std::string to_text(const RegistryPath& path) {
  std::string text;
  text.reserve(size_of(path.segments) + 4);
  text += short_name(path.root);
  for (const std::string& segment : path.segments) {
    text += '\\';
    text += segment;
  }
  return text;
}

std::string join_segments(std::span<const std::string> segments) {
  std::string text;
  text.reserve(size_of(segments));
  for (const std::string& segment : segments) {
    if (!text.empty()) text += '\\';
    text += segment;
  }
  return text;
}

RegistryPath child(const RegistryPath& path, std::string segment) { return below(path, {&segment, 1}); }

RegistryPath below(const RegistryPath& path, std::span<const std::string> names) {
  std::vector<std::string> segments;
  segments.reserve(path.segments.size() + names.size());
  segments.assign(path.segments.begin(), path.segments.end());
  segments.insert(segments.end(), names.begin(), names.end());
  return {path.root, std::move(segments)};
}

bool has_wow6432_view(const RegistryPath& path) {
  if (path.root != Root::hklm || path.segments.empty() || !equal_names(path.segments[0], "SOFTWARE")) return false;
  return path.segments.size() == 1 || !equal_names(path.segments[1], kWow64Node);
}

RegistryPath wow6432_view(const RegistryPath& path) {
  if (!has_wow6432_view(path)) return path;
  std::vector<std::string> segments;
  segments.reserve(path.segments.size() + 1);
  segments.assign(path.segments.begin(), path.segments.end());
  segments.emplace(std::next(segments.begin()), kWow64Node);
  return {path.root, std::move(segments)};
}

bool operator==(const RegistryPath& left, const RegistryPath& right) {
  if (left.root != right.root || left.segments.size() != right.segments.size()) return false;
  for (std::size_t i = 0; i < left.segments.size(); ++i) {
    if (!equal_names(left.segments[i], right.segments[i])) return false;
  }
  return true;
}

}  // namespace hive
