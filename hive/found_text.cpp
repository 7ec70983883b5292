#include "hive/found_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "hive/input_parts.h"
#include "hive/limits.h"
#include "hive/read_whole.h"
#include "hive/upcase.h"

namespace hive {
namespace {

Result<std::vector<std::byte>> read_bounded(const ByteSource& source) {
  if (source.size_bytes() <= limits::kMaxRegTextBytes) return read_whole(source);
  return Error{ErrorCode::limit_exceeded,
               "the text is too large to be read",
               fmt::format("at most {} bytes", limits::kMaxRegTextBytes),
               fmt::format("{} bytes", source.size_bytes()),
               {}};
}

void take_error(FoundText& text, Error error) {
  if (error.where.path.empty()) error.where.path = text.path;
  text.file->damaged = true;
  text.errors.push_back(std::move(error));
}

void read_into(FoundText& out, Bytes bytes, const RegTextOptions& options) {
  const DecodedRegText decoded = decode_reg_file(bytes, options.codepage);
  out.codepage_assumed = decoded.by_codepage && options.codepage.empty();
  out.text = read_reg_text(decoded, options);
  if (out.text.error) take_error(out, *out.text.error);
  out.file->defects = std::move(out.text.defects);
  out.file->defect_count = out.text.defect_count;
}

std::string user_of_text(std::string_view file_name, std::string_view folder_name) {
  std::string user = user_of_file_name(file_name);
  if (user.empty()) user = folder_name;
  return user.empty() ? "NTUSER" : user;
}

}  // namespace

bool FoundText::is_export() const {
  return !text.deletes && !text.refused && !text.ends_open && file->defect_count == 0 && !file->damaged;
}

FoundText open_text(const FoundPath& file, std::string_view folder_name, const std::string& codepage) {
  FoundText out;
  out.path = file.shown;
  out.user = user_of_text(file.name, folder_name);
  auto source = open_found(file);
  if (!source) {
    take_error(out, source.error());
    return out;
  }
  out.size_bytes = (*source)->size_bytes();
  out.file->source = std::move(*source);
  if (auto bytes = read_bounded(*out.file->source)) {
    read_into(out, *bytes, {false, codepage});
  } else {
    take_error(out, bytes.error());
  }
  return out;
}

FoundText open_text(std::vector<std::byte> bytes, const std::string& path, const RegTextOptions& options) {
  FoundText out;
  out.path = path;
  out.user = user_of_text(std::filesystem::path(path).filename().string(), {});
  out.size_bytes = bytes.size();
  read_into(out, bytes, options);
  out.file->source = open_memory(std::move(bytes));
  return out;
}

std::string user_of_sid(std::string_view sid) {
  struct Known {
    std::string_view sid;
    std::string_view user;
  };
  constexpr Known kKnown[] = {{".DEFAULT", "LocalSystem"},
                              {"S-1-5-18", "LocalSystem"},
                              {"S-1-5-19", "LocalService"},
                              {"S-1-5-20", "NetworkService"}};
  for (const Known& known : kKnown) {
    if (equal_names(sid, known.sid)) return std::string(known.user);
  }
  return std::string(sid);
}

bool is_classes_of_user(std::string_view sid) {
  constexpr std::string_view kTail = "_Classes";
  return sid.size() > kTail.size() && equal_names(sid.substr(sid.size() - kTail.size()), kTail);
}

}  // namespace hive
