#include "audit/container_shares.h"

#include <gtest/gtest.h>

#include <string>

namespace {

using audit::ChildAnswer;
using audit::TargetRow;
using hive::ImageRange;
using Answers = std::vector<hive::Result<ChildAnswer>>;

constexpr const char* kPath = "install.wim";

hive::Error died() { return {hive::ErrorCode::corrupt, "no answer", "a report", "killed by signal 9", {}}; }

std::string label_of(std::size_t image) { return "image-" + std::to_string(image + 1); }

/// A container of `images` images as the child of `share` tells it: a note of its own at both ends, and for each of
/// its images an installation and a note.
ChildAnswer answer_of(ImageRange share, std::size_t images) {
  ChildAnswer answer;
  answer.rows.resize(2 * images + 1);
  for (TargetRow& row : answer.rows) row.kind = "wim";
  answer.rows.front().notes.push_back({"begin", "of the container"});
  answer.rows.back().notes.push_back({"end", "of the container"});
  for (std::size_t image = share.first; image < share.end; ++image) {
    TargetRow& row = answer.rows[2 * image + 1];
    row.installations.emplace_back().label = label_of(image);
    row.notes.push_back({"image", label_of(image)});
  }
  answer.second_reader_not_asked = 1;
  return answer;
}

Answers answers_of(const std::vector<ImageRange>& shares) {
  Answers answers;
  for (const ImageRange& share : shares) answers.emplace_back(answer_of(share, shares.back().end));
  return answers;
}

std::string labels_of(const TargetRow& row) {
  std::string all;
  for (const auto& installation : row.installations) all += installation.label + " ";
  return all;
}

std::string notes_of(const TargetRow& row) {
  std::string all;
  for (const auto& note : row.notes) all += note.message + "; ";
  return all;
}

TEST(ContainerShares, CoverAllImagesInOrder) {
  EXPECT_TRUE(audit::shares_of(0).empty());
  EXPECT_TRUE(audit::shares_of(1).empty());
  EXPECT_TRUE(audit::shares_of(audit::kMostSharedImages + 1).empty());
  for (std::size_t images = 2; images <= audit::kMostSharedImages; ++images) {
    const auto shares = audit::shares_of(images);
    ASSERT_EQ(shares.size(), std::min(images, audit::kMostShares));
    std::size_t next = 0;
    for (const ImageRange& share : shares) {
      ASSERT_EQ(share.first, next);
      ASSERT_GT(share.end, share.first);
      ASSERT_LE(share.end - share.first, shares.front().end) << "none is larger than those before it";
      ASSERT_LE(shares.front().end - (share.end - share.first), 1U);
      next = share.end;
    }
    ASSERT_EQ(next, images);
  }
}

TEST(ContainerShares, AnEmptyRangeTellsHowManyImagesThereAre) {
  EXPECT_EQ(audit::images_told_by(answer_of({0, 0}, 12)), 12U);
  EXPECT_EQ(audit::images_told_by({}), 1U);
}

TEST(ContainerShares, RowsStandInTheOrderOfTheImages) {
  const auto shares = audit::shares_of(10);
  const auto judged = audit::put_together(kPath, shares, answers_of(shares));
  ASSERT_TRUE(judged);
  std::string labels;
  std::string notes = "of the container; ";
  for (std::size_t image = 0; image < 10; ++image) {
    labels += label_of(image) + " ";
    notes += label_of(image) + "; ";
  }
  EXPECT_EQ(labels_of(judged->row), labels);
  EXPECT_EQ(notes_of(judged->row), notes + "of the container; ");  // the container's own once, at their places
  EXPECT_TRUE(judged->row.errors.empty());
  EXPECT_EQ(judged->row.kind, "wim");
  EXPECT_EQ(judged->second_reader_not_asked, shares.size());
}

TEST(ContainerShares, AMissingAnswerIsAnErrorOfItsImages) {
  const auto shares = audit::shares_of(10);
  for (std::size_t missing = 0; missing < shares.size(); ++missing) {
    Answers answers = answers_of(shares);
    answers[missing] = died();
    const auto judged = audit::put_together(kPath, shares, std::move(answers));
    ASSERT_TRUE(judged);
    ASSERT_EQ(judged->row.errors.size(), 1U);
    EXPECT_EQ(judged->row.errors[0].code, "corrupt");
    EXPECT_EQ(judged->row.errors[0].path, kPath);
    EXPECT_EQ(judged->row.errors[0].found, "killed by signal 9");
    const std::size_t lost = shares[missing].end - shares[missing].first;
    EXPECT_EQ(judged->row.installations.size(), 10 - lost);
    EXPECT_TRUE(notes_of(judged->row).starts_with("of the container; "));
    EXPECT_TRUE(notes_of(judged->row).ends_with("of the container; "));
  }
  Answers answers = answers_of(shares);
  answers[1] = died();
  EXPECT_EQ(
      audit::put_together(kPath, shares, std::move(answers))->row.errors[0].message,
      "the process that reads images 4 to 6 of the 10 in this container gave no answer, so nothing of this part was "
      "judged");
}

TEST(ContainerShares, NoAnswerAtAllIsOneError) {
  const auto shares = audit::shares_of(3);
  const auto judged = audit::put_together(kPath, shares, Answers{died(), died(), died()});
  ASSERT_TRUE(judged);
  ASSERT_EQ(judged->row.errors.size(), 1U);
  EXPECT_EQ(judged->row.errors[0].message,
            "the process that reads this container gave no answer, so nothing of it was judged");
  EXPECT_TRUE(judged->row.installations.empty());
}

// Whatever the children say that one child reading everything could not say, nobody puts together.
TEST(ContainerShares, AnswersThatDoNotFitAreNotPutTogether) {
  const auto shares = audit::shares_of(3);
  const auto refused = [&](const auto& change) {
    Answers answers = answers_of(shares);
    change(answers);
    return !audit::put_together(kPath, shares, std::move(answers));
  };
  EXPECT_FALSE(refused([](Answers&) {}));
  EXPECT_TRUE(refused([](Answers& answers) { answers[1] = ChildAnswer{}; })) << "no rows";
  EXPECT_TRUE(refused([](Answers& answers) { answers[1]->rows.emplace_back(); })) << "more images";
  EXPECT_TRUE(refused([](Answers& answers) { answers[1]->rows[1].installations.emplace_back(); })) << "another's image";
  EXPECT_TRUE(refused([](Answers& answers) { answers[1]->rows[0].installations.emplace_back(); }))
      << "the container's own installation, which the first one has";
  EXPECT_TRUE(refused([](Answers& answers) {
    answers[2]->rows[4].notes.push_back({"a", "b"});
  })) << "another container";
  EXPECT_TRUE(refused([](Answers& answers) { answers[2]->rows[0].errors.emplace_back(); })) << "another container";
  EXPECT_TRUE(refused([](Answers& answers) { answers[2]->rows[0].kind = "disk"; })) << "another kind";
  EXPECT_TRUE(refused([](Answers& answers) { answers[2]->rows[5].installations[0].label = "image-1"; }))
      << "one label twice";
}

TEST(ContainerShares, AContainerWhereNobodyFoundAnythingIsReadWhole) {
  const auto shares = audit::shares_of(2);
  Answers answers = answers_of(shares);
  answers[0]->rows[1].installations.clear();
  answers[1]->rows[3].installations.clear();
  EXPECT_FALSE(audit::put_together(kPath, shares, answers));
  answers[1]->rows[3].errors.emplace_back();  // something stood in the way, and that is said already
  EXPECT_TRUE(audit::put_together(kPath, shares, answers));
}

TEST(ContainerShares, AWholeAnswerIsOneRow) {
  ChildAnswer answer;
  answer.rows.resize(1);
  answer.rows[0].kind = "disk";
  answer.second_reader_not_asked = 4;
  EXPECT_EQ(audit::whole_container(kPath, answer).row.kind, "disk");
  EXPECT_EQ(audit::whole_container(kPath, answer).second_reader_not_asked, 4U);
  answer.rows.resize(2);
  const auto odd = audit::whole_container(kPath, answer);
  ASSERT_EQ(odd.row.errors.size(), 1U);
  EXPECT_EQ(odd.row.errors[0].found, "not one target");
}

}  // namespace
