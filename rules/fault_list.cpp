#include "rules/fault_list.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>
#include <utility>

namespace rules {
namespace {

/// Nobody mends more in one go; a hostile file of 4 MiB could have a million.
constexpr std::size_t kMaxFaults = 500;
/// Lines of our files have 120 columns; longer ones are left out of the message.
constexpr std::size_t kMaxShownLine = 400;

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80; }

/// The line without what could confuse a terminal. Text that is no UTF-8 has been refused before.
std::string shown_line(std::string_view text, std::size_t offset) {
  const std::size_t at = std::min(offset, text.size());
  const std::size_t newline = at == 0 ? std::string_view::npos : text.rfind('\n', at - 1);
  const std::size_t begin = newline == std::string_view::npos ? 0 : newline + 1;
  std::string line(text.substr(begin, text.find('\n', begin) - begin));
  if (line.ends_with('\r')) line.pop_back();
  if (line.size() > kMaxShownLine) return {};
  for (char& c : line) {
    const bool control = static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
    if (control) c = c == '\t' ? ' ' : '?';
  }
  return line;
}

}  // namespace

TextPosition position_of(std::string_view text, std::size_t offset) {
  TextPosition position;
  for (const char c : text.substr(0, offset)) {
    if (c == '\n') {
      ++position.line;
      position.column = 1;
    } else if (!is_continuation(c)) {
      ++position.column;
    }
  }
  return position;
}

void FaultList::add(std::size_t file, std::size_t offset, std::string message) {
  if (places_.size() <= kMaxFaults) places_.push_back({file, offset, std::move(message)});
}

std::vector<RuleFault> FaultList::sorted() const {
  std::vector<const Place*> order;
  for (const Place& place : places_) order.push_back(&place);
  std::stable_sort(order.begin(), order.end(), [](const Place* left, const Place* right) {
    return std::tie(left->file, left->offset) < std::tie(right->file, right->offset);
  });
  std::vector<RuleFault> faults;
  for (const Place* place : order) {
    const RuleFile& file = files_[place->file];
    const TextPosition position = position_of(file.text, place->offset);
    const bool more = faults.size() == kMaxFaults;
    faults.push_back({file.name, position.line, position.column, more ? "there are more faults" : place->message,
                      shown_line(file.text, place->offset)});
    if (more) break;
  }
  return faults;
}

std::string to_text(const RuleFault& fault) {
  std::string text = fmt::format("{}:{}:{}: {}", fault.file, fault.line, fault.column, fault.message);
  if (fault.source_line.empty()) return text;
  const std::size_t spaces = fault.column == 0 ? 0 : fault.column - 1;
  return text + fmt::format("\n  {}\n  {}^", fault.source_line, std::string(spaces, ' '));
}

}  // namespace rules
