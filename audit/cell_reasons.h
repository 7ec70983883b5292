#pragma once
// Why programs get the protocols they get, each reason told once: protocols that share one are told together,
// and so are the scopes whose answers are the same.

#include <string>
#include <vector>

#include "audit/report.h"

namespace audit {

struct CellReason {
  std::string heading;  ///< "TLS 1.0, TLS 1.1"
  std::string state;
  std::string text;
  std::vector<std::string> steps;  ///< that led there, without the one that the text repeats
  std::vector<const EffectiveRow*> cells;
  std::string place;  ///< its name on a page
};

struct ReasonBlock {
  std::string stack;
  std::vector<std::string> scopes;
  std::vector<CellReason> reasons;
};

std::vector<ReasonBlock> cell_reasons(const InstallationRow& installation);

}  // namespace audit
