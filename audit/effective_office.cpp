// Outlook's own WinHTTP mask of one user: os.md 7, products.md. Without a value that this Office
// reads, Outlook follows the WinHTTP row of the view that fits its bitness.

#include <fmt/format.h>

#include "audit/effective_stacks.h"
#include "rules/expectation.h"

namespace audit {
namespace {

const rules::FactCondition kOffice16{"office16.reads-own-protocols", {rules::Operator::equals, {}, {"yes"}}, false};
const rules::FactCondition kOffice15{"office15.reads-own-protocols", {rules::Operator::equals, {}, {"yes"}}, false};
/// products.md A-12: reads it from an update on that only the version of Mso.dll tells.
constexpr std::string_view kOffice15Installer = "office.msi.15.installed";
const rules::FactCondition kMso15{
    "file.mso15.version", {rules::Operator::version_at_least, {}, {"15.0.4753.1001"}}, false};

/// Whether an Office is installed that reads the value of this version.
Truth reads(std::string_view version, const Facts& facts) {
  if (version == "16.0") return holds(kOffice16, facts);
  const Truth click_to_run = holds(kOffice15, facts);
  const Fact* installer = facts.find(kOffice15Installer);
  if (click_to_run.is == Truth::Is::no && installer != nullptr && installer->state != Fact::State::absent) {
    const Fact* file = facts.find(kMso15.fact);
    const bool is_told = installer->state == Fact::State::known && file != nullptr && file->state == Fact::State::known;
    if (is_told) return holds(kMso15, facts);
    return Truth{
        Truth::Is::unknown, installer->state == Fact::State::known ? Doubt::unknown_fact : installer->doubt,
        "Office 2013 from the Windows Installer reads its own setting only from an update on, and the hives do "
        "not tell whether it is installed"};
  }
  return click_to_run;
}

/// The masks that rank before WinHTTP's row, and whether that row may count too.
struct Override {
  std::vector<Mask> masks;
  bool may_follow = true;
  Why why;
};

/// Bits that every row of WinHTTP knows as legal in some version: what Office itself checks is not documented.
std::uint32_t legal_bits(const Machine& machine) {
  const auto chosen =
      choose(machine.defaults.winhttp, machine.facts, [](const rules::WinHttpDefault&) { return true; });
  std::uint32_t bits = 0;
  for (const rules::WinHttpDefault* row : chosen.rows) bits |= row->valid_bits;
  return chosen.rows.empty() ? ~0U : bits;
}

Override read_override(const Machine& machine, std::size_t user, Draft& draft) {
  Override own;
  for (const char* version : {"16.0", "15.0"}) {
    const hive::RegistryPath key =
        key_of(fmt::format("HKCU\\Software\\Microsoft\\Office\\{}\\Common\\Internet", version));
    const Number value = read_number(machine.registry, key, "WinHttpSecureProtocols", user);
    draft.step(fmt::format("Office {}: {}", version, told(value)), value.seen);
    if (value.is == Number::Is::absent) continue;
    const Truth truth = reads(version, machine.facts);
    if (truth.is == Truth::Is::no) {
      draft.step(fmt::format("No Office is installed that reads it: {}.", truth.why));
      continue;
    }
    if (value.is == Number::Is::wrong_type || (value.is == Number::Is::number && value.number == 0) ||
        (value.is == Number::Is::number && (value.number & ~legal_bits(machine)) != 0)) {
      draft.step(
          "The value is ignored, as WinHTTP ignores one that is 0, of another type, or has a bit without meaning.");
      draft.confidence = rules::weaker(draft.confidence, rules::Confidence::low);
      continue;
    }
    if (truth.is == Truth::Is::unknown) {
      draft.step(fmt::format("Whether Office reads it is not known: {}.", truth.why));
      own.why = stronger(own.why, Why{truth.doubt, truth.why});
    }
    if (value.is == Number::Is::unknown) {
      add_any_mask(own.masks, ~0U, "value", "WinHttpSecureProtocols");
      own.why = stronger(own.why, value.why);
      continue;
    }
    own.masks.push_back(
        {value.number, "value", fmt::format("WinHttpSecureProtocols of Office {} ({:#010x})", version, value.number)});
    if (truth.is == Truth::Is::yes) {
      own.may_follow = false;
      break;
    }
  }
  return own;
}

int worth(CellState state) {
  switch (state) {
    case CellState::on:
      return 3;
    case CellState::explicit_only:
      return 2;
    case CellState::unknown:
      return 1;
    default:
      return 0;
  }
}

/// The WinHTTP cell that Office follows: of its view, else the one that offers less.
const Cell& followed(const Cell& native, const Cell* wow64, std::string_view bitness) {
  if (wow64 == nullptr || bitness == "x64") return native;
  if (bitness == "x86") return *wow64;
  return worth(wow64->state) < worth(native.state) ? *wow64 : native;
}

}  // namespace

Cells office_cells(const Machine& machine, const hive::User& user, const Cells& client, const Cells& native,
                   const Cells* wow64) {
  Draft shared;
  const Override own = read_override(machine, user.registry_user, shared);
  const Fact* bitness = machine.facts.find("office.bitness");
  const std::string_view bits = machine.facts.text("office.bitness");
  if (own.may_follow && bitness != nullptr && wow64 != nullptr) {
    shared.step(bits.empty() ? "The bitness of Office is not known; the weaker view of WinHTTP counts."
                             : fmt::format("Office is {}.", bits),
                bitness->seen);
  }
  Cells cells;
  for (std::size_t protocol = 0; protocol < cells.size(); ++protocol) {
    Draft draft = shared;
    if (own.may_follow) {
      const Cell& row = followed(native[protocol], wow64 != nullptr ? &(*wow64)[protocol] : nullptr, bits);
      for (const Step& step : row.chain) draft.step("WinHTTP: " + step.text, step.seen);
      draft.confidence = rules::weaker(draft.confidence, row.confidence);
      draft.sources = row.sources;
      for (const CellState state : row.possible) {
        const bool plain = row.possible.size() == 1 || state == row.state;
        draft.may_be(
            {state, row.basis,
             plain ? fmt::format("Outlook follows WinHTTP. {}", row.reason) : std::string("Outlook follows WinHTTP.")});
      }
      if (row.doubt != Doubt::none) {
        std::string text = row.reason;
        while (text.ends_with('.')) text.pop_back();
        draft.doubt(Why{row.doubt, std::move(text)});
      }
      draft.doubt(own.why);
    } else {
      rest_on_client(draft, client[protocol]);
    }
    if (!own.masks.empty()) offer(draft, machine, own.masks, own.why, client, protocol);
    cells[protocol] = finish(std::move(draft), protocol);
  }
  return cells;
}

}  // namespace audit
