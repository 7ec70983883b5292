#include "audit/effective.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "audit/effective_stacks.h"

namespace audit {
namespace {

constexpr std::array kStates = {
    std::pair{CellState::on, std::string_view("on")},
    std::pair{CellState::explicit_only, std::string_view("explicit-only")},
    std::pair{CellState::off, std::string_view("off")},
    std::pair{CellState::unsupported, std::string_view("unsupported")},
    std::pair{CellState::unknown, std::string_view("unknown")},
};

constexpr std::string_view kMachineScope = "HKLM";

/// `dotnet4-wow64-46` in its parts.
struct DotNetStack {
  std::string_view clr;
  std::string_view target;
};

DotNetStack parts_of(std::string_view id) {
  if (id.starts_with("dotnet2")) return {"2", "any"};
  return {"4", id.substr(id.rfind('-') + 1)};
}

std::vector<StackRow> run(const Machine& machine, const hive::Installation& installation) {
  // An unknown architecture keeps the 32-bit rows: to leave them out would say that there is nothing to look at.
  const bool has_wow64 = machine.facts.text("os.arch") != "x86";
  const Cells client = schannel_cells(machine, false);
  const Cells native = winhttp_cells(machine, false, client);
  const Cells wow64 = winhttp_cells(machine, true, client);

  std::vector<StackRow> rows;
  for (const Stack& stack : stacks()) {
    if (stack.wow64 && !has_wow64) continue;
    const auto add = [&](std::string_view scope, Cells cells) {
      rows.push_back(StackRow{std::string(scope), std::string(stack.id), std::move(cells)});
    };
    if (stack.id == "schannel-client") {
      add(kMachineScope, client);
    } else if (stack.id == "schannel-server") {
      add(kMachineScope, schannel_cells(machine, true));
    } else if (stack.id == "winhttp-native") {
      add(kMachineScope, native);
    } else if (stack.id == "winhttp-wow64") {
      add(kMachineScope, wow64);
    } else if (stack.id == "wininet") {
      for (const hive::User& user : installation.users) add(user.scope, wininet_cells(machine, user, client));
    } else if (stack.id == "office-winhttp") {
      for (const hive::User& user : installation.users) {
        add(user.scope, office_cells(machine, user, client, native, has_wow64 ? &wow64 : nullptr));
      }
    } else {
      const auto [clr, target] = parts_of(stack.id);
      add(kMachineScope, dotnet_cells(machine, clr, target, stack.wow64, client));
    }
  }
  return rows;
}

/// Both answers stand in the reasons; the state stays the one that offers less.
void tell_otherwise(Cell& cell, const Cell& best, std::size_t protocol) {
  const bool is_told = cell.state != best.state || cell.doubt != best.doubt;
  if (!is_told && (cell.doubt == Doubt::none || cell.possible == best.possible)) return;
  const bool may_be_on = best.doubt == Doubt::unknown_fact && may_be(best, CellState::on);
  cell.otherwise = OtherReading{may_be_on ? CellState::on : best.state, best.doubt, best.possible};
  if (!is_told) return;
  const std::string text =
      fmt::format("Nobody documents what Windows makes of what is stored here. Read at its best, {} is {}: {}",
                  rules::kProtocols[protocol], name_of(best.state), best.reason);
  cell.chain.insert(cell.chain.end() - 1, Step{text, {}});
  cell.confidence = rules::Confidence::low;
}

}  // namespace

std::string_view name_of(CellState state) {
  for (const auto& [value, name] : kStates) {
    if (value == state) return name;
  }
  return "unknown";
}

std::optional<CellState> find_cell_state(std::string_view word) {
  for (const auto& [value, name] : kStates) {
    if (name == word) return value;
  }
  return std::nullopt;
}

const std::vector<Stack>& stacks() {
  static const std::vector<Stack> kStacks = {
      {"schannel-client", false, false, "Windows' own TLS (SCHANNEL), as a client"},
      {"schannel-server", false, false, "Windows' own TLS (SCHANNEL), as a server"},
      {"winhttp-native", false, false, "WinHTTP, programs of the system's own bitness"},
      {"winhttp-wow64", false, true, "WinHTTP, 32-bit programs on 64-bit Windows"},
      {"wininet", true, false, "WinINet and Internet Explorer"},
      {"office-winhttp", true, false, "Outlook's connections over WinHTTP"},
      {"dotnet4-native-legacy", false, false, ".NET programs built for 4.5.2 or earlier"},
      {"dotnet4-native-46", false, false, ".NET programs built for 4.6 to 4.6.2"},
      {"dotnet4-native-47", false, false, ".NET programs built for 4.7 or later"},
      {"dotnet4-wow64-legacy", false, true, "32-bit .NET programs built for 4.5.2 or earlier"},
      {"dotnet4-wow64-46", false, true, "32-bit .NET programs built for 4.6 to 4.6.2"},
      {"dotnet4-wow64-47", false, true, "32-bit .NET programs built for 4.7 or later"},
      {"dotnet2-native", false, false, ".NET 2.0 to 3.5 programs"},
      {"dotnet2-wow64", false, true, "32-bit .NET 2.0 to 3.5 programs"},
  };
  return kStacks;
}

std::vector<StackRow> effective_protocols(const rules::Defaults& defaults, const Facts& facts,
                                          const hive::Installation& installation) {
  AskedOnce asked(installation.registry);
  return effective_protocols(defaults, facts, installation, asked);
}

std::vector<StackRow> effective_protocols(const rules::Defaults& defaults, const Facts& facts,
                                          const hive::Installation& installation, AskedOnce& asked) {
  Pass worst;
  std::vector<StackRow> rows = run(Machine{defaults, facts, asked, worst}, installation);
  if (!worst.odd) return rows;
  Pass best;
  best.reading = Reading::best;
  const std::vector<StackRow> kinder = run(Machine{defaults, facts, asked, best}, installation);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    for (std::size_t protocol = 0; protocol < rules::kProtocolCount; ++protocol) {
      tell_otherwise(rows[i].cells[protocol], kinder[i].cells[protocol], protocol);
    }
  }
  return rows;
}

const StackRow* find_row(const std::vector<StackRow>& rows, std::string_view scope, std::string_view stack) {
  const auto found =
      std::ranges::find_if(rows, [&](const StackRow& row) { return row.scope == scope && row.stack == stack; });
  return found == rows.end() ? nullptr : &*found;
}

}  // namespace audit
