#pragma once
// Volumes and virtual disks made at test time with Debian's tools: nothing binary is kept, and what is in them is
// known.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "hive/byte_source.h"
#include "hive/file_tree.h"

namespace hiveaudit_tests {

/// True when the shell finds all of them; sbin is looked into as well, where Debian keeps mkntfs.
inline bool have_tools(const std::string& names) {
  return std::system(
             ("PATH=$PATH:/usr/sbin:/sbin; for tool in " + names + "; do command -v $tool >/dev/null || exit 1; done")
                 .c_str()) == 0;
}

/// Runs commands in a folder, quietly; false when one fails.
inline bool run_in(const std::filesystem::path& folder, const std::string& commands) {
  return std::system(("cd '" + folder.string() + "' && PATH=$PATH:/usr/sbin:/sbin && (set -e; " + commands +
                      ") >log 2>&1 </dev/null")
                         .c_str()) == 0;
}

inline std::vector<std::byte> bytes_of_file(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  const std::vector<char> text{std::istreambuf_iterator<char>(stream), {}};
  const auto bytes = std::as_bytes(std::span(text));
  return {bytes.begin(), bytes.end()};
}

inline std::vector<std::byte> bytes_of(std::string_view text) {
  const auto bytes = std::as_bytes(std::span(text));
  return {bytes.begin(), bytes.end()};
}

inline void write_file(const std::filesystem::path& file, std::span<const std::byte> bytes) {
  std::filesystem::create_directories(file.parent_path());
  std::ofstream stream(file, std::ios::binary);
  for (const std::byte one : bytes) stream.put(static_cast<char>(one));
}

/// Bytes that no compression makes small and no other seed gives.
inline std::vector<std::byte> noise(std::size_t count, std::uint32_t seed) {
  std::vector<std::byte> bytes(count);
  for (std::byte& one : bytes) {
    seed = seed * 1664525U + 1013904223U;
    one = static_cast<std::byte>(seed >> 24U);
  }
  return bytes;
}

inline std::shared_ptr<const hive::ByteSource> memory(std::vector<std::byte> bytes) {
  return hive::open_memory(std::move(bytes));
}

/// All bytes, or none when reading fails or ends early. Not for more than `limit`.
inline std::vector<std::byte> all_of(const hive::ByteSource& source, std::size_t limit = 64U << 20U) {
  std::vector<std::byte> bytes(static_cast<std::size_t>(std::min<std::uint64_t>(source.size_bytes(), limit)));
  const auto got = source.read_at(0, bytes);
  return got && *got == bytes.size() ? bytes : std::vector<std::byte>{};
}

template <class Unsigned>
void put(std::vector<std::byte>& bytes, std::size_t offset, Unsigned value) {
  for (std::size_t i = 0; i < sizeof(Unsigned); ++i) {
    bytes.at(offset + i) = static_cast<std::byte>(static_cast<std::uint64_t>(value) >> (8 * i));
  }
}

inline std::size_t find_bytes(const std::vector<std::byte>& bytes, std::string_view what, std::size_t from = 0) {
  const auto wanted = std::as_bytes(std::span(what));
  const auto at =
      std::search(bytes.begin() + static_cast<std::ptrdiff_t>(from), bytes.end(), wanted.begin(), wanted.end());
  return at == bytes.end() ? std::string_view::npos : static_cast<std::size_t>(at - bytes.begin());
}

/// One text per entry of the whole tree: `kind size path`; errors as `! path: message`. Reads every file.
inline void walk(const hive::FileTree& tree, const std::string& folder, int depth, std::vector<std::string>& lines) {
  const hive::TreeListing listing = tree.list(folder);
  if (listing.error) lines.push_back("! " + folder + ": " + to_text(*listing.error));
  for (const hive::TreeEntry& entry : listing.entries) {
    if (lines.size() > 2000) return;
    const std::string path = folder.empty() ? entry.name : folder + "/" + entry.name;
    if (entry.kind == hive::TreeEntry::Kind::folder) {
      lines.push_back("folder " + path);
      if (depth > 0) walk(tree, path, depth - 1, lines);
    } else if (entry.kind == hive::TreeEntry::Kind::link) {
      lines.push_back("link " + path);
    } else {
      const auto file = tree.open(path);
      lines.push_back(file ? "file " + std::to_string((*file)->size_bytes()) + " " + path
                           : "! " + path + ": " + to_text(file.error()));
      if (file) (void)all_of(**file, 4U << 20U);
    }
  }
}

constexpr const char* kVolumeTools = "mkntfs ntfscp wimlib-imagex";

/// A volume of 24 MiB in FOLDER/volume: Windows/System32/config/SYSTEM (700 KiB of noise(1)), Users/alice/NTUSER.DAT
/// (text), a link `Documents and Settings` to Users, hiberfil.sys, an empty file, a name outside of ASCII, a folder of
/// 60 files. Folders are made by wimlib, which writes volumes without mounting them.
inline bool make_volume(const std::filesystem::path& folder) {
  const std::filesystem::path tree = folder / "tree";
  write_file(tree / "Windows/System32/config/SYSTEM", noise(700 * 1024, 1));
  write_file(tree / "Users/alice/NTUSER.DAT", bytes_of(std::string_view("a hive of alice")));
  write_file(tree / "Users/\xC3\x9Cmit/empty", {});
  write_file(folder / "hiberfil.sys", bytes_of(std::string_view("HIBR and more")));  // wimlib leaves it out of images
  for (int i = 0; i < 60; ++i) {
    write_file(tree / ("Windows/System32/file with a longer name " + std::to_string(i) + ".dll"), noise(100, 7));
  }
  std::filesystem::create_directory_symlink("Users", tree / "Documents and Settings");
  return run_in(folder,
                "truncate -s 24M volume; mkntfs -F -q -p 2048 -H 255 -S 63 -s 512 volume; "
                "wimlib-imagex capture tree tree.wim --compress=none; wimlib-imagex apply tree.wim 1 volume; "
                "ntfscp -q -f volume hiberfil.sys hiberfil.sys");
}

}  // namespace hiveaudit_tests
