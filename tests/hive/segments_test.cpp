#include "hive/segments.h"

#include <gtest/gtest.h>

namespace {

using hive::Segments;

TEST(Segments, ACopyAndAPartShareTheNames) {
  const Segments all{"SOFTWARE", "Microsoft", "Windows"};
  const Segments copy = all;
  const Segments below = all.after(1);
  EXPECT_EQ(&copy[0], &all[0]);
  EXPECT_EQ(&below[0], &all[1]);
  EXPECT_EQ(all.first(2).list(), (std::vector<std::string>{"SOFTWARE", "Microsoft"}));
  EXPECT_TRUE(all.after(3).empty());
}

TEST(Segments, OneNameIsAnother) {
  const Segments all{"SYSTEM", "CurrentControlSet", "Control"};
  EXPECT_EQ(all.with(1, "ControlSet002"), Segments({"SYSTEM", "ControlSet002", "Control"}));
  EXPECT_EQ(all.after(1).with(0, "ControlSet002"), Segments({"ControlSet002", "Control"}));
  EXPECT_EQ(all[1], "CurrentControlSet");
}

TEST(Segments, APartOutlivesTheWhole) {
  Segments below;
  {
    const Segments all{"SOFTWARE", "a name that is too long to be kept inside of a string"};
    below = all.after(1);
  }
  EXPECT_EQ(below.front(), "a name that is too long to be kept inside of a string");
}

TEST(Segments, WhatWasMovedFromIsEmpty) {
  Segments from{"SYSTEM", "Select"};
  const Segments to = std::move(from);
  EXPECT_TRUE(from.empty());  // NOLINT(bugprone-use-after-move): that is asked here
  EXPECT_EQ(from, Segments());
  EXPECT_EQ(to.size(), 2U);
  from = Segments{"SOFTWARE"};
  EXPECT_EQ(from.front(), "SOFTWARE");
}

TEST(Segments, EqualListsAreEqualWhoeverHoldsThem) {
  EXPECT_EQ(Segments({"SYSTEM", "Select"}), Segments({"SYSTEM", "Select"}));
  EXPECT_EQ(Segments({"SYSTEM", "Select"}).hash(), Segments({"X", "SYSTEM", "Select"}).after(1).hash());
  EXPECT_EQ(Segments({"X", "SYSTEM", "Select"}).after(1), Segments({"SYSTEM", "Select", "Y"}).first(2));
  EXPECT_FALSE(Segments({"SYSTEM", "Select"}) == Segments({"SYSTEM", "select"}));
  EXPECT_FALSE(Segments({"SYSTEM"}) == Segments({"SYSTEM", "Select"}));
  EXPECT_EQ(Segments(), Segments(std::vector<std::string>{}));
}

TEST(Segments, TheSecondViewOfAKeyHasItsHash) {
  EXPECT_EQ(Segments({"SOFTWARE", "Wow6432Node", "Microsoft"}).hash(), Segments({"SOFTWARE", "Microsoft"}).hash());
  EXPECT_EQ(Segments({"SOFTWARE", "Wow6432Node", "A", "B", "C"}).hash(), Segments({"SOFTWARE", "A", "B", "C"}).hash());
  EXPECT_NE(Segments({"SOFTWARE", "A", "Wow6432Node"}).hash(), Segments({"SOFTWARE", "A"}).hash());
}

}  // namespace
