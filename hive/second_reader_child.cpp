// The second reader's other side. The only file that includes libregf and libbfio.

#include <fmt/format.h>
#include <libbfio.h>
#include <libregf.h>

#include <algorithm>
#include <array>
#include <clocale>
#include <cstdio>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "hive/bfio_source.h"
#include "hive/child_process.h"
#include "hive/limits.h"
#include "hive/read_exactly.h"
#include "hive/second_reader.h"
#include "hive/second_reader_protocol.h"
#include "hive/served_source.h"

namespace hive {
namespace {

constexpr int kExitDone = 0;
constexpr int kExitBadQuestions = 2;
constexpr int kExitCannotAnswer = 3;
/// A hive of at most so many bytes is asked for at once, a larger one as it is read.
constexpr std::uint64_t kReadAtOnceBytes = 1024ULL * 1024;

/// All handles of libregf are one C type; the function that frees one tells them apart.
template <auto free_function>
struct FreedBy {
  template <class Handle>
  void operator()(Handle* handle) const {
    free_function(&handle, nullptr);
  }
};
using RegfFile = std::unique_ptr<libregf_file_t, FreedBy<&libregf_file_free>>;
using RegfKey = std::unique_ptr<libregf_key_t, FreedBy<&libregf_key_free>>;
using RegfValue = std::unique_ptr<libregf_value_t, FreedBy<&libregf_value_free>>;

/// Where a call of libregf leaves its complaint.
class Complaint {
 public:
  Complaint() = default;
  Complaint(const Complaint&) = delete;
  Complaint& operator=(const Complaint&) = delete;
  ~Complaint() { libregf_error_free(&error_); }

  libregf_error_t** out() { return &error_; }

  /// The first line of the backtrace is the cause, the others only pass it on.
  std::string cause() const {
    std::array<char, 4096> text{};
    if (error_ == nullptr || libregf_error_backtrace_sprint(error_, text.data(), text.size()) <= 0) return "no reason";
    const std::string_view lines(text.data());
    return std::string(lines.substr(0, lines.find('\n')));
  }

 private:
  libregf_error_t* error_ = nullptr;
};

Seen failed(std::string detail) {
  return {.state = SeenState::failed, .type = 0, .data = {}, .detail = std::move(detail)};
}
Seen absent(std::string detail) {
  return {.state = SeenState::absent, .type = 0, .data = {}, .detail = std::move(detail)};
}

const std::uint8_t* utf8(const std::string& text) {
  // To libregf an empty name is a null pointer; its characters are unsigned.
  return text.empty() ? nullptr : static_cast<const std::uint8_t*>(static_cast<const void*>(text.data()));
}

bool is_ascii(const std::string& text) {
  return std::ranges::all_of(text, [](char letter) { return static_cast<unsigned char>(letter) < 0x80U; });
}

/// A hive as libregf sees it. The source must outlive the file (hives.md 5).
struct OpenHive {
  ServedHive asked;
  std::shared_ptr<BfioSource> source;
  RegfFile file;
  std::string failure;  ///< why `file` is not open
  bool folds_case = false;
};

/// libregf compares names with the C library's towupper: in the C locale `привет` is not `Привет` (hives.md 7).
bool choose_utf8_locale() {
  constexpr std::array<const char*, 3> kNames = {"C.UTF-8", "C.utf8", "en_US.UTF-8"};
  return std::ranges::any_of(kNames, [](const char* name) { return std::setlocale(LC_CTYPE, name) != nullptr; });
}

Result<std::shared_ptr<const ByteSource>> bytes_of(const ServedHive& hive) {
  std::shared_ptr<const ByteSource> served = open_served(hive.number, hive.size_bytes, &ask_parent);
  if (hive.size_bytes > kReadAtOnceBytes) return served;
  auto bytes = read_exactly(*served, 0, static_cast<std::size_t>(hive.size_bytes), "the hive");
  if (!bytes) return std::move(bytes).error();
  return std::shared_ptr<const ByteSource>(open_memory(std::move(bytes).value()));
}

OpenHive open_hive(const ServedHive& asked, bool folds_case) {
  OpenHive hive;
  hive.asked = asked;
  hive.folds_case = folds_case;
  auto bytes = bytes_of(asked);
  auto opened_source = bytes ? BfioSource::open(std::move(bytes).value()) : std::move(bytes).error();
  if (!opened_source) {
    hive.failure = opened_source.error().message;
    return hive;
  }
  hive.source = std::move(opened_source).value();
  Complaint complaint;
  libregf_file_t* file = nullptr;
  if (libregf_file_initialize(&file, complaint.out()) != 1) {
    hive.failure = complaint.cause();
    return hive;
  }
  RegfFile opened(file);
  if (libregf_file_open_file_io_handle(file, hive.source->handle(), libregf_get_access_flags_read(), complaint.out()) !=
      1) {
    hive.failure = complaint.cause();
    return hive;
  }
  hive.file = std::move(opened);
  return hive;
}

/// libregf 20201007 calls every key without values corrupted: 5,979 of 5,981 measured in sound
/// hives, and none of 24,231 others. So the mark counts only where there are some.
bool is_corrupted(libregf_key_t* key) {
  int values = 0;
  return libregf_key_get_number_of_values(key, &values, nullptr) != 1 ||
         (values != 0 && libregf_key_is_corrupted(key, nullptr) != 0);
}

/// "Not there" is only believed of a key that libregf could read whole, and of a name that it can compare.
Seen missing(const OpenHive& hive, libregf_key_t* parent, const std::string& name, std::string_view what) {
  if (!hive.folds_case && !is_ascii(name)) return failed("no UTF-8 locale to compare names in");
  if (libregf_file_is_corrupted(hive.file.get(), nullptr) != 0) return failed("it calls the hive corrupted");
  if (is_corrupted(parent)) return failed("it calls the key corrupted");
  return absent(fmt::format("no {} {}", what, name.empty() ? "(default)" : name));
}

/// The key, or what to answer instead. Segments are looked up one by one, so that one may hold a backslash.
std::pair<RegfKey, Seen> find_key(const OpenHive& hive, const std::vector<std::string>& segments) {
  Complaint complaint;
  libregf_key_t* root = nullptr;
  if (libregf_file_get_root_key(hive.file.get(), &root, complaint.out()) != 1)
    return {nullptr, failed(complaint.cause())};
  RegfKey key(root);
  for (const std::string& segment : segments) {
    libregf_key_t* child = nullptr;
    const int found =
        libregf_key_get_sub_key_by_utf8_name(key.get(), utf8(segment), segment.size(), &child, complaint.out());
    if (found < 0) return {nullptr, failed(complaint.cause())};
    if (found == 0) return {nullptr, missing(hive, key.get(), segment, "key")};
    key.reset(child);
  }
  return {std::move(key), Seen{}};
}

Seen look_at_value(libregf_value_t* value) {
  Complaint complaint;
  Seen seen{.state = SeenState::present, .type = 0, .data = {}, .detail = {}};
  std::size_t size = 0;
  if (libregf_value_get_value_type(value, &seen.type, complaint.out()) != 1 ||
      libregf_value_get_value_data_size(value, &size, complaint.out()) != 1) {
    return failed(complaint.cause());
  }
  if (size > limits::kMaxValueDataBytes) return failed(fmt::format("a value of {} bytes", size));
  seen.data.resize(size);
  auto* into = static_cast<std::uint8_t*>(static_cast<void*>(seen.data.data()));
  if (size != 0 && libregf_value_get_value_data(value, into, size, complaint.out()) != 1) {
    return failed(complaint.cause());
  }
  return seen;
}

Seen look(const OpenHive& hive, const AskedPlace& place) {
  if (!hive.file) return failed(hive.failure);
  auto [key, instead] = find_key(hive, place.key);
  if (!key) return instead;
  if (!place.asks_value) return {.state = SeenState::present, .type = 0, .data = {}, .detail = {}};
  Complaint complaint;
  libregf_value_t* found_value = nullptr;
  const int found = libregf_key_get_value_by_utf8_name(key.get(), utf8(place.value_name), place.value_name.size(),
                                                       &found_value, complaint.out());
  if (found < 0) return failed(complaint.cause());
  if (found == 0) return missing(hive, key.get(), place.value_name, "value");
  const RegfValue value(found_value);
  return look_at_value(value.get());
}

/// Nothing is believed that libregf says of a hive once a part of it could not be read, whatever it makes of that.
Seen look_where_read(OpenHive& hive, const AskedPlace& place) {
  Seen seen = look(hive, place);
  const auto unread = hive.source ? hive.source->take_error() : std::nullopt;
  if (!unread) return seen;
  hive.file.reset();
  hive.failure = unread->message;
  return failed(hive.failure);
}

std::vector<std::byte> read_standard_input() {
  std::vector<std::byte> all;
  std::array<std::byte, 4096> piece{};
  while (const std::size_t got = std::fread(piece.data(), 1, piece.size(), stdin)) {
    all.insert(all.end(), piece.begin(), piece.begin() + static_cast<std::ptrdiff_t>(got));
  }
  return all;
}

/// Flushed each time: a crash costs only the answers that were not given yet.
bool say(const std::vector<std::byte>& bytes) {
  return std::fwrite(bytes.data(), 1, bytes.size(), stdout) == bytes.size() && std::fflush(stdout) == 0;
}

}  // namespace

int run_second_reader_child() {
  const auto places = read_questions(read_standard_input());
  if (!places) return kExitBadQuestions;
  if (!say(write_answers_start())) return kExitCannotAnswer;
  const bool folds_case = choose_utf8_locale();
  std::optional<OpenHive> hive;
  std::uint32_t number = 0;
  for (const AskedPlace& place : *places) {
    if (!hive || hive->asked != place.hive) {
      hive.reset();  // one at a time is in memory
      hive.emplace(open_hive(place.hive, folds_case));
    }
    if (!say(write_answer(number++, look_where_read(*hive, place)))) return kExitCannotAnswer;
  }
  return kExitDone;
}

std::string second_reader_version() { return libregf_get_version(); }

std::string bfio_version() { return libbfio_get_version(); }

}  // namespace hive
