// Each value that the model reads, on four versions of Windows.
#include "tests/audit/effective_grid.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace {

using hiveaudit_tests::grid_of;
using hiveaudit_tests::GridPlace;

const std::string kControl = "HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\";
const std::string kSchannel = kControl + "SecurityProviders\\SCHANNEL\\";
const std::string kWindows = "\\Microsoft\\Windows\\CurrentVersion\\Internet Settings";
const std::string kSoftware = "HKEY_LOCAL_MACHINE\\SOFTWARE";
const std::string kNode = kSoftware + "\\WOW6432Node";
const std::string kCurrentUser = "HKEY_CURRENT_USER\\Software";
const std::string kNet = "\\Microsoft\\.NETFramework\\";

std::vector<GridPlace> places() {
  std::vector<GridPlace> list;
  for (const char* key : {"TLS 1.0\\Client", "TLS 1.2\\Client", "TLS 1.2\\Server", "TLS 1.3\\Client", "SSL 2.0\\Client",
                          "Multi-Protocol Unified Hello\\Client"}) {
    for (const char* name : {"Enabled", "DisabledByDefault"}) list.push_back({kSchannel + "Protocols\\" + key, name});
  }
  for (const char* key : {"Ciphers\\AES 256/256", "Ciphers\\AES 128/128", "Hashes\\SHA256", "Hashes\\SHA384",
                          "KeyExchangeAlgorithms\\ECDH", "KeyExchangeAlgorithms\\PKCS"}) {
    list.push_back({kSchannel + key, "Enabled"});
  }
  for (const char* key : {"PKCS", "Diffie-Hellman"}) {
    list.push_back({kSchannel + "KeyExchangeAlgorithms\\" + key, "ClientMinKeyBitLength"});
    list.push_back({kSchannel + "KeyExchangeAlgorithms\\" + key, "ClientMaxKeyBitLength"});
  }
  list.push_back({kControl + "Lsa\\FIPSAlgorithmPolicy", "Enabled"});
  list.push_back({kControl + "Lsa", "FIPSAlgorithmPolicy"});
  const std::string policies = "\\Policies" + kWindows;
  for (const std::string& root : {kSoftware, kNode}) {
    list.push_back({root + kWindows + "\\WinHttp", "DefaultSecureProtocols"});
    list.push_back({root + kWindows, "SecureProtocols"});
    for (const char* version : {"v2.0.50727", "v4.0.30319"}) {
      list.push_back({root + kNet + version, "SchUseStrongCrypto"});
      list.push_back({root + kNet + version, "SystemDefaultTlsVersions"});
    }
    for (const char* name :
         {"Switch.System.Net.DontEnableSchUseStrongCrypto", "Switch.System.Net.DontEnableSystemDefaultTlsVersions"}) {
      list.push_back({root + kNet + "AppContext", name});
    }
    list.push_back({root + kWindows, "EnableInsecureTlsFallback"});
  }
  list.push_back({kSoftware + policies, "SecureProtocols"});
  list.push_back({kSoftware + policies, "Security_HKLM_only"});
  list.push_back({kSoftware + policies, "EnableInsecureTlsFallback"});
  for (const std::string& middle : {policies, kWindows}) list.push_back({kCurrentUser + middle, "SecureProtocols"});
  list.push_back({kCurrentUser + "\\Microsoft\\Office\\16.0\\Common\\Internet", "WinHttpSecureProtocols"});
  return list;
}

/// Two values beside the one in question: what a place of lower rank says shows only when something lies there.
const std::string kBeside = "[" + kCurrentUser + kWindows + "]\n\"SecureProtocols\"=dword:a80\n[" + kSoftware +
                            kWindows + "\\WinHttp]\n\"DefaultSecureProtocols\"=dword:a00\n";
const std::string kHives = "[HKEY_LOCAL_MACHINE\\SYSTEM]\n[HKEY_LOCAL_MACHINE\\SOFTWARE]\n[HKEY_CURRENT_USER]\n";
const std::string kMsi =
    "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Office\\16.0\\Outlook\\InstallRoot]\n\"Path\"=\"C:\\\\O\"\n";
const std::string kRelease =
    "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\NET Framework Setup\\NDP\\v4\\Full]\n\"Install\"=dword:1\n"
    "\"Release\"=dword:0006041f\n";

TEST(EffectiveGrid, EveryValueOfEveryPlaceOffersWhatIsWrittenDown) {
  std::string grid;
  for (const std::string os : {"7601:client:x64", "9200:server:x64", "19045.3803:client:x64", "20348:server:x64"}) {
    if (hiveaudit_tests::is_short_run() && !grid.empty()) break;
    for (const std::string& beside : {std::string(), kBeside}) {
      std::vector<GridPlace> chosen = places();
      // Beside other values only what ranks with them is of interest.
      if (!beside.empty()) {
        std::erase_if(chosen, [](const GridPlace& place) { return place.key.find("Internet") == std::string::npos; });
      }
      grid += fmt::format("== {}{}\n", os, beside.empty() ? "" : ", with values beside");
      grid += grid_of(kHives + kMsi + kRelease + beside, os, chosen);
    }
  }
  hiveaudit_tests::compare_grid("effective_grid.txt", grid);
}

}  // namespace
