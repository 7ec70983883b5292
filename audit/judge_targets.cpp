#include "audit/judge_targets.h"

#include <algorithm>
#include <filesystem>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include "audit/at_once.h"
#include "audit/container_child.h"
#include "audit/container_shares.h"
#include "audit/corroborate.h"
#include "audit/judge_installation.h"
#include "audit/rows.h"
#include "hive/image_range.h"
#include "hive/input.h"
#include "hive/utf16.h"

namespace audit {
namespace {

std::string name_of_target(const std::string& path) {
  std::error_code failed;
  const std::filesystem::path whole = std::filesystem::weakly_canonical(path, failed);
  std::string name = (failed ? std::filesystem::path(path) : whole).filename().string();
  return hive::printable(name.empty() ? path : name);
}

void identify(TargetRow& row, const std::string& path, const Options& options) {
  row.target = hive::printable(path);
  row.name = options.target_name.empty() ? name_of_target(path) : hive::printable(options.target_name);
  if (row.kind.empty()) row.kind = hive::name_of(hive::InputKind::unknown);
}

std::size_t jobs_of(const Options& options) {
  const std::size_t wanted = options.jobs.value_or(std::max(std::thread::hardware_concurrency(), 1U));
  return std::min(wanted, kMostJobs);
}

/// A container and what its children are asked for.
struct Container {
  std::size_t number = 0;  ///< of the target
  bool must_be_asked = false;
  std::vector<hive::ImageRange> shares;  ///< none: one child reads it whole
  std::vector<hive::Result<ChildAnswer>> answers;
};

/// One question to a child.
struct Asked {
  Container* container = nullptr;
  std::size_t share = 0;
};

class TargetJudge {
 public:
  TargetJudge(const Options& options, const rules::RuleSet& rules, const std::string& rules_sha256,
              const rules::Profile& profile, const Progress& progress)
      : options_(options),
        rules_(rules),
        rules_sha256_(rules_sha256),
        profile_(profile),
        progress_(progress),
        second_(options.second_reader) {}

  JudgedTargets judge() {
    const bool one_target = options_.verb == "evidence";  // what follows is the place
    judged_.rows.resize(one_target ? 1 : options_.words.size());
    std::vector<std::size_t> others;
    for (std::size_t i = 0; i < judged_.rows.size(); ++i) {
      if (hive::is_container(options_.words[i])) {
        containers_.push_back({i, false, {}, {}});
      } else {
        others.push_back(i);
      }
    }
    share_out();
    ask([&] {
      for (const std::size_t i : others) judged_.rows[i] = judge_here(options_.words[i]);
    });
    for (Container& container : containers_) put_together(container);
    judged_.second_reader_not_asked += second_.left_out();
    return std::move(judged_);
  }

  /// In a child: a whole target.
  JudgedTargets judge_one() {
    judged_.rows.push_back(judge_here(options_.words.front()));
    judged_.second_reader_not_asked = second_.left_out();
    return std::move(judged_);
  }

  /// In a child: some of its images.
  JudgedTargets judge_range(hive::ImageRange images) {
    const std::string& path = options_.words.front();
    TargetRow all;
    identify(all, path, options_);
    const hive::InputOfRange read = hive::open_range(path, options_.open, images, take_into(all));
    add_messages(all, read.input);
    auto installation = all.installations.begin();
    auto note = all.notes.begin();
    auto error = all.errors.begin();
    const auto move_rows = [](auto& from, std::size_t count, auto& to) {
      for (std::size_t i = 0; i < count; ++i) to.push_back(std::move(*from++));
    };
    for (const hive::Stretch& stretch : read.stretches) {
      TargetRow& row = judged_.rows.emplace_back(TargetRow{all.target, all.name, all.kind, {}, {}, {}});
      move_rows(installation, stretch.installations, row.installations);
      move_rows(note, stretch.notes, row.notes);
      move_rows(error, stretch.errors, row.errors);
    }
    judged_.second_reader_not_asked = second_.left_out();
    return std::move(judged_);
  }

 private:
  void tell(const std::string& what) {
    const std::scoped_lock one_at_a_time(progress_lock_);
    progress_(what);
  }

  const std::string& path_of(const Container& container) const { return options_.words[container.number]; }

  hive::TakeInstallation take_into(TargetRow& row) {
    return [this, &row](hive::Installation&& installation) {
      row.installations.push_back(judge_installation(installation, {options_, rules_, profile_, row.name}, second_));
    };
  }

  static void add_messages(TargetRow& row, const hive::Input& input) {
    row.kind = hive::name_of(input.kind);
    for (const hive::Note& note : input.notes) row.notes.push_back(note_row(note));
    for (const hive::Error& error : input.errors) row.errors.push_back(error_row(error));
  }

  TargetRow judge_here(const std::string& path) {
    tell(path);
    TargetRow row;
    identify(row, path, options_);
    add_messages(row, hive::open_input(path, options_.open, take_into(row)));
    return row;
  }

  /// Into how many shares each container falls. Where its first bytes do not say, a child looks at it first.
  void share_out() {
    at_once(jobs_of(options_), containers_.size(), [this](std::size_t i) {
      Container& container = containers_[i];
      std::optional<std::size_t> images = hive::count_images(path_of(container));
      if (!images) {
        const auto seen = ask_child(options_, rules_sha256_, container.number, hive::ImageRange{0, 0});
        images = seen ? images_told_by(*seen) : 1;
      }
      container.shares = shares_of(*images);
      container.answers.assign(std::max<std::size_t>(container.shares.size(), 1), hive::Error{});
    });
  }

  /// All questions to children, and the work that is done here meanwhile.
  template <class Here>
  void ask(const Here& work_here) {
    std::vector<Asked> questions;
    for (Container& container : containers_) {
      for (std::size_t share = 0; share < container.answers.size(); ++share) questions.push_back({&container, share});
    }
    at_once(jobs_of(options_), questions.size() + 1, [&](std::size_t i) {
      if (i == 0) return work_here();
      const auto& [container, share] = questions[i - 1];
      tell(path_of(*container));
      std::optional<hive::ImageRange> images;
      if (!container->shares.empty()) images = container->shares[share];
      container->answers[share] = ask_child(options_, rules_sha256_, container->number, images);
    });
  }

  void put_together(Container& container) {
    const std::string& path = path_of(container);
    std::optional<JudgedContainer> judged;
    if (container.shares.empty()) {
      judged = whole_container(path, std::move(container.answers.front()));
    } else {
      judged = audit::put_together(path, container.shares, std::move(container.answers));
    }
    if (!judged) judged = whole_container(path, ask_child(options_, rules_sha256_, container.number, std::nullopt));
    identify(judged->row, path, options_);
    judged_.rows[container.number] = std::move(judged->row);
    judged_.second_reader_not_asked += judged->second_reader_not_asked;
  }

  const Options& options_;
  const rules::RuleSet& rules_;
  const std::string& rules_sha256_;
  const rules::Profile& profile_;
  const Progress& progress_;
  std::mutex progress_lock_;
  Corroborator second_;
  std::vector<Container> containers_;
  JudgedTargets judged_;
};

}  // namespace

JudgedTargets judge_targets(const Options& options, const rules::RuleSet& rules, const std::string& rules_sha256,
                            const rules::Profile& profile, const Progress& progress) {
  TargetJudge judge(options, rules, rules_sha256, profile, progress);
  if (!options.in_child) return judge.judge();
  return options.images ? judge.judge_range(*options.images) : judge.judge_one();
}

}  // namespace audit
