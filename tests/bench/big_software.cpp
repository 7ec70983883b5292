// big_software FILE: writes a SOFTWARE hive of some 150 MB, as a machine has it after years of updates: 34,500
// packages of component servicing, 69,000 entries of component detection, the classes and components of installed
// products, and among them the few keys that an audit of TLS asks for. Every run writes the same bytes.

#include <fmt/format.h>

#include <array>
#include <fstream>
#include <string>
#include <string_view>

#include "tests/bench/scattered_hive.h"

namespace {

using bench::ScatteredHive;
using Key = ScatteredHive::Key;

constexpr unsigned kPackages = 34'500;
constexpr unsigned kDetections = 69'000;
constexpr unsigned kClasses = 24'000;
constexpr unsigned kSetupClasses = 9'000;
constexpr unsigned kInterfaces = 37'000;
constexpr unsigned kComponents = 56'000;
constexpr std::string_view kCurrentVersion = R"(Microsoft\Windows\CurrentVersion)";

std::string guid(unsigned number, std::uint32_t kind) {
  const std::uint32_t mixed = (number + kind * 0x9E37U) * 2'654'435'761U;
  return fmt::format("{{{:08X}-{:04X}-11D2-{:04X}-{:06X}{:06X}}}", mixed, number & 0xFFFFU, kind & 0xFFFFU, mixed >> 8U,
                     number);
}

// Windows 10 22H2 with Office, as far as TLS is concerned, part by part as setup makes it; asked for by
// software_questions.h.
void add_version(ScatteredHive& hive) {
  hive.add_path(0, R"(Microsoft\Windows NT\CurrentVersion)");
  hive.text("ProductName", "Windows 10 Pro");
  hive.text("CurrentBuild", "19045");
  hive.text("CurrentBuildNumber", "19045");
  hive.text("CurrentVersion", "6.3");
  hive.text("InstallationType", "Client");
  hive.text("DisplayVersion", "22H2");
  hive.text("ReleaseId", "2009");
  hive.text("EditionID", "Professional");
  hive.text("BuildLabEx", "19041.1.amd64fre.vb_release.191206-1406");
  hive.number("UBR", 4529);
  hive.add_path(0, kCurrentVersion);
  hive.text("ProgramFilesDir", R"(C:\Program Files)");
  hive.text("CommonFilesDir", R"(C:\Program Files\Common Files)");
  hive.text("DevicePath", R"(%SystemRoot%\inf)");
  hive.add_path(0, std::string(kCurrentVersion) + R"(\Setup\State)");
  hive.text("ImageState", "IMAGE_STATE_COMPLETE");
  hive.add_path(0, R"(Microsoft\Cryptography)");
  hive.text("MachineGuid", "0d3f7c2e-51a9-4a52-9c3b-7f2b0a7f6a11");
}

void add_internet(ScatteredHive& hive, const std::string& microsoft) {
  hive.add_path(0, microsoft + R"(\Windows\CurrentVersion\Internet Settings)");
  hive.text("ActiveXCache", R"(C:\Windows\Downloaded Program Files)");
  hive.number("SecureProtocols", 0xA80);
  hive.add_path(0, microsoft + R"(\Windows\CurrentVersion\Internet Settings\WinHttp)");
  hive.number("DefaultSecureProtocols", 0xA00);
  hive.add_path(0, microsoft + R"(\Windows\CurrentVersion\Internet Settings\Zones)");
  hive.add_path(0, microsoft + R"(\Internet Explorer)");
  hive.text("svcVersion", "11.3636.19041.0");
  hive.text("Version", "9.11.19041.0");
  hive.add_path(0, microsoft + R"(\Internet Explorer\Main)");
}

void add_dotnet(ScatteredHive& hive, const std::string& microsoft) {
  hive.add_path(0, microsoft + R"(\.NETFramework)");
  hive.text("InstallRoot", R"(C:\Windows\Microsoft.NET\Framework64\)");
  hive.add_path(0, microsoft + R"(\.NETFramework\v2.0.50727)");
  hive.number("SystemDefaultTlsVersions", 1);
  hive.add_path(0, microsoft + R"(\.NETFramework\v4.0.30319)");
  hive.number("SchUseStrongCrypto", 1);
  hive.number("SystemDefaultTlsVersions", 1);
}

void add_dotnet_setup(ScatteredHive& hive) {
  for (const std::string_view part : {"v2.0.50727", "v3.0", "v3.5", R"(v4\Client)", R"(v4\Full)"}) {
    hive.add_path(0, R"(Microsoft\NET Framework Setup\NDP\)" + std::string(part));
    hive.number("Install", 1);
    hive.text("Version", "4.8.04084");
    hive.number("Release", 528372);
  }
}

void add_office(ScatteredHive& hive) {
  hive.add_path(0, R"(Microsoft\Office\ClickToRun\Configuration)");
  hive.text("Platform", "x64");
  hive.text("VersionToReport", "16.0.17628.20144");
  hive.text("ProductReleaseIds", "O365ProPlusRetail");
  hive.add_path(0, R"(Microsoft\Office\16.0\Outlook)");
  hive.text("Bitness", "x64");
  hive.add_path(0, R"(Microsoft\Office\16.0\Lync)");
}

void add_policies(ScatteredHive& hive) {
  hive.add_path(0, R"(Policies\Microsoft\Windows\CurrentVersion\Internet Settings)");
  hive.number("Security_HKLM_only", 1);
  hive.add_path(0, R"(Policies\Microsoft\Cryptography\Configuration\SSL\00010002)");
  hive.text("Functions", "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256");
  hive.add_path(0, R"(Policies\Microsoft\SystemCertificates\AuthRoot)");
  hive.number("DisableRootAutoUpdate", 0);
}

// The other products and parts of Windows that stand beside the audited ones.
void add_neighbours(ScatteredHive& hive) {
  constexpr std::array<std::string_view, 3> kCrowded{R"(Microsoft)", R"(Microsoft\Windows\CurrentVersion)",
                                                     R"(Microsoft\Windows NT\CurrentVersion)"};
  constexpr std::array<std::string_view, 8> kWords{"Active", "Device", "Media", "Network",
                                                   "Shell",  "Speech", "Store", "Update"};
  for (const std::string_view path : kCrowded) {
    const Key parent = hive.add_path(0, path);
    for (unsigned i = 0; i < 220; ++i) {
      const Key key = hive.add(parent, fmt::format("{} {} {}", kWords[i % 8], kWords[i / 8 % 8], i));
      hive.number("Version", i);
      for (unsigned j = 0; j < i % 7; ++j) {
        hive.add(key, fmt::format("Part{}", j));
        hive.text("State", fmt::format("state of part {} of {}", j, i));
      }
    }
  }
  const Key uninstall = hive.add_path(0, std::string(kCurrentVersion) + R"(\Uninstall)");
  for (unsigned i = 0; i < 700; ++i) {
    hive.add(uninstall, guid(i, 1));
    hive.text("DisplayName", fmt::format("Product number {}", i));
    hive.text("DisplayVersion", fmt::format("{}.{}.{}", i % 20, i % 7, i));
    hive.text("UninstallString", fmt::format("MsiExec.exe /X{}", guid(i, 1)));
    hive.number("EstimatedSize", i * 1024);
  }
}

std::string package_name(unsigned number) {
  return fmt::format("Package_{}_for_KB{}~31bf3856ad364e35~amd64~~{}.{}.1.{}", number % 9, 5'000'000 + number / 9,
                     number % 2 == 0 ? "10.0" : "19041", number % 4000, number % 13);
}

void add_servicing(ScatteredHive& hive) {
  const std::string servicing = std::string(kCurrentVersion) + R"(\Component Based Servicing)";
  const Key packages = hive.add_path(0, servicing + R"(\Packages)");
  for (unsigned i = 0; i < kPackages; ++i) {
    const Key package = hive.add(packages, package_name(i));
    hive.text("InstallClient", "WindowsUpdateAgent");
    hive.text("InstallName", package_name(i) + ".mum");
    hive.text("InstallLocation", fmt::format(R"(\\?\C:\Windows\SoftwareDistribution\Download\{:032x}\)", i * 7919ULL));
    hive.number("CurrentState", i % 5 == 0 ? 112 : 80);
    hive.number("InstallTimeHigh", 31'000'000 + i);
    hive.number("InstallTimeLow", i * 2'654'435'761U);
    hive.number("Visibility", 2);
    hive.number("SelfUpdate", 0);
    if (i % 3 != 0) continue;
    hive.add(package, "Owners");
    hive.number(package_name(i + 1), 0x20070);
  }
  const Key detections = hive.add_path(0, servicing + R"(\ComponentDetect)");
  for (unsigned i = 0; i < kDetections; ++i) {
    hive.add(detections, fmt::format("amd64_microsoft-windows-{:x}_31bf3856ad364e35_0.0.0.0_none_{:016x}", i % 997,
                                     i * 0x9E37'79B9'7F4A'7C15ULL));
    hive.number(package_name(i % kPackages), 4);
    hive.number(package_name((i + 9) % kPackages), 4);
  }
}

void add_class(ScatteredHive& hive, Key classes, unsigned number) {
  const Key key = hive.add(classes, guid(number, 2));
  hive.text("", fmt::format("Class number {} of a component", number));
  hive.add(key, "InprocServer32");
  hive.text("", fmt::format(R"(%SystemRoot%\system32\component{}.dll)", number % 3000));
  hive.text("ThreadingModel", "Both");
  hive.add(key, "ProgID");
  hive.text("", fmt::format("Component.Class{}.1", number));
}

// Setup makes the classes of a component where it makes the component.
void add_setup(ScatteredHive& hive) {
  const Key classes = hive.add_path(0, R"(Classes\CLSID)");
  unsigned made = 0;
  const auto component = [&] {
    for (unsigned i = 0; i < kSetupClasses / 9; ++i) add_class(hive, classes, made++);
  };
  add_version(hive);
  for (const std::string_view view : {"", R"(Wow6432Node\)"}) {
    const std::string microsoft = std::string(view) + "Microsoft";
    component();
    add_internet(hive, microsoft);
    component();
    add_dotnet(hive, microsoft);
  }
  component();
  add_dotnet_setup(hive);
  component();
  add_policies(hive);
  component();
  add_office(hive);
  component();
}

void add_classes(ScatteredHive& hive) {
  for (const std::string_view view : {"Classes", R"(Classes\Wow6432Node)"}) {
    const Key classes = hive.add_path(0, std::string(view) + R"(\CLSID)");
    for (unsigned i = kSetupClasses; i < kClasses; ++i) add_class(hive, classes, i);
    const Key interfaces = hive.add_path(0, std::string(view) + R"(\Interface)");
    for (unsigned i = 0; i < kInterfaces; ++i) {
      const Key key = hive.add(interfaces, guid(i, 3));
      hive.text("", fmt::format("IInterface{}", i));
      hive.add(key, "ProxyStubClsid32");
      hive.text("", guid(i % kClasses, 2));
    }
  }
  const Key components = hive.add_path(0, std::string(kCurrentVersion) + R"(\Installer\UserData\S-1-5-18\Components)");
  for (unsigned i = 0; i < kComponents; ++i) {
    hive.add(components, fmt::format("{:016X}{:016X}", i * 0x9E37'79B9'7F4A'7C15ULL, i * 0xC2B2'AE3D'27D4'EB4FULL));
    hive.text(fmt::format("{:032X}", i * 2'654'435'761ULL),
              fmt::format(R"(C:\Program Files\Product {}\file{}.dll)", i % 700, i));
    hive.binary("KeyPathMetadata", 40 + i % 200);
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    fmt::print(stderr, "usage: big_software FILE\n");
    return 2;
  }
  ScatteredHive hive("CMI-CreateHive{199DAFC2-6F16-4946-BF90-5A3FC3A60902}");
  add_setup(hive);
  hive.end_setup();
  add_neighbours(hive);
  add_servicing(hive);
  add_classes(hive);
  const std::vector<std::byte> bytes = hive.write();
  std::ofstream out(argv[1], std::ios::binary | std::ios::trunc);
  out.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  if (!out.flush()) {
    fmt::print(stderr, "{}: cannot be written\n", argv[1]);
    return 1;
  }
  fmt::print("{}: {} bytes\n", argv[1], bytes.size());
  return 0;
}
