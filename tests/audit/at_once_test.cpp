#include "audit/at_once.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <set>
#include <stdexcept>
#include <thread>
#include <vector>

namespace {

TEST(AtOnce, EveryPieceIsDoneOnce) {
  for (const std::size_t jobs : {0U, 1U, 2U, 8U, 100U}) {
    std::vector<std::atomic<int>> done(50);
    audit::at_once(jobs, done.size(), [&](std::size_t i) { ++done[i]; });
    EXPECT_TRUE(std::ranges::all_of(done, [](const std::atomic<int>& times) { return times == 1; })) << jobs;
  }
  audit::at_once(4, 0, [](std::size_t) { FAIL() << "there is no work"; });
}

TEST(AtOnce, OneJobIsTheCallersThreadInOrder) {
  std::vector<std::size_t> order;
  std::set<std::thread::id> threads;
  audit::at_once(1, 5, [&](std::size_t i) {
    order.push_back(i);
    threads.insert(std::this_thread::get_id());
  });
  EXPECT_EQ(order, (std::vector<std::size_t>{0, 1, 2, 3, 4}));
  EXPECT_EQ(threads, std::set<std::thread::id>{std::this_thread::get_id()});
}

TEST(AtOnce, AsManyAsAskedForRunTogetherAndNoMore) {
  constexpr int kJobs = 3;
  std::mutex lock;
  std::condition_variable changed;
  int running = 0;
  int most = 0;
  audit::at_once(kJobs, 12, [&](std::size_t i) {
    std::unique_lock guard(lock);
    most = std::max(most, ++running);
    changed.notify_all();
    // The first three wait for each other: alone, none would go on.
    if (i < kJobs) changed.wait(guard, [&] { return most == kJobs; });
    --running;
  });
  EXPECT_EQ(most, kJobs);
}

TEST(AtOnce, WhatIsThrownComesToTheCaller) {
  for (const std::size_t jobs : {1U, 4U}) {
    const auto thrown = [jobs] {
      audit::at_once(jobs, 20, [](std::size_t i) {
        if (i == 7) throw std::runtime_error("seven");
      });
    };
    EXPECT_THROW(thrown(), std::runtime_error);
  }
}

}  // namespace
