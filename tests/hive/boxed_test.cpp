#include "hive/boxed.h"

#include <gtest/gtest.h>

#include <string>

namespace {

using hive::Boxed;

TEST(Boxed, ACopyIsACopyOfTheValue) {
  Boxed<std::string> box = std::string("one");
  const Boxed<std::string> copy = box;
  *box += " more";
  EXPECT_EQ(*copy, "one");
  EXPECT_EQ(*box, "one more");
  box = copy;
  EXPECT_EQ(*box, "one");
  const Boxed<std::string>& self = box;
  box = self;
  EXPECT_EQ(*box, "one");
}

TEST(Boxed, IsEmptyAsAnOptionalIs) {
  Boxed<std::string> box;
  EXPECT_FALSE(box);
  EXPECT_EQ(box.value_or("other"), "other");
  EXPECT_FALSE(Boxed<std::string>(std::optional<std::string>()));
  EXPECT_EQ(*Boxed<std::string>(std::optional<std::string>("there")), "there");
  EXPECT_EQ(box.emplace(), "");
  EXPECT_TRUE(box.has_value());
  const Boxed<std::string> moved = std::move(box);
  EXPECT_TRUE(moved);
  box = std::nullopt;
  EXPECT_FALSE(box);
  box = moved;
  box.reset();
  EXPECT_FALSE(box);
  EXPECT_TRUE(moved);
}

}  // namespace
