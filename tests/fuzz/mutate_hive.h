#pragma once
// One change to a hive by somebody who knows its structures: a field set to a value that its meaning makes
// interesting, an entry of a list moved, doubled or dropped, a record bent to another, a bin cut out. The
// checksum is made good again most times, so that the change is what is met.

#include <cstddef>
#include <random>
#include <vector>

namespace fuzz {

using Random = std::mt19937;

/// Below `limit`; 0 when there is nothing to choose from.
inline std::size_t below(Random& random, std::size_t limit) { return limit == 0 ? 0 : random() % limit; }

void mutate_hive(std::vector<std::byte>& hive, Random& random);

/// The same for one of several files in a row (regf_files.h): now and then two files change, or change places.
void mutate_files(std::vector<std::byte>& files, Random& random);

}  // namespace fuzz
