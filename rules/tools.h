#pragma once
// How other public tools judge the same registry values, and why their verdict may differ from ours
// (rules/tool_differences.xml). Knowledge to print and to test against; no tool is imitated.

#include <cstdint>
#include <string>
#include <vector>

#include "rules/applies.h"
#include "rules/basis.h"

namespace rules {

/// <reason code=>text</reason>: the closed list of reasons why a tool differs.
struct ToolReason {
  std::string code;
  std::string text;  ///< a sentence about "it", the tool
};

/// <case values= says= verdict= reason? builds?/>. The first case of the same values whose builds hold is the one.
struct ToolCase {
  struct Value {
    std::string name;
    std::uint32_t data = 0;
  };
  enum class Verdict { good, bad, open };  ///< open: the tool, or the text, does not say
  std::vector<Value> values;               ///< what is written; none: nothing is
  std::string says;                        ///< its answer in its own words
  Verdict verdict = Verdict::open;
  std::string reason;  ///< code of a reason; empty: it agrees with us
  Machines machines;   ///< builds alone
};

/// <tool name= of= rules=>: its answers about one thing, and the rules that judge the same thing.
struct Tool {
  std::string name;
  std::string of;  ///< TLS 1.2, TLS 1.3 (the same in both roles) or .NET 4 (the same in both views)
  std::vector<std::string> rules;
  std::vector<ToolCase> cases;
  Basis basis;
};

}  // namespace rules
