// Changes as the text that Microsoft's LGPO.exe takes with /t: four lines each, Computer or User, the key without its
// root, the name, the action. What it says of a user is policy for every user. Its description leaves open how it takes
// letters beyond ASCII, line ends and lists, so those are refused and not guessed.

#include <fmt/format.h>

#include <map>
#include <utility>

#include "audit/fix_formats.h"
#include "hive/plain_text.h"
#include "hive/upcase.h"
#include "hive/utf16.h"

namespace audit {
namespace {

constexpr std::string_view kMark = ";";
/// The size of data has 16 bits in registry.pol (MS-GPREG 2.2.1).
constexpr std::size_t kMostDataBytes = 0xFFFF;
constexpr std::size_t kMostNameLetters = 259;

bool is_service(std::string_view scope) {
  return scope == "LocalSystem" || scope == "LocalService" || scope == "NetworkService";
}

/// A line that LGPO.exe would take for another, or shorten.
bool is_odd_line(std::string_view line) {
  return !hive::is_plain_text(line) || line.empty() || line.front() == ';' || line.front() == ' ' || line.back() == ' ';
}

struct Line {
  bool of_user = false;
  std::string key;
  std::string action;
};

std::optional<std::string> action_of(const RegistryEdit& edit) {
  if (edit.does == RegistryEdit::Does::delete_value) return "DELETE";
  const auto number = number_of(edit.data);
  if (number && edit.data.type == hive::ValueType::dword) return fmt::format("DWORD:{}", *number);
  const auto text = text_of(edit.data);
  const bool fits = text && hive::is_plain_text(*text) && edit.data.bytes.size() <= kMostDataBytes;
  if (!fits || text->starts_with(' ') || text->ends_with(' ')) return std::nullopt;
  return fmt::format("{}:{}", edit.data.type == hive::ValueType::sz ? "SZ" : "EXSZ", *text);
}

/// Why the edit has no such lines; nothing when it has.
std::optional<std::string> fault_of(const RegistryEdit& edit, const Line& line, bool undo) {
  if (auto fault = fault_of_names(edit)) return fault;
  if (edit.does == RegistryEdit::Does::delete_key) return "a policy deletes no key";
  if (is_service(edit.scope)) return "policies of users do not reach service accounts";
  if (undo && line.of_user) return "what one user had would become policy for every user";
  if (edit.name.empty()) return "the unnamed value";
  if (is_odd_line(line.key)) return "a key with letters that LGPO.exe may read differently";
  if (is_odd_line(edit.name) || edit.name.starts_with("**") || edit.name == "*") {
    return "a name that means something else in a policy, or that LGPO.exe may read differently";
  }
  if (edit.name.size() > kMostNameLetters) return "a name that is longer than a policy takes";
  if (line.action.empty()) return fmt::format("LGPO.exe may read {} differently", shown(edit.data));
  return std::nullopt;
}

Line line_of(const RegistryEdit& edit) {
  Line line;
  line.of_user = edit.root != "HKEY_LOCAL_MACHINE";
  std::vector<std::string> segments = edit.segments;
  if (edit.root == "HKEY_USERS" && !segments.empty()) segments.erase(segments.begin());
  line.key = hive::join_segments(segments);
  if (edit.does != RegistryEdit::Does::delete_key) line.action = action_of(edit).value_or("");
  return line;
}

using Place = std::pair<bool, std::u16string>;

Place place_of(const RegistryEdit& edit, const Line& line) {
  return {line.of_user, hive::upcase(hive::utf16_from_utf8(line.key + '\\' + edit.name))};
}

}  // namespace

FixText write_fix_lgpo(const RegistryScript& script) {
  FixText out;
  for (const std::string& remark : script.remarks) put_comment(out.text, kMark, remark);
  if (!script.remarks.empty()) {
    put_comment(out.text, kMark, "Apply with: LGPO.exe /t THIS-FILE. User lines are policy for every user.");
    out.text += '\n';
  }
  std::map<Place, std::map<std::string, const RegistryEdit*>> wishes;
  for (const RegistryEdit& edit : script.edits) {
    const Line line = line_of(edit);
    if (!fault_of(edit, line, script.undo)) wishes[place_of(edit, line)].emplace(line.action, &edit);
  }
  for (const RegistryEdit& edit : script.edits) {
    const Line line = line_of(edit);
    if (const auto fault = fault_of(edit, line, script.undo)) {
      put_refusal(out, kMark, edit, *fault);
      continue;
    }
    const auto& here = wishes.at(place_of(edit, line));
    if (here.size() > 1) {
      put_refusal(out, kMark, edit, "users need different data, and a policy is the same for all");
      continue;
    }
    if (here.begin()->second != &edit) continue;  // the same for another user
    put_comment(out.text, kMark, told(edit) + (line.of_user ? "; becomes policy for every user" : ""));
    out.text += fmt::format("{}\n{}\n{}\n{}\n\n", line.of_user ? "User" : "Computer", line.key, edit.name, line.action);
  }
  return out;
}

}  // namespace audit
