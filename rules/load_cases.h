#pragma once
// What proves rules, facts and defaults: the parts of a case, and the cases of facts and of defaults.

#include <string>
#include <string_view>
#include <vector>

#include "rules/data_cases.h"
#include "rules/xml_element.h"

namespace rules {

/// BUILD[.UBR][:client|:server][:x86|:x64|:arm64], as --os takes it.
bool is_os(std::string_view text);
/// The .reg text of a <given>; white space at the beginning of its lines does not count.
std::string load_given(const XmlElement& given);

/// The <test> children of a fact. A test with several <given> is a case for each; with <with os= text=/> rows, one for
/// each row too, whose text stands where the .reg text says {}.
std::vector<FactCase> load_fact_cases(const XmlElement& fact);
/// <expected os= stack= on= explicit-only= off=/>: a case for each system, stack and <given>.
std::vector<DefaultCase> load_expected(const XmlElement& element);

}  // namespace rules
