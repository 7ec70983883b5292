// The parser of expressions: text -> tree -> program. Recursion is bounded by kMaxPatternLength.
#include <fmt/format.h>

#include <array>
#include <optional>
#include <span>

#include "rules/pattern.h"
#include "rules/text.h"

namespace rules {
namespace {

using Kind = Pattern::Step::Kind;
using Ranges = Pattern::Ranges;

/// Repeats are written out: `\w{2,50}` has 100 steps. Bounds time: steps x kMaxMatchedText.
constexpr std::size_t kMaxSteps = 2000;
constexpr std::size_t kMaxRepeat = 100;
constexpr char32_t kLastPoint = 0x10FFFF;
constexpr std::array<Ranges::value_type, 3> kLineEnds = {{{U'\n', U'\n'}, {U'\r', U'\r'}, {0x2028, 0x2029}}};

struct Node {
  enum class Shape { step, sequence, choice, repeat } shape = Shape::sequence;
  Pattern::Step step;
  std::vector<Node> parts;
  std::size_t min = 0;
  std::optional<std::size_t> max;
};

Node step_node(Kind kind) {
  Node node;
  node.shape = Node::Shape::step;
  node.step.kind = kind;
  return node;
}

Ranges without(const Ranges& ordered) {
  Ranges rest;
  char32_t first = 0;
  for (const auto& [low, high] : ordered) {
    if (low > first) rest.emplace_back(first, low - 1);
    first = high + 1;
  }
  rest.emplace_back(first, kLastPoint);
  return rest;
}

std::optional<Ranges> class_of(char32_t letter) {
  const Ranges digits = {{U'0', U'9'}};
  const Ranges word = {{U'0', U'9'}, {U'A', U'Z'}, {U'_', U'_'}, {U'a', U'z'}};
  const Ranges space = {{0x9, 0xD}, {U' ', U' '}, {0xA0, 0xA0}, {0x2028, 0x2029}, {0x3000, 0x3000}, {0xFEFF, 0xFEFF}};
  switch (letter) {
    case U'd':
      return digits;
    case U'D':
      return without(digits);
    case U'w':
      return word;
    case U'W':
      return without(word);
    case U's':
      return space;
    case U'S':
      return without(space);
    default:
      return std::nullopt;
  }
}

class Parser {
 public:
  explicit Parser(std::u32string text) : text_(std::move(text)) {}

  Node parse() {
    Node node = choice();
    if (!failed() && !at_end()) fail("a ) without its (");
    return node;
  }
  bool failed() const { return !message_.empty(); }
  Ranges ranges() && { return std::move(ranges_); }
  std::string message() const { return fmt::format("{} at character {} of the expression", message_, failed_at_ + 1); }

 private:
  Node characters(std::span<const Ranges::value_type> ranges, bool negated = false) {
    Node node = step_node(Kind::characters);
    node.step.negated = negated;
    node.step.first_range = ranges_.size();
    node.step.range_count = ranges.size();
    ranges_.insert(ranges_.end(), ranges.begin(), ranges.end());
    return node;
  }
  Node character(char32_t c) {
    const Ranges::value_type only{c, c};
    return characters({&only, 1});
  }

  bool at_end() const { return at_ == text_.size(); }
  bool next_is(char32_t c) const { return !at_end() && text_[at_] == c; }
  bool take(char32_t c) {
    if (!next_is(c)) return false;
    ++at_;
    return true;
  }
  void fail(std::string_view message) {
    if (failed()) return;
    message_ = message;
    failed_at_ = at_;
    at_ = text_.size();
  }

  Node choice() {
    Node node;
    node.shape = Node::Shape::choice;
    do node.parts.push_back(sequence());
    while (take(U'|'));
    return node;
  }

  Node sequence() {
    Node node;
    while (!at_end() && !next_is(U'|') && !next_is(U')')) node.parts.push_back(repeated());
    return node;
  }

  Node repeated() {
    Node node = atom();
    const bool edge = node.shape == Node::Shape::step && node.step.kind != Kind::characters;
    if (at_end() || failed()) return node;
    Node repeat;
    repeat.shape = Node::Shape::repeat;
    if (take(U'*')) {
    } else if (take(U'+')) {
      repeat.min = 1;
    } else if (take(U'?')) {
      repeat.max = 1;
    } else if (take(U'{')) {
      bounds(repeat);
    } else {
      return node;
    }
    if (edge) fail("a repeat of nothing");
    take(U'?');  // a lazy repeat finds the same texts
    if (next_is(U'*') || next_is(U'+') || next_is(U'?') || next_is(U'{')) fail("a repeat of a repeat");
    repeat.parts.push_back(std::move(node));
    return repeat;
  }

  void bounds(Node& repeat) {
    repeat.min = count();
    repeat.max = repeat.min;
    if (take(U',')) repeat.max = next_is(U'}') ? std::nullopt : std::optional(count());
    if (!take(U'}')) fail("a { without its }");
    if (repeat.max && *repeat.max < repeat.min) fail("bounds of a repeat in the wrong order");
  }

  std::size_t count() {
    std::size_t number = 0;
    if (at_end() || text_[at_] < U'0' || text_[at_] > U'9') fail("a { without a number");
    for (; !at_end() && text_[at_] >= U'0' && text_[at_] <= U'9'; ++at_) {
      number = number * 10 + (text_[at_] - U'0');
      if (number > kMaxRepeat) fail("a repeat of more than 100");
      if (failed()) return 0;
    }
    return number;
  }

  Node atom() {
    const char32_t c = text_[at_++];
    switch (c) {
      case U'.':
        return characters(kLineEnds, true);
      case U'^':
        return step_node(Kind::text_begin);
      case U'$':
        return step_node(Kind::text_end);
      case U'[':
        return bracket();
      case U'(':
        return group();
      case U'\\':
        return escaped();
      case U'*':
      case U'+':
      case U'?':
      case U'{':
      case U'}':
      case U']':
        --at_;
        fail("a special character without its backslash");
        return {};
      default:
        return character(c);
    }
  }

  Node group() {
    if (take(U'?') && !take(U':')) fail("look-around and named groups are not supported");
    Node node = choice();
    if (!take(U')')) fail("a ( without its )");
    return node;
  }

  Node escaped() {
    if (take(U'b')) return step_node(Kind::word_edge);
    if (take(U'B')) return step_node(Kind::no_word_edge);
    if (!at_end()) {
      if (const auto ranges = class_of(text_[at_])) {
        ++at_;
        return characters(*ranges);
      }
    }
    const char32_t c = escaped_character();
    return character(c);
  }

  char32_t escaped_character() {
    if (at_end()) {
      fail("a backslash at the end");
      return 0;
    }
    const char32_t c = text_[at_++];
    if (c == U't') return U'\t';
    if (c == U'n') return U'\n';
    if (c == U'r') return U'\r';
    if (c == U'x') return hex(2);
    if (c == U'u') return hex(4);
    const bool letter_or_digit = (c >= U'0' && c <= U'9') || (c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z');
    if (letter_or_digit) {
      --at_;
      fail(c >= U'0' && c <= U'9' ? "back references are not supported" : "an unknown escape");
    }
    return c;
  }

  char32_t hex(std::size_t digits) {
    std::string number = "0x";
    for (std::size_t i = 0; i < digits && !at_end(); ++i) number += static_cast<char>(text_[at_++] & 0x7FU);
    const auto point = number.size() == digits + 2 ? parse_number(number) : std::nullopt;
    if (!point) fail("an escape without its hexadecimal digits");
    return static_cast<char32_t>(point.value_or(0));
  }

  Node bracket() {
    const bool negated = take(U'^');
    Ranges ranges;
    while (!at_end() && !next_is(U']')) bracket_item(ranges);
    if (!take(U']')) fail("a [ without its ]");
    if (ranges.empty()) fail("an empty []");
    return characters(ranges, negated);
  }

  void bracket_item(Ranges& ranges) {
    if (at_ + 1 < text_.size() && text_[at_] == U'\\') {
      if (const auto named = class_of(text_[at_ + 1])) {
        at_ += 2;
        ranges.insert(ranges.end(), named->begin(), named->end());
        return;
      }
    }
    const char32_t low = bracket_character();
    char32_t high = low;
    if (at_ + 1 < text_.size() && text_[at_] == U'-' && text_[at_ + 1] != U']') {
      ++at_;
      high = bracket_character();
    }
    if (high < low) fail("a range in the wrong order");
    ranges.emplace_back(low, high);
  }

  char32_t bracket_character() {
    if (take(U'\\')) return escaped_character();
    return text_[at_++];
  }

  std::u32string text_;
  std::size_t at_ = 0;
  Ranges ranges_;
  std::string message_;
  std::size_t failed_at_ = 0;
};

/// Writes the program from its end: every part is told where to go on.
class Writer {
 public:
  Writer() : steps_(2) {
    steps_[0].kind = Kind::split;
    steps_[1].kind = Kind::found;
  }
  std::optional<std::vector<Pattern::Step>> write(const Node& node) {
    steps_[0].next = steps_[0].other = emit(node, 1);
    if (steps_.size() > kMaxSteps) return std::nullopt;
    return std::move(steps_);
  }

 private:
  std::size_t add(const Pattern::Step& step) {
    steps_.push_back(step);
    return steps_.size() - 1;
  }
  std::size_t add_split(std::size_t next, std::size_t other) {
    return add({.kind = Kind::split, .next = next, .other = other});
  }

  std::size_t emit(const Node& node, std::size_t next) {
    if (steps_.size() > kMaxSteps) return next;
    switch (node.shape) {
      case Node::Shape::step: {
        Pattern::Step step = node.step;
        step.next = next;
        return add(step);
      }
      case Node::Shape::sequence:
        for (auto part = node.parts.rbegin(); part != node.parts.rend(); ++part) next = emit(*part, next);
        return next;
      case Node::Shape::choice:
        return emit_choice(node, next);
      case Node::Shape::repeat:
        return emit_repeat(node, next);
    }
    return next;
  }

  std::size_t emit_choice(const Node& node, std::size_t next) {
    std::size_t entry = emit(node.parts.front(), next);
    for (std::size_t i = 1; i < node.parts.size(); ++i) entry = add_split(entry, emit(node.parts[i], next));
    return entry;
  }

  std::size_t emit_repeat(const Node& node, std::size_t next) {
    std::size_t entry = next;
    if (!node.max) {
      entry = add_split(0, next);
      steps_[entry].next = emit(node.parts.front(), entry);
    }
    for (std::size_t i = node.min; node.max && i < *node.max; ++i)
      entry = add_split(emit(node.parts.front(), entry), next);
    for (std::size_t i = 0; i < node.min; ++i) entry = emit(node.parts.front(), entry);
    return entry;
  }

  std::vector<Pattern::Step> steps_;
};

}  // namespace

hive::Result<Pattern> parse_pattern(std::string_view text, LetterCase letter_case) {
  if (text.size() > kMaxPatternLength) {
    return hive::Error{hive::ErrorCode::limit_exceeded,
                       "the expression is too long",
                       fmt::format("at most {} characters", kMaxPatternLength),
                       fmt::format("{}", text.size()),
                       {}};
  }
  Parser parser(code_points(text));
  const Node tree = parser.parse();
  if (parser.failed()) return hive::Error{hive::ErrorCode::corrupt, parser.message(), {}, {}, {}};
  auto steps = Writer().write(tree);
  if (!steps) {
    return hive::Error{hive::ErrorCode::limit_exceeded,
                       "the repeats of the expression are too many",
                       fmt::format("at most {} steps", kMaxSteps),
                       {},
                       {}};
  }
  return Pattern(std::move(*steps), std::move(parser).ranges(), letter_case);
}

}  // namespace rules
