// Malformed: the file, its base block, its bins.

#include "tests/support/malformed_machine.h"

namespace hiveaudit_tests {
namespace {

using hive::Presence;

Malformed cut_to(std::size_t size, const char* code) {
  Machine machine;
  machine.bytes().resize(size);
  Malformed cut;
  cut.bytes = machine.bytes();
  cut.code = code;
  return cut.at(0).alone();
}

Malformed version(std::uint32_t major, std::uint32_t minor) {
  return Machine()
      .set(20, major)
      .set(24, minor)
      .broken("unsupported")
      .telling("found " + std::to_string(major) + "." + std::to_string(minor))
      .at(0)
      .alone();
}

Malformed file_type(std::uint32_t type, const char* says) {
  return Machine().set(28, type).broken("unsupported").telling(says).at(0).alone();
}

/// The bin that holds the switch gets another header.
Malformed bin_header(std::uint64_t field, std::uint32_t number) {
  Machine machine;
  const std::uint64_t bin = machine.at(CellKind::value, kClient, kSwitch) / 4096 * 4096;
  machine.set(bin + field, number);
  return machine.broken("bad-bin-header").at(bin).still(Presence::present);
}

}  // namespace

const std::vector<MalformedClass>& malformed_files() {
  static const std::vector<MalformedClass> rows = {
      {"Empty", [] { return cut_to(0, "corrupt").telling("an empty file"); }},
      {"ThreeBytes", [] { return cut_to(3, "corrupt").telling("not a registry hive"); }},
      {"Cut511", [] { return cut_to(511, "truncated").telling("the base block of the hive is cut off"); }},
      {"Cut4095", [] { return cut_to(4095, "truncated").telling("ends before its first hive bin"); }},
      {"Cut4096", [] { return cut_to(4096, "truncated").telling("ends before its first hive bin"); }},
      {"Cut4100", [] { return cut_to(4100, "truncated").telling("ends before its first hive bin"); }},
      {"CutBeforeTheSwitch",
       [] {
         Machine machine;
         const std::uint64_t size = machine.at(CellKind::key, kClient) + 3;
         machine.bytes().resize(static_cast<std::size_t>(size));
         return machine.broken("truncated").telling("the file ends before its hive bins do").at(size);
       }},
      {"Version11", [] { return version(1, 1); }},
      {"Version12", [] { return version(1, 2); }},
      {"Version17", [] { return version(1, 7); }},
      {"Version20", [] { return version(2, 0); }},
      {"TypeOldLog", [] { return file_type(1, "a transaction log"); }},
      {"TypeLogOf2000", [] { return file_type(2, "a transaction log"); }},
      {"TypeNewLog", [] { return file_type(6, "a transaction log"); }},
      {"TypeUnknown", [] { return file_type(9, "an unknown type"); }},
      {"ChecksumWrong",
       [] {
         Machine machine;
         Malformed broken = machine.broken("bad-checksum");
         put(broken.bytes, 508, 0x1234'5678);
         return broken.at(508).still(Presence::present);
       }},
      {"SequenceNumbersDiffer",
       [] { return Machine().set(4, 8).set(8, 7).broken("dirty").at(4).still(Presence::present); }},
      {"BinsSizeZero", [] { return Machine().set(40, 0).broken("bins-size").at(40).still(Presence::present); }},
      {"BinsSizeOdd", [] { return Machine().set(40, 5000).broken("bins-size").at(40).still(Presence::present); }},
      {"BinsSizeTooSmall", [] { return Machine().set(40, 4096).broken("bad-cell").telling("outside the hive bins"); }},
      {"BinsLargerThanTheFile",
       [] {
         Machine machine;
         const std::uint64_t size = machine.size();
         return machine.set(40, static_cast<std::uint32_t>(size)).broken("truncated").at(size).still(Presence::present);
       }},
      {"BinsSizeOverflows",
       [] {
         Machine machine;
         const std::uint64_t size = machine.size();
         return machine.set(40, 0xFFFF'F000).broken("truncated").at(size).still(Presence::present);
       }},
      {"FirstBinHeaderBad",
       [] { return Machine().set(4096, 0).broken("bad-bin-header").at(4096).still(Presence::present); }},
      {"BinHeaderBad", [] { return bin_header(0, 0x6267'6962); }},
      {"BinOffsetWrong", [] { return bin_header(4, 0x0010'0000); }},
      {"BinSizeZero", [] { return bin_header(8, 0).telling("0x00000000"); }},
      {"BinSizeOdd", [] { return bin_header(8, 4097).telling("0x00001001"); }},
      {"BinSizeHuge", [] { return bin_header(8, 0x7FFF'F000).telling("0x7ffff000"); }},
      {"RootMissing",
       [] { return Machine().set(36, 0xFFFF'FFFF).broken("bad-cell").telling("a cell is missing").alone(); }},
      {"RootOutside", [] { return Machine().set(36, 0x7FFF'FFF8).broken("bad-cell").at(0x8000'0FF8).alone(); }},
      {"RootMisaligned", [] { return Machine().set(36, 0x22).broken("bad-cell").telling("a multiple of 8").alone(); }},
      {"RootIsNoKey",
       [] {
         Machine machine;
         const std::uint64_t other = machine.at(CellKind::security, "");
         return machine.set(36, static_cast<std::uint32_t>(other - 4096)).broken("not-a-key").at(other).alone();
       }},
      {"RootIsASubkey",
       [] {
         Machine machine;
         const std::uint64_t other = machine.at(CellKind::key, "ControlSet001");
         return machine.set(36, static_cast<std::uint32_t>(other - 4096)).broken("not-the-root").at(other).alone();
       }},
      {"LayeredHive",
       [] { return Machine().set(24, 6).set(144, 2).broken("layered-key").at(144).still(Presence::present); }},
  };
  return rows;
}

}  // namespace hiveaudit_tests
