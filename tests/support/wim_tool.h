#pragma once
// WIMs made by wimlib-imagex at test time, from a small tree that holds one of everything a reader can get wrong.

#include <cstdlib>
#include <filesystem>
#include <map>
#include <random>
#include <string>

#include "hive/wim_codec.h"
#include "tests/support/temp_folder.h"
#include "tests/support/wim_writer.h"

namespace hiveaudit_tests {

/// Why no test can use WIMs of wimlib-imagex here; empty when it can.
inline std::string why_no_wim_tool() {
  if (std::system("command -v wimlib-imagex >/dev/null 2>&1") != 0) return "wimlib-imagex (wimtools) is not installed";
  if (!hive::open_wim_codec(hive::WimCodec::lzx, 32768)) return "this build reads no compressed WIM";
  return {};
}

/// True when it ended well. The arguments are our own and hold no quotes.
inline bool wim_tool(const std::string& arguments) {
  return std::system(("wimlib-imagex " + arguments + " >/dev/null 2>&1").c_str()) == 0;
}

using Files = std::map<std::string, WimBytes>;

/// Bytes that compress well in part: words of `seed`, and noise.
inline WimBytes some_bytes(std::size_t count, unsigned seed, bool is_noise = false) {
  std::mt19937 random(seed);
  WimBytes bytes;
  bytes.reserve(count + 16);
  while (bytes.size() < count) {
    const auto value = static_cast<std::uint8_t>(random());
    const std::size_t repeat = is_noise ? 1 : value % 13U;
    bytes.insert(bytes.end(), repeat, std::byte{value});
  }
  bytes.resize(count);
  return bytes;
}

/// What is in the tree, by path.
inline Files sample_files() {
  Files files;
  files["empty.txt"] = {};
  files["one.bin"] = {std::byte{0x42}};
  files["big.bin"] = some_bytes(300'000, 1);
  files["copy of big.bin"] = files["big.bin"];
  files["noise.bin"] = some_bytes(70'001, 2, true);
  files["chunk.bin"] = some_bytes(32'768, 3);
  files["chunk and one.bin"] = some_bytes(32'769, 4);
  files["zeros.bin"] = WimBytes(131'072);
  files["Windows/System32/config/SYSTEM"] = some_bytes(150'000, 5);
  files["Windows/System32/config/SOFTWARE"] = some_bytes(200'003, 6);
  files["Users/\xC3\x9Cml\xC3\xA4ut \xE2\x98\x83 \xF0\x9D\x84\x9E/NTUSER.DAT"] = some_bytes(9'000, 7);
  files["a/b/c/d/e/f.txt"] = some_bytes(10, 8);
  return files;
}

inline void write_files(const TempFolder& folder, const std::string& root, const Files& files) {
  for (const auto& [path, bytes] : files) folder.write(std::filesystem::path(root) / path, bytes);
  std::filesystem::create_directories(folder.path() / root / "empty folder");
}

}  // namespace hiveaudit_tests
