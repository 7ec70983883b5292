#pragma once
// The SYSTEM hive of a sound machine on which TLS 1.2 is switched off, to be damaged. Whatever is done to it, no
// reader may call the switch absent and no audit may pass the machine.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hive/hive.h"
#include "hive/regf/builder.h"

namespace hiveaudit_tests {

using hive::regf::CellKind;

inline constexpr const char* kProtocols = "ControlSet001\\Control\\SecurityProviders\\SCHANNEL\\Protocols";
inline constexpr const char* kProtocol = "ControlSet001\\Control\\SecurityProviders\\SCHANNEL\\Protocols\\TLS 1.2";
inline constexpr const char* kClient =
    "ControlSet001\\Control\\SecurityProviders\\SCHANNEL\\Protocols\\TLS 1.2\\Client";
/// The value that decides: 0 switches TLS 1.2 off for clients.
inline constexpr const char* kSwitch = "Enabled";

/// One way to damage a hive, and what must be said of it.
struct Malformed {
  std::vector<std::byte> bytes;
  std::string code;                                     ///< of an anomaly, or of the error; empty: nothing is wrong
  std::optional<std::uint64_t> offset;                  ///< where, when it is one place
  std::string says;                                     ///< part of the message
  hive::Presence decided = hive::Presence::unreadable;  ///< of the switch; never absent
  bool rest = true;                                     ///< the computer's name can still be read

  Malformed& telling(std::string part);
  Malformed& at(std::uint64_t place);
  Malformed& still(hive::Presence presence);
  Malformed& alone();  ///< nothing else can be read either
};

/// One row of the table: a class of malformed hives.
struct MalformedClass {
  const char* name;
  Malformed (*make)();
};
const std::vector<MalformedClass>& malformed_files();
const std::vector<MalformedClass>& malformed_cells();
const std::vector<MalformedClass>& malformed_lists();
const std::vector<MalformedClass>& malformed_keys();
const std::vector<MalformedClass>& malformed_values();
const std::vector<MalformedClass>& malformed_links();

class Machine {
 public:
  using Edit = std::function<void(hive::regf::BuildKey& root)>;

  /// `edit` changes the keys before they are written.
  explicit Machine(const Edit& edit = {}, const hive::regf::BuildOptions& options = {});

  std::uint64_t at(CellKind kind, std::string_view key, std::string_view value = {}) const {
    return hive::regf::cell_offset(built_, kind, key, value);
  }
  /// The same as hives store it: from the first bin.
  std::uint32_t cell(CellKind kind, std::string_view key, std::string_view value = {}) const {
    return static_cast<std::uint32_t>(at(kind, key, value) - 4096);
  }
  std::uint32_t read(std::uint64_t offset) const;
  Machine& set(std::uint64_t offset, std::uint32_t number);
  Machine& set16(std::uint64_t offset, std::uint32_t number);
  Machine& set8(std::uint64_t offset, std::uint32_t number);

  /// A further bin with room for `bytes` of cells behind its header; returns where they begin, as hives store it.
  std::uint32_t add_bin(std::size_t bytes);
  /// A further cell, in a bin of its own; returns it as hives store it.
  std::uint32_t add_cell(const std::vector<std::byte>& body);
  /// A list of subkeys: `lh` with zero hashes, `lf`, `li` or `ri`.
  std::uint32_t add_list(std::string_view kind, const std::vector<std::uint32_t>& entries);
  /// Cells one behind the other: a size field and the body for each.
  std::vector<std::uint32_t> add_cells(const std::vector<std::vector<std::byte>>& bodies);

  std::vector<std::byte>& bytes() { return built_.bytes; }
  std::uint64_t size() const { return built_.bytes.size(); }

  /// The hive with its checksum made right, and what must be said of it.
  Malformed broken(std::string code);

 private:
  hive::regf::BuiltHive built_;
};

/// The body of a key without subkeys and values.
std::vector<std::byte> key_body(std::string_view name, std::uint32_t parent);
void put(std::vector<std::byte>& bytes, std::uint64_t offset, std::uint32_t number);
hive::regf::BuildKey& descend_to(hive::regf::BuildKey& root, std::string_view path);
hive::Value dword_named(std::string name, std::uint32_t number);

/// The sound machine's own hive, with TLS 1.2 on or off.
hive::regf::BuildKey machine_tree(bool tls12);

}  // namespace hiveaudit_tests
