#include "hive/wim_file.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "hive/limits.h"
#include "hive/wim_read.h"
#include "hive/wim_resource.h"
#include "hive/window_source.h"

namespace hive {
namespace {

constexpr std::uint64_t kBlobEntryBytes = 50;
constexpr std::size_t kShownParts = 8;

/// Bytes in memory, of a file that may be written to meanwhile.
class KeptSource final : public ByteSource {
 public:
  KeptSource(BlobBytes bytes, std::shared_ptr<const ByteSource> file)
      : bytes_(std::move(bytes)), file_(std::move(file)) {}

  std::uint64_t size_bytes() const override { return bytes_->size(); }
  Bytes in_memory() const override { return bytes_->bytes(); }
  std::string known_sha256() const override { return bytes_->sha256(); }
  bool has_changed() const override { return file_->has_changed(); }
  Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> into) const override {
    if (offset >= bytes_->size()) return std::size_t{0};
    const Bytes rest = bytes_->bytes().subspan(static_cast<std::size_t>(offset));
    const std::size_t count = std::min(rest.size(), into.size());
    copy_bytes(rest.first(count), into);
    return count;
  }

 private:
  BlobBytes bytes_;
  std::shared_ptr<const ByteSource> file_;
};

Error unproved(const WimBlob& blob, const Sha1& digest) {
  return wim_error(ErrorCode::corrupt, "the data in the WIM are not those of their SHA-1", blob.resource.offset,
                   to_text(blob.sha1), to_text(digest));
}

Error too_large(const WimBlob& blob, std::uint64_t most) {
  return wim_error(ErrorCode::limit_exceeded, "the file in the WIM is too large", blob.resource.offset,
                   fmt::format("at most {} bytes", most), fmt::format("{} bytes", blob.size_bytes));
}

}  // namespace

Result<std::shared_ptr<WimFile>> WimFile::open(std::shared_ptr<const ByteSource> file,
                                               std::vector<std::shared_ptr<const ByteSource>> further) {
  const std::shared_ptr<WimFile> wim(new WimFile);
  if (auto error = wim->add_part(std::move(file))) return *std::move(error);
  const std::uint16_t asked = wim->parts_.begin()->first;
  for (auto& other : further) {
    if (auto error = wim->add_part(std::move(other))) return *std::move(error);
  }
  if (wim->parts_.begin()->first != 1) {
    return wim_error(ErrorCode::unsupported,
                     fmt::format("this is part {} of {} of a split WIM", asked, wim->header().parts), 40,
                     "part 1, which holds its images");
  }
  wim->read_claims();
  if (wim->claims_ && wim->claims_->is_encrypted) {
    return wim_error(ErrorCode::unsupported, "this is an encrypted ESD, which cannot be read without its key",
                     wim->header().xml.offset, "a WIM, or an ESD that was decrypted");
  }
  if (auto error = wim->read_blobs()) return *std::move(error);
  return wim;
}

std::optional<Error> WimFile::add_part(std::shared_ptr<const ByteSource> file) {
  auto read = read_wim_header(*file);
  if (!read) return std::move(read).error();
  const WimHeader& added = *read;
  if (!parts_.empty()) {
    const WimHeader& first = header();
    if (added.guid != first.guid || added.parts != first.parts) {
      return wim_error(ErrorCode::corrupt, "a part of the split WIM belongs to another one", 24,
                       fmt::format("part of {}, with the same GUID", first.parts),
                       fmt::format("part {} of {}", added.part, added.parts));
    }
    if (parts_.contains(added.part)) {
      return wim_error(ErrorCode::corrupt, "a part of the split WIM is there twice", 40, "each part once",
                       fmt::format("part {}", added.part));
    }
  }
  parts_.emplace(added.part, Part{std::move(file), added});
  return std::nullopt;
}

void WimFile::read_claims() {
  const Part& first = parts_.begin()->second;
  if (first.header.xml.stored_bytes == 0) return;
  const auto xml = read_wim_resource(first.file, first.header.xml, first.header, limits::kMaxWimXmlBytes, "XML");
  if (!xml) {
    claims_ = xml.error();
    return;
  }
  claims_ = read_wim_claims(*xml);
}

std::optional<Error> WimFile::read_blobs() {
  for (const auto& [number, part] : parts_) {
    const WimResourceHeader& table = part.header.blob_table;
    if (table.stored_bytes == 0) continue;
    const auto bytes =
        read_wim_resource(part.file, table, part.header, limits::kMaxWimBlobs * kBlobEntryBytes, "blob table");
    auto error = bytes ? blobs_.add(*bytes, part.header, *part.file) : std::optional(bytes.error());
    if (!error) continue;
    // The XML of an encrypted ESD should say so. Where it does not, its tables look like damage.
    if (error->code == ErrorCode::corrupt) error->message += "; the WIM is damaged, or an encrypted ESD";
    if (part.header.parts > 1) error->message += fmt::format(" (part {})", number);
    return error;
  }
  blobs_.sort();
  if (blobs_.metadata().size() == image_count()) return std::nullopt;
  return wim_error(ErrorCode::corrupt, "the blob table of the WIM has metadata for another number of images",
                   header().blob_table.offset, fmt::format("{} images", image_count()),
                   fmt::format("{}", blobs_.metadata().size()));
}

std::vector<std::uint16_t> WimFile::missing_parts() const {
  std::vector<std::uint16_t> missing;
  for (std::uint32_t part = 1; part <= header().parts; ++part) {
    if (!parts_.contains(static_cast<std::uint16_t>(part))) missing.push_back(static_cast<std::uint16_t>(part));
  }
  return missing;
}

Error WimFile::missing_error(const Sha1& sha1) const {
  Error error{ErrorCode::unsupported, {}, {}, fmt::format("SHA-1 {} in no blob table", to_text(sha1)), {}};
  auto missing = missing_parts();
  if (missing.empty()) {
    error.message = "the data are in another file: this WIM needs its base WIM";
    error.expected = fmt::format("the base WIM, with SHA-1 {}", to_text(sha1));
    return error;
  }
  const bool has_more = missing.size() > kShownParts;
  if (has_more) missing.resize(kShownParts);
  error.message = fmt::format("the data are in another file: this split WIM needs part {}{}",
                              fmt::join(missing, " or "), has_more ? " or another one" : "");
  error.expected = fmt::format("all {} parts", header().parts);
  return error;
}

Result<std::shared_ptr<const ByteSource>> WimFile::open_solid(const WimBlob& blob) {
  std::weak_ptr<const ByteSource>& known = solid_[{blob.part, blob.resource.offset}];
  if (auto open = known.lock()) {
    last_solid_ = open;
    return open;
  }
  last_solid_.reset();  // before the next one fills its chunks
  auto opened = open_solid_resource(parts_.at(blob.part).file, blob.resource);
  if (!opened) return std::move(opened).error();
  last_solid_ = std::move(opened).value();
  known = last_solid_;
  return last_solid_;
}

Result<std::unique_ptr<ByteSource>> WimFile::open_unproved(const WimBlob& blob) {
  if (blob.resource.has(WimResourceHeader::kSolid)) {
    auto solid = open_solid(blob);
    if (!solid) return std::move(solid).error();
    return std::unique_ptr<ByteSource>(
        std::make_unique<WindowSource>(std::move(solid).value(), blob.offset, blob.size_bytes));
  }
  const Part& part = parts_.at(blob.part);
  return open_wim_resource(part.file, blob.resource, part.header);
}

Result<std::unique_ptr<ByteSource>> WimFile::open_large(const WimBlob& blob) {
  auto source = open_unproved(blob);
  if (!source || proved_.contains(blob.sha1)) return source;
  const auto digest = sha1_of(**source);
  if (!digest) return digest.error();
  if (*digest != blob.sha1) return unproved(blob, *digest);
  proved_.insert(blob.sha1);
  return source;
}

Result<BlobBytes> WimFile::read_and_prove(const WimBlob& blob) {
  if (auto kept = kept_.find(blob.sha1)) return kept;
  const auto source = open_unproved(blob);
  if (!source) return source.error();
  if (auto error = check_part(**source, 0, blob.size_bytes, "data")) return *std::move(error);
  auto bytes = BlobMemory::of(**source, kept_.spare());
  if (!bytes) return bytes;
  if (const Sha1& digest = (*bytes)->sha1(); digest != blob.sha1) return unproved(blob, digest);
  kept_.keep(blob.sha1, *bytes);
  return bytes;
}

Result<BlobBytes> WimFile::read_blob(const Sha1& sha1) {
  const WimBlob* blob = find_blob(sha1);
  if (blob == nullptr) return missing_error(sha1);
  if (blob->size_bytes > limits::kWimBlobInMemoryBytes) return too_large(*blob, limits::kWimBlobInMemoryBytes);
  return read_and_prove(*blob);
}

Result<std::unique_ptr<ByteSource>> WimFile::open_blob(const Sha1& sha1) {
  const WimBlob* blob = find_blob(sha1);
  if (blob == nullptr) return missing_error(sha1);
  if (blob->size_bytes > limits::kMaxWimBlobBytes) return too_large(*blob, limits::kMaxWimBlobBytes);
  if (blob->size_bytes > limits::kWimBlobInMemoryBytes) return open_large(*blob);
  auto bytes = read_and_prove(*blob);
  if (!bytes) return std::move(bytes).error();
  return std::unique_ptr<ByteSource>(
      std::make_unique<KeptSource>(std::move(bytes).value(), parts_.at(blob->part).file));
}

Result<std::shared_ptr<WimTree>> WimFile::open_image(std::uint32_t index) {
  if (index == 0 || index > image_count()) {
    return Error{ErrorCode::io,
                 "the WIM has no such image",
                 fmt::format("1 to {}", image_count()),
                 fmt::format("{}", index),
                 {}};
  }
  const WimBlob& blob = blobs_.metadata()[index - 1];
  if (blob.size_bytes > limits::kMaxWimMetadataBytes) {
    return wim_error(ErrorCode::limit_exceeded, "the metadata of an image are too large", blob.resource.offset,
                     fmt::format("at most {} bytes", limits::kMaxWimMetadataBytes),
                     fmt::format("{} bytes", blob.size_bytes));
  }
  const auto source = open_unproved(blob);
  if (!source) return source.error();
  auto bytes = read_part(**source, 0, blob.size_bytes, "metadata");
  if (!bytes) return std::move(bytes).error();
  if (const Sha1 digest = hive::sha1_of(*bytes); digest != blob.sha1) {
    return wim_error(ErrorCode::corrupt, "the metadata of the image are not those of their SHA-1", blob.resource.offset,
                     to_text(blob.sha1), to_text(digest));
  }
  auto metadata = WimMetadata::open(std::move(bytes).value());
  if (!metadata) return std::move(metadata).error();
  return std::make_shared<WimTree>(shared_from_this(), std::move(metadata).value());
}

}  // namespace hive
