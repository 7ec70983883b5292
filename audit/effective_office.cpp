// Outlook's own WinHTTP mask of one user: os.md 7, products.md. Without a value that this Office
// reads, Outlook follows the WinHTTP row of the view that fits its bitness.

#include <fmt/format.h>

#include <array>
#include <span>

#include "audit/effective_stacks.h"
#include "audit/one_text.h"
#include "rules/expectation.h"

namespace audit {
namespace {

const rules::FactCondition kOffice16{"office16.reads-own-protocols", {rules::Operator::equals, {}, {"yes"}}};
const rules::FactCondition kOffice15{"office15.reads-own-protocols", {rules::Operator::equals, {}, {"yes"}}};
/// products.md A-12: reads it from an update on that only the version of Mso.dll tells.
constexpr std::string_view kOffice15Installer = "office.msi.15.installed";
const rules::FactCondition kMso15{"file.mso15.version", {rules::Operator::version_at_least, {}, {"15.0.4753.1001"}}};

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

/// Outlooks of other versions: products.md.
const std::array kOtherThan16 = {"outlook14.installed", "outlook15.installed", "office15.c2r.names-outlook",
                                 "office.msi.16.installed"};
const std::array kOtherThan15 = {"outlook14.installed", "outlook16.installed", "office16.c2r.names-outlook"};

/// Why an Outlook may be started here that does not read the value of this version, though an Office that reads it
/// is installed; no doubt when that Office surely has the only Outlook. Which one a user starts, no hive tells.
Why another_outlook(std::string_view version, const Facts& facts) {
  const bool is_16 = version == "16.0";
  const auto is_set = [&](const char* fact) {
    return holds(rules::FactCondition{fact, {rules::Operator::equals, {}, {"yes"}}, false}, facts);
  };
  Why why;
  const Truth click_to_run = is_16 ? holds(kOffice16, facts) : holds(kOffice15, facts);
  if (click_to_run.is == Truth::Is::yes) {
    const Truth named = is_set(is_16 ? "office16.c2r.names-outlook" : "office15.c2r.names-outlook");
    if (named.is == Truth::Is::no) {
      why = {Doubt::unknown_fact, "none of the products of the Office that reads it is known to contain Outlook"};
    } else if (named.is == Truth::Is::unknown) {
      why = {named.doubt, named.why};
    }
    // The other kind of the same version is another Outlook, too, as long as its Mso.dll is not known to be new enough.
    const Truth installer = is_16 ? Truth{Truth::Is::no, {}, {}} : is_set("office.msi.15.installed");
    if (installer.is != Truth::Is::no && holds(kMso15, facts).is != Truth::Is::yes) {
      why = stronger(why, {installer.is == Truth::Is::yes ? Doubt::unknown_fact : installer.doubt,
                           "Office 2013 from the Windows Installer is there, too, and may not read it"});
    }
  }
  using Names = std::span<const char* const>;
  for (const char* fact : is_16 ? Names(kOtherThan16) : Names(kOtherThan15)) {
    const Truth other = is_set(fact);
    if (other.is == Truth::Is::unknown) why = stronger(why, {other.doubt, other.why});
    if (other.is != Truth::Is::yes) continue;
    why = stronger(why, {Doubt::unknown_fact,
                         fmt::format("{} was found as well, which does not read it", in_sentence(*facts.find(fact)))});
  }
  return why;
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
    const hive::RegistryPath key{hive::Root::hkcu, {"Software", "Microsoft", "Office", version, "Common", "Internet"}};
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
    if (truth.is != Truth::Is::yes) continue;
    const Why other = another_outlook(version, machine.facts);
    if (other.doubt == Doubt::none) {
      own.may_follow = false;
      break;
    }
    draft.step(fmt::format("Whether it counts for the Outlook of this user is not known: {}.", other.text));
    own.why = stronger(own.why, other);
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
      for (const Step& step : row.chain) draft.step(one_text({"WinHTTP: ", step.text}), step.seen);
      draft.confidence = rules::weaker(draft.confidence, row.confidence);
      for (const CellState state : row.possible) {
        const bool plain = row.possible.size() == 1 || state == row.state;
        draft.may_be(
            {state, row.basis,
             plain ? fmt::format("Outlook follows WinHTTP. {}", row.reason) : std::string("Outlook follows WinHTTP.")});
      }
      draft.doubt(why_of(row));
      draft.doubt(own.why);
    } else {
      rest_on_client(draft, machine, client, protocol);
    }
    if (!own.masks.empty()) offer(draft, machine, own.masks, own.why, client, protocol);
    cells[protocol] = finish(std::move(draft), protocol);
  }
  return cells;
}

}  // namespace audit
