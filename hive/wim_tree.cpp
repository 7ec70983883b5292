#include "hive/wim_tree.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "hive/limits.h"
#include "hive/wim_file.h"

namespace hive {
namespace {

// Reparse tags with this bit stand for another name (junctions, symbolic links); the others keep a file's data
// elsewhere (Microsoft, [MS-FSCC] 2.1.2.1).
constexpr std::uint32_t kIsNameSurrogate = 0x2000'0000;

bool is_link(const WimEntry& entry) {
  return entry.is(WimEntry::kReparse) && (entry.reparse_tag & kIsNameSurrogate) != 0;
}

TreeEntry::Kind kind_of(const WimEntry& entry) {
  if (is_link(entry)) return TreeEntry::Kind::link;
  return entry.is(WimEntry::kFolder) ? TreeEntry::Kind::folder : TreeEntry::Kind::file;
}

WimPlace place_of(const WimBlob& blob) { return {blob.part, blob.resource.offset, blob.offset}; }

Error at(Error error, const std::string& path) {
  error.where.member = path;
  return error;
}

}  // namespace

TreeListing WimTree::list(const std::string& folder) const {
  TreeListing listing;
  const auto found = metadata_.find_folder(folder);
  if (!found) {
    listing.error = at(found.error(), folder);
    return listing;
  }
  if ((*found)->error) listing.error = at(*(*found)->error, folder);
  listing.entries.reserve((*found)->entries.size());
  for (const WimEntry& entry : (*found)->entries) {
    TreeEntry listed{entry.name, kind_of(entry), 0};
    const WimBlob* blob = listed.kind == TreeEntry::Kind::file ? wim_->find_blob(entry.sha1) : nullptr;
    if (blob != nullptr) listed.size_bytes = blob->size_bytes;
    listing.entries.push_back(std::move(listed));
  }
  return listing;
}

/// All zero when the file is empty.
Result<Sha1> WimTree::find_data(const std::string& file) const {
  const auto found = metadata_.find_entry(file);
  if (!found) return at(found.error(), file);
  const WimEntry& entry = **found;
  const auto refuse = [&](ErrorCode code, std::string message, std::string expected, std::string have) {
    return at(Error{code, std::move(message), std::move(expected), std::move(have), {}}, file);
  };
  if (entry.is(WimEntry::kReparse)) {
    return refuse(ErrorCode::unsupported,
                  is_link(entry) ? "this is a link, which leads elsewhere" : "the data of the file are kept elsewhere",
                  "a file", fmt::format("a reparse point of kind {:#010x}", entry.reparse_tag));
  }
  if (entry.is(WimEntry::kFolder)) return refuse(ErrorCode::io, "this is a folder", "a file", {});
  if (entry.is(WimEntry::kEncrypted)) {
    return refuse(ErrorCode::unsupported, "the file is encrypted by EFS", "a file that was decrypted", {});
  }
  // Nobody stores a blob of no bytes; most write zeros for it, some its digest.
  if (entry.sha1 == sha1_of(Bytes{}) && wim_->find_blob(entry.sha1) == nullptr) return Sha1{};
  return entry.sha1;
}

void WimTree::will_open(const std::vector<std::string>& files) const {
  std::map<WimPlace, Sha1> wanted;  // in the order of places, each once
  std::uint64_t all = 0;
  for (const std::string& file : files) {
    const auto sha1 = find_data(file);
    const WimBlob* blob = sha1 ? wim_->find_blob(*sha1) : nullptr;
    if (blob == nullptr || !blob->resource.has(WimResourceHeader::kSolid)) continue;
    all += std::min(blob->size_bytes, limits::kWimReadAheadBytes);
    if (all > limits::kWimReadAheadBytes) break;
    wanted.emplace(place_of(*blob), *sha1);
  }
  for (const auto& [place, sha1] : wanted) {
    if (auto bytes = wim_->read_blob(sha1)) held_.push_back(*std::move(bytes));
  }
}

Result<std::unique_ptr<ByteSource>> WimTree::open(const std::string& file) const {
  const auto sha1 = find_data(file);
  if (!sha1) return sha1.error();
  if (*sha1 == Sha1{}) return open_memory({});
  auto source = wim_->open_blob(*sha1);
  if (!source) return at(std::move(source).error(), file);
  return source;
}

Result<Sha1> WimTree::find_sha1(const std::string& file) const {
  auto sha1 = find_data(file);
  if (sha1 && *sha1 == Sha1{}) return sha1_of(Bytes{});
  return sha1;
}

WimPlace WimTree::find_place(const std::string& file) const {
  const auto sha1 = find_data(file);
  const WimBlob* blob = sha1 ? wim_->find_blob(*sha1) : nullptr;
  return blob == nullptr ? WimPlace{} : place_of(*blob);
}

}  // namespace hive
