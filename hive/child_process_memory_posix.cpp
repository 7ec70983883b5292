#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <string>

#include "hive/child_process_memory.h"

namespace hive {

std::unique_ptr<ChildMemory> ChildMemory::make(std::size_t size_bytes) {
  if (size_bytes == 0) return nullptr;
  const int descriptor = ::memfd_create("hiveaudit", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  if (descriptor < 0) return nullptr;
  void* mapped = MAP_FAILED;
  if (::ftruncate(descriptor, static_cast<off_t>(size_bytes)) == 0) {
    // Populated: one call of the system instead of a fault for each page.
    mapped = ::mmap(nullptr, size_bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, descriptor, 0);
  }
  if (mapped == MAP_FAILED) {
    ::close(descriptor);
    return nullptr;
  }
  return std::unique_ptr<ChildMemory>(new ChildMemory(descriptor, {static_cast<std::byte*>(mapped), size_bytes}));
}

ChildMemory::~ChildMemory() {
  ::munmap(bytes_.data(), bytes_.size());
  ::close(descriptor_);
}

void ChildMemory::seal() {
  constexpr int kSeals = F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_FUTURE_WRITE | F_SEAL_SEAL;
  sealed_ = ::fcntl(descriptor_, F_ADD_SEALS, kSeals) == 0;
  ::mprotect(bytes_.data(), bytes_.size(), PROT_READ);
}

int ChildMemory::open_for_child() const {
  if (!sealed_) return -1;
  // Opened anew, so that each reader has a place of its own in the file.
  return ::open(("/proc/self/fd/" + std::to_string(descriptor_)).c_str(), O_RDONLY | O_CLOEXEC);
}

}  // namespace hive
