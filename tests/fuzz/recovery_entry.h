#pragma once
// What the product does with a dirty hive and logs that somebody hands it: recover in memory, then read. The input
// is a run of files (regf_files.h): the first is the hive, the others are its logs.

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "hive/hive.h"
#include "hive/recovery.h"
#include "tests/fuzz/promise.h"
#include "tests/fuzz/regf_files.h"

namespace fuzz {

inline void recover_hive(hive::Bytes input) {
  const std::vector<hive::Bytes> files = regf_files(input);
  std::vector<hive::HiveLog> logs;
  for (std::size_t i = 1; i < files.size(); ++i) {
    hive::HiveLog log;
    log.path = "LOG" + std::to_string(i);
    log.source = hive::open_memory(copy_of(files[i]));
    log.size_bytes = files[i].size();
    logs.push_back(std::move(log));
  }
  const std::size_t given = logs.size();
  hive::Recovery recovery = hive::recover(hive::open_memory(copy_of(files.front())), std::move(logs));
  promise(recovery.image != nullptr, "there is always an image to read");
  promise(recovery.logs.size() == given, "every log that was given is accounted for");
  const bool incomplete = recovery.state == hive::RecoveryState::none || recovery.state == hive::RecoveryState::partial;
  promise(!incomplete || !recovery.reason.empty(), "what is not whole says what is missing");
  const bool applied =
      recovery.state == hive::RecoveryState::partial || recovery.state == hive::RecoveryState::complete;
  bool any_applied = false;
  for (const hive::HiveLog& log : recovery.logs) {
    any_applied = any_applied || log.outcome == hive::LogOutcome::applied;
    promise(log.outcome != hive::LogOutcome::refused || !log.reason.empty(), "a refused log says why");
  }
  promise(applied || !any_applied, "a log that was applied is told by the state");
  const auto opened = hive::Hive::open(std::move(recovery.image), "recovered", recovery.state);
  if (!opened) return;
  const bool whole = opened->state() == hive::HiveState::clean || opened->state() == hive::HiveState::recovered;
  promise(!incomplete || !whole, "a hive that may lack newer data never looks whole");
  opened->walk([&](const hive::Key& key, std::span<const std::string>) {
    (void)opened->list_values(key);
    return true;
  });
}

}  // namespace fuzz
