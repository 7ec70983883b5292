#include <gtest/gtest.h>

#include "hive/input_parts.h"

namespace {

/// A root with one folder, `uploads`, which cannot be listed whole.
class TornTree final : public hive::FileTree {
 public:
  hive::TreeListing list(const std::string& folder) const override {
    hive::TreeListing listing;
    if (folder.empty()) {
      listing.entries.push_back({"uploads", hive::TreeEntry::Kind::folder, 0});
    } else {
      listing.error = hive::Error{hive::ErrorCode::corrupt, "the folder is damaged", {}, {}, {}};
    }
    return listing;
  }
  hive::Result<std::unique_ptr<hive::ByteSource>> open(const std::string&) const override {
    return hive::Error{hive::ErrorCode::io, "no file", {}, {}, {}};
  }
};

TEST(Containers, AFolderThatCannotBeSearchedIsAnError) {
  hive::Input input;
  const hive::FoundPath root = hive::root_of(std::make_shared<const TornTree>(), "kept.zip");
  EXPECT_FALSE(hive::open_collection(root, {}, input));
  ASSERT_EQ(input.errors.size(), 1U);  // once, though several places are looked for below it
  EXPECT_EQ(to_text(input.errors[0]), "kept.zip:uploads: corrupt: the folder is damaged");
}

}  // namespace
