#pragma once
// HTML under construction. Every argument of `put` is untrusted and escaped here, the one place that does;
// only format strings, which the compiler has checked and which are ours, hold markup.

#include <fmt/format.h>

#include <string>
#include <string_view>

namespace audit {

/// For element content and quoted attributes; also what no parser should see (safe_text.h).
std::string html_escaped(std::string_view text);

class Html {
 public:
  template <class>
  using Escaped = std::string;

  template <class... Texts>
  void put(fmt::format_string<Escaped<Texts>...> markup, const Texts&... texts) {
    out_ += fmt::format(markup, html_escaped(texts)...);
  }
  /// Our own style sheet and script, as they are: their hashes are in the page's policy.
  void put_trusted(std::string_view source) { out_ += source; }
  std::string take() { return std::move(out_); }

 private:
  std::string out_;
};

}  // namespace audit
