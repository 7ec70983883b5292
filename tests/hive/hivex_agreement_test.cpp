// Every key and value of real hives, read by us and by hivex: names, types, sizes and bytes agree.
// hivex names cells by their file offset, as we do, so the trees are compared cell by cell.

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <hivex.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "hive/file_source.h"
#include "hive/hive.h"
#include "hive/value.h"
#include "tests/support/shared_dir.h"

namespace {

namespace fs = std::filesystem;

struct Freed {
  void operator()(void* memory) const { std::free(memory); }
};
struct Closed {
  void operator()(hive_h* opened) const { hivex_close(opened); }
};
template <class T>
using Owned = std::unique_ptr<T, Freed>;

/// A difference that we know and why it is not ours. `what` is the start of the message below.
struct Explained {
  const char* hive;
  const char* what;
  const char* reason;
};
constexpr Explained kExplained[] = {
    {"damaged/p0-report-02.dat", "data: hivex refuses (Bad address) at \\Link : Symbolic",
     "hivex follows the data reference of a value whose size is 0; a stale one is valid (hives.md 11)"},
    {"damaged/yarp-System_Delta", "data: hivex refuses (Bad address)",
     "three values of size 0 with the data reference 0xffffffff: tombstones of a layered hive, see above"},
    {"damaged/yarp-TruncatedHive", "children: hivex refuses (Bad address) at \\key_with_many_subkeys",
     "the list lies behind the end of the file; both readers say so, hivex by errno"},
    {"damaged/yarp-TruncatedNameHive", "children: ours 0, hivex 1",
     "a key whose name is longer than its cell: we call it unreadable, hivex lists it and fails to read its name"},
};

bool is_explained(const std::string& hive, const std::string& difference) {
  return std::any_of(std::begin(kExplained), std::end(kExplained),
                     [&](const Explained& known) { return hive == known.hive && difference.starts_with(known.what); });
}

/// The nul-terminated array of handles as a vector; false when hivex refused.
bool handles(std::size_t* array, std::vector<std::uint64_t>& out) {
  const Owned<std::size_t> owned(array);
  if (array == nullptr) return false;
  for (std::size_t i = 0; array[i] != 0; ++i) out.push_back(array[i]);
  return true;
}

class Comparison {
 public:
  Comparison(const hive::Hive& ours, hive_h* theirs) : ours_(ours), theirs_(theirs) {}

  std::vector<std::string> differences;
  std::uint64_t keys = 0;
  std::uint64_t values = 0;

  void compare_key(const hive::Key& key, const std::string& path) {
    ++keys;
    const Owned<char> name(hivex_node_name(theirs_, key.offset));
    if (name == nullptr) {
      differ("key name: hivex cannot read it", path);
    } else if (key.name != std::string_view(name.get(), hivex_node_name_len(theirs_, key.offset))) {
      differ(fmt::format("key name: ours {}, hivex {}", key.name, name.get()), path);
    }
    std::vector<std::uint64_t> children;
    if (!handles(hivex_node_children(theirs_, key.offset), children)) {
      differ(fmt::format("children: hivex refuses ({})", std::strerror(errno)), path);
    } else {
      std::vector<std::uint64_t> own;
      for (const hive::Key& child : ours_.list_subkeys(key).items) own.push_back(child.offset);
      if (own != children) differ(fmt::format("children: ours {}, hivex {}", own.size(), children.size()), path);
    }
    compare_values(key, path);
  }

 private:
  void differ(std::string what, const std::string& path) { differences.push_back(std::move(what) + " at " + path); }

  void compare_values(const hive::Key& key, const std::string& path) {
    const hive::Listing<hive::Value> own = ours_.list_values(key);
    std::vector<std::uint64_t> others;
    if (!handles(hivex_node_values(theirs_, key.offset), others)) {
      differ(fmt::format("values: hivex refuses ({})", std::strerror(errno)), path);
      return;
    }
    if (own.items.size() != others.size()) {
      differ(fmt::format("values: ours {}, hivex {}", own.items.size(), others.size()), path);
      return;
    }
    for (std::size_t i = 0; i < others.size(); ++i) compare_value(own.items[i], others[i], path);
  }

  void compare_value(const hive::Value& own, std::uint64_t other, const std::string& path) {
    ++values;
    if (own.offset != other) return differ("value offset", path);
    const std::string place = path + " : " + own.name;
    const Owned<char> name(hivex_value_key(theirs_, other));
    if (name == nullptr) {
      differ("value name: hivex cannot read it", place);
    } else if (own.name != std::string_view(name.get(), hivex_value_key_len(theirs_, other))) {
      differ("value name", place);
    }
    hive_type type{};
    std::size_t size = 0;
    const Owned<char> data(hivex_value_value(theirs_, other, &type, &size));
    if (data == nullptr) return differ(fmt::format("data: hivex refuses ({})", std::strerror(errno)), place);
    // Types outside hivex's enumeration come back in it: only their bytes may be looked at.
    std::uint32_t type_number = 0;
    static_assert(sizeof(type) == sizeof(type_number));
    std::memcpy(&type_number, &type, sizeof(type));
    if (static_cast<std::uint32_t>(own.type) != type_number) differ("type", place);
    if (own.data.size() != size) {
      differ(fmt::format("size: ours {}, hivex {}", own.data.size(), size), place);
    } else if (size > 0 && std::memcmp(own.data.data(), data.get(), size) != 0) {
      differ("bytes", place);
    }
  }

  const hive::Hive& ours_;
  hive_h* theirs_;
};

std::string joined(std::span<const std::string> path) {
  std::string text;
  for (const std::string& segment : path) text += "\\" + segment;
  return text;
}

TEST(HivexAgreement, EveryValueOfEveryHiveThatHivexOpens) {
  const auto shared = hiveaudit_tests::shared_dir();
  if (!shared) GTEST_SKIP() << "the shared hives are not here";
  std::uint64_t compared = 0;
  std::uint64_t values = 0;
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(*shared / "hives")) {
    if (entry.is_regular_file()) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  for (const fs::path& file : files) {
    const std::string name = fs::relative(file, *shared / "hives").string();
    const std::unique_ptr<hive_h, Closed> theirs(hivex_open(file.c_str(), 0));
    if (theirs == nullptr) continue;
    auto source = hive::open_file(file.string());
    ASSERT_TRUE(source) << name;
    const auto ours = hive::Hive::open(std::move(source).value(), name);
    if (!ours) {
      // hivex opens logs and other files that only look like a hive.
      EXPECT_EQ(ours.error().code, hive::ErrorCode::unsupported) << hive::to_text(ours.error());
      continue;
    }
    Comparison comparison(*ours, theirs.get());
    ours->walk([&](const hive::Key& key, std::span<const std::string> path) {
      comparison.compare_key(key, joined(path));
      return true;
    });
    ++compared;
    values += comparison.values;
    for (const std::string& difference : comparison.differences) {
      if (!is_explained(name, difference)) ADD_FAILURE() << name << ": " << difference;
    }
  }
  EXPECT_GT(compared, 30U);
  EXPECT_GT(values, 200'000U);
}

}  // namespace
