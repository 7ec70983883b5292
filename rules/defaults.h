#pragma once
// What Windows does when nothing is set (rules/defaults.xml): per stack and build range, each row with its
// basis. Rows are tried in file order; the first that holds wins. audit/effective interprets them.

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "rules/applies.h"
#include "rules/basis.h"

namespace rules {

/// Index into every per-protocol table, weakest first.
inline constexpr std::array<std::string_view, 6> kProtocols = {"SSL 2.0", "SSL 3.0", "TLS 1.0",
                                                               "TLS 1.1", "TLS 1.2", "TLS 1.3"};
inline constexpr std::size_t kProtocolCount = kProtocols.size();
inline constexpr std::size_t kSsl20 = 0;
inline constexpr std::size_t kSsl30 = 1;
inline constexpr std::size_t kTls10 = 2;
inline constexpr std::size_t kTls12 = 4;
inline constexpr std::size_t kTls13 = 5;
/// Client bits of WinHTTP, WinINet and SCHANNEL masks, by protocol (os.md 0, table of bits).
inline constexpr std::array<std::uint32_t, kProtocolCount> kClientBits = {0x8, 0x20, 0x80, 0x200, 0x800, 0x2000};

/// offered: in the default set. supported: only for callers that ask. unsupported. (os.md 4.2: d, x, -)
enum class Support { unsupported, supported, offered };

/// <schannel builds= type= role="client|server|both"><protocol name= state=
///   explicit="needs-value|allowed" enabled-alone="on|explicit-only"/>...</schannel>
struct SchannelDefault {
  struct Protocol {
    Support support = Support::unsupported;
    bool explicit_needs_value = false;       ///< os.md 16.1: SSL 3.0 on 1607+ counts as off when nothing is written
    bool enabled_alone_is_explicit = false;  ///< os.md P8: Enabled=1 without DisabledByDefault stays explicit-only
  };
  Applies applies;
  std::string role;
  std::array<Protocol, kProtocolCount> protocols{};
  Basis basis;
};

/// <winhttp builds= default="0xA0" valid-bits="0xAA8" validation="known|concluded"><honoured-when fact=
/// equals=/>...</winhttp> The registry value counts when every `honoured_when` condition holds, it is not 0 and has no
/// other bits.
struct WinHttpDefault {
  Applies applies;
  std::uint32_t mask = 0;
  std::uint32_t valid_bits = 0;
  bool validation_known = true;  ///< false: that a value with other bits is thrown away is concluded (os.md W7)
  std::vector<FactCondition> honoured_when;
  std::string note;  ///< shown where SCHANNEL does not offer TLS 1.2 by itself
  Basis basis;
};

/// <wininet builds= default="0xA80" removes="0x280"><when fact= .../></wininet>
struct WinInetDefault {
  Applies applies;
  std::uint32_t mask = 0;
  std::uint32_t removes = 0;  ///< bits that are never offered, whatever is stored (KB5017811)
  Basis basis;
};

/// <dotnet clr="4|2" target="legacy|46|47|any"> : os.md 12.1, N2, N3, N5 to N7. What the two values mean.
struct DotNetDefault {
  Applies applies;                            ///< of the machine, incl. .NET release through facts
  std::string clr;                            ///< "4" or "2"
  std::string target;                         ///< legacy, 46, 47; any for CLR 2
  bool strong_default_on = false;             ///< SchUseStrongCrypto counts as on when absent
  bool system_default_on = false;             ///< SystemDefaultTlsVersions counts as on when absent
  bool reads_strong = true;                   ///< false: SchUseStrongCrypto changes no protocol (CLR 2, N7)
  bool reads_system_default = true;           ///< false: the value is ignored by this version (N6)
  bool perhaps_reads_system_default = false;  ///< it came with an update that leaves no trace (N6)
  bool reads_switches = true;                 ///< false: before 4.6 there are no AppContext switches (N11)
  std::uint32_t strong_mask = 0;              ///< protocols with strong crypto
  std::uint32_t weak_mask = 0;                ///< protocols with neither
  Basis basis;
};

/// <cipher-suites curve="in-name|apart"><suite name="TLS_..." default="yes|no" protocol="TLS 1.3" accepted-by=
/// fips="no"/>...</cipher-suites>
/// The suites for TLS 1.2 and 1.3 that this Windows may have and that count (os.md 8.4, 8.5).
struct CipherDefault {
  struct Suite {
    std::string name;         ///< without a curve
    bool is_default = false;  ///< every Windows of the range has it in the list that it comes with
    std::size_t protocol = kTls12;
    std::vector<std::string> accepted_by{};  ///< of kServiceWords
    bool in_fips = true;                     ///< false: FIPS mode removes it
  };
  Applies applies;
  bool curve_in_name = false;  ///< os.md C5: an ECDHE suite exists only with a curve at the end of its name
  std::vector<Suite> suites;
  Basis basis;
};

struct Defaults {
  std::vector<SchannelDefault> schannel;
  std::vector<WinHttpDefault> winhttp;
  std::vector<WinInetDefault> wininet;
  std::vector<DotNetDefault> dotnet;
  std::vector<CipherDefault> ciphers;
};

}  // namespace rules
