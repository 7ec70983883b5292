#include "hive/reg_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "hive/limits.h"
#include "hive/reg_lines.h"
#include "hive/reg_statement.h"
#include "hive/upcase.h"
#include "hive/utf16.h"

namespace hive {
namespace {

constexpr std::string_view kVersion5 = "Windows Registry Editor Version 5.00";
constexpr std::string_view kVersion4 = "REGEDIT4";
constexpr std::size_t kShownBytes = 80;

bool ends_well(RegLines& lines) {
  lines.skip_blanks();
  return lines.at_end_or_comment();
}

std::string quoted(std::string_view text) { return fmt::format("\"{}\"", printable_cut(text, kShownBytes)); }

/// For who writes the text himself: the first line that is wrong ends it.
class StrictReader {
 public:
  explicit StrictReader(std::string_view text) : lines_(text) {}

  Result<std::vector<RegTextKey>> read(bool header_optional) {
    bool there = lines_.next();
    while (there && header_optional && ends_well(lines_)) there = lines_.next();
    if (there && lines_.take(kVersion5)) {
      if (!ends_well(lines_)) return error("nothing after the version line", lines_.line);
      there = lines_.next();
    } else if (!header_optional) {
      return version_missing(there);
    }
    for (; there; there = lines_.next()) {
      if (ends_well(lines_)) continue;
      const auto failed = lines_.line.front() == '[' ? take_key() : take_value();
      if (failed) return error(failed->expected, failed->found);
    }
    return std::move(keys_);
  }

 private:
  Error error(std::string expected, std::string_view found, std::size_t line) const {
    return {.code = ErrorCode::corrupt,
            .message = fmt::format("line {} cannot be imported", line),
            .expected = std::move(expected),
            .found = found.empty() ? "the end of the line" : quoted(found),
            .where = {}};
  }
  Error error(std::string expected, std::string_view found) const {
    return error(std::move(expected), found, lines_.number());
  }
  Error version_missing(bool there) const {
    return error(fmt::format("\"{}\"", kVersion5), there ? lines_.line : std::string_view{}, 1);
  }

  std::optional<RegFailure> take_key() {
    auto key = read_reg_key(lines_);
    if (key.failure && (!key.failure->counts || !ends_well(lines_))) return key.failure;
    keys_.push_back(std::move(key.stated));
    return std::nullopt;
  }

  std::optional<RegFailure> take_value() {
    if (keys_.empty()) return RegFailure{"value-before-key", "a [key] before its values", std::string(lines_.line)};
    RegTextKey& key = keys_.back();
    if (key.deleted) return RegFailure{"other", "no value below a deleted key", std::string(lines_.line)};
    auto read = read_reg_value(lines_, {}, false);
    if (!read.counts()) return read.failure;
    RegTextAssignment& stated = read.stated;
    if (stated.deletes) {
      // A deletion speaks of what stands above it: also of the same key's values.
      std::erase_if(key.values, [&](const Value& value) { return equal_names(value.name, stated.value.name); });
      key.deleted_values.push_back({std::move(stated.value.name), stated.value.line});
    } else {
      key.values.push_back(std::move(stated.value));
    }
    return std::nullopt;
  }

  RegLines lines_;
  std::vector<RegTextKey> keys_;
};

/// For what users hand us.
class LenientReader {
 public:
  LenientReader(const DecodedRegText& decoded, const RegTextOptions& options)
      : lines_(decoded.text), broken_(decoded.broken), bytes_{false, options.codepage} {
    out_.error = decoded.error;
  }

  RegText read(bool header_optional) {
    bool there = read_version(header_optional);
    for (; there && !full_; there = lines_.next()) {
      if (ends_well(lines_)) continue;
      const std::size_t start = lines_.offset();
      last_is_value_ = false;
      read_line();
      count_broken(start, lines_.offset() + lines_.whole().size());
    }
    out_.ends_open = !lines_.ended() && lines_.number() > 0;
    tell_cut();
    tell_broken();
    if (out_.refused) out_.keys.clear();
    return std::move(out_);
  }

 private:
  /// True when there is a line to go on with.
  bool read_version(bool header_optional) {
    bool there = lines_.next();
    while (there && header_optional && ends_well(lines_)) there = lines_.next();
    const bool four = there && lines_.line.starts_with(kVersion4);
    if (there && (lines_.take(kVersion5) || lines_.take(kVersion4))) {
      lines_.skip_blanks();
      if (lines_.line.empty()) {
        bytes_.ansi = four;
        return lines_.next();
      }
    }
    // A fragment begins with what fragments hold; anything else is a version line gone wrong.
    if (!there || (header_optional && std::string_view("[\"@").find(lines_.line.front()) != std::string_view::npos)) {
      if (!there && !header_optional) refuse("the end of the text");
      return there;
    }
    refuse(lines_.whole());
    const bool is_statement = ends_well(lines_) || lines_.line.front() == '[' || lines_.line.front() == '"';
    return is_statement || lines_.next();
  }

  void refuse(std::string_view found) {
    out_.refused = true;
    add({.code = "version-line",
         .expected = fmt::format("\"{}\" or \"{}\" as the first line", kVersion5, kVersion4),
         .found = std::string(found)},
        std::max<std::size_t>(1, lines_.number()), found);
  }

  void read_line() {
    const std::size_t number = lines_.number();
    const std::string_view whole = lines_.whole();
    if (whole.size() > limits::kMaxRegTextLineBytes) {
      add({"other", fmt::format("at most {} bytes in a line", limits::kMaxRegTextLineBytes), {}}, number, whole);
      return;
    }
    const auto failed = lines_.line.front() == '[' ? take_key() : take_value();
    if (!failed) return;
    add(*failed, number, whole);
    if (!failed->in_bytes) return;
    // The lines that go on with bytes nobody wants are no statements.
    while (goes_on(lines_.whole()) && lines_.next()) continue;
  }

  static bool goes_on(std::string_view line) {
    const std::size_t last = line.find_last_not_of(" \t");
    return last != std::string_view::npos && line[last] == '\\';
  }

  std::optional<RegFailure> take_key() {
    key_text_ = lines_.line;
    auto key = read_reg_key(lines_);
    if (key.failure && key.failure->code == "key-trailing-backslash" && !met_key_ && begins_tree()) key.failure.reset();
    in_key_ = key.counts();
    met_key_ = true;
    if (!in_key_) return key.failure;
    out_.deletes = out_.deletes || key.stated.deleted;
    if (count_item()) out_.keys.push_back(std::move(key.stated));
    return key.failure;
  }

  /// hivexregedit ends the root of its exports with a backslash; the next key is then one below it.
  bool begins_tree() {
    const std::string_view root = key_text_.substr(0, key_text_.rfind("\\]") + 1);
    const RegLines::Place here = lines_.place();
    bool below = false;
    while (lines_.next()) {
      lines_.skip_blanks();
      if (!lines_.line.starts_with('[')) continue;
      below = lines_.line.starts_with(root) && lines_.line.size() > root.size() + 1;
      break;
    }
    lines_.go_back(here);
    return below;
  }

  std::optional<RegFailure> take_value() {
    if (!met_key_) key_text_ = {};
    auto read = read_reg_value(lines_, bytes_, true);
    if (!read.counts()) return read.failure;
    if (!met_key_) return RegFailure{"value-before-key", "a [key] before its values", ""};
    if (!in_key_) return std::nullopt;  // the defect of its key says it
    RegTextKey& key = out_.keys.back();
    if (key.deleted) return RegFailure{"other", "no value below a deleted key", ""};
    if (!count_item()) return std::nullopt;
    RegTextAssignment& stated = read.stated;
    if (stated.deletes) {
      out_.deletes = true;
      key.deleted_values.push_back({std::move(stated.value.name), stated.value.line});
    } else {
      key.values.push_back(std::move(stated.value));
      last_is_value_ = true;
    }
    return read.failure;
  }

  bool count_item() {
    if (++items_ <= limits::kMaxRegTextItems) return true;
    full_ = true;
    out_.error = Error{ErrorCode::limit_exceeded,
                       fmt::format("the text is not read behind line {}", lines_.number()),
                       fmt::format("at most {} keys and values", limits::kMaxRegTextItems),
                       "more",
                       {}};
    return false;
  }

  void add(const RegFailure& failed, std::size_t line, std::string_view text) {
    ++out_.defect_count;
    if (out_.defects.size() == limits::kMaxRegDefectsKept) return;
    RegDefect& defect = out_.defects.emplace_back();
    defect.line = line;
    defect.code = failed.counts ? failed.code : sharper_defect(failed.code, text);
    defect.text = text.substr(0, limits::kShownDataBytes);
    defect.expected = failed.expected;
    defect.key = key_text_.substr(0, limits::kShownDataBytes);
  }

  /// Bytes without a meaning matter where they stand in a statement; comments may hold anything.
  void count_broken(std::size_t start, std::size_t end) {
    while (next_broken_ < broken_.size() && broken_[next_broken_] < start) ++next_broken_;
    for (; next_broken_ < broken_.size() && broken_[next_broken_] < end; ++next_broken_) {
      if (broken_count_++ == 0) first_broken_line_ = lines_.number();
    }
  }

  /// A number of which digits are missing is another number: without its line end, a last line that may be shorter
  /// than it was is not believed. regedit writes eight digits; a list of bytes may end anywhere.
  void tell_cut() {
    if (!out_.ends_open || !last_is_value_ || out_.keys.empty()) return;
    std::vector<RegTextValue>& values = out_.keys.back().values;
    if (values.empty()) return;
    const std::string_view last = lines_.whole();
    const std::size_t number = last.rfind("dword:");
    constexpr std::size_t kDigits = 8;
    constexpr std::size_t kWord = 6;
    const bool is_number = values.back().type == ValueType::dword && number != std::string_view::npos;
    const bool is_text = last.ends_with('"');
    if (is_text || last.find(';') != std::string_view::npos) return;
    if (is_number && last.size() - number >= kWord + kDigits) return;
    values.pop_back();
    if (out_.error) return;
    out_.error = Error{ErrorCode::truncated,
                       fmt::format("line {} has no end and may be cut off", lines_.number()),
                       "a line end behind the last value",
                       quoted(last),
                       {}};
  }

  void tell_broken() {
    if (broken_count_ == 0 || out_.error) return;
    out_.error = Error{ErrorCode::corrupt,
                       fmt::format("{} bytes are no letters in the encoding of the text, the first in line {}",
                                   broken_count_, first_broken_line_),
                       "a text in its own code page (--codepage)",
                       "bytes that are shown as they are",
                       {}};
  }

  RegLines lines_;
  const std::vector<std::size_t>& broken_;
  RegTextBytes bytes_;
  RegText out_;
  std::string_view key_text_;
  bool in_key_ = false;  ///< the last key counts, and so do its values
  bool met_key_ = false;
  bool last_is_value_ = false;
  bool full_ = false;
  std::size_t items_ = 0;
  std::size_t next_broken_ = 0;
  std::size_t broken_count_ = 0;
  std::size_t first_broken_line_ = 0;
};

}  // namespace

Result<std::vector<RegTextKey>> parse_reg_text(std::string_view text, bool header_optional) {
  return StrictReader(text).read(header_optional);
}

RegText read_reg_text(const DecodedRegText& decoded, const RegTextOptions& options) {
  return LenientReader(decoded, options).read(options.header_optional);
}

}  // namespace hive
