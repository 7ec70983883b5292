#pragma once
// What documents demand of a machine, one sentence each, whether or not a registry hive can decide it; and the values
// that a complete tool is expected to read. Rules cite requirements by id, reports show them.

#include <cstddef>
#include <string>
#include <vector>

#include "hive/registry_path.h"
#include "rules/basis.h"

namespace rules {

/// Where the answer lies: in registry hives, in files of the Windows tree, or in neither.
enum class Decidable { hive, file, no };

/// <requirement id= product= decidable= confidence= sources=><text/><disagreement/><instead/></requirement>
struct Requirement {
  std::string id;  ///< A-07, B-12, ODD-03, OS-P5; with a suffix (A-25.rest) the other part of a row
  std::string product;
  Decidable decidable = Decidable::no;
  std::string text;
  std::string instead;  ///< what to check instead; given exactly when nothing here can decide it
  Basis basis;
};

/// <point key= name= not-covered=/>: one value that public tools or documents look at.
struct DataPoint {
  hive::RegistryPath key;   ///< a segment "*" stands for any one name
  std::string name;         ///< "*": any value; empty: the key itself
  std::string not_covered;  ///< why no rule reads it; empty as a rule
};

/// <points group= source= count=>: `count` is how many the source counts, 0 when it gives no number.
struct PointGroup {
  std::string name;
  std::vector<Source> sources;
  std::size_t count = 0;
  std::vector<DataPoint> points;
};

}  // namespace rules
