#include "audit/effective_parts.h"

#include <gtest/gtest.h>

#include <utility>

#include "audit/effective_stacks.h"

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
  EXPECT_EQ(reason("a hive is damaged"), "A hive is damaged.");
  EXPECT_EQ(reason("zeros are there"), "Zeros are there.");
  EXPECT_EQ(reason("`odd` is there"), "`odd` is there.");
  EXPECT_EQ(reason("{odd} is there"), "{odd} is there.");
}

TEST(Effective, ADoubtIsToldWithWhatItIsAbout) {
  hive::Lookup seen;
  seen.path = {hive::Root::hklm, {"SYSTEM", "Select"}};
  seen.value_name = "Current";
  seen.presence = hive::Presence::ambiguous;
  EXPECT_EQ(audit::why_unread(seen).text,
            "HKLM\\SYSTEM\\Select\\Current exists twice, so nobody can tell which one counts");
  seen.presence = hive::Presence::unreadable;
  EXPECT_EQ(audit::why_unread(seen).text, "HKLM\\SYSTEM\\Select\\Current could not be read: the hive is damaged there");
  seen.hive_absent = true;
  EXPECT_EQ(audit::why_unread(seen).text, "the SYSTEM hive, which decides this, is not among the inputs");
  seen.path = {hive::Root::hkcu, {"Software"}};
  EXPECT_EQ(audit::why_unread(seen).text, "the user's hive, which decides this, is not among the inputs");
  audit::Cell cell;
  cell.reason = "It is not known..";
  cell.doubt = audit::Doubt::unknown_os;
  EXPECT_EQ(audit::why_of(cell).text, "It is not known");
  EXPECT_EQ(audit::why_of(cell).doubt, audit::Doubt::unknown_os);
}

TEST(Effective, ACellIsNoSurerThanTheFactsThatItRestsOn) {
  audit::Facts facts;
  for (const char* id : {"known", "absent", "unknown"}) {
    audit::Fact fact;
    fact.id = id;
    fact.confidence = rules::Confidence::medium;
    facts.items.push_back(fact);
  }
  facts.items[0].state = audit::Fact::State::known;
  facts.items[0].value = "1";
  facts.items[1].state = audit::Fact::State::absent;
  facts.items[2].why_unknown = "nobody says";
  const auto rested = [&](const char* id) {
    audit::Draft draft;
    audit::rest_on_facts(draft, {rules::FactCondition{id, {rules::Operator::exists, {}, {}}, {}}}, facts);
    return draft;
  };
  EXPECT_EQ(rested("known").confidence, rules::Confidence::medium);
  EXPECT_EQ(rested("absent").confidence, rules::Confidence::high);
  EXPECT_EQ(rested("known").chain.at(0).text.view(), "known: 1");
  EXPECT_EQ(rested("absent").chain.at(0).text.view(), "absent: not found");
  EXPECT_EQ(rested("unknown").chain.at(0).text.view(), "unknown: unknown, nobody says");
  EXPECT_TRUE(rested("another").chain.empty());
}

}  // namespace
