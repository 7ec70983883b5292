#include <gtest/gtest.h>
#include <openssl/evp.h>

#include <set>

#include "audit/html.h"
#include "audit/html_script.h"
#include "audit/html_style.h"
#include "audit/report_id.h"
#include "audit/safe_text.h"
#include "audit/sinks.h"
#include "tests/audit/sample_report.h"
#include "tests/audit/text_search.h"

namespace audit {
namespace {

using hiveaudit_tests::all_between;
using hiveaudit_tests::count_of;
using hiveaudit_tests::poisoned_report;
using hiveaudit_tests::sample_report;
using hiveaudit_tests::sample_report_of;

std::string sha256_base64(std::string_view text) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned length = 0;
  EVP_Digest(text.data(), text.size(), digest, &length, EVP_sha256(), nullptr);
  unsigned char encoded[64];
  EVP_EncodeBlock(encoded, digest, static_cast<int>(length));
  return reinterpret_cast<const char*>(encoded);
}

TEST(WriteHtml, ThePolicyNamesItsStyleAndItsScript) {
  EXPECT_EQ(kHtmlStyleHash, sha256_base64(kHtmlStyle));
  EXPECT_EQ(kHtmlScriptHash, sha256_base64(kHtmlScript));
  const std::string page = write_html(sample_report(), {});
  EXPECT_NE(page.find("content=\"default-src 'none'; style-src 'sha256-" + std::string(kHtmlStyleHash) +
                      "'; script-src 'sha256-" + std::string(kHtmlScriptHash) + "'"),
            std::string::npos);
  EXPECT_NE(page.find("<style>" + std::string(kHtmlStyle) + "</style>"), std::string::npos);
  EXPECT_NE(page.find("<script>" + std::string(kHtmlScript) + "</script>"), std::string::npos);
}

TEST(WriteHtml, NothingComesFromElsewhere) {
  for (const Report& report : {sample_report(), poisoned_report()}) {
    const std::string page = write_html(report, {});
    EXPECT_EQ(count_of(page, "<script"), 1u);
    EXPECT_EQ(count_of(page, "<style"), 1u);
    EXPECT_EQ(count_of(page, "</script"), 1u);
    for (const char* tag : {"<link", "<img", "<iframe", "<object", "<embed", "<base", "<form", "<svg", "<b onclick"})
      EXPECT_EQ(count_of(page, tag), 0u) << tag;
    EXPECT_EQ(count_of(std::string(kHtmlStyle), "url("), 0u);
    for (const std::string& address : all_between(page, "href=\"", "\""))
      EXPECT_TRUE(address.starts_with("#") || address.starts_with("https://")) << address;
  }
}

TEST(WriteHtml, TheVerdictIsInTheTitleAndOnTop) {
  const std::string page = write_html(sample_report(), {});
  EXPECT_NE(page.find("<title>NOT READY, and not everything could be read: TLS 1.2 readiness of 3 targets"),
            std::string::npos);
  EXPECT_LT(page.find("<h1>"), page.find("class=\"verdict bad\""));
  EXPECT_LT(page.find("class=\"verdict bad\""), page.find("<h2>"));
}

TEST(WriteHtml, ABaselineHasASectionEvenWhenNothingOfItIsKnown) {
  Report report = hiveaudit_tests::sample_report_with_baseline();
  for (FindingRow& finding : report.targets[0].installations[0].findings) finding.known = false;
  const std::string page = write_html(report, {});
  EXPECT_EQ(count_of(page, "<section id=\"baseline\">"), 1u);
  EXPECT_EQ(count_of(page, "what became of it"), 4u);
  EXPECT_EQ(count_of(page, "<section id=\"known\">"), 0u);
  EXPECT_EQ(count_of(write_html(sample_report(), {}), "<section id=\"baseline\">"), 0u);
}

TEST(WriteHtml, PlacesAreUniqueAndLinksLand) {
  for (const Report& report : {sample_report(), hiveaudit_tests::sample_report_with_baseline(),
                               sample_report_of("effective"), poisoned_report()}) {
    const std::string page = write_html(report, {});
    std::set<std::string> ids;
    for (const std::string& id : all_between(page, " id=\"", "\"")) {
      EXPECT_TRUE(ids.insert(id).second) << id;
      EXPECT_EQ(id.find(' '), std::string::npos) << id;
    }
    for (const std::string& target : all_between(page, "href=\"#", "\"")) EXPECT_TRUE(ids.contains(target)) << target;
  }
}

TEST(WriteHtml, FindingsKeepTheirPlacesBetweenRuns) {
  const std::string page = write_html(sample_report(), {});
  EXPECT_NE(page.find("id=\"TLS1012-win2016_golden-golden-HKLM\""), std::string::npos);
  EXPECT_NE(page.find("id=\"TLS2001-win2016_golden-golden-user_alice\""), std::string::npos);
}

TEST(WriteHtml, AMatrixCellLinksToWhatDecidedIt) {
  const std::string page = write_html(sample_report(), {});
  EXPECT_NE(page.find("<td class=\"off key\" data-label=\"TLS 1.2\"><a href=\"#TLS1012-win2016_golden-golden-HKLM\">"),
            std::string::npos);
  EXPECT_NE(page.find("<a href=\"#why-1\">"), std::string::npos);
}

TEST(WriteHtml, ADanglingDeciderFallsBackToTheReason) {
  Report report = sample_report();
  for (EffectiveRow& row : report.targets[0].installations[0].effective) row.decided_by = "no such fingerprint";
  const std::string page = write_html(report, {});
  EXPECT_EQ(count_of(page, "class=\"off key\" data-label=\"TLS 1.2\"><a href=\"#TLS"), 0u);
  EXPECT_GT(count_of(page, "class=\"off key\" data-label=\"TLS 1.2\"><a href=\"#why-"), 0u);
}

TEST(WriteHtml, UntrustedTextStaysText) {
  EXPECT_EQ(html_escaped("<a href=\"x\">'&'</a>"), "&lt;a href=&quot;x&quot;&gt;&#39;&amp;&#39;&lt;/a&gt;");
  EXPECT_EQ(html_escaped("\x1B\xE2\x80\xAE\xFF"), "\\u001B\\u202E\\xFF");
  const std::string page = write_html(poisoned_report(), {});
  EXPECT_EQ(page, safe_text(page));
  EXPECT_EQ(page.find("href=\"javascript:"), std::string::npos);
}

TEST(WriteHtml, FailuresAreOpenAndShowBothReaders) {
  const std::string page = write_html(sample_report(), {});
  const std::size_t finding = page.find("id=\"TLS1012-win2016_golden-golden-HKLM\"");
  const std::string article = page.substr(finding, page.find("</article>", finding) - finding);
  EXPECT_NE(article.find("<details open>"), std::string::npos);
  EXPECT_NE(article.find("2 readers agree"), std::string::npos);
  EXPECT_NE(article.find("<dt>Wanted</dt><dd>absent, or anything but zero</dd>"), std::string::npos);
  EXPECT_NE(article.find("One vendor page says that 0 is ignored"), std::string::npos);
}

TEST(WriteHtml, VerbsThatJudgeNothingHaveNoFindings) {
  const std::string inspect = write_html(sample_report_of("inspect"), {});
  EXPECT_EQ(count_of(inspect, "<article"), 0u);
  EXPECT_EQ(count_of(inspect, "class=\"matrix\""), 0u);
  EXPECT_EQ(count_of(inspect, "READY"), 0u);
  const std::string effective = write_html(sample_report_of("effective"), {});
  EXPECT_EQ(count_of(effective, "<article"), 0u);
  EXPECT_EQ(count_of(effective, "class=\"matrix\""), 3u);
}

TEST(WriteHtml, TellsAReasonOnceForAllProtocolsAndScopes) {
  Report report = sample_report();
  EffectiveRow cell;
  cell.stack = "wininet";
  cell.state = "on";
  cell.basis = "value";
  std::vector<EffectiveRow>& cells = report.targets[0].installations[0].effective;
  cells.clear();
  for (const char* scope : {"user:a", "user:b"}) {
    for (const char* protocol : {"TLS 1.1", "TLS 1.2"}) {
      cell.scope = scope;
      cell.protocol = protocol;
      cell.reason = std::string("A value offers ") + protocol + ".";
      cells.push_back(cell);
    }
  }
  const std::string page = write_html(report, {});
  EXPECT_EQ(count_of(page, "A value offers TLS 1.1, TLS 1.2."), 1u);
  EXPECT_NE(page.find("user a, user b</summary>"), std::string::npos);
  // One whose answer differs is told apart.
  cells.back().reason = "Something else.";
  const std::string apart = write_html(report, {});
  EXPECT_EQ(count_of(apart, "A value offers TLS 1.1, TLS 1.2."), 1u);
  EXPECT_EQ(count_of(apart, "A value offers TLS 1.1."), 1u);
  EXPECT_EQ(count_of(apart, "Something else."), 1u);
}

TEST(WriteHtml, SaysThatNothingWasHashed) {
  Report report = sample_report();
  EXPECT_EQ(count_of(write_html(report, {}), "Hives were not hashed (--no-hash)."), 0u);
  for (TargetRow& target : report.targets)
    for (InstallationRow& installation : target.installations)
      for (HiveRow& hive : installation.hives) hive.sha256.reset();
  EXPECT_EQ(count_of(write_html(report, {}), "Hives were not hashed (--no-hash)."), 1u);
  EXPECT_EQ(count_of(write_text(report, {}), "Hives were not hashed (--no-hash)."), 1u);
}

/// The part of the page from `from` to the next `to`.
std::string part(const std::string& page, const std::string& from, const std::string& to) {
  const std::size_t at = page.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return at == std::string::npos ? "" : page.substr(at, page.find(to, at) - at);
}

TEST(WriteHtml, WaiversSayTheirStateAndLinkToWhatTheyCover) {
  const std::string page = write_html(sample_report(), {});
  const std::string waivers = part(page, "<section id=\"waivers\">", "</section>");
  EXPECT_NE(waivers.find("✓ used"), std::string::npos);
  EXPECT_NE(waivers.find("2027-01-31, 70 days left"), std::string::npos);
  EXPECT_NE(waivers.find("<a href=\"#TLS1101-win2016_golden-golden-HKLM\">TLS1101</a>"), std::string::npos);
  EXPECT_NE(waivers.find("as long as <code>Enabled=0</code>"), std::string::npos);
  EXPECT_NE(waivers.find("✕ expired"), std::string::npos);
  EXPECT_NE(waivers.find("2026-10-31, 22 days ago"), std::string::npos);
  EXPECT_NE(waivers.find("– unused"), std::string::npos);
  EXPECT_NE(waivers.find("kiosk-team and security"), std::string::npos);
  EXPECT_NE(waivers.find("permanent"), std::string::npos);
  Report none = sample_report();
  none.waivers.clear();
  EXPECT_EQ(count_of(write_html(none, {}), "<h2>Waivers</h2>"), 0u);
}

TEST(WriteHtml, AWaiverWithoutAFindingOrADateIsStillShown) {
  Report report = sample_report();
  report.waivers[0].findings = {"gone"};
  report.waivers[0].expires = "2027-02-30";
  const std::string waivers = part(write_html(report, {}), "<section id=\"waivers\">", "</section>");
  EXPECT_NE(waivers.find("<code>gone</code>"), std::string::npos);
  EXPECT_NE(waivers.find(">2027-02-30<"), std::string::npos);
}

TEST(WriteHtml, KnownFindingsAreListed) {
  const std::string known = part(write_html(sample_report(), {}), "<section id=\"known\">", "</section>");
  EXPECT_NE(known.find("1 failure of this report stood in the baseline already"), std::string::npos);
  EXPECT_NE(known.find("<a href=\"#TLS1102-win2016_golden-golden-HKLM\">TLS1102</a>"), std::string::npos);
}

TEST(WriteHtml, AFixIsShownOnceInEachLanguage) {
  Report report = sample_report();
  std::vector<FindingRow>& findings = report.targets[0].installations[0].findings;
  findings[0].fix = findings[1].fix;
  const std::string page = write_html(report, {});
  EXPECT_EQ(count_of(page, "<div data-as=\"PowerShell\">"), 1u);
  EXPECT_EQ(count_of(page, "=dword:00000001"), 1u);
  EXPECT_EQ(
      count_of(page, "As a file or script: the same as for <a href=\"#TLS2001-win2016_golden-golden-user_alice\">"),
      1u);
  // Both still say what the changes are.
  EXPECT_EQ(count_of(page, "<li><code>set HKLM"), 2u);
}

TEST(WriteHtml, TheMatrixNamesTheWeakestLink) {
  const std::string page = write_html(sample_report(), {});
  EXPECT_EQ(count_of(page, "<strong>Weakest link:</strong> TLS 1.0, which "), 3u);
  EXPECT_EQ(count_of(write_html(sample_report_of("inspect"), {}), "Weakest link"), 0u);
}

TEST(WriteHtml, SummaryAndFilterFitTheReport) {
  const std::string page = write_html(sample_report(), {});
  for (const char* tab : {"By target", "By stack or product", "By user", "By hive"})
    EXPECT_EQ(count_of(page, "<div data-as=\"" + std::string(tab) + "\">"), 1u) << tab;
  for (const char* name : {"stack", "target", "user", "severity"})
    EXPECT_EQ(count_of(page, "<select name=\"" + std::string(name) + "\">"), 1u) << name;
  EXPECT_NE(page.find("value=\"waived\"> waived <small>1</small>"), std::string::npos);
  // One machine has no choice of targets, and nothing to compare it with.
  Report one = sample_report();
  one.targets = {one.targets[1]};
  const std::string alone = write_html(one, {});
  EXPECT_EQ(count_of(alone, "<select name=\"target\">"), 0u);
  EXPECT_EQ(count_of(alone, "By target"), 0u);
}

TEST(WriteHtml, TheReportIdIsInTheProvenanceAndOnEverySheet) {
  const Report report = sample_report();
  const std::string page = write_html(report, {});
  const std::string id = report_id(report);
  EXPECT_NE(part(page, "<section id=\"provenance\">", "</section>").find(id), std::string::npos);
  EXPECT_NE(part(page, "<p class=\"running\"", "</p>").find("report " + id.substr(0, 16)), std::string::npos);
}

TEST(WriteHtml, StaysWithinItsBudget) {
  Report report = sample_report();
  std::vector<FindingRow>& findings = report.targets[0].installations[0].findings;
  const std::size_t before = write_html(report, {}).size();
  FindingRow pass = findings.back();
  for (int i = 0; i < 1000; ++i) findings.push_back(pass);
  EXPECT_LT((write_html(report, {}).size() - before) / 1000, 700u);
  EXPECT_LT(before, 100'000u);
}

}  // namespace
}  // namespace audit
