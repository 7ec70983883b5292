#pragma once
// The formats in which changes of the registry can be handed on. A writer is a function from edits to text; the same
// one serves a whole machine and one finding. What a format cannot say exactly is refused, and told in a comment.

#include <string>
#include <string_view>
#include <vector>

#include "audit/registry_edit.h"

namespace audit {

struct FixText {
  std::string text;                  ///< UTF-8, lines end with LF
  std::vector<std::string> refused;  ///< edits that this format cannot express, and why
};

FixText write_fix_reg(const RegistryScript& script);
FixText write_fix_powershell(const RegistryScript& script);
FixText write_fix_lgpo(const RegistryScript& script);
FixText write_fix_ansible(const RegistryScript& script);

struct FixFormat {
  std::string_view name;
  std::string_view title;  ///< for a tab of a page
  std::string_view description;
  FixText (*write)(const RegistryScript&);
  bool of_images;     ///< can change the hives of an image
  bool regedit_file;  ///< a file of it is UTF-16LE with CR LF, as regedit writes and wants it
};

const std::vector<FixFormat>& fix_formats();
/// Null when there is no such format.
const FixFormat* find_fix_format(std::string_view name);

/// The bytes of a file of this format.
std::string file_bytes(const FixFormat& format, std::string_view text);

// What the writers share.

/// Why a key or a value's name can be written by no format; nothing when it can: control characters, lone surrogates,
/// a backslash inside a key's name, an empty key's name.
std::optional<std::string> fault_of_names(const RegistryEdit& edit);
/// The hive that a key belongs to, when it has to be loaded; else null.
const HiveToLoad* hive_of(const RegistryEdit& edit, const RegistryScript& script);
/// Why an edit cannot be made by a program that loads its hive; nothing when it can.
std::optional<std::string> fault_of_hive(const RegistryEdit& edit, const RegistryScript& script);
/// Each line in one comment, safe in every format: no control characters, no line ends.
void put_comment(std::string& text, std::string_view mark, std::string_view line);
/// The same for what a writer left out; and keeps it for the user.
void put_refusal(FixText& out, std::string_view mark, const RegistryEdit& edit, std::string_view why);
/// Edits of the same key side by side, keys in the order in which they come first.
std::vector<std::vector<const RegistryEdit*>> by_key(const std::vector<RegistryEdit>& edits);
/// `Enabled: TLS1011`, for a comment.
std::string told(const RegistryEdit& edit);

}  // namespace audit
