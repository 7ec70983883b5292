#pragma once
// What an audit of TLS asks a SOFTWARE hive, as in questions.h: values that are there, values and keys that are not.
// Then names among tens of thousands. Never changed to suit a reader.

#include <string_view>

#include "tests/bench/questions.h"

namespace bench {

inline constexpr Question kSoftwareQuestions[] = {
    {R"(Microsoft\Windows NT\CurrentVersion)", "ProductName"},
    {R"(Microsoft\Windows NT\CurrentVersion)", "CurrentBuild"},
    {R"(Microsoft\Windows NT\CurrentVersion)", "CurrentBuildNumber"},
    {R"(Microsoft\Windows NT\CurrentVersion)", "CurrentVersion"},
    {R"(Microsoft\Windows NT\CurrentVersion)", "UBR"},
    {R"(Microsoft\Windows NT\CurrentVersion)", "InstallationType"},
    {R"(Microsoft\Windows NT\CurrentVersion)", "DisplayVersion"},
    {R"(Microsoft\Windows NT\CurrentVersion)", "ReleaseId"},
    {R"(Microsoft\Windows NT\CurrentVersion)", "CSDVersion"},
    {R"(Microsoft\Windows NT\CurrentVersion)", "BuildLabEx"},
    {R"(Microsoft\.NETFramework\v2.0.50727)", "SchUseStrongCrypto"},
    {R"(Microsoft\.NETFramework\v2.0.50727)", "SystemDefaultTlsVersions"},
    {R"(Microsoft\.NETFramework\v4.0.30319)", "SchUseStrongCrypto"},
    {R"(Microsoft\.NETFramework\v4.0.30319)", "SystemDefaultTlsVersions"},
    {R"(Microsoft\.NETFramework\AppContext)", "Switch.System.Net.DontEnableSchUseStrongCrypto"},
    {R"(Microsoft\.NETFramework\AppContext)", "Switch.System.Net.DontEnableSystemDefaultTlsVersions"},
    {R"(Wow6432Node\Microsoft\.NETFramework\v2.0.50727)", "SchUseStrongCrypto"},
    {R"(Wow6432Node\Microsoft\.NETFramework\v2.0.50727)", "SystemDefaultTlsVersions"},
    {R"(Wow6432Node\Microsoft\.NETFramework\v4.0.30319)", "SchUseStrongCrypto"},
    {R"(Wow6432Node\Microsoft\.NETFramework\v4.0.30319)", "SystemDefaultTlsVersions"},
    {R"(Wow6432Node\Microsoft\.NETFramework\AppContext)", "Switch.System.Net.DontEnableSchUseStrongCrypto"},
    {R"(Microsoft\NET Framework Setup\NDP\v4\Full)", "Release"},
    {R"(Microsoft\NET Framework Setup\NDP\v4\Full)", "Install"},
    {R"(Microsoft\NET Framework Setup\NDP\v4\Client)", "Release"},
    {R"(Microsoft\NET Framework Setup\NDP\v3.5)", "Install"},
    {R"(Microsoft\NET Framework Setup\NDP\v2.0.50727)", "Install"},
    {R"(Microsoft\Windows\CurrentVersion\Internet Settings\WinHttp)", "DefaultSecureProtocols"},
    {R"(Microsoft\Windows\CurrentVersion\Internet Settings\WinHttp)", "EnableInsecureTlsFallback"},
    {R"(Microsoft\Windows\CurrentVersion\Internet Settings)", "SecureProtocols"},
    {R"(Microsoft\Windows\CurrentVersion\Internet Settings)", "EnableInsecureTlsFallback"},
    {R"(Wow6432Node\Microsoft\Windows\CurrentVersion\Internet Settings\WinHttp)", "DefaultSecureProtocols"},
    {R"(Wow6432Node\Microsoft\Windows\CurrentVersion\Internet Settings)", "SecureProtocols"},
    {R"(Policies\Microsoft\Windows\CurrentVersion\Internet Settings)", "SecureProtocols"},
    {R"(Policies\Microsoft\Windows\CurrentVersion\Internet Settings)", "Security_HKLM_only"},
    {R"(Policies\Microsoft\Windows\CurrentVersion\Internet Settings)", "EnableInsecureTlsFallback"},
    {R"(Policies\Microsoft\Cryptography\Configuration\SSL\00010002)", "Functions"},
    {R"(Policies\Microsoft\Cryptography\Configuration\SSL\00010002)", "EccCurves"},
    {R"(Policies\Microsoft\SystemCertificates\AuthRoot)", "DisableRootAutoUpdate"},
    {R"(Microsoft\Internet Explorer)", "svcVersion"},
    {R"(Microsoft\Internet Explorer)", "Version"},
    {R"(Microsoft\Office\ClickToRun\Configuration)", "Platform"},
    {R"(Microsoft\Office\ClickToRun\Configuration)", "VersionToReport"},
    {R"(Microsoft\Office\15.0\ClickToRun\Configuration)", "VersionToReport"},
    {R"(Microsoft\Office\16.0\Outlook)", "Bitness"},
    {R"(Microsoft\Office\16.0\Common\InstallRoot)", "Path"},
    {R"(Microsoft\Office\15.0\Outlook)", "Bitness"},
    {R"(Microsoft\Office\14.0\Outlook)", "Bitness"},
    {R"(Wow6432Node\Microsoft\Office\16.0\Outlook)", "Bitness"},
    {R"(Microsoft\Windows\CurrentVersion\Uninstall\Office16.PROPLUS)", "DisplayVersion"},
    {R"(Microsoft\Windows\CurrentVersion\Uninstall\Office15.PROPLUS)", "DisplayVersion"},
    {R"(Microsoft\Windows\CurrentVersion\Setup\State)", "ImageState"},
    {R"(Microsoft\Windows\CurrentVersion)", "ProgramFilesDir"},
    {R"(Microsoft\Windows\CurrentVersion)", "CommonFilesDir"},
    {R"(Microsoft\Cryptography)", "MachineGuid"},
    {R"(Microsoft\ADFS)", "ConfigurationStatus"},
    {R"(Microsoft\ExchangeServer\v15\Setup)", "MsiInstallPath"},
    {R"(Microsoft\Office\16.0\Lync)", "EnableTLS"},
    {R"(Microsoft\Cryptography\OID)", "Encoding"},
    {R"(Microsoft\Windows\CurrentVersion\Setup\State)", "Failed"},
    {R"(Wow6432Node\Microsoft\Internet Explorer)", "svcVersion"},
};

inline constexpr std::string_view kFirstPackage =
    R"(Microsoft\Windows\CurrentVersion\Component Based Servicing\Packages\)"
    "Package_6_for_KB5001371~31bf3856ad364e35~amd64~~19041.345.1.8";
inline constexpr std::string_view kSecondPackage =
    R"(Microsoft\Windows\CurrentVersion\Component Based Servicing\Packages\)"
    "Package_4_for_KB5003333~31bf3856ad364e35~amd64~~19041.2001.1.10";
inline constexpr std::string_view kDetection =
    R"(Microsoft\Windows\CurrentVersion\Component Based Servicing\ComponentDetect\)"
    "amd64_microsoft-windows-183_31bf3856ad364e35_0.0.0.0_none_5a77161518d4e2ca";
inline constexpr std::string_view kDetected = "Package_3_for_KB5001859~31bf3856ad364e35~amd64~~10.0.734.1.3";

/// Names that are among tens of thousands.
inline constexpr Question kPackages[] = {
    {kFirstPackage, "CurrentState"},
    {kFirstPackage, "InstallName"},
    {kSecondPackage, "CurrentState"},
    {kDetection, kDetected},
};

/// Names that are not among tens of thousands: the dearest question there is.
inline constexpr Question kAbsentPackages[] = {
    {R"(Microsoft\Windows\CurrentVersion\Component Based Servicing\Packages\Package_for_KB3140245)", "CurrentState"},
    {R"(Microsoft\Windows\CurrentVersion\Component Based Servicing\ComponentDetect\amd64_microsoft-windows-tls)", "1"},
};

}  // namespace bench
