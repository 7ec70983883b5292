#pragma once
// A .reg file that was read, on its way into an installation: what it says is sorted into the hives of a machine
// and its users. Several texts of one machine are one machine; what two of them contradict is an error.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "hive/found_hive.h"
#include "hive/found_path.h"
#include "hive/installation.h"
#include "hive/reg_text.h"
#include "hive/text_file.h"

namespace hive {

struct FoundText {
  std::string path;  ///< as shown
  std::string user;  ///< whom its HKEY_CURRENT_USER belongs to: named after the file, as hives are
  std::uint64_t size_bytes = 0;
  std::shared_ptr<TextFile> file = std::make_shared<TextFile>();
  RegText text;
  bool codepage_assumed = false;  ///< letters beyond ASCII were read by the default code page
  std::vector<Error> errors;

  /// Written by an export from its first line to its last: it deletes nothing, holds no line that regedit would not
  /// import and is whole. Then it covers the keys that it names (text_layer.h).
  bool is_export() const;
};

/// Never fails: what goes wrong is in `errors`.
FoundText open_text(const FoundPath& file, std::string_view folder_name, const std::string& codepage);
/// The same for a text at hand.
FoundText open_text(std::vector<std::byte> bytes, const std::string& path, const RegTextOptions& options);

/// The rows of the texts, one for each hive that a text speaks of, ready for assemble(). Notes what is not judged and
/// how each text was taken.
std::vector<FoundHive> hives_of_texts(std::vector<FoundText> texts, Installation& installation);

/// The SID below HKEY_USERS as a user's name: LocalSystem for .DEFAULT, LocalService, NetworkService, else the SID.
std::string user_of_sid(std::string_view sid);
/// `S-1-5-21-..._Classes` and the like: other hives than NTUSER.DAT.
bool is_classes_of_user(std::string_view sid);

}  // namespace hive
