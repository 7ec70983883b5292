#pragma once
// How many members each type of the rulebook has (rules/members.h). Nothing else is said of them here: the compiler
// refuses a number that is not true.

#include "rules/members.h"
#include "rules/rule_set.h"

namespace rules {

template <>
inline constexpr std::size_t kMemberCount<hive::RegistryPath> = 2;
template <>
inline constexpr std::size_t kMemberCount<Expectation> = 4;
template <>
inline constexpr std::size_t kMemberCount<Machines> = 4;
template <>
inline constexpr std::size_t kMemberCount<FactCondition> = 3;
template <>
inline constexpr std::size_t kMemberCount<Applies> = 2;
template <>
inline constexpr std::size_t kMemberCount<Source> = 3;
template <>
inline constexpr std::size_t kMemberCount<Basis> = 3;
template <>
inline constexpr std::size_t kMemberCount<Requirement> = 6;
template <>
inline constexpr std::size_t kMemberCount<DataPoint> = 3;
template <>
inline constexpr std::size_t kMemberCount<PointGroup> = 4;
template <>
inline constexpr std::size_t kMemberCount<FilePlace> = 5;
template <>
inline constexpr std::size_t kMemberCount<FactPlace> = 12;
template <>
inline constexpr std::size_t kMemberCount<UpdateEvidence> = 8;
template <>
inline constexpr std::size_t kMemberCount<FactRule> = 8;
template <>
inline constexpr std::size_t kMemberCount<ValueCheck> = 7;
template <>
inline constexpr std::size_t kMemberCount<EffectiveCheck> = 5;
template <>
inline constexpr std::size_t kMemberCount<NamesCheck> = 6;
template <>
inline constexpr std::size_t kMemberCount<FactCheck> = 3;
template <>
inline constexpr std::size_t kMemberCount<LineCheck> = 1;
template <>
inline constexpr std::size_t kMemberCount<RootCertificateCheck> = 3;
template <>
inline constexpr std::size_t kMemberCount<OwnCertificateCheck> = 3;
template <>
inline constexpr std::size_t kMemberCount<AgeCheck> = 4;
template <>
inline constexpr std::size_t kMemberCount<SitesCheck> = 2;
template <>
inline constexpr std::size_t kMemberCount<GroupCheck> = 2;
template <>
inline constexpr std::size_t kMemberCount<Where> = 3;
template <>
inline constexpr std::size_t kMemberCount<EachCheck> = 5;
template <>
inline constexpr std::size_t kMemberCount<Check> = 1;
template <>
inline constexpr std::size_t kMemberCount<FixStep> = 6;
template <>
inline constexpr std::size_t kMemberCount<Case> = 9;
template <>
inline constexpr std::size_t kMemberCount<Period> = 2;
template <>
inline constexpr std::size_t kMemberCount<Rule> = 18;
template <>
inline constexpr std::size_t kMemberCount<ToolReason> = 2;
template <>
inline constexpr std::size_t kMemberCount<ToolCase::Value> = 2;
template <>
inline constexpr std::size_t kMemberCount<ToolCase> = 5;
template <>
inline constexpr std::size_t kMemberCount<Tool> = 5;
template <>
inline constexpr std::size_t kMemberCount<SchannelDefault::Protocol> = 3;
template <>
inline constexpr std::size_t kMemberCount<SchannelDefault> = 4;
template <>
inline constexpr std::size_t kMemberCount<WinHttpDefault> = 7;
template <>
inline constexpr std::size_t kMemberCount<WinInetDefault> = 4;
template <>
inline constexpr std::size_t kMemberCount<DotNetDefault> = 12;
template <>
inline constexpr std::size_t kMemberCount<CipherDefault::Suite> = 5;
template <>
inline constexpr std::size_t kMemberCount<CipherDefault> = 4;
template <>
inline constexpr std::size_t kMemberCount<Defaults> = 5;
template <>
inline constexpr std::size_t kMemberCount<FactCase> = 8;
template <>
inline constexpr std::size_t kMemberCount<DefaultCase> = 6;
template <>
inline constexpr std::size_t kMemberCount<DateParameter> = 3;
template <>
inline constexpr std::size_t kMemberCount<Profile> = 6;
template <>
inline constexpr std::size_t kMemberCount<RuleSet> = 11;

}  // namespace rules
