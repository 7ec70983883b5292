#include "audit/container_shares.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

#include "audit/rows.h"

namespace audit {
namespace {

/// By turns the container's own stretch and an image's, the container has the first and the last word.
std::size_t stretch_of(std::size_t image) { return 2 * image + 1; }
bool is_of_image(std::size_t stretch) { return stretch % 2 == 1; }
std::size_t image_of(std::size_t stretch) { return stretch / 2; }

bool is_empty(const TargetRow& row) { return row.installations.empty() && row.notes.empty() && row.errors.empty(); }

/// Whether a child kept to its range.
bool keeps_to(const ChildAnswer& answer, const hive::ImageRange& share, std::size_t images) {
  if (answer.rows.size() != stretch_of(images)) return false;
  for (std::size_t i = 0; i < answer.rows.size(); ++i) {
    const TargetRow& row = answer.rows[i];
    if (is_of_image(i) ? !share.has(image_of(i)) && !is_empty(row) : !share.has(0) && !row.installations.empty()) {
      return false;
    }
  }
  return true;
}

bool same(const NoteRow& a, const NoteRow& b) { return a.code == b.code && a.message == b.message; }
bool same(const ErrorRow& a, const ErrorRow& b) {
  return a.code == b.code && a.path == b.path && a.member == b.member && a.offset == b.offset &&
         a.expected == b.expected && a.found == b.found && a.message == b.message;
}
template <class Row>
bool same(const std::vector<Row>& a, const std::vector<Row>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const Row& x, const Row& y) { return same(x, y); });
}

/// Whether two children saw the same container around its images.
bool agree(const ChildAnswer& a, const ChildAnswer& b) {
  for (std::size_t i = 0; i < a.rows.size(); i += 2) {
    if (a.rows[i].kind != b.rows[i].kind || !same(a.rows[i].notes, b.rows[i].notes) ||
        !same(a.rows[i].errors, b.rows[i].errors)) {
      return false;
    }
  }
  return true;
}

template <class Row>
void append(std::vector<Row>& to, std::vector<Row>& from) {
  std::move(from.begin(), from.end(), std::back_inserter(to));
}

/// One label for two installations: one child would have told them apart.
bool has_twin_labels(const TargetRow& row) {
  std::set<std::string> labels;
  return !std::all_of(row.installations.begin(), row.installations.end(),
                      [&](const InstallationRow& one) { return labels.insert(one.label).second; });
}

ErrorRow error_of(const std::string& path, hive::Error error, std::string message) {
  error.message = std::move(message);
  error.where.path = path;
  return error_row(error);
}

ErrorRow unread(const std::string& path, const hive::ImageRange& share, std::size_t images, const hive::Error& error) {
  const std::string these = share.end - share.first == 1 ? fmt::format("image {}", share.end)
                                                         : fmt::format("images {} to {}", share.first + 1, share.end);
  return error_of(
      path, error,
      fmt::format("the process that reads {} of the {} in this container gave no answer, so nothing of this "
                  "part was judged",
                  these, images));
}

}  // namespace

std::vector<hive::ImageRange> shares_of(std::size_t images) {
  std::vector<hive::ImageRange> shares;
  if (images < 2 || images > kMostSharedImages) return shares;
  const std::size_t count = std::min(images, kMostShares);
  std::size_t first = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t end = first + images / count + (i < images % count ? 1 : 0);
    shares.push_back({first, end});
    first = end;
  }
  return shares;
}

std::size_t images_told_by(const ChildAnswer& answer) {
  return answer.rows.size() % 2 == 1 ? image_of(answer.rows.size() - 1) : 1;
}

std::optional<JudgedContainer> put_together(const std::string& path, const std::vector<hive::ImageRange>& shares,
                                            std::vector<hive::Result<ChildAnswer>> answers) {
  const std::size_t images = shares.back().end;
  ChildAnswer* first = nullptr;
  for (std::size_t i = 0; i < shares.size(); ++i) {
    if (answers[i] && !keeps_to(*answers[i], shares[i], images)) return std::nullopt;
    if (!answers[i]) continue;
    if (first == nullptr) first = &*answers[i];
    if (!agree(*first, *answers[i])) return std::nullopt;
  }
  if (first == nullptr) return whole_container(path, std::move(answers.front()));

  JudgedContainer judged;
  TargetRow& row = judged.row;
  row.kind = first->rows.front().kind;
  const auto take = [&row](TargetRow& stretch) {
    append(row.notes, stretch.notes);
    append(row.errors, stretch.errors);
    append(row.installations, stretch.installations);
  };
  for (std::size_t i = 0; i < shares.size(); ++i) {
    if (!answers[i]) {
      // The container's words between these images; those behind them come with the next share.
      for (std::size_t at = 2 * shares[i].first; at < stretch_of(shares[i].end - 1); at += 2) take(first->rows[at]);
      row.errors.push_back(unread(path, shares[i], images, answers[i].error()));
      continue;
    }
    judged.second_reader_not_asked += answers[i]->second_reader_not_asked;
    for (std::size_t at = 2 * shares[i].first; at <= stretch_of(shares[i].end - 1); ++at) {
      take(is_of_image(at) ? answers[i]->rows[at] : first->rows[at]);
    }
  }
  take(first->rows.back());
  if (has_twin_labels(row) || (row.installations.empty() && row.errors.empty())) return std::nullopt;
  return judged;
}

JudgedContainer whole_container(const std::string& path, hive::Result<ChildAnswer> answer) {
  JudgedContainer judged;
  if (answer && answer->rows.size() == 1) {
    judged.row = std::move(answer->rows.front());
    judged.second_reader_not_asked = answer->second_reader_not_asked;
    return judged;
  }
  const hive::Error other{hive::ErrorCode::corrupt, {}, "a report of its hives", "not one target", {}};
  judged.row.errors.push_back(
      error_of(path, answer ? other : answer.error(),
               "the process that reads this container gave no answer, so nothing of it was judged"));
  return judged;
}

}  // namespace audit
