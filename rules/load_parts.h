#pragma once
// What several kinds of rule files have in common: basis, applies, operators, keys, numbers. Each function reads
// from one element, adds its faults there and returns what could be read.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hive/registry_path.h"
#include "hive/value.h"
#include "rules/applies.h"
#include "rules/basis.h"
#include "rules/rule.h"
#include "rules/rule_set.h"
#include "rules/xml_element.h"

namespace rules {

/// Attribute confidence.
Confidence load_confidence(const XmlElement& element);
/// Attribute `attribute`: ids of sources; unknown ones are faults.
std::vector<Source> load_source_ids(const XmlElement& element, const RuleSet& set,
                                    std::string_view attribute = "sources");
/// The element's <basis> child; its sources must be in the set.
Basis load_basis(const XmlElement& parent, const RuleSet& set);
/// The element's <applies> child; without one: every machine. Only a rule has a period.
Applies load_applies(const XmlElement& parent, const RuleSet& set, Period* period = nullptr);
/// Attributes builds, type and arch.
Machines load_machines(const XmlElement& element);
/// A fact and an operator; `id_attribute` names the fact.
FactCondition load_condition(const XmlElement& element, std::string_view id_attribute, const RuleSet& set);

/// Exactly one operator that fits data of this type.
Expectation load_expectation(const XmlElement& element, hive::ValueType type);
/// The same for a fact, whose value is text. Unknown facts are faults.
Expectation load_fact_expectation(const XmlElement& element, std::string_view id_attribute, const RuleSet& set);

std::optional<hive::ValueType> load_type(const XmlElement& element);
hive::RegistryPath load_key(const XmlElement& element);
/// A key in which whole names may be `*`.
hive::RegistryPath load_key_pattern(const XmlElement& element);
/// `.` or `.\Sub`, below a key.
hive::RegistryPath load_own_key(const XmlElement& element, const hive::RegistryPath& above);
/// `%SystemRoot%\System32\x.dll`: one of kFileRootWords and plain names.
void check_file_path(const XmlElement& element, std::string_view path);
/// Plain names between backslashes.
void check_file_names(const XmlElement& element, std::string_view attribute, std::string_view names);
bool has_wildcard(const hive::RegistryPath& key);
/// What absence means; one of kAbsentWords.
AbsentMeans load_absent(const XmlElement& element, std::string_view attribute);
View load_view(const XmlElement& element, const hive::RegistryPath& key);
/// Decimal or 0x, at most 32 bits.
std::uint32_t load_number(const XmlElement& element, std::string_view attribute);
bool load_yes_no(const XmlElement& element, std::string_view attribute);
/// Only `true` can be written.
bool load_flag(const XmlElement& element, std::string_view attribute);
/// Words between white space; none at all is a fault.
std::vector<std::string> load_words(const XmlElement& element, std::string_view attribute);
/// An expression that compiles.
std::string load_pattern(const XmlElement& element, std::string_view attribute);

/// Letters, digits and the marks in `marks`, beginning with a letter or digit; a fault otherwise.
bool check_name(const XmlElement& element, std::string_view attribute, std::string_view text, std::string_view marks);
bool is_rule_id(std::string_view text);

}  // namespace rules
