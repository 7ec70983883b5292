#pragma once
// A file told by its content to be a hive, one of its logs, or neither; and the hive opened, with what its
// keys say it is. Names only pair logs with their hive and tell backups from what Windows loads.

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hive/found_path.h"
#include "hive/installation.h"
#include "hive/log_policy.h"

namespace hive {

enum class FileLook {
  hive,
  text,  ///< a .reg export
  log,   ///< of either format; also without a base block
  empty,
  other,
  unreadable,
};
struct FileSight {
  FileLook look = FileLook::unreadable;
  std::uint64_t size_bytes = 0;
  std::string first_bytes;  ///< for messages
  bool has_bins = false;    ///< a hive's first bin lies behind the place of its base block, whatever that holds
  std::optional<Error> error;
};
FileSight look_at(const FoundPath& file);
/// A hive, or what its logs may make one again: its base block is gone and its bins are there.
bool may_be_hive(const FileSight& sight, const std::vector<HiveLog>& logs);
/// The row for a file that should have been a hive and is something else.
Error not_a_hive(const FoundPath& file, const FileSight& sight);

/// A hive on its way into an installation.
struct FoundHive {
  HiveFile file;
  std::string scope;  ///< of its user; empty when it has none
  // Of a .reg text: what all texts of the machine say of this hive, and which of them this row is.
  std::shared_ptr<TextLayer> layer{};
  std::size_t text = 0;
  std::optional<ControlSet> control_set{};
};
/// Opens a file with the logs beside it. What goes wrong is in `file.errors`; `file.hive` is null when it must
/// not be judged.
FoundHive open_hive(const FoundPath& file, std::vector<HiveLog> logs, LogPolicy policy);
/// The same for bytes that are at hand.
FoundHive open_hive(std::unique_ptr<ByteSource> source, const std::string& path, std::vector<HiveLog> logs = {},
                    LogPolicy policy = LogPolicy::automatic);

/// NAME.LOG, NAME.LOG1, NAME.LOG2 in any case.
bool is_log_name(std::string_view name, std::string_view hive_name);
/// The hive's logs among its neighbours, empty ones too, which are usual. A file with the name of a log and other
/// content becomes a note as well.
std::vector<HiveLog> logs_beside(const FoundPath& hive, const std::vector<FoundPath>& neighbours,
                                 const std::filesystem::path& boundary, std::vector<Note>& notes);

/// True for the names that hives usually have: a file of that name that is no hive is damage.
bool is_hive_name(std::string_view name);

/// NAME.reg: a file of that name that is no export is damage.
bool is_text_name(std::string_view name);

/// RegBack folders and *.bak, *.old, *.sav files: copies that Windows does not load.
bool is_backup_name(std::string_view name);
Note backup_note(const FoundPath& path);

}  // namespace hive
