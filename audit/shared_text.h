#pragma once
// A text that does not change and that many statements share: a step of SCHANNEL's reasons stands in the chains of ten
// other stacks. A copy costs a count, not the text.

#include <algorithm>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace audit {

class SharedText {
 public:
  SharedText() = default;
  SharedText(std::string_view text) : size_(text.size()) {  // NOLINT(google-explicit-constructor): it is a text
    if (text.empty()) return;
    const auto copy = std::make_shared_for_overwrite<char[]>(text.size());
    std::copy(text.begin(), text.end(), copy.get());
    text_ = copy;
  }
  SharedText(const std::string& text) : SharedText(std::string_view(text)) {}  // NOLINT(google-explicit-constructor)
  SharedText(const char* text) : SharedText(std::string_view(text)) {}         // NOLINT(google-explicit-constructor)

  std::string_view view() const { return {text_.get(), size_}; }
  operator std::string_view() const { return view(); }  // NOLINT(google-explicit-constructor)
  std::size_t find(std::string_view words) const { return view().find(words); }

 private:
  std::shared_ptr<const char[]> text_;
  std::size_t size_ = 0;
};

}  // namespace audit
