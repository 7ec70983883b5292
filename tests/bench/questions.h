#pragma once
// What an audit asks a SYSTEM hive: keys and values around TLS, many of which are absent on most machines,
// and ordinary ones. Never changed to suit a reader: numbers of different days are to be comparable.

#include <string_view>

namespace bench {

struct Question {
  std::string_view key;
  std::string_view value;
};

inline constexpr Question kQuestions[] = {
    {R"(Select)", "Current"},
    {R"(Select)", "Default"},
    {R"(Select)", "LastKnownGood"},
    {R"(Select)", "Failed"},
    {R"(ControlSet001\Control\SecurityProviders)", "SecurityProviders"},
    {R"(ControlSet001\Control\SecurityProviders\SCHANNEL)", "EventLogging"},
    {R"(ControlSet001\Control\SecurityProviders\SCHANNEL)", "ClientCacheTime"},
    {R"(ControlSet001\Control\SecurityProviders\SCHANNEL\Protocols\SSL 2.0\Client)", "DisabledByDefault"},
    {R"(ControlSet001\Control\SecurityProviders\SCHANNEL\Protocols\SSL 2.0\Client)", "Enabled"},
    {R"(ControlSet001\Control\SecurityProviders\SCHANNEL\Protocols\SSL 2.0\Server)", "Enabled"},
    {R"(ControlSet001\Control\SecurityProviders\SCHANNEL\Protocols\SSL 3.0\Client)", "Enabled"},
    {R"(ControlSet001\Control\SecurityProviders\SCHANNEL\Protocols\SSL 3.0\Server)", "Enabled"},
    {R"(ControlSet001\Control\SecurityProviders\SCHANNEL\Protocols\TLS 1.0\Client)", "Enabled"},
    {R"(ControlSet001\Control\SecurityProviders\SCHANNEL\Protocols\TLS 1.0\Server)", "Enabled"},
    {R"(ControlSet001\Control\SecurityProviders\SCHANNEL\Protocols\TLS 1.1\Client)", "Enabled"},
    {R"(ControlSet001\Control\SecurityProviders\SCHANNEL\Protocols\TLS 1.1\Client)", "DisabledByDefault"},
    {R"(ControlSet001\Control\SecurityProviders\SCHANNEL\Protocols\TLS 1.2\Client)", "Enabled"},
    {R"(ControlSet001\Control\SecurityProviders\SCHANNEL\Protocols\TLS 1.2\Client)", "DisabledByDefault"},
    {R"(ControlSet001\Control\SecurityProviders\SCHANNEL\Protocols\TLS 1.2\Server)", "Enabled"},
    {R"(ControlSet001\Control\SecurityProviders\SCHANNEL\Protocols\TLS 1.2\Server)", "DisabledByDefault"},
    {R"(ControlSet001\Control\SecurityProviders\SCHANNEL\Protocols\TLS 1.3\Client)", "Enabled"},
    {R"(ControlSet001\Control\SecurityProviders\SCHANNEL\Protocols\DTLS 1.2\Client)", "Enabled"},
    {R"(ControlSet001\Control\SecurityProviders\SCHANNEL\Ciphers\RC4 128/128)", "Enabled"},
    {R"(ControlSet001\Control\SecurityProviders\SCHANNEL\Ciphers\NULL)", "Enabled"},
    {R"(ControlSet001\Control\SecurityProviders\SCHANNEL\Hashes\MD5)", "Enabled"},
    {R"(ControlSet001\Control\SecurityProviders\SCHANNEL\KeyExchangeAlgorithms\PKCS)", "ClientMinKeyBitLength"},
    {R"(ControlSet001\Control\Lsa\FipsAlgorithmPolicy)", "Enabled"},
    {R"(ControlSet001\Control\Lsa)", "RestrictAnonymous"},
    {R"(ControlSet001\Control\Lsa)", "NoLMHash"},
    {R"(ControlSet001\Control\Lsa)", "LmCompatibilityLevel"},
    {R"(ControlSet001\Control\Lsa)", "Security Packages"},
    {R"(ControlSet001\Control\Lsa)", "EveryoneIncludesAnonymous"},
    {R"(ControlSet001\Control\Lsa)", "RunAsPPL"},
    {R"(ControlSet001\Control\Cryptography\Configuration\Local\SSL\00010002)", "Functions"},
    {R"(ControlSet001\Control\Cryptography\Configuration\Local\SSL\00010003)", "Functions"},
    {R"(ControlSet001\Control\Cryptography\Configuration\Local\Default\00010002)", "Functions"},
    {R"(ControlSet001\Control\ComputerName\ComputerName)", "ComputerName"},
    {R"(ControlSet001\Control\ComputerName\ActiveComputerName)", "ComputerName"},
    {R"(ControlSet001\Control\ProductOptions)", "ProductType"},
    {R"(ControlSet001\Control\ProductOptions)", "ProductSuite"},
    {R"(ControlSet001\Control\Session Manager\Environment)", "PROCESSOR_ARCHITECTURE"},
    {R"(ControlSet001\Control\Session Manager)", "PendingFileRenameOperations"},
    {R"(ControlSet001\Control\Session Manager\Memory Management)", "ClearPageFileAtShutdown"},
    {R"(ControlSet001\Control\Windows)", "CSDVersion"},
    {R"(ControlSet001\Control\TimeZoneInformation)", "Bias"},
    {R"(ControlSet001\Control\Terminal Server\WinStations\RDP-Tcp)", "SecurityLayer"},
    {R"(ControlSet001\Control\Terminal Server)", "fDenyTSConnections"},
    {R"(ControlSet001\Control\FileSystem)", "NtfsDisable8dot3NameCreation"},
    {R"(ControlSet001\Services\Tcpip\Parameters)", "Hostname"},
    {R"(ControlSet001\Services\Tcpip\Parameters)", "Domain"},
    {R"(ControlSet001\Services\LanmanServer\Parameters)", "EnableSecuritySignature"},
    {R"(ControlSet001\Services\LanmanWorkstation\Parameters)", "RequireSecuritySignature"},
    {R"(ControlSet001\Services\Netlogon\Parameters)", "RequireStrongKey"},
    {R"(ControlSet001\Services\EventLog\System)", "MaxSize"},
    {R"(ControlSet001\Services\HTTP\Parameters\SslBindingInfo\0.0.0.0:443)", "SslCertHash"},
    {R"(ControlSet001\Services\HTTP\Parameters)", "EnableHttp2Tls"},
    {R"(ControlSet001\Services\W3SVC)", "Start"},
    {R"(ControlSet001\Services\NTDS\Parameters)", "LdapEnforceChannelBinding"},
    {R"(ControlSet001\Services\adfssrv)", "Start"},
    {R"(ControlSet001\Services\MSExchangeIS)", "Start"},
};

}  // namespace bench
