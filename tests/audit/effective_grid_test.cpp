// What every stack offers for each value that the model reads, when the value is odd, unreadable or plain: one line for
// each outcome that differs from the same machine without it. A wrong in the model shows as a line that changed;
// whether a change is right is for its author to say (os.md 16 and 17). HIVEAUDIT_BUILD/effective_grid.txt is the new
// list.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "tests/audit/judged_machine.h"

namespace {

using hiveaudit_tests::JudgedMachine;

struct Place {
  std::string key;
  std::string name;
};

const std::string kControl = "HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\";
const std::string kSchannel = kControl + "SecurityProviders\\SCHANNEL\\";
const std::string kWindows = "\\Microsoft\\Windows\\CurrentVersion\\Internet Settings";
const std::string kSoftware = "HKEY_LOCAL_MACHINE\\SOFTWARE";
const std::string kNode = kSoftware + "\\WOW6432Node";
const std::string kCurrentUser = "HKEY_CURRENT_USER\\Software";
const std::string kNet = "\\Microsoft\\.NETFramework\\";

std::vector<Place> places() {
  std::vector<Place> list;
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

struct Written {
  const char* words;  ///< how the list calls it
  const char* text;   ///< how a .reg text writes it
  bool broken = false;
};

std::vector<Written> written_for(const std::string& name) {
  std::vector<Written> list = {{"0", "dword:0"}, {"1", "dword:1"}, {"text", "\"no\""}, {"unread", "dword:1", true}};
  if (name.ends_with("SecureProtocols")) {
    list.push_back({"a80", "dword:a80"});
    list.push_back({"88", "dword:88"});
    list.push_back({"12a80", "dword:12a80"});
    list.push_back({"bytes", "hex:00,0a,00,00"});
  } else if (name.ends_with("BitLength")) {
    list.push_back({"1000", "dword:1000"});
  } else if (name.starts_with("Switch.")) {
    list.push_back({"true", "\"true\""});
    list.push_back({"false", "\"FALSE\""});
  } else {
    list.push_back({"2", "dword:2"});
    list.push_back({"ffffffff", "dword:ffffffff"});
  }
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

/// The machine of the text; a broken value has a record that is none.
hive::Installation installed(const std::string& text, const Place* broken) {
  std::vector<hive::MemoryHive> hives = hiveaudit_tests::hives_of(text);
  if (broken == nullptr) return hive::installation_from_memory("machine", std::move(hives));
  for (hive::MemoryHive& one : hives) {
    const std::string record = broken->name;
    auto at = one.bytes.begin();
    const auto same = [](std::byte byte, char letter) { return byte == static_cast<std::byte>(letter); };
    while ((at = std::search(at, one.bytes.end(), record.begin(), record.end(), same)) != one.bytes.end()) {
      // The name of a value begins 20 bytes after the signature `vk` (hives.md 6).
      if (std::distance(one.bytes.begin(), at) > 20 && same(*(at - 20), 'v')) *(at - 20) = std::byte{'X'};
      ++at;
    }
  }
  return hive::installation_from_memory("machine", std::move(hives));
}

std::string cell_text(const audit::Cell& cell) {
  std::string text(audit::name_of(cell.state));
  if (cell.otherwise) text += fmt::format("/{}", audit::name_of(*cell.otherwise));
  if (cell.doubt != audit::Doubt::none) text += "?";
  if (cell.confidence == rules::Confidence::medium) text += "~";
  if (cell.confidence == rules::Confidence::low) text += "~~";
  return text + ":" + cell.basis;
}

using Cells = std::vector<std::string>;  // in the order of the protocols
using Rows = std::map<std::string, Cells>;

Rows rows_of(const std::string& text, std::string_view os, const Place* broken) {
  const JudgedMachine machine(installed(text, broken), os);
  Rows rows;
  for (const audit::StackRow& row : machine.rows) {
    for (const audit::Cell& cell : row.cells) rows[row.stack].push_back(cell_text(cell));
  }
  return rows;
}

/// The cells that differ, a line for the stacks that differ alike.
std::string difference(const Rows& plain, const Rows& rows) {
  std::map<std::string, std::string> stacks;
  for (const auto& [stack, cells] : rows) {
    std::string changed;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (cells[i] != plain.at(stack)[i]) changed += fmt::format("  {} {}", rules::kProtocols[i], cells[i]);
    }
    if (!changed.empty()) stacks[changed] += " " + stack;
  }
  std::string text;
  for (const auto& [changed, names] : stacks) text += fmt::format("  {}{}\n", changed, "  in" + names);
  return text;
}

void add_place(std::string& out, const std::string& base, const Rows& plain, const Place& place, std::string_view os) {
  std::map<std::string, std::string> outcomes;
  for (const Written& written : written_for(place.name)) {
    const std::string text = fmt::format("{}[{}]\n\"{}\"={}\n", base, place.key, place.name, written.text);
    std::string& values = outcomes[difference(plain, rows_of(text, os, written.broken ? &place : nullptr))];
    values += " " + std::string(written.words);
  }
  outcomes.erase(std::string());
  if (!outcomes.empty()) out += fmt::format("{} {}\n", place.key, place.name);
  for (const auto& [lines, values] : outcomes) out += fmt::format(" {}:\n{}", values, lines);
}

const std::vector<std::string> kMachines = {"7601:client:x64", "9200:server:x64", "19045.3803:client:x64",
                                            "20348:server:x64"};

std::string grid(std::size_t machines) {
  std::string out;
  for (std::size_t i = 0; i < machines; ++i) {
    const std::string& os = kMachines[i];
    for (const std::string& beside : {std::string(), kBeside}) {
      const std::string base = kHives + kMsi + kRelease + beside;
      const Rows plain = rows_of(base, os, nullptr);
      out += fmt::format("== {}{}\n", os, beside.empty() ? "" : ", with values beside");
      for (const auto& [stack, cells] : plain) out += fmt::format("{}: {}\n", stack, fmt::join(cells, " "));
      for (const Place& place : places()) {
        // Beside other values only what ranks with them is of interest.
        if (beside.empty() || place.key.find("Internet") != std::string::npos) add_place(out, base, plain, place, os);
      }
    }
  }
  return out;
}

std::string content(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(EffectiveGrid, EveryValueOfEveryPlaceOffersWhatIsWrittenDown) {
  const char* build = std::getenv("HIVEAUDIT_BUILD");
  const char* source = std::getenv("HIVEAUDIT_SOURCE");
  ASSERT_TRUE(build != nullptr && source != nullptr);
  // Sanitizers make each machine ten times as slow, and one shows them every line of the model that four do.
  const std::size_t machines = std::getenv("HIVEAUDIT_SANITIZED") != nullptr ? 1 : kMachines.size();
  const std::string now = grid(machines);
  const std::string fresh = std::string(build) + "/effective_grid.txt";
  std::ofstream(fresh, std::ios::binary) << now;
  std::string then = content(std::string(source) + "/tests/audit/effective_grid.txt");
  if (machines < kMachines.size()) then.resize(std::min(then.size(), then.find("== " + kMachines[machines])));
  const auto [new_at, old_at] = std::ranges::mismatch(now, then);
  if (new_at == now.end() && old_at == then.end()) return;
  const auto line_at = [](const std::string& text, std::size_t at) {
    const std::size_t begin = at == 0 ? 0 : text.rfind('\n', at - 1) + 1;
    return text.substr(begin, text.find('\n', at) - begin);
  };
  const auto at = static_cast<std::size_t>(new_at - now.begin());
  ADD_FAILURE() << "tests/audit/effective_grid.txt and " << fresh << " differ, first in\n  " << line_at(then, at)
                << "\n  " << line_at(now, at);
}

}  // namespace
