#pragma once
// The rulebook as bytes that load without parsing: what the build makes of the XML files, once they are found without
// fault. Not a format for exchange: what reads the bytes is always built together with what wrote them.
//
// The bytes are the members of RuleSet one after another, each as its type says: a number as LEB128 (7 bits a byte, the
// low ones first), a list as its length and its items, a text as its length and its bytes, or as the place where the
// same text stood before. The same rulebook gives the same bytes on every machine.

#include <string>
#include <string_view>

#include "rules/rule_set.h"

namespace rules {

/// What the bytes begin with.
inline constexpr std::string_view kPackedMark = "hiveaudit rulebook\n";

std::string pack(const RuleSet& set);

/// The set that was packed. Bytes that end early or say what cannot be are a fault; nothing is read beyond their end.
LoadedRules unpack(std::string_view bytes);

}  // namespace rules
