#include "audit/own_file.h"

#include <fmt/format.h>

#include "audit/read_json.h"
#include "hive/file_source.h"
#include "hive/read_whole.h"

namespace audit {

hive::Result<std::string> read_own_file(const std::string& path, std::uint64_t most_bytes) {
  const auto file = hive::open_file(path);
  if (!file) return file.error();
  const std::uint64_t size = (*file)->size_bytes();
  if (size > most_bytes) {
    return hive::Error{hive::ErrorCode::limit_exceeded,
                       "the file is too large",
                       fmt::format("at most {} bytes", most_bytes),
                       fmt::format("{} bytes", size),
                       {.path = path, .member = {}, .key = {}, .offset = {}}};
  }
  auto bytes = hive::read_whole(**file);
  if (!bytes) {
    hive::Error error = bytes.error();
    error.where.path = path;
    return error;
  }
  return std::string(reinterpret_cast<const char*>(bytes->data()), bytes->size());
}

hive::Result<Report> read_result(const std::string& path) {
  const auto text = read_own_file(path, kMaxResultBytes);
  if (!text) return text.error();
  auto report = read_json(*text);
  if (!report) report.error().where.path = path;
  return report;
}

}  // namespace audit
