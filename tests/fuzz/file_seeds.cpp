// file_seeds FOLDER: what the fuzzers of files and of certificates start from, into FOLDER/files and
// FOLDER/certificate: small program files, configurations of IIS, certificates as Windows stores them, lists of them.

#include <fstream>
#include <string>
#include <string_view>

#include "tests/support/made_certificate.h"
#include "tests/support/pe_file.h"

namespace {

using namespace hiveaudit_tests;

void write(const std::string& path, std::string_view bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc)
      .write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

template <class Bytes>
void write_bytes(const std::string& path, const Bytes& bytes) {
  write(path, {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

constexpr std::string_view kSites = R"(<?xml version="1.0" encoding="UTF-8"?>
<configuration><location path=""><system.applicationHost><sites>
<siteDefaults><bindings><binding protocol="https" bindingInformation="*:444:" sslFlags="32"/></bindings></siteDefaults>
<site name="A &amp; B" id="1"><bindings><binding protocol="http" bindingInformation="*:80:"/>
<binding protocol="https" bindingInformation="*:443:&#x61;" sslFlags="4294967295"/><![CDATA[x]]></bindings></site>
</sites></system.applicationHost></location></configuration>
)";

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  const std::string folder = argv[1];
  const std::string files = folder + "/files/";
  write_bytes(files + "pe-plus", pe_file({6, 1, 7601, 23375}));
  write_bytes(files + "pe", pe_file({10, 0, 1, 2}, false));
  write(files + "sites", kSites);
  write(files + "redirection", "<configuration><configurationRedirection enabled=\"true\"/></configuration>");
  const std::string certificates = folder + "/certificate/";
  const ByteString certificate = made_certificate("seed", "20130801120000Z", "20380115120000Z");
  const ByteString digest = from_hex("0102030405060708090A0B0C0D0E0F1011121314");
  const ByteString list = made_trust_list({{digest, {{104, file_time_bytes(kFileTime2020)}, {9, usages(true)}}}});
  write_bytes(certificates + "certificate", certificate);
  write_bytes(certificates + "blob", made_blob(certificate));
  write_bytes(certificates + "blob-properties", made_blob({{104, file_time_bytes(kFileTime2050)},
                                                           {126, file_time_bytes(kFileTime2020)},
                                                           {127, usages(true)},
                                                           {32, certificate}}));
  write_bytes(certificates + "list", list);
  write_bytes(certificates + "list-distrusted", made_trust_list({{digest}}, true));
  write_bytes(certificates + "blob-list", made_blob({{34, list}}));
  ByteString roots(24 + 20);
  roots[16] = std::byte{1};
  write_bytes(certificates + "own-roots", roots);
  return 0;
}
