// The values of programs beside each kind of Office and .NET that reads them otherwise, on Windows whose build is not
// known, and where a hive is missing.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/audit/effective_grid.h"
#include "tests/audit/model_texts.h"

namespace {

using hiveaudit_tests::grid_of;
using hiveaudit_tests::GridPlace;
using hiveaudit_tests::kAll;
using hiveaudit_tests::kInternet;
using hiveaudit_tests::kMachineKey;
using hiveaudit_tests::kNodeKey;
using hiveaudit_tests::kSoftware;
using hiveaudit_tests::kSystem;
using hiveaudit_tests::kUserKey;
using hiveaudit_tests::release;

const std::string kOffice = "\\Microsoft\\Office\\";

std::vector<GridPlace> of_winhttp() {
  return {{kMachineKey + kInternet + "\\WinHttp", "DefaultSecureProtocols"},
          {kNodeKey + kInternet + "\\WinHttp", "DefaultSecureProtocols"},
          {kMachineKey + kInternet + "\\WinHttp", "EnableInsecureTlsFallback"}};
}

std::vector<GridPlace> of_office() {
  std::vector<GridPlace> places = of_winhttp();
  for (const char* version : {"16.0", "15.0"}) {
    places.push_back({kUserKey + kOffice + version + "\\Common\\Internet", "WinHttpSecureProtocols"});
  }
  return places;
}

std::vector<GridPlace> of_dotnet() {
  std::vector<GridPlace> places;
  const std::string framework = kMachineKey + "\\Microsoft\\.NETFramework\\";
  for (const char* version : {"v2.0.50727", "v4.0.30319"}) {
    for (const char* name : {"SchUseStrongCrypto", "SystemDefaultTlsVersions"}) {
      places.push_back({framework + version, name});
    }
  }
  for (const char* name :
       {"Switch.System.Net.DontEnableSchUseStrongCrypto", "Switch.System.Net.DontEnableSystemDefaultTlsVersions"}) {
    places.push_back({framework + "AppContext", name});
  }
  return places;
}

std::vector<GridPlace> of_wininet() {
  std::vector<GridPlace> places;
  for (const std::string& root : {kMachineKey, kUserKey}) {
    for (const char* middle : {"\\Policies", ""}) places.push_back({root + middle + kInternet, "SecureProtocols"});
  }
  places.push_back({kUserKey + kInternet, "EnableInsecureTlsFallback"});
  return places;
}

std::vector<GridPlace> of_schannel() {
  const std::string key = "HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\";
  return {{key + "Protocols\\TLS 1.2\\Client", "Enabled"},
          {key + "Protocols\\TLS 1.2\\Client", "DisabledByDefault"},
          {key + "Ciphers\\AES 128/128", "Enabled"}};
}

std::string value_of(const std::string& key, const std::string& name, const std::string& data) {
  return fmt::format("[{}]\n\"{}\"={}\n", key, name, data);
}
std::string click_to_run(const std::string& key, const std::string& version, const std::string& products) {
  return fmt::format("[{}]\n\"VersionToReport\"=\"{}\"\n\"ProductReleaseIds\"=\"{}\"\n\"Platform\"=\"x86\"\n",
                     kMachineKey + kOffice + key, version, products);
}
struct Context {
  const char* words;
  std::string text;
};

std::string grid(const std::vector<std::string>& systems, const std::vector<Context>& contexts,
                 const std::vector<GridPlace>& places, std::string_view stacks) {
  std::string out;
  for (const std::string& os : systems) {
    for (const Context& context : contexts) {
      if (hiveaudit_tests::is_short_run() && !out.empty()) return out;
      out += fmt::format("== {}, {}\n{}", os.empty() ? "unknown Windows" : os, context.words,
                         grid_of(context.text, os, places, stacks));
    }
  }
  return out;
}

TEST(EffectiveContexts, EachOfficeReadsItsOwnValue) {
  const std::string new16 = click_to_run("ClickToRun\\Configuration", "16.0.17126.20132", "O365ProPlusRetail");
  const std::string new15 = click_to_run("15.0\\ClickToRun\\Configuration", "15.0.5589.1001", "HomeBusinessRetail");
  const std::string msi15 = "[" + kMachineKey + "\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\Office15.PROPLUS]\n";
  const std::string own = kUserKey + kOffice + "15.0\\Common\\Internet";
  hiveaudit_tests::compare_grid(
      "effective_grid_office.txt",
      grid({"7601:client:x64", "19045.3803:client:x64"},
           {{"Office 365", kAll + new16},
            {"Office 2013 Click-to-Run", kAll + new15},
            {"Office 2013 of the Windows Installer", kAll + msi15},
            {"both kinds of Office 2013", kAll + new15 + msi15},
            {"Office 365 beside Office 2013, which has a value",
             kAll + new16 + new15 + value_of(own, "WinHttpSecureProtocols", "dword:a0")},
            {"Office 365 beside Outlook 2010",
             kAll + new16 + "[" + kNodeKey + kOffice + "14.0\\Outlook\\InstallRoot]\n"},
            {"an Office that is too old", kAll + click_to_run("ClickToRun\\Configuration", "16.0.4229.1002", "x")}},
           of_office(), "office"));
}

TEST(EffectiveContexts, EachDotNetReadsItsOwnValues) {
  const std::string net35 =
      "[" + kMachineKey + "\\Microsoft\\NET Framework Setup\\NDP\\v3.5]\n\"Install\"=dword:1\n\"SP\"=dword:1\n";
  hiveaudit_tests::compare_grid(
      "effective_grid_dotnet.txt",
      grid({"7601:client:x64", "9600:client:x64", "19045.3803:client:x64", ""},
           {{"no .NET but what Windows ships", kAll},
            {".NET 4.5", kAll + release(378389)},
            {".NET 4.5.2", kAll + release(379893)},
            {".NET 4.6.2", kAll + release(394806)},
            {".NET 4.8 and 3.5", kAll + release(528049) + net35},
            {".NET 4.8, whose programs get the strong set",
             kAll + release(528049) +
                 value_of(kMachineKey + "\\Microsoft\\.NETFramework\\v4.0.30319", "SchUseStrongCrypto", "dword:1")},
            {"a release that cannot be read", kAll + release(0) + net35}},
           of_dotnet(), "dotnet"));
}

TEST(EffectiveContexts, AMissingHiveOrBuildLeavesOpenWhatItDecides) {
  const std::string winhttp = value_of(kMachineKey + kInternet + "\\WinHttp", "DefaultSecureProtocols", "dword:a00");
  const std::string user = value_of(kUserKey + kInternet, "SecureProtocols", "dword:a00");
  const std::string only = value_of(kMachineKey + "\\Policies" + kInternet, "Security_HKLM_only", "dword:1") +
                           value_of(kNodeKey + kInternet, "SecureProtocols", "dword:a0");
  std::vector<GridPlace> places = of_wininet();
  for (const GridPlace& place : of_winhttp()) places.push_back(place);
  for (const GridPlace& place : of_schannel()) places.push_back(place);
  const auto below = [&](const std::string& hive) {
    std::vector<GridPlace> left;
    for (const GridPlace& place : places) {
      if (!place.key.starts_with(hive)) left.push_back(place);
    }
    return left;
  };
  const std::vector<std::string> systems = {"7601:client:x64", "19045.3803:client:x64", "26100.1742:client:x64", ""};
  std::string all =
      grid(systems, {{"all hives", kAll + winhttp + user}, {"the machine decides", kAll + user + only}}, places, "win");
  if (!hiveaudit_tests::is_short_run()) {
    all += grid(systems, {{"no SOFTWARE", std::string(kSystem) + user}}, below(kMachineKey), "win");
    all += grid(systems, {{"no SYSTEM", std::string(kSoftware) + winhttp + user}}, below("HKEY_LOCAL_MACHINE\\SYSTEM"),
                "win");
    all +=
        grid(systems, {{"no user", std::string(kSystem) + std::string(kSoftware) + winhttp}}, below(kUserKey), "win");
  }
  hiveaudit_tests::compare_grid("effective_grid_hives.txt", all);
}

}  // namespace
