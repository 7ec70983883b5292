#include "tests/audit/format_readers.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <pugixml.hpp>
#include <sstream>

#include "tests/audit/text_search.h"

namespace hiveaudit_tests {
namespace {

using audit::FindingRow;
using audit::Verdict;

template <class Visit>
void each_finding(const audit::Report& report, const Visit& visit) {
  for (const audit::TargetRow& target : report.targets)
    for (const audit::InstallationRow& installation : target.installations)
      for (const FindingRow& finding : installation.findings) visit(finding);
}

std::string verdict_word(const FindingRow& finding) { return std::string(name_of(finding.verdict)); }

/// JUnit has fewer words: what it must say for a finding.
std::string junit_word(const FindingRow& finding) {
  switch (finding.verdict) {
    case Verdict::error:
      return "error";
    case Verdict::not_checked:
    case Verdict::not_applicable:
      return "skipped";
    case Verdict::fail:
      if (finding.waived_by || finding.known) return "skipped";
      return finding.fails_gate ? "failure" : "";
    case Verdict::pass:
    case Verdict::informational:
      break;
  }
  return "";
}

std::string words(const nlohmann::json& finding, const char* rule) {
  return finding.at(rule).get<std::string>() + " " + finding.at("verdict").get<std::string>();
}

/// "RULE title (place, verdict)" as titles of alerts are made.
std::string rule_and_verdict(const std::string& title) {
  const std::size_t comma = title.rfind(", ");
  if (!title.ends_with(')') || comma == std::string::npos) return "unreadable title: " + title;
  return title.substr(0, title.find(' ')) + " " + title.substr(comma + 2, title.size() - comma - 3);
}

/// "verdict severity RULE ..." as lines of the log are made; empty for other lines.
std::string rule_and_verdict_of_line(const std::string& line) {
  std::istringstream in(line);
  std::string verdict, severity, rule;
  in >> verdict >> severity >> rule;
  return audit::find_verdict(verdict) && audit::find_severity(severity) ? rule + " " + verdict : "";
}

}  // namespace

Story told_by_report(const audit::Report& report) {
  Story story;
  each_finding(report, [&](const FindingRow& finding) { story.insert(finding.rule + " " + verdict_word(finding)); });
  return story;
}

Story wanted_of_junit(const audit::Report& report) {
  Story story;
  each_finding(report, [&](const FindingRow& finding) { story.insert(finding.rule + " " + junit_word(finding)); });
  return story;
}

Counts counts_of_report(const audit::Report& report) {
  Counts counts;
  each_finding(report, [&](const FindingRow& finding) {
    ++counts[verdict_word(finding) + " " + std::string(name_of(finding.severity))];
  });
  return counts;
}

Story told_by_json(const std::string& text) {
  Story story;
  const auto document = nlohmann::json::parse(text);
  for (const auto& target : document.at("targets"))
    for (const auto& installation : target.at("installations"))
      for (const auto& finding : installation.at("findings")) story.insert(words(finding, "rule"));
  return story;
}

Story told_by_ndjson(const std::string& text) {
  Story story;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) {
    const auto record = nlohmann::json::parse(line);
    if (record.at("record") == "finding") story.insert(words(record, "rule"));
  }
  return story;
}

Story told_by_html(const std::string& text) {
  Story story;
  for (const std::string& tag : all_between(text, " id=\"", "\">")) {
    const std::size_t kind = tag.find("\" data-kind=\"");
    if (kind != std::string::npos) story.insert(tag.substr(0, tag.find('-')) + " " + tag.substr(kind + 13));
  }
  return story;
}

Story told_by_junit(const std::string& text) {
  Story story;
  pugi::xml_document document;
  EXPECT_TRUE(document.load_string(text.c_str()));
  for (const pugi::xml_node suite : document.child("testsuites")) {
    for (const pugi::xml_node test : suite.children("testcase")) {
      const std::string name = test.attribute("name").value();
      if (name.starts_with("input")) continue;
      std::string word;
      for (const char* element : {"failure", "error", "skipped"})
        if (test.child(element)) word += element;
      story.insert(name.substr(0, name.find(' ')) + " " + word);
    }
  }
  return story;
}

Story told_by_sarif(const std::string& text) {
  Story story;
  const auto document = nlohmann::json::parse(text);
  for (const auto& run : document.at("runs")) {
    for (const auto& result : run.at("results"))
      if (result.at("ruleId") != "input")
        story.insert(result.at("ruleId").get<std::string>() + " " +
                     result.at("properties").at("verdict").get<std::string>());
    for (const auto& finding : run.at("properties").at("withoutAlert")) story.insert(words(finding, "ruleId"));
  }
  return story;
}

std::vector<std::map<std::string, std::string>> csv_rows(const std::string& text) {
  std::vector<std::vector<std::string>> rows(1);
  std::size_t at = 0;
  while (at < text.size()) {
    std::string cell;
    if (text[at] == '"') {
      for (++at; at < text.size(); ++at) {
        if (text[at] != '"') {
          cell += text[at];
        } else if (at + 1 < text.size() && text[at + 1] == '"') {
          cell += text[++at];
        } else {
          break;
        }
      }
      ++at;
    } else {
      while (at < text.size() && text[at] != ',' && text[at] != '\r') {
        EXPECT_NE(text[at], '"');
        EXPECT_NE(text[at], '\n');
        cell += text[at++];
      }
    }
    rows.back().push_back(cell);
    if (at < text.size() && text[at] == ',') {
      ++at;
      if (at < text.size() && text[at] == '\r') rows.back().emplace_back();
    }
    if (text.compare(at, 2, "\r\n") == 0) {
      at += 2;
      rows.emplace_back();
    } else if (at < text.size() && text[at - 1] != ',') {
      ADD_FAILURE() << "byte " << at << " stands behind a quoted cell";
      return {};
    }
  }
  EXPECT_TRUE(rows.back().empty()) << "the last row has no end";
  rows.pop_back();
  std::vector<std::map<std::string, std::string>> table;
  for (std::size_t i = 1; i < rows.size(); ++i) {
    EXPECT_EQ(rows[i].size(), rows[0].size());
    auto& row = table.emplace_back();
    for (std::size_t column = 0; column < std::min(rows[i].size(), rows[0].size()); ++column)
      row[rows[0][column]] = rows[i][column];
  }
  return table;
}

Story told_by_csv(const std::string& text) {
  Story story;
  std::set<std::string> seen;
  for (const auto& row : csv_rows(text)) {
    if (row.at("record") != "finding") continue;
    // A finding has a row for each of its values.
    if (!seen.insert(row.at("target") + "\n" + row.at("installation") + "\n" + row.at("fingerprint")).second) continue;
    story.insert(row.at("rule") + " " + row.at("verdict"));
  }
  return story;
}

Story told_by_xccdf(const std::string& text) {
  static const std::map<std::string, std::string> verdicts = {{"pass", "pass"},
                                                              {"fail", "fail"},
                                                              {"notchecked", "not_checked"},
                                                              {"notapplicable", "not_applicable"},
                                                              {"error", "error"},
                                                              {"informational", "informational"}};
  Story story;
  pugi::xml_document document;
  EXPECT_TRUE(document.load_string(text.c_str()));
  for (const pugi::xml_node result : document.child("Benchmark").children("TestResult")) {
    for (const pugi::xml_node rule : result.children("rule-result")) {
      const std::string id = rule.attribute("idref").value();
      const std::string name = id.substr(id.rfind("_rule_") + 6);
      if (name != "input") story.insert(name + " " + verdicts.at(rule.child_value("result")));
    }
  }
  return story;
}

std::vector<LogCommand> github_commands(const std::string& text) {
  const auto unescaped = [](std::string value, bool property) {
    std::map<std::string, std::string> escapes = {{"%0D", "\r"}, {"%0A", "\n"}, {"%25", "%"}};
    if (property) escapes.insert({{"%3A", ":"}, {"%2C", ","}});
    std::string out;
    for (std::size_t i = 0; i < value.size(); ++i) {
      const auto found = escapes.find(value.substr(i, 3));
      if (found != escapes.end()) i += 2;
      out += found != escapes.end() ? found->second : value.substr(i, 1);
    }
    return out;
  };
  std::vector<LogCommand> commands;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) {
    LogCommand& command = commands.emplace_back();
    const std::size_t start = line.find_first_not_of(" \t");
    EXPECT_TRUE(start == 0 || start == std::string::npos || line.compare(start, 2, "::") != 0) << line;
    const std::size_t end = line.starts_with("::") ? line.find("::", 2) : std::string::npos;
    if (end == std::string::npos) {
      // The older form is looked for anywhere.
      EXPECT_EQ(line.find("##["), std::string::npos) << line;
      command.text = line;
      continue;
    }
    const std::string head = line.substr(2, end - 2);
    const std::size_t space = head.find(' ');
    command.name = head.substr(0, space);
    command.text = unescaped(line.substr(end + 2), false);
    std::istringstream properties(space == std::string::npos ? "" : head.substr(space + 1));
    for (std::string property; std::getline(properties, property, ',');) {
      const std::size_t equals = property.find('=');
      EXPECT_NE(equals, std::string::npos) << line;
      if (equals != std::string::npos)
        command.properties[property.substr(0, equals)] = unescaped(property.substr(equals + 1), true);
    }
  }
  return commands;
}

std::vector<LogCommand> azure_commands(const std::string& text) {
  const auto unescaped = [](const std::string& value) {
    static const std::map<std::string, std::string> escapes = {
        {"%0D", "\r"}, {"%0A", "\n"}, {"%3B", ";"}, {"%5D", "]"}};
    std::string out;
    for (std::size_t i = 0; i < value.size(); ++i) {
      const auto found = escapes.find(value.substr(i, 3));
      if (value.compare(i, 6, "%AZP25") == 0) {
        out += '%';
        i += 5;
      } else if (found != escapes.end()) {
        out += found->second;
        i += 2;
      } else {
        out += value[i];
      }
    }
    return out;
  };
  std::vector<LogCommand> commands;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) {
    LogCommand& command = commands.emplace_back();
    if (line == "##[endgroup]" || line.starts_with("##[group]")) {
      command.name = line.substr(3, line.find(']') - 3);
      continue;
    }
    const std::size_t at = line.find("##vso[");
    EXPECT_TRUE(at == 0 || at == std::string::npos) << line;
    if (at != 0) {
      EXPECT_EQ(line.find("##["), std::string::npos) << line;
      command.text = line;
      continue;
    }
    const std::size_t end = line.find(']');
    const std::string head = line.substr(6, end - 6);
    EXPECT_TRUE(head.starts_with("task.logissue type=")) << line;
    command.text = unescaped(line.substr(end + 1));
    std::istringstream properties(head.substr(head.find(' ') + 1));
    for (std::string property; std::getline(properties, property, ';');) {
      const std::size_t equals = property.find('=');
      if (equals != std::string::npos)
        command.properties[property.substr(0, equals)] = unescaped(property.substr(equals + 1));
    }
    command.name = command.properties["type"];
  }
  return commands;
}

Story told_by_github(const std::string& text) {
  Story story;
  for (const LogCommand& command : github_commands(text)) {
    const auto title = command.properties.find("title");
    const bool of_finding = title != command.properties.end() && title->second.find(", ") != std::string::npos;
    const std::string told = of_finding             ? rule_and_verdict(title->second)
                             : command.name.empty() ? rule_and_verdict_of_line(command.text)
                                                    : "";
    if (!told.empty()) story.insert(told);
  }
  return story;
}

Story told_by_azure(const std::string& text) {
  Story story;
  for (const LogCommand& command : azure_commands(text)) {
    const std::string first = command.text.substr(0, command.text.find('\n'));
    const std::string told = command.properties.contains("code") ? rule_and_verdict(first)
                             : command.name.empty()              ? rule_and_verdict_of_line(command.text)
                                                                 : "";
    if (!told.empty()) story.insert(told);
  }
  return story;
}

std::vector<Sample> prometheus_samples(const std::string& text) {
  std::vector<Sample> samples;
  std::set<std::string> described, series;
  std::string current;
  std::istringstream in(text);
  EXPECT_TRUE(text.ends_with('\n'));
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("# HELP ")) {
      current = line.substr(7, line.find(' ', 7) - 7);
      EXPECT_TRUE(described.insert(current).second) << "a second HELP of " << current;
      continue;
    }
    if (line.starts_with("# TYPE ")) {
      EXPECT_EQ(line, "# TYPE " + current + " gauge");
      continue;
    }
    Sample& sample = samples.emplace_back();
    std::size_t at = line.find_first_of("{ ");
    sample.name = line.substr(0, at);
    EXPECT_EQ(sample.name, current) << line;
    if (at != std::string::npos && line[at] == '{') {
      for (++at; at < line.size() && line[at] != '}';) {
        const std::size_t equals = line.find("=\"", at);
        if (equals == std::string::npos) {
          ADD_FAILURE() << line;
          return samples;
        }
        const std::string label = line.substr(at, equals - at);
        std::string value;
        for (at = equals + 2; at < line.size() && line[at] != '"'; ++at) {
          if (line[at] == '\\') ++at;
          value += line[at];
        }
        EXPECT_TRUE(sample.labels.emplace(label, value).second) << line;
        if (++at < line.size() && line[at] == ',') ++at;
      }
      ++at;
    }
    EXPECT_TRUE(series.insert(line.substr(0, at)).second) << "a second sample of " << line;
    std::size_t used = 0;
    const std::string number = line.substr(std::min(at + 1, line.size()));
    sample.value = number.empty() ? -1 : std::stod(number, &used);
    // Nothing behind the number: a time would make the collector refuse the file.
    EXPECT_EQ(used, number.size()) << line;
  }
  return samples;
}

Counts counts_of_prometheus(const std::string& text) {
  Counts counts;
  for (const Sample& sample : prometheus_samples(text))
    if (sample.name == "hiveaudit_findings" && sample.value > 0)
      counts[sample.labels.at("verdict") + " " + sample.labels.at("severity")] +=
          static_cast<std::uint64_t>(sample.value);
  return counts;
}

std::vector<std::vector<std::string>> markdown_rows(const std::string& text) {
  std::vector<std::vector<std::string>> rows;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) {
    if (!line.starts_with('|')) continue;
    auto& cells = rows.emplace_back(1);
    for (std::size_t i = 1; i < line.size(); ++i) {
      if (line[i] == '\\' && i + 1 < line.size()) {
        cells.back() += line.substr(i++, 2);
      } else if (line[i] != '|') {
        cells.back() += line[i];
      } else if (i + 1 < line.size()) {
        cells.emplace_back();
      }
    }
  }
  return rows;
}

}  // namespace hiveaudit_tests
