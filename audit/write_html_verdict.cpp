#include "audit/html_sections.h"

namespace audit {

std::string_view css_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::ready:
      return "good";
    case Outcome::not_ready:
      return "bad";
    case Outcome::incomplete:
    case Outcome::partial:
    case Outcome::excepted:
      return "warn";
    case Outcome::listed:
      break;
  }
  return "note";
}

std::string_view shape_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::ready:
      return "✓";
    case Outcome::not_ready:
      return "✕";
    case Outcome::incomplete:
      return "?";
    case Outcome::partial:
    case Outcome::excepted:
      return "~";
    case Outcome::listed:
      break;
  }
  return "i";
}

void put_verdict(Html& out, const Headline& line) {
  out.put(
      "<p class=\"verdict {}\"><span class=\"shape\" aria-hidden=\"true\">{}</span> <strong>{}</strong> "
      "<span>{}</span></p>\n",
      css_of(line.outcome), shape_of(line.outcome), line.word, line.sentence);
}

}  // namespace audit
