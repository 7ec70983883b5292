#pragma once
// ZIPs of empty files, as PKWARE's APPNOTE.TXT lays them out: 4.3.7, 4.3.12, 4.3.14 to 4.3.16. Each file has a name and
// extra fields of its own, and others in the directory.

#include <cstddef>
#include <cstdint>
#include <string>

namespace hiveaudit_tests {

inline std::string little_endian(std::uint64_t value, int bytes) {
  std::string text;
  for (int i = 0; i < bytes; ++i, value >>= 8U) text += static_cast<char>(value & 0xFFU);
  return text;
}

/// A field among the extra ones.
inline std::string zip_field(std::uint16_t kind, const std::string& data) {
  return little_endian(kind, 2) + little_endian(data.size(), 2) + data;
}

struct MadeZip {
  std::string files{};
  std::string directory{};
  std::size_t entries = 0;

  /// With `large` the directory tells the offset with 64 bits.
  void add(const std::string& own, const std::string& listed, const std::string& own_extra = {},
           const std::string& listed_extra = {}, bool large = false) {
    const std::string common = little_endian(20, 2) + std::string(20, '\0');
    const std::string extra = (large ? zip_field(1, little_endian(files.size(), 8)) : "") + listed_extra;
    directory += "PK\1\2" + little_endian(20, 2) + common + little_endian(listed.size(), 2) +
                 little_endian(extra.size(), 2) + std::string(10, '\0') +
                 little_endian(large ? 0xFFFF'FFFF : files.size(), 4) + listed + extra;
    files += "PK\3\4" + common + little_endian(own.size(), 2) + little_endian(own_extra.size(), 2) + own + own_extra;
    ++entries;
  }
  std::string end(std::size_t counted) const {
    return "PK\5\6" + std::string(4, '\0') + little_endian(counted, 2) + little_endian(counted, 2) +
           little_endian(directory.size(), 4) + little_endian(files.size(), 4) + std::string(2, '\0');
  }
  std::string small() const { return files + directory + end(entries & 0xFFFFU); }
  std::string large(std::size_t counted) const {
    const std::string end64 = "PK\6\6" + little_endian(44, 8) + std::string(12, '\0') + little_endian(counted, 8) +
                              little_endian(counted, 8) + little_endian(directory.size(), 8) +
                              little_endian(files.size(), 8);
    const std::string locator =
        "PK\6\7" + std::string(4, '\0') + little_endian(files.size() + directory.size(), 8) + little_endian(1, 4);
    return files + directory + end64 + locator + end(0xFFFF);
  }
};

}  // namespace hiveaudit_tests
