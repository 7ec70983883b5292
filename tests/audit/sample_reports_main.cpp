// sample_reports OUT_DIR: writes the sample reports through every sink, for the checks of tests/reports.sh.
// sample_reports OUT_DIR FINDINGS TARGETS [all-fail]: OUT_DIR/big.html and big.json of a report that big, and the
// pages that it becomes when it is too big for one.

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string_view>

#include "audit/sinks.h"
#include "tests/audit/big_report.h"
#include "tests/audit/sample_report.h"

namespace {

bool write_file(const std::filesystem::path& path, const std::string& text) {
  std::ofstream out(path, std::ios::binary);
  out << text;
  return static_cast<bool>(out.flush());
}

bool write_all(const std::filesystem::path& folder, const std::string& name, const audit::Report& report) {
  for (const audit::Sink& sink : audit::sinks()) {
    const std::string format(sink.name);
    const std::string extension = format == "text" ? "txt" : format == "junit" ? "xml" : format;
    if (!write_file(folder / (name + "." + extension), sink.write(report, {}))) return false;
  }
  // The styles of JUnit that no schema describes.
  for (const audit::JunitStyle junit :
       {audit::JunitStyle::gitlab, audit::JunitStyle::github, audit::JunitStyle::azure, audit::JunitStyle::rich}) {
    audit::ReportStyle style;
    style.junit = junit;
    const std::string extension = ".junit-" + std::string(name_of(junit));
    if (!write_file(folder / (name + extension), audit::write_junit(report, style))) return false;
  }
  audit::ReportStyle style;
  style.sarif_all = true;
  style.source_file = "images/golden.pkr.hcl";
  return write_file(folder / (name + "-all.sarif"), audit::write_sarif(report, style));
}

bool write_big(const std::filesystem::path& folder, const audit::Report& report) {
  const std::string page = (folder / "big.html").string();
  if (!write_file(folder / "big.json", audit::write_json(report, {}))) return false;
  return audit::html_needs_files(report) ? audit::write_html_files(report, page, write_file)
                                         : write_file(page, audit::write_html(report, {}));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2 && argc != 4 && argc != 5) {
    std::cerr << "usage: sample_reports OUT_DIR [FINDINGS TARGETS [all-fail]]\n";
    return 2;
  }
  const std::filesystem::path folder = argv[1];
  std::filesystem::create_directories(folder);
  using namespace hiveaudit_tests;
  if (argc > 2) {
    const Health health = argc == 5 && argv[4] == std::string_view("all-fail") ? Health::all_fail : Health::usual;
    return write_big(folder, big_report(std::strtoul(argv[2], nullptr, 10), std::strtoul(argv[3], nullptr, 10), health))
               ? 0
               : 4;
  }
  const bool written = write_all(folder, "sample", sample_report()) &&
                       write_all(folder, "sample-baseline", sample_report_with_baseline()) &&
                       write_all(folder, "sample-effective", sample_report_of("effective")) &&
                       write_all(folder, "sample-inspect", sample_report_of("inspect")) &&
                       write_all(folder, "poisoned", poisoned_report());
  return written ? 0 : 4;
}
