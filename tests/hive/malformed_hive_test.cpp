// Every class of malformed hive: read in bounded time and memory, told by its one diagnostic, and never a reason to
// call the deciding value absent. The audit of a machine with such a hive never passes.

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <iterator>
#include <memory>
#include <set>
#include <string>

#include "hive/child_process.h"
#include "hive/reg_text.h"
#include "hive/reg_tree.h"
#include "hive/registry.h"
#include "tests/support/malformed_machine.h"
#include "tests/support/peak_memory.h"
#include "tests/support/regf_patch.h"
#include "tests/support/source_dir.h"
#include "tests/support/temp_folder.h"

namespace {

using hive::Hive;
using hive::Presence;
using namespace hiveaudit_tests;  // NOLINT(google-build-using-namespace): the vocabulary of these tests

bool sanitized() { return std::getenv("HIVEAUDIT_SANITIZED") != nullptr; }

/// What a class may cost; the instruments of a sanitizer are not counted.
constexpr std::uint32_t kSeconds = 1;
constexpr std::uint32_t kSanitizedSeconds = 60;
constexpr std::uint64_t kBytes = 64ULL * 1024 * 1024;

std::vector<MalformedClass> all_classes() {
  std::vector<MalformedClass> all;
  for (const auto* part : {&malformed_files(), &malformed_cells(), &malformed_lists(), &malformed_keys(),
                           &malformed_values(), &malformed_links()}) {
    all.insert(all.end(), part->begin(), part->end());
  }
  return all;
}

hive::RegistryPath in_system(const std::string& path) {
  auto parsed = hive::parse_registry_path("HKLM\\SYSTEM\\" + path);
  EXPECT_TRUE(parsed) << path;
  return *parsed;
}

/// Everything that was said of a hive.
struct Told {
  std::string code;
  std::optional<std::uint64_t> offset;
  std::string text;
};
class Diagnostics {
 public:
  void add(const hive::Error& error) {
    told_.push_back({std::string(hive::name_of(error.code)), error.where.offset, hive::to_text(error)});
  }
  void add(const std::vector<hive::Anomaly>& anomalies) {
    for (const hive::Anomaly& anomaly : anomalies) told_.push_back({anomaly.code, anomaly.offset, anomaly.message});
  }
  bool have(const Malformed& wanted) const {
    return std::ranges::any_of(told_, [&](const Told& told) {
      return told.code == wanted.code && told.text.find(wanted.says) != std::string::npos &&
             (!wanted.offset || told.offset == wanted.offset);
    });
  }
  std::size_t size() const { return told_.size(); }
  std::string text() const {
    std::string all;
    for (std::size_t i = 0; i < std::min<std::size_t>(told_.size(), 12); ++i) {
      all += "\n  " + told_[i].code + " @" + (told_[i].offset ? std::to_string(*told_[i].offset) : "-") + " " +
             told_[i].text;
    }
    return all;
  }

 private:
  std::vector<Told> told_;
};

/// What an audit and an inspection ask of a hive, and more often.
struct Answers {
  Diagnostics told;
  hive::Lookup decided;
  Presence rest = Presence::unreadable;
};
Answers ask_everything(std::shared_ptr<const Hive> hive) {
  Answers answers;
  hive->walk([&](const hive::Key& key, std::span<const std::string>) {
    if (const auto keys = hive->list_subkeys(key); keys.error) answers.told.add(*keys.error);
    if (const auto values = hive->list_values(key); values.error) answers.told.add(*values.error);
    return true;
  });
  hive::Registry registry;
  registry.mount_machine("SYSTEM", hive, 0);
  const std::string set = "CurrentControlSet" + std::string(kClient).substr(std::string("ControlSet001").size());
  for (int i = 0; i < 30; ++i) {
    answers.decided = registry.find_value(in_system(set), kSwitch);
    const hive::RegistryPath missing = in_system(set.substr(0, set.size() - 14) + "TLS 9." + std::to_string(i));
    EXPECT_EQ(missing.segments.size(), 7U);
    (void)registry.find_value(missing, kSwitch);
    const auto nothing = registry.find_value(in_system(set), "Nothing" + std::to_string(i));
    if (nothing.error) answers.told.add(*nothing.error);
    if (i == 0) answers.told.add(nothing.anomalies);
  }
  if (answers.decided.error) answers.told.add(*answers.decided.error);
  if (answers.decided.value) {
    if (const auto number = hive::read_dword(*answers.decided.value); !number) answers.told.add(number.error());
  }
  answers.told.add(answers.decided.anomalies);
  if (registry.control_set() && registry.control_set()->error) answers.told.add(*registry.control_set()->error);
  answers.rest =
      registry.find_value(in_system("ControlSet001\\Control\\ComputerName\\ComputerName"), "ComputerName").presence;
  answers.told.add(hive->anomalies());
  return answers;
}

class MalformedHiveTest : public ::testing::TestWithParam<MalformedClass> {};

TEST_P(MalformedHiveTest, IsToldAndNeverAbsence) {
  const Malformed malformed = GetParam().make();
  auto source = hive::open_memory(malformed.bytes);
  const PeakMemory memory;
  const std::clock_t start = std::clock();
  Answers answers;
  auto opened = Hive::open(std::move(source), "test.hive");
  if (opened) {
    answers = ask_everything(std::make_shared<const Hive>(std::move(*opened)));
  } else {
    answers.told.add(opened.error());
  }
  const double seconds = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
  const std::optional<std::uint64_t> grown = memory.grown();
  RecordProperty("milliseconds", static_cast<int>(seconds * 1000));
  RecordProperty("kibibytes", static_cast<int>(grown.value_or(0) / 1024));

  EXPECT_NE(answers.decided.presence, Presence::absent);
  EXPECT_EQ(answers.decided.presence, malformed.decided) << answers.told.text();
  EXPECT_EQ(answers.rest == Presence::present, malformed.rest);
  if (malformed.code.empty()) {
    EXPECT_EQ(answers.told.size(), 0U) << answers.told.text();
  } else {
    EXPECT_TRUE(answers.told.have(malformed)) << malformed.code << " @" << malformed.offset.value_or(0) << " "
                                              << malformed.says << ", told:" << answers.told.text();
  }
  EXPECT_LT(seconds, sanitized() ? kSanitizedSeconds : kSeconds);
  if (grown && !sanitized()) {
    EXPECT_LT(*grown, kBytes + 2 * malformed.bytes.size());
  }
}

/// The sound machine in a folder; its SYSTEM hive is the one that is damaged.
class MachineFolderTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (std::getenv("HIVEAUDIT_PROGRAM") == nullptr) GTEST_SKIP() << "HIVEAUDIT_PROGRAM does not name the program";
  }
  static void SetUpTestSuite() {
    folder_ = std::make_unique<TempFolder>();
    put_text("SOFTWARE", "Windows/System32/config/SOFTWARE");
    put_text("LocalSystem", "Windows/System32/config/DEFAULT");
    put_text("Default", "Users/Default/NTUSER.DAT");
    put_text("alice", "Users/alice/NTUSER.DAT");
  }
  static void TearDownTestSuite() { folder_.reset(); }

  /// Runs our program within the limits of a class; returns how it ended.
  static std::string audit(const std::vector<std::byte>& system) {
    folder_->write("Windows/System32/config/SYSTEM", system);
    // The program and its libraries take address space before they read anything.
    constexpr std::uint64_t kProgramBytes = 96ULL * 1024 * 1024;
    // What sanitizers take for themselves is not ours; they look ten times a second, and a busy machine lets them look.
    constexpr std::uint64_t kSanitizerBytes = 160ULL * 1024 * 1024;
    hive::ChildLimits limits;
    limits.memory_bytes = kProgramBytes + (sanitized() ? kSanitizerBytes : 0) + kBytes + 2 * system.size();
    limits.cpu_seconds = sanitized() ? kSanitizedSeconds : kSeconds;
    limits.wall_milliseconds = 120'000;
    const auto outcome = hive::run_child(
        hive::own_program(), {"audit", folder_->path().string(), "-q", "--second-reader", "never"}, {}, {}, limits);
    return outcome ? outcome->how_it_ended : hive::to_text(outcome.error());
  }

 private:
  static void put_text(const std::string& name, const std::string& place) {
    const std::filesystem::path file = source_dir() / "fixtures/machines/win10-22h2-sound" / (name + ".reg");
    std::ifstream in(file, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    const auto keys = hive::parse_reg_text(text, false);
    ASSERT_TRUE(keys) << hive::to_text(keys.error());
    const auto trees = hive::hive_trees(*keys);
    ASSERT_TRUE(trees);
    folder_->write(place, hive::regf::build_hive(trees->front().root));
  }

  static inline std::unique_ptr<TempFolder> folder_;
};

class MalformedMachineTest : public MachineFolderTest, public ::testing::WithParamInterface<MalformedClass> {};

TEST_P(MalformedMachineTest, NeverPasses) {
  const std::string ending = audit(GetParam().make().bytes);
  EXPECT_TRUE(ending == "exit status 1" || ending == "exit status 3") << ending;
}

TEST_F(MachineFolderTest, TheSwitchDecides) {
  EXPECT_EQ(audit(hive::regf::build_hive(machine_tree(true))), "exit status 0");
  EXPECT_EQ(audit(hive::regf::build_hive(machine_tree(false))), "exit status 1");
}

std::string name_of_class(const ::testing::TestParamInfo<MalformedClass>& info) { return info.param.name; }

INSTANTIATE_TEST_SUITE_P(Classes, MalformedHiveTest, ::testing::ValuesIn(all_classes()), name_of_class);
INSTANTIATE_TEST_SUITE_P(Classes, MalformedMachineTest, ::testing::ValuesIn(all_classes()), name_of_class);

TEST(MalformedClassesTest, HaveOneNameEach) {
  std::set<std::string> names;
  for (const MalformedClass& row : all_classes()) EXPECT_TRUE(names.insert(row.name).second) << row.name;
  EXPECT_GE(names.size(), 50U);
}

}  // namespace
