// recovery_seeds FOLDER: small dirty hives with their logs behind them, in both formats (regf_files.h): what the
// fuzzer of recovery starts from.

#include <cstddef>
#include <fstream>
#include <string>
#include <vector>

#include "tests/support/log_builder.h"

namespace {

using hiveaudit_tests::ByteVector;

// The n-th state of a hive, larger than the one before.
ByteVector state(std::uint32_t number) {
  hive::regf::BuildKey root;
  root.name = "ROOT";
  hive::regf::BuildKey& key = root.child("Key");
  for (std::uint32_t i = 0; i < number * 30; ++i) {
    key.set(hiveaudit_tests::dword_value("Value" + std::to_string(1000 + i), number));
  }
  return hive::regf::build_hive(root);
}

void write(const std::string& path, const std::vector<ByteVector>& files) {
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  for (const ByteVector& file : files) {
    out.write(reinterpret_cast<const char*>(file.data()), static_cast<std::streamsize>(file.size()));
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  const std::string folder = argv[1];
  ByteVector dirty = state(1);
  hiveaudit_tests::mark_dirty(dirty, 3, 2);
  using hiveaudit_tests::new_log;
  using hiveaudit_tests::old_log;
  write(folder + "/new-one-log", {dirty, new_log({state(1), state(2), state(3)}, 2)});
  write(folder + "/new-two-logs", {dirty, new_log({state(2), state(3)}, 3), new_log({state(1), state(2)}, 2)});
  write(folder + "/old-log", {dirty, old_log(state(1), state(2), 3)});
  write(folder + "/old-log-of-large-sectors", {dirty, old_log(state(1), state(2), 3, 8)});
  return 0;
}
