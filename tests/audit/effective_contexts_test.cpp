// The values of programs beside each kind of Office and .NET that reads them otherwise, on Windows whose build is not
// known, and where a hive is missing.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/audit/effective_grid.h"

namespace {

using hiveaudit_tests::grid_of;
using hiveaudit_tests::GridPlace;

const std::string kSoftware = "HKEY_LOCAL_MACHINE\\SOFTWARE";
const std::string kNode = kSoftware + "\\WOW6432Node";
const std::string kUser = "HKEY_CURRENT_USER\\Software";
const std::string kInternet = "\\Microsoft\\Windows\\CurrentVersion\\Internet Settings";
const std::string kOffice = "\\Microsoft\\Office\\";
const std::string kSystemHive = "[HKEY_LOCAL_MACHINE\\SYSTEM]\n";
const std::string kSoftwareHive = "[HKEY_LOCAL_MACHINE\\SOFTWARE]\n";
const std::string kUserHive = "[HKEY_CURRENT_USER]\n";
const std::string kHives = kSystemHive + kSoftwareHive + kUserHive;

std::vector<GridPlace> of_winhttp() {
  return {{kSoftware + kInternet + "\\WinHttp", "DefaultSecureProtocols"},
          {kNode + kInternet + "\\WinHttp", "DefaultSecureProtocols"},
          {kSoftware + kInternet + "\\WinHttp", "EnableInsecureTlsFallback"}};
}

std::vector<GridPlace> of_office() {
  std::vector<GridPlace> places = of_winhttp();
  for (const char* version : {"16.0", "15.0"}) {
    places.push_back({kUser + kOffice + version + "\\Common\\Internet", "WinHttpSecureProtocols"});
  }
  return places;
}

std::vector<GridPlace> of_dotnet() {
  std::vector<GridPlace> places;
  const std::string framework = kSoftware + "\\Microsoft\\.NETFramework\\";
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
  for (const std::string& root : {kSoftware, kUser}) {
    for (const char* middle : {"\\Policies", ""}) places.push_back({root + middle + kInternet, "SecureProtocols"});
  }
  places.push_back({kUser + kInternet, "EnableInsecureTlsFallback"});
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
                     kSoftware + kOffice + key, version, products);
}
std::string release(std::uint32_t number) {
  return fmt::format(
      "[{}\\Microsoft\\NET Framework Setup\\NDP\\v4\\Full]\n\"Install\"=dword:1\n\"Release\"=dword:{:x}\n", kSoftware,
      number);
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
  const std::string msi15 = "[" + kSoftware + "\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\Office15.PROPLUS]\n";
  const std::string own = kUser + kOffice + "15.0\\Common\\Internet";
  hiveaudit_tests::compare_grid(
      "effective_grid_office.txt",
      grid(
          {"7601:client:x64", "19045.3803:client:x64"},
          {{"Office 365", kHives + new16},
           {"Office 2013 Click-to-Run", kHives + new15},
           {"Office 2013 of the Windows Installer", kHives + msi15},
           {"both kinds of Office 2013", kHives + new15 + msi15},
           {"Office 365 beside Office 2013, which has a value",
            kHives + new16 + new15 + value_of(own, "WinHttpSecureProtocols", "dword:a0")},
           {"Office 365 beside Outlook 2010", kHives + new16 + "[" + kNode + kOffice + "14.0\\Outlook\\InstallRoot]\n"},
           {"an Office that is too old", kHives + click_to_run("ClickToRun\\Configuration", "16.0.4229.1002", "x")}},
          of_office(), "office"));
}

TEST(EffectiveContexts, EachDotNetReadsItsOwnValues) {
  const std::string net35 =
      "[" + kSoftware + "\\Microsoft\\NET Framework Setup\\NDP\\v3.5]\n\"Install\"=dword:1\n\"SP\"=dword:1\n";
  hiveaudit_tests::compare_grid(
      "effective_grid_dotnet.txt",
      grid({"7601:client:x64", "9600:client:x64", "19045.3803:client:x64", ""},
           {{"no .NET but what Windows ships", kHives},
            {".NET 4.5", kHives + release(378389)},
            {".NET 4.5.2", kHives + release(379893)},
            {".NET 4.6.2", kHives + release(394806)},
            {".NET 4.8 and 3.5", kHives + release(528049) + net35},
            {".NET 4.8, whose programs get the strong set",
             kHives + release(528049) +
                 value_of(kSoftware + "\\Microsoft\\.NETFramework\\v4.0.30319", "SchUseStrongCrypto", "dword:1")},
            {"a release that cannot be read", kHives + release(0) + net35}},
           of_dotnet(), "dotnet"));
}

TEST(EffectiveContexts, AMissingHiveOrBuildLeavesOpenWhatItDecides) {
  const std::string winhttp = value_of(kSoftware + kInternet + "\\WinHttp", "DefaultSecureProtocols", "dword:a00");
  const std::string user = value_of(kUser + kInternet, "SecureProtocols", "dword:a00");
  const std::string only = value_of(kSoftware + "\\Policies" + kInternet, "Security_HKLM_only", "dword:1") +
                           value_of(kNode + kInternet, "SecureProtocols", "dword:a0");
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
  std::string all = grid(
      systems, {{"all hives", kHives + winhttp + user}, {"the machine decides", kHives + user + only}}, places, "win");
  if (!hiveaudit_tests::is_short_run()) {
    all += grid(systems, {{"no SOFTWARE", kSystemHive + user}}, below(kSoftware), "win");
    all += grid(systems, {{"no SYSTEM", kSoftwareHive + winhttp + user}}, below("HKEY_LOCAL_MACHINE\\SYSTEM"), "win");
    all += grid(systems, {{"no user", kSystemHive + kSoftwareHive + winhttp}}, below(kUser), "win");
  }
  hiveaudit_tests::compare_grid("effective_grid_hives.txt", all);
}

}  // namespace
