#pragma once
// The stacks of the effective model, one file each, and what each may ask. The model is run once as if Windows made
// the worst of odd data, and where there is some, once more as if it made the best of it (os.md 16).

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "audit/asked_once.h"
#include "audit/effective_parts.h"

namespace audit {

/// How data is read whose effect nobody documents: so that least is offered, or so that most is.
enum class Reading { worst, best };

/// What cipher suites leave of a protocol.
struct Feasible {
  Draft found;  ///< its steps, confidence, sources and doubt count
  bool some = true;
  std::string none;  ///< why a Windows that this may be has none left; empty: each has one
  std::vector<std::string> unreachable;
};

/// One run of the model.
struct Pass {
  Reading reading = Reading::worst;
  bool odd = false;  ///< the reading was asked for: the other one may answer otherwise
  std::array<std::optional<Feasible>, rules::kProtocolCount> feasible;
  /// The reasons of SCHANNEL's client cells as those of the other stacks repeat them.
  std::array<std::vector<Step>, rules::kProtocolCount> client_steps;
};

/// Everything that a stack may ask.
struct Machine {
  const rules::Defaults& defaults;
  const Facts& facts;
  AskedOnce& registry;
  Pass& pass;

  /// Whether odd data is to be read at its best. To ask says that there is some.
  bool at_best() const {
    pass.odd = true;
    return pass.reading == Reading::best;
  }
  /// Both readings of two sets of protocols.
  std::uint32_t either(std::uint32_t left, std::uint32_t right) const {
    if (left == right) return left;
    return at_best() ? left | right : left & right;
  }
};

/// Adds the reasons of the client's SCHANNEL cell of the protocol.
void rest_on_client(Draft& draft, const Machine& machine, const Cells& client, std::size_t protocol);
/// Adds what each of the masks makes of the protocol, given what SCHANNEL makes of it for clients (os.md 16:
/// mask ∩ explicit_set). `why` says why there are several masks.
void offer(Draft& draft, const Machine& machine, const std::vector<Mask>& masks, const Why& why, const Cells& client,
           std::size_t protocol);

/// Takes a protocol away from a draft when no cipher suite for it is left.
void require_cipher(Draft& draft, const Machine& machine, std::size_t protocol);
/// FIPS mode as it is stored: os.md 9.
Number read_fips(const Machine& machine);
bool is_fips_on(const Number& fips);

Cells schannel_cells(const Machine& machine, bool server);
Cells winhttp_cells(const Machine& machine, bool wow64, const Cells& client);
Cells wininet_cells(const Machine& machine, const hive::User& user, const Cells& client);
/// `wow64` is null on 32-bit Windows.
Cells office_cells(const Machine& machine, const hive::User& user, const Cells& client, const Cells& native,
                   const Cells* wow64);
/// `target`: legacy, 46, 47; any for CLR 2.
Cells dotnet_cells(const Machine& machine, std::string_view clr, std::string_view target, bool wow64,
                   const Cells& client);

}  // namespace audit
