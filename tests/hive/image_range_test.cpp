#include "hive/image_range.h"

#include <gtest/gtest.h>

#include <vector>

#include "hive/image_turns.h"

namespace {

void say(hive::Input& input, const std::string& what) { input.notes.push_back({"said", what}); }

/// A container that says something before, between and behind three images, and finds an installation in each and one
/// of its own.
hive::Input read(hive::ImageRange range, std::vector<hive::Stretch>& stretches, std::size_t& taken) {
  hive::Input input;
  hive::ImageTurns turns(range, input);
  const auto find = [&] { taken += turns.takes() ? 1 : 0; };
  say(input, "before");
  find();
  for (int image = 0; image < 3; ++image) {
    turns.next_image([&] {
      EXPECT_TRUE(turns.in_image());
      say(input, "image");
      input.errors.emplace_back();
      find();
    });
    EXPECT_FALSE(turns.in_image());
  }
  say(input, "behind");
  stretches = turns.finish();
  return input;
}

TEST(ImageTurns, ARangeReadsItsImagesAndTellsTheOthersApart) {
  std::vector<hive::Stretch> stretches;
  std::size_t taken = 0;
  const hive::Input input = read({1, 3}, stretches, taken);
  EXPECT_EQ(input.notes.size(), 4U);
  EXPECT_EQ(taken, 2U) << "the container's own installation is the first range's";
  ASSERT_EQ(stretches.size(), 7U);
  const std::vector<std::size_t> notes{1, 0, 0, 1, 0, 1, 1};
  for (std::size_t i = 0; i < stretches.size(); ++i) {
    EXPECT_EQ(stretches[i].notes, notes[i]) << i;
    EXPECT_EQ(stretches[i].errors, i == 3 || i == 5 ? 1U : 0U) << i;
    EXPECT_EQ(stretches[i].installations, i == 3 || i == 5 ? 1U : 0U) << i;
  }
}

TEST(ImageTurns, TheFirstRangeHasTheContainersOwn) {
  std::vector<hive::Stretch> stretches;
  std::size_t taken = 0;
  read({0, 1}, stretches, taken);
  EXPECT_EQ(taken, 2U);
  EXPECT_EQ(stretches.at(0).installations, 1U);
  EXPECT_EQ(stretches.at(1).installations, 1U);
}

TEST(ImageTurns, AnEmptyRangeCounts) {
  std::vector<hive::Stretch> stretches;
  std::size_t taken = 0;
  const hive::Input input = read({0, 0}, stretches, taken);
  EXPECT_EQ(taken, 0U);
  EXPECT_EQ(input.notes.size(), 2U);
  EXPECT_EQ(stretches.size(), 7U);
}

TEST(CountImages, WhatIsNoContainerHasOne) {
  EXPECT_EQ(hive::count_images("/nowhere/at/all.wim"), 1U);
  EXPECT_EQ(hive::count_images("/"), 1U);
}

}  // namespace
