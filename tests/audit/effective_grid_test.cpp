// Each value that the model reads, on four versions of Windows.
#include "tests/audit/effective_grid.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/audit/model_texts.h"

namespace {

using hiveaudit_tests::grid_of;
using hiveaudit_tests::GridPlace;
using hiveaudit_tests::kAll;
using hiveaudit_tests::kInternet;
using hiveaudit_tests::kMachineKey;
using hiveaudit_tests::kNodeKey;
using hiveaudit_tests::kUserKey;

const std::string kControl = "HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\";
const std::string kSchannel = kControl + "SecurityProviders\\SCHANNEL\\";
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
  const std::string policies = "\\Policies" + kInternet;
  for (const std::string& root : {kMachineKey, kNodeKey}) {
    list.push_back({root + kInternet + "\\WinHttp", "DefaultSecureProtocols"});
    list.push_back({root + kInternet, "SecureProtocols"});
    for (const char* version : {"v2.0.50727", "v4.0.30319"}) {
      list.push_back({root + kNet + version, "SchUseStrongCrypto"});
      list.push_back({root + kNet + version, "SystemDefaultTlsVersions"});
    }
    for (const char* name :
         {"Switch.System.Net.DontEnableSchUseStrongCrypto", "Switch.System.Net.DontEnableSystemDefaultTlsVersions"}) {
      list.push_back({root + kNet + "AppContext", name});
    }
    list.push_back({root + kInternet, "EnableInsecureTlsFallback"});
  }
  list.push_back({kMachineKey + policies, "SecureProtocols"});
  list.push_back({kMachineKey + policies, "Security_HKLM_only"});
  list.push_back({kMachineKey + policies, "EnableInsecureTlsFallback"});
  for (const std::string& middle : {policies, kInternet}) list.push_back({kUserKey + middle, "SecureProtocols"});
  list.push_back({kUserKey + "\\Microsoft\\Office\\16.0\\Common\\Internet", "WinHttpSecureProtocols"});
  return list;
}

/// Two values beside the one in question: what a place of lower rank says shows only when something lies there.
const std::string kBeside = "[" + kUserKey + kInternet + "]\n\"SecureProtocols\"=dword:a80\n[" + kMachineKey +
                            kInternet + "\\WinHttp]\n\"DefaultSecureProtocols\"=dword:a00\n";
const std::string kMsi =
    "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Office\\16.0\\Outlook\\InstallRoot]\n\"Path\"=\"C:\\\\O\"\n";

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
      grid += grid_of(kAll + kMsi + hiveaudit_tests::release(394271) + beside, os, chosen);
    }
  }
  hiveaudit_tests::compare_grid("effective_grid.txt", grid);
}

}  // namespace
