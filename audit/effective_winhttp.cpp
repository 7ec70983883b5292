// WinHTTP: os.md 16.2 and 10. The value replaces the default of the system only when this Windows reads it and
// accepts every bit of it.

#include <fmt/format.h>

#include <algorithm>

#include "audit/effective_stacks.h"

namespace audit {
namespace {

const char* const kKey = "HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Internet Settings\\WinHttp";

/// Whether Windows would take the value, apart from its bits: all conditions of the row.
Truth honoured(const rules::WinHttpDefault& row, const Facts& facts) {
  rules::Applies all;
  all.facts = row.honoured_when;
  return holds(all, facts);
}

/// Why a value that is there counts for nothing; empty when it counts.
std::string why_ignored(const Number& value, const rules::WinHttpDefault& row) {
  if (value.is == Number::Is::wrong_type) return "it is no REG_DWORD";
  if (value.number == 0) return "0 counts as not set";
  const std::uint32_t illegal = value.number & ~row.valid_bits;
  if (illegal != 0) {
    return fmt::format("the bits {:#010x} mean nothing to this version of Windows, so it throws the whole value away",
                       illegal);
  }
  return {};
}

/// The masks that one row leaves possible, and why there are several.
struct Masks {
  std::vector<Mask> masks;
  Why why;
};

void add_row(Masks& out, Draft& draft, const Machine& machine, const rules::WinHttpDefault& row, const Number& value) {
  const Facts& facts = machine.facts;
  draft.rest_on(row.basis);
  rest_on_facts(draft, row.applies.facts, facts);
  rest_on_facts(draft, row.honoured_when, facts);
  const Truth reads = honoured(row, facts);
  Mask by_default{row.mask, "default", "The default of WinHTTP in this version of Windows"};
  const bool is_there = value.is == Number::Is::number || value.is == Number::Is::wrong_type;
  if (is_there && reads.is == Truth::Is::no) {
    draft.step(fmt::format("This Windows does not read DefaultSecureProtocols: {}.", reads.why));
  }
  if (is_there && reads.is == Truth::Is::unknown) {
    draft.step(fmt::format("Whether this Windows reads DefaultSecureProtocols is not known: {}.", reads.why));
  }
  bool counts = value.is == Number::Is::number;
  if (is_there && reads.is != Truth::Is::no) {
    const std::string ignored = why_ignored(value, row);
    if (!ignored.empty()) {
      draft.step(fmt::format("DefaultSecureProtocols is ignored: {}.", ignored));
      draft.confidence = rules::weaker(draft.confidence, rules::Confidence::medium);
      counts = false;
      // os.md W7, 17: that the default counts is concluded; the other reading is that the value does.
      if (!row.validation_known && value.is == Number::Is::number && value.number != 0) {
        const std::uint32_t bits = machine.either(row.mask, value.number);
        if (bits != row.mask) {
          by_default = {
              bits, "value",
              fmt::format("DefaultSecureProtocols ({:#010x}), which this Windows may take as it is,", value.number)};
        }
        draft.confidence = rules::Confidence::low;
        draft.step(fmt::format("That this Windows throws it away is concluded from newer ones; taken as it is, it {}.",
                               (value.number & rules::kClientBits[rules::kTls12]) != 0 ? "would offer TLS 1.2"
                                                                                       : "would not offer TLS 1.2"));
      }
    }
  }
  if (reads.is != Truth::Is::no && counts) {
    out.masks.push_back({value.number, "value", fmt::format("DefaultSecureProtocols ({:#010x})", value.number)});
  }
  if (reads.is != Truth::Is::no && value.is == Number::Is::unknown) {
    add_any_mask(out.masks, row.valid_bits, "value", "DefaultSecureProtocols");
    out.why = stronger(out.why, value.why);
  }
  if (reads.is != Truth::Is::yes || !counts) out.masks.push_back(by_default);
  if (counts) out.why = stronger(out.why, Why{reads.doubt, reads.why});
  draft.step(fmt::format("The default of WinHTTP here is {:#010x}.", row.mask));
}

/// os.md W8: TLS 1.0 and 1.1 come back for a server that offers nothing better.
void add_fallback(Masks& masks, Draft& draft, const Machine& machine, const hive::RegistryPath& key) {
  constexpr std::uint32_t kOlder = 0x280;
  const auto has_older = [&](const Mask& mask) { return (mask.bits & kOlder) == kOlder; };
  if (std::ranges::all_of(masks.masks, has_older)) return;
  const Number fallback = read_number(machine.registry, key, "EnableInsecureTlsFallback");
  if (fallback.is == Number::Is::absent) return;
  draft.step(told(fallback), fallback.seen);
  if (fallback.is == Number::Is::number && fallback.number == 0) return;
  for (Mask& mask : masks.masks) mask.bits = machine.either(mask.bits, mask.bits | kOlder);
}

}  // namespace

Cells winhttp_cells(const Machine& machine, bool wow64, const Cells& client) {
  const auto chosen =
      choose(machine.defaults.winhttp, machine.facts, [](const rules::WinHttpDefault&) { return true; });
  const hive::RegistryPath key = in_view(key_of(kKey), wow64);
  const Number value = read_number(machine.registry, key, "DefaultSecureProtocols");
  Draft shared;
  shared.step(told(value), value.seen);
  Masks masks;
  for (const rules::WinHttpDefault* row : chosen.rows) add_row(masks, shared, machine, *row, value);
  masks.why = stronger(masks.why, chosen.why);
  if (chosen.may_be_none) {
    masks.why = stronger(masks.why, value.why);
    add_any_mask(masks.masks, ~0U, "default", "The default of WinHTTP");
  }
  add_fallback(masks, shared, machine, key);

  Cells cells;
  for (std::size_t protocol = 0; protocol < cells.size(); ++protocol) {
    Draft draft = shared;
    rest_on_client(draft, machine, client, protocol);
    for (const rules::WinHttpDefault* row : chosen.rows) {
      if (protocol == rules::kTls12 && client[protocol].state == CellState::explicit_only && !row->note.empty()) {
        draft.step(row->note);
      }
    }
    offer(draft, machine, masks.masks, masks.why, client, protocol);
    cells[protocol] = finish(std::move(draft), protocol);
  }
  return cells;
}

}  // namespace audit
