#include "audit/cell_reasons.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "audit/protocol_matrix.h"

namespace audit {
namespace {

/// Stands for the cell's own protocol while texts are compared; no printable text has it.
constexpr std::string_view kItself = "\x01";

std::string with_protocol(std::string text, std::string_view from, std::string_view to) {
  if (from.empty()) return text;
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
  return text;
}

CellReason reason_of(const EffectiveRow& cell) {
  CellReason reason;
  reason.heading = cell.protocol;
  reason.state = cell.state;
  reason.text = with_protocol(cell.reason, cell.protocol, kItself);
  if (!cell.confidence.empty() && cell.confidence != "high") reason.text += " (" + cell.confidence + " confidence)";
  // Behind a default there are only looks that found nothing; the places read show them.
  if (cell.basis != "default")
    for (const ChainStep& step : cell.chain)
      if (!step.text.ends_with(cell.reason)) reason.steps.push_back(with_protocol(step.text, cell.protocol, kItself));
  reason.cells = {&cell};
  return reason;
}

bool is_same(const CellReason& a, const CellReason& b) {
  return a.state == b.state && a.text == b.text && a.steps == b.steps;
}

/// The same answers for another scope; `with` gains its cells.
bool joined(ReasonBlock& with, const ReasonBlock& block) {
  const auto same = [](const CellReason& a, const CellReason& b) { return is_same(a, b) && a.heading == b.heading; };
  if (with.stack != block.stack || !std::ranges::equal(with.reasons, block.reasons, same)) return false;
  with.scopes.insert(with.scopes.end(), block.scopes.begin(), block.scopes.end());
  for (std::size_t i = 0; i < block.reasons.size(); ++i)
    with.reasons[i].cells.insert(with.reasons[i].cells.end(), block.reasons[i].cells.begin(),
                                 block.reasons[i].cells.end());
  return true;
}

ReasonBlock block_of(const MatrixRow& row) {
  ReasonBlock block{row.stack, {row.scope}, {}};
  for (const EffectiveRow* cell : row.cells) {
    if (cell == nullptr) continue;
    CellReason reason = reason_of(*cell);
    const auto known =
        std::ranges::find_if(block.reasons, [&](const CellReason& other) { return is_same(other, reason); });
    if (known == block.reasons.end()) {
      block.reasons.push_back(std::move(reason));
      continue;
    }
    known->heading += ", " + cell->protocol;
    known->cells.push_back(cell);
  }
  return block;
}

}  // namespace

std::vector<ReasonBlock> cell_reasons(const InstallationRow& installation) {
  std::vector<ReasonBlock> blocks;
  for (const MatrixRow& row : arrange(installation.effective).rows) {
    const ReasonBlock block = block_of(row);
    if (std::ranges::none_of(blocks, [&](ReasonBlock& known) { return joined(known, block); })) blocks.push_back(block);
  }
  for (ReasonBlock& block : blocks) {
    for (CellReason& reason : block.reasons) {
      reason.text = with_protocol(reason.text, kItself, reason.heading);
      for (std::string& step : reason.steps) step = with_protocol(step, kItself, reason.heading);
    }
  }
  return blocks;
}

}  // namespace audit
