#pragma once
// The names on the way to a key, from the root on. They do not change, so that a copy, and a part of them, share them:
// a rule asks for a place, its answer and the evidence of ten findings hold it again.

#include <cstddef>
#include <initializer_list>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hive {

/// Below HKLM\SOFTWARE: what 32-bit processes on 64-bit Windows see (os.md 2.1).
inline constexpr std::string_view kWow64Node = "Wow6432Node";

class Segments {
 public:
  Segments() = default;
  Segments(const Segments&) = default;
  Segments& operator=(const Segments&) = default;
  /// What was moved from is empty.
  Segments(Segments&& other) noexcept
      : owner_(std::move(other.owner_)),
        names_(std::exchange(other.names_, {})),
        hash_(std::exchange(other.hash_, 0)) {}
  Segments& operator=(Segments&& other) noexcept {
    owner_ = std::move(other.owner_);
    names_ = std::exchange(other.names_, {});
    hash_ = std::exchange(other.hash_, 0);
    return *this;
  }
  ~Segments() = default;
  Segments(std::vector<std::string> names);                // NOLINT(google-explicit-constructor): it is such a list
  Segments(std::initializer_list<std::string_view> names)  // NOLINT(google-explicit-constructor)
      : Segments(std::vector<std::string>(names.begin(), names.end())) {}

  std::size_t size() const { return names_.size(); }
  bool empty() const { return names_.empty(); }
  /// `i` is below size(); front() and back() need one name.
  const std::string& operator[](std::size_t i) const { return names_[i]; }
  const std::string& front() const { return names_.front(); }
  const std::string& back() const { return names_.back(); }
  auto begin() const { return names_.begin(); }
  auto end() const { return names_.end(); }
  /// Lives as long as this, or a copy, does.
  std::span<const std::string> names() const { return names_; }

  /// The first `count` names, or those behind them; `count` of them must be there. Shares them.
  Segments first(std::size_t count) const { return part(0, count); }
  Segments after(std::size_t count) const { return part(count, size() - count); }
  /// The same names but for the one at `i`, which must be there.
  Segments with(std::size_t i, std::string name) const;
  /// A list of one's own.
  std::vector<std::string> list() const { return {names_.begin(), names_.end()}; }
  /// Equal lists have equal hashes, and a key below HKLM\SOFTWARE has that of its 32-bit view.
  std::size_t hash() const { return hash_; }

  /// Byte by byte: `SOFTWARE` and `Software` differ here, and are one key to Windows (RegistryPath).
  friend bool operator==(const Segments& left, const Segments& right);

 private:
  Segments part(std::size_t begin, std::size_t count) const;

  std::shared_ptr<const std::vector<std::string>> owner_;
  std::span<const std::string> names_;
  std::size_t hash_ = 0;
};

}  // namespace hive
