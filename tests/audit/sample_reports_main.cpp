// sample_reports OUT_DIR: writes the sample reports through every sink, for the checks of tests/reports.sh.

#include <filesystem>
#include <fstream>
#include <iostream>

#include "audit/sinks.h"
#include "tests/audit/sample_report.h"

namespace {

bool write_text_file(const std::filesystem::path& path, const std::string& text) {
  std::ofstream out(path, std::ios::binary);
  out << text;
  return static_cast<bool>(out.flush());
}

bool write_all(const std::filesystem::path& folder, const std::string& name, const audit::Report& report) {
  for (const audit::Sink& sink : audit::sinks()) {
    const std::string format(sink.name);
    const std::string extension = format == "text" ? "txt" : format == "junit" ? "xml" : format;
    if (!write_text_file(folder / (name + "." + extension), sink.write(report, {}))) return false;
  }
  // The styles of JUnit that no schema describes.
  for (const audit::JunitStyle junit :
       {audit::JunitStyle::gitlab, audit::JunitStyle::github, audit::JunitStyle::azure, audit::JunitStyle::rich}) {
    audit::ReportStyle style;
    style.junit = junit;
    const std::string extension = ".junit-" + std::string(name_of(junit));
    if (!write_text_file(folder / (name + extension), audit::write_junit(report, style))) return false;
  }
  audit::ReportStyle style;
  style.sarif_all = true;
  style.source_file = "images/golden.pkr.hcl";
  return write_text_file(folder / (name + "-all.sarif"), audit::write_sarif(report, style));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: sample_reports OUT_DIR\n";
    return 2;
  }
  const std::filesystem::path folder = argv[1];
  std::filesystem::create_directories(folder);
  using namespace hiveaudit_tests;
  const bool written = write_all(folder, "sample", sample_report()) &&
                       write_all(folder, "sample-effective", sample_report_of("effective")) &&
                       write_all(folder, "sample-inspect", sample_report_of("inspect")) &&
                       write_all(folder, "poisoned", poisoned_report());
  return written ? 0 : 4;
}
