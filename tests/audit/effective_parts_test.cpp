#include "audit/effective_parts.h"

#include <gtest/gtest.h>

#include <utility>

namespace {

TEST(Effective, OfTwoPossibleStatesTheOneThatOffersLessIsTaken) {
  using audit::CellState;
  const auto taken = [](CellState one, CellState other) {
    audit::Draft draft;
    draft.may_be({one, "default", "One."});
    draft.may_be({other, "default", "Other."});
    draft.doubt({audit::Doubt::unknown_fact, "an update may be there"});
    return audit::finish(std::move(draft), 4).state;
  };
  EXPECT_EQ(taken(CellState::on, CellState::explicit_only), CellState::explicit_only);
  EXPECT_EQ(taken(CellState::explicit_only, CellState::off), CellState::off);
  EXPECT_EQ(taken(CellState::on, CellState::unsupported), CellState::unsupported);
}

TEST(Effective, AReasonBeginsLikeASentenceAndNamesStayAsTheyAre) {
  const auto reason = [](const char* why) {
    audit::Draft draft;
    draft.may_be({audit::CellState::on, "value", "One."});
    draft.may_be({audit::CellState::off, "value", "Other."});
    draft.doubt({audit::Doubt::unreadable, why});
    return audit::finish(std::move(draft), 4).reason;
  };
  EXPECT_EQ(reason("the hive is damaged"), "The hive is damaged.");
  EXPECT_EQ(reason("HKLM\\SYSTEM could not be read"), "HKLM\\SYSTEM could not be read.");
}

}  // namespace
