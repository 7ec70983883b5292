#pragma once
// Texts that the cases of the model are made of: keys, and values in them.

#include <fmt/format.h>

#include <cstdint>
#include <string>

#include "tests/audit/judged_machine.h"

namespace hiveaudit_tests {

inline const std::string kProtocols =
    "[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\Protocols";
inline const std::string kClient12 = kProtocols + "\\TLS 1.2\\Client]\n";
inline const std::string kOn = "\"Enabled\"=dword:1\n\"DisabledByDefault\"=dword:0\n";
inline const std::string kOff = "\"Enabled\"=dword:0\n";
inline const std::string kInternet = "\\Microsoft\\Windows\\CurrentVersion\\Internet Settings";
inline const std::string kWinHttp = "[HKEY_LOCAL_MACHINE\\SOFTWARE" + kInternet + "\\WinHttp]\n";
inline const std::string kUserInternet = "[HKEY_CURRENT_USER\\Software" + kInternet + "]\n";
/// Of .NET Framework 4.5 or later.
inline std::string release(std::uint32_t number) {
  return fmt::format(
      "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\NET Framework Setup\\NDP\\v4\\Full]\n\"Install\"=dword:1\n"
      "\"Release\"=dword:{:08x}\n",
      number);
}
inline const std::string kRelease48 = release(528049);
inline const std::string kKb3140245 =
    "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Component Based Servicing\\Packages\\"
    "Package_for_KB3140245~31bf3856ad364e35~amd64~~6.1.1.0]\n\"CurrentState\"=dword:70\n";

}  // namespace hiveaudit_tests
