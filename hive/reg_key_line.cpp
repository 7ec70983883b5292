// `[HKEY_LOCAL_MACHINE\SYSTEM\...]` and `[-HKEY...]`.
#include <algorithm>

#include "hive/limits.h"
#include "hive/reg_statement.h"
#include "hive/upcase.h"
#include "hive/utf16.h"

namespace hive {
namespace {

constexpr std::size_t kMaxKeyNameUnits = 255;  // Registry Element Size Limits, Microsoft

RegFailure failure(std::string_view code, std::string expected, std::string_view found) {
  return {.code = code, .expected = std::move(expected), .found = std::string(found)};
}

/// Where the name of the key ends: the last ] of the line, or one behind which a value or a comment begins, as both
/// may hold brackets of their own.
std::size_t find_closing(std::string_view text) {
  for (std::size_t at = text.find(']'); at != std::string_view::npos; at = text.find(']', at + 1)) {
    const std::size_t next = text.find_first_not_of(" \t", at + 1);
    if (next == std::string_view::npos) return at;
    if (text[next] == ';' || text[next] == '"' || (text[next] == '@' && text.find('=', next) != text.npos)) return at;
  }
  return text.rfind(']');
}

std::optional<RegFailure> read_segments(std::string_view path, std::vector<std::string>& segments) {
  while (!path.empty()) {
    path.remove_prefix(1);
    const std::string_view segment = path.substr(0, path.find('\\'));
    const std::size_t units = utf16_from_utf8(segment).size();
    if (units == 0) {
      return failure(path.empty() ? "key-trailing-backslash" : "other",
                     "a key name between two \\ and after the last one", path);
    }
    if (units > kMaxKeyNameUnits) return failure("other", "a key name of at most 255 characters", segment);
    if (segments.size() == limits::kMaxKeyDepth) return failure("other", "at most 512 levels of keys", segment);
    segments.emplace_back(segment);
    path.remove_prefix(segment.size());
  }
  return std::nullopt;
}

/// A name that looks like the one meant and is another.
std::optional<RegFailure> look_alike(const RegTextKey& key, std::string_view path) {
  const auto as_failure = [](std::string_view code, std::string_view found) {
    RegFailure it =
        failure(code, code == "yen-sign" ? "a backslash between the names of keys" : "plain letters", found);
    it.counts = true;
    return it;
  };
  if (const auto code = defect_of_path(path)) return as_failure(*code, path);
  for (const std::string& segment : key.segments) {
    if (const auto code = defect_of_name(segment)) return as_failure(*code, segment);
  }
  return std::nullopt;
}

}  // namespace

RegStatement<RegTextKey> read_reg_key(RegLines& lines) {
  RegStatement<RegTextKey> out;
  RegTextKey& key = out.stated;
  key.line = lines.number();
  std::string_view name = lines.line.substr(1);
  const std::size_t end = find_closing(name);
  if (end == std::string_view::npos) {
    out.failure = failure("bracket-missing", "a closing ]", lines.line);
    return out;
  }
  lines.line = name.substr(end + 1);
  name = name.substr(0, end);
  if (name.starts_with('-')) {
    key.deleted = true;
    name.remove_prefix(1);
  }
  const std::string_view root = name.substr(0, name.find('\\'));
  const auto* const known = std::ranges::find_if(kRegTextRoots, [&](auto it) { return equal_names(it, root); });
  if (known == kRegTextRoots.end()) {
    out.failure = failure(defect_of_root(root), "a root key spelled out, such as HKEY_LOCAL_MACHINE", root);
    return out;
  }
  key.root = *known;
  const std::string_view path = name.substr(root.size());
  out.failure = read_segments(path, key.segments);
  if (out.failure) return out;
  lines.skip_blanks();
  if (!lines.at_end_or_comment()) {
    // The key is there; what stands behind it on its line is not.
    const bool value = lines.line.find('=') != std::string_view::npos;
    out.failure = failure(value ? "value-on-key-line" : "other", "nothing after the key", lines.line);
    out.failure->counts = true;
    return out;
  }
  if (!path.empty()) out.failure = look_alike(key, path.substr(1));
  return out;
}

}  // namespace hive
