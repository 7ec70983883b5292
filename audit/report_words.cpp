#include "audit/report_words.h"

#include <fmt/format.h>

#include <array>
#include <utility>

namespace audit {
namespace {

struct StackWords {
  std::string_view stack;
  std::string_view label;
  std::string_view title;
  std::string_view about;
};

// {N} is replaced by the bitness of the native view, {W} by that of the WOW64 view.
constexpr std::array kStacks = {
    StackWords{"schannel-client", "Schannel client", "Windows' own TLS (Schannel), outgoing",
               "PowerShell remoting, SQL Server clients, LDAPS and other programs that use Windows' TLS directly"},
    StackWords{"schannel-server", "Schannel server", "Windows' own TLS (Schannel), incoming",
               "IIS, Remote Desktop, LDAPS, WinRM"},
    StackWords{"winhttp-native", "WinHTTP {N}", "WinHTTP programs, {N}",
               "services and updates, and many business programs"},
    StackWords{"winhttp-wow64", "WinHTTP {W}", "WinHTTP programs, {W}", "32-bit business programs, older Outlook"},
    StackWords{"wininet", "WinINet", "WinINet programs (Internet Options)",
               "Internet Explorer mode, Office sign-in, many desktop programs"},
    StackWords{"office-winhttp", "Office (WinHTTP)", "Office over WinHTTP", "Outlook and Office of this user"},
    StackWords{"dotnet4-native-legacy", ".NET4 {N} 4.5", ".NET 4 programs, {N}, built for 4.5.2 or older",
               "older .NET programs, Windows PowerShell"},
    StackWords{"dotnet4-native-46", ".NET4 {N} 4.6", ".NET 4 programs, {N}, built for 4.6 to 4.6.2",
               "newer .NET programs"},
    StackWords{"dotnet4-native-47", ".NET4 {N} 4.7", ".NET 4 programs, {N}, built for 4.7 or later",
               "current .NET programs"},
    StackWords{"dotnet4-wow64-legacy", ".NET4 {W} 4.5", ".NET 4 programs, {W}, built for 4.5.2 or older",
               "older 32-bit .NET programs"},
    StackWords{"dotnet4-wow64-46", ".NET4 {W} 4.6", ".NET 4 programs, {W}, built for 4.6 to 4.6.2",
               "newer 32-bit .NET programs"},
    StackWords{"dotnet4-wow64-47", ".NET4 {W} 4.7", ".NET 4 programs, {W}, built for 4.7 or later",
               "current 32-bit .NET programs"},
    StackWords{"dotnet2-native", ".NET3.5 {N}", ".NET 2.0 to 3.5 programs, {N}", "old .NET programs"},
    StackWords{"dotnet2-wow64", ".NET3.5 {W}", ".NET 2.0 to 3.5 programs, {W}", "old 32-bit .NET programs"},
};

using Word = std::pair<std::string_view, std::string_view>;

template <std::size_t N>
std::string translated(const std::array<Word, N>& words, std::string_view word) {
  for (const auto& [from, to] : words)
    if (from == word) return std::string(to);
  return std::string(word);
}

constexpr std::array<Word, 5> kStates = {Word{"on", "on"}, Word{"explicit-only", "ask"}, Word{"off", "off"},
                                         Word{"unsupported", "unsup"}, Word{"unknown", "unknown"}};
constexpr std::array<Word, 6> kBases = {Word{"value", "set"},       Word{"policy", "pol"}, Word{"default", "def"},
                                        Word{"application", "app"}, Word{"cipher", "cip"}, Word{"fips", "fip"}};
constexpr std::array<Word, 5> kHiveStates = {
    Word{"clean", "clean: everything Windows wrote is in the file"},
    Word{"dirty", "dirty: Windows had not finished writing it; newer values may sit in transaction logs"},
    Word{"recovered", "recovered: its transaction logs were applied"},
    Word{"damaged", "damaged: parts of it contradict each other; answers that touch them are not trusted"},
    Word{"unreadable", "unreadable: nothing could be learned from it"}};
constexpr std::array<Word, 5> kScopes = {
    Word{"HKLM", "this computer"}, Word{"default-user", "new users (default profile)"},
    Word{"LocalSystem", "the LocalSystem account"}, Word{"LocalService", "the LocalService account"},
    Word{"NetworkService", "the NetworkService account"}};

std::string with_bitness(std::string_view text, std::string_view arch) {
  const std::string_view native = arch.empty() ? "native" : arch == "x86" ? "32-bit" : "64-bit";
  const std::string_view wow = "32-bit";
  std::string out;
  while (!text.empty()) {
    if (text.starts_with("{N}") || text.starts_with("{W}")) {
      out += text[1] == 'N' ? native : wow;
      text.remove_prefix(3);
    } else {
      out += text[0];
      text.remove_prefix(1);
    }
  }
  return out;
}

}  // namespace

StackName stack_name(std::string_view stack, std::string_view arch) {
  for (const StackWords& words : kStacks)
    if (words.stack == stack)
      return {with_bitness(words.label, arch), with_bitness(words.title, arch), std::string(words.about)};
  return {std::string(stack), std::string(stack), ""};
}

std::string scope_name(std::string_view scope) {
  if (scope.starts_with("user:")) return fmt::format("user {}", scope.substr(5));
  return translated(kScopes, scope);
}

std::string state_word(std::string_view state) { return translated(kStates, state); }
std::string basis_word(std::string_view basis) { return translated(kBases, basis); }
std::string hive_state_text(std::string_view state) { return translated(kHiveStates, state); }

std::string log_text(const LogRow& log) {
  std::string text;
  if (log.entries_applied) {
    const auto [first, last] = *log.entries_applied;
    const std::string which =
        first == last ? fmt::format("entry {}", first) : fmt::format("entries {} to {}", first, last);
    text = fmt::format("{} applied ({}, {})", which, counted(log.pages_applied, "page", "pages"),
                       size_text(log.bytes_applied));
  } else {
    text = log.outcome == "unused" ? "not needed" : log.outcome;
  }
  return log.reason.empty() ? text : text + ": " + log.reason;
}

std::string verdict_title(Verdict verdict) {
  switch (verdict) {
    case Verdict::pass:
      return "Pass";
    case Verdict::fail:
      return "Fail";
    case Verdict::error:
      return "Error";
    case Verdict::not_checked:
      return "Not checked";
    case Verdict::not_applicable:
      return "Not applicable";
    case Verdict::informational:
      return "Note";
  }
  return "Error";
}

std::string os_text(const OsRow& os) {
  std::string out = os.product.empty() ? "Windows (name unknown)" : os.product;
  if (os.build) {
    out += fmt::format(", build {}", *os.build);
    if (os.ubr) out += fmt::format(".{}", *os.ubr);
  }
  if (!os.arch.empty()) out += ", " + os.arch;
  if (!os.type.empty()) out += ", " + os.type;
  if (os.basis == "option") out += " (told by --os, not by the hives)";
  return out;
}

std::string defects_text(const HiveRow& hive) {
  std::string text;
  for (const AnomalyCount& of : hive.anomaly_counts) {
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", of.count, of.code);
  }
  return text;
}

std::string hive_title(const HiveRow& hive) { return hive.user ? hive.role + " " + *hive.user : hive.role; }

std::string waiver_text(const WaiverRow& waiver) {
  std::string text = fmt::format("waiver of {} for {}", waiver.rule, waiver.target);
  if (waiver.scope) text += ", scope " + *waiver.scope;
  if (waiver.value) text += ", value " + *waiver.value;
  text += fmt::format(": {}; by {}", waiver.state, waiver.owner);
  if (waiver.approver) text += " and " + *waiver.approver;
  if (waiver.ticket) text += " (" + *waiver.ticket + ")";
  return text + (waiver.expires ? " until " + *waiver.expires : " for good") + ": " + waiver.reason;
}

std::string size_text(std::uint64_t bytes) {
  constexpr std::array<std::string_view, 3> kUnits = {"KiB", "MiB", "GiB"};
  if (bytes < 10240) return fmt::format("{} bytes", bytes);
  double size = static_cast<double>(bytes) / 1024;
  std::size_t unit = 0;
  for (; size >= 1024 && unit + 1 < kUnits.size(); ++unit) size /= 1024;
  return fmt::format("{:.1f} {}", size, kUnits[unit]);
}

std::string time_text(std::string_view utc) {
  if (utc.size() < 20 || utc[10] != 'T' || utc.back() != 'Z') return std::string(utc);
  return fmt::format("{} {} UTC", utc.substr(0, 10), utc.substr(11, 8));
}

std::string counted(std::uint64_t count, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", count, count == 1 ? one : many);
}

bool nothing_hashed(const Report& report) {
  bool any = false;
  for (const TargetRow& target : report.targets) {
    for (const InstallationRow& installation : target.installations) {
      for (const HiveRow& hive : installation.hives) {
        if (hive.sha256) return false;
        any = any || hive.state != "unreadable";
      }
    }
  }
  return any;
}

std::vector<const ErrorRow*> errors_of(const TargetRow& target) {
  std::vector<const ErrorRow*> errors;
  const auto add = [&errors](const std::vector<ErrorRow>& rows) {
    for (const ErrorRow& row : rows) errors.push_back(&row);
  };
  add(target.errors);
  for (const InstallationRow& installation : target.installations) {
    add(installation.errors);
    for (const HiveRow& hive : installation.hives) add(hive.errors);
  }
  return errors;
}

std::vector<const ErrorRow*> errors_of(const Report& report) {
  std::vector<const ErrorRow*> errors;
  for (const TargetRow& target : report.targets) {
    const std::vector<const ErrorRow*> own = errors_of(target);
    errors.insert(errors.end(), own.begin(), own.end());
  }
  return errors;
}

}  // namespace audit
