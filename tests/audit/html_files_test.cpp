#include "audit/html_files.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "audit/safe_text.h"
#include "audit/sinks.h"
#include "tests/audit/big_report.h"
#include "tests/audit/sample_report.h"
#include "tests/audit/text_search.h"

namespace audit {
namespace {

using hiveaudit_tests::all_between;
using hiveaudit_tests::big_report;
using hiveaudit_tests::count_of;
using hiveaudit_tests::Health;
using hiveaudit_tests::poisoned_report;
using hiveaudit_tests::sample_report;

/// The pages by their names, and the order in which they were put.
struct Written {
  std::map<std::string, std::string> pages;
  std::vector<std::string> order;
};

Written files_of(const Report& report, const std::string& file) {
  Written written;
  EXPECT_TRUE(write_html_files(report, file, [&](const std::string& path, const std::string& text) {
    EXPECT_TRUE(written.pages.emplace(path, text).second) << path;
    written.order.push_back(path);
    return true;
  }));
  return written;
}

std::string unescaped(const std::string& address) {
  std::string out;
  for (std::size_t i = 0; i < address.size(); ++i) {
    if (address[i] == '%') {
      out += static_cast<char>(std::stoi(address.substr(i + 1, 2), nullptr, 16));
      i += 2;
    } else {
      out += address[i];
    }
  }
  return out;
}

std::set<std::string> ids_of(const std::string& page) {
  const std::vector<std::string> ids = all_between(page, " id=\"", "\"");
  return {ids.begin(), ids.end()};
}

/// Every link leads to a place on a page that was written, and from the one that it stands on.
void expect_links_land(const Written& written, const std::string& folder) {
  for (const auto& [path, page] : written.pages) {
    for (const std::string& link : all_between(page, "href=\"", "\"")) {
      if (link.starts_with("https://")) continue;
      const std::size_t hash = link.find('#');
      ASSERT_NE(hash, std::string::npos) << link;
      const std::string target = hash == 0 ? path : folder + unescaped(link.substr(0, hash));
      ASSERT_TRUE(written.pages.contains(target)) << link << " on " << path;
      EXPECT_TRUE(ids_of(written.pages.at(target)).contains(link.substr(hash + 1))) << link << " on " << path;
    }
  }
}

TEST(HtmlFiles, AFewFindingsAreOnePage) {
  EXPECT_FALSE(html_needs_files(sample_report()));
  EXPECT_FALSE(html_needs_files(big_report(kFindingsOnOnePage, 10, Health::usual)));
  EXPECT_TRUE(html_needs_files(big_report(kFindingsOnOnePage + 1, 10, Health::usual)));
}

TEST(HtmlFiles, EveryFindingIsOnThePageOfItsTarget) {
  const Report report = big_report(600, 3, Health::usual);
  const Written written = files_of(report, "out/all.html");
  const std::vector<std::string> wanted = {"out/all-machine-000.html", "out/all-machine-001.html",
                                           "out/all-machine-002.html", "out/all.html"};
  EXPECT_EQ(written.order, wanted);
  for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ(count_of(written.pages.at(wanted[i]), " data-kind=\""), 200u);
  const std::string& front = written.pages.at("out/all.html");
  EXPECT_EQ(count_of(front, " data-kind=\""), 0u);
  EXPECT_NE(front.find("600 findings are too many for one page"), std::string::npos);
  EXPECT_NE(front.find("<a href=\"all-machine-001.html#windows-machine-001\">machine-001</a>"), std::string::npos);
  EXPECT_NE(written.pages.at(wanted[1]).find("<a href=\"all.html#main\">the report on all of them</a>"),
            std::string::npos);
  expect_links_land(written, "out/");
}

TEST(HtmlFiles, WaiversDemandsAndMissingTargetsAreLinkedAcrossPages) {
  const Written written = files_of(sample_report(), "r.html");
  expect_links_land(written, "");
  const std::string& front = written.pages.at("r.html");
  EXPECT_NE(front.find("r-win2016_golden.html#TLS1101-win2016_golden-golden-HKLM"), std::string::npos);
  EXPECT_NE(front.find("cannot open: No such file or directory"), std::string::npos);
  const std::string& page = written.pages.at("r-win2016_golden.html");
  EXPECT_NE(page.find("href=\"r.html#demand-A-40\""), std::string::npos);
  EXPECT_NE(page.find("<h2>Waivers</h2>"), std::string::npos);
  // A target of the same name has its own page; what is not there has one, too, and says why.
  EXPECT_TRUE(written.pages.contains("r-win2016_golden-2.html"));
  EXPECT_EQ(count_of(written.pages.at("r-win2016_golden-2.html"), "<h2>Waivers</h2>"), 0u);
  EXPECT_NE(written.pages.at("r-no_such_file.html").find("cannot open: No such file or directory"), std::string::npos);
}

TEST(HtmlFiles, NamesAreSafeShortAndTheirOwn) {
  Report report = big_report(4, 4, Health::usual);
  report.targets[0].name = "../../etc/passwd";
  report.targets[1].name = std::string(600, 'x') + "a";
  report.targets[2].name = std::string(600, 'X') + "b";
  report.targets[3].name = "caf\xC3\xA9 <b>";
  const std::vector<std::string> names = page_names(report, "/tmp/My report #1.htm");
  ASSERT_EQ(names.size(), 4u);
  std::set<std::string> lower;
  for (std::string name : names) {
    EXPECT_EQ(name.find('/'), std::string::npos) << name;
    EXPECT_LT(name.size(), 200u);
    for (char& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    EXPECT_TRUE(lower.insert(name).second) << name;
  }
  EXPECT_TRUE(names[0].starts_with("My report #1-")) << names[0];
  expect_links_land(files_of(report, "/tmp/My report #1.htm"), "/tmp/");
  // A character is not cut in two, and a page is never named as the front.
  report.targets[0].name = std::string(99, 'a') + "\xC3\xA9";
  report.targets[1].name = "b";
  EXPECT_EQ(page_names(report, "r.html")[0], "r-" + std::string(99, 'a') + ".html");
  EXPECT_EQ(page_names(report, "r-b.html")[1], "r-b-b.html");
}

TEST(HtmlFiles, StopsWhenAPageCannotBePut) {
  std::size_t asked = 0;
  EXPECT_FALSE(
      write_html_files(big_report(30, 3, Health::usual), "r.html", [&](const std::string&, const std::string&) {
        ++asked;
        return asked < 2;
      }));
  EXPECT_EQ(asked, 2u);
}

TEST(HtmlFiles, TheSameReportGivesTheSameBytes) {
  const Report report = big_report(120, 3, Health::all_fail);
  EXPECT_EQ(files_of(report, "r.html").pages, files_of(report, "r.html").pages);
}

TEST(HtmlFiles, HostileNamesStayText) {
  const Written written = files_of(poisoned_report(), "r.html");
  expect_links_land(written, "");
  for (const auto& [path, page] : written.pages) {
    EXPECT_EQ(count_of(page, "<script"), 1u) << path;
    EXPECT_EQ(page, safe_text(page)) << path;
  }
}

TEST(HtmlFiles, ABigPageStaysWithinItsBudget) {
  // Cells of the matrix and their reasons are not findings: they have a budget of their own (tests/reports.sh).
  constexpr std::size_t kRest = 61440 + 384 * 420;
  EXPECT_LT(write_html(big_report(5000, 10, Health::usual), {}).size(), kRest + 1024 * 5000);
  EXPECT_LT(write_html(big_report(5000, 10, Health::all_fail), {}).size(), kRest + 2048 * 5000);
}

}  // namespace
}  // namespace audit
