#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <string>

#include "hive/child_process_launch.h"
#include "hive/child_process_memory.h"

namespace hive {

std::unique_ptr<ChildMemory> ChildMemory::make(std::size_t size_bytes) {
  if (size_bytes == 0) return nullptr;
  const int descriptor = ::memfd_create("hiveaudit", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  if (descriptor < 0) return nullptr;
  std::unique_ptr<ChildMemory> made(new ChildMemory(descriptor, size_bytes));
  return ::ftruncate(descriptor, static_cast<off_t>(size_bytes)) == 0 ? std::move(made) : nullptr;
}

ChildMemory::~ChildMemory() {
  if (!bytes_.empty()) ::munmap(const_cast<std::byte*>(bytes_.data()), bytes_.size());
  ::close(descriptor_);
}

bool ChildMemory::write(std::size_t offset, Bytes bytes) { return write_all(descriptor_, offset, bytes) == 0; }

bool ChildMemory::seal() {
  constexpr int kSeals = F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL;
  sealed_ = ::fcntl(descriptor_, F_ADD_SEALS, kSeals) == 0;
  const void* mapped = ::mmap(nullptr, size_bytes_, PROT_READ, MAP_SHARED, descriptor_, 0);
  if (mapped == MAP_FAILED) return false;
  bytes_ = {static_cast<const std::byte*>(mapped), size_bytes_};
  return true;
}

int ChildMemory::open_for_child() const {
  if (!sealed_) return -1;
  // Opened anew, so that each reader has a place of its own in the file.
  return ::open(("/proc/self/fd/" + std::to_string(descriptor_)).c_str(), O_RDONLY | O_CLOEXEC);
}

}  // namespace hive
