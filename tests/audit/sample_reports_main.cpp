// sample_reports OUT_DIR: writes the sample reports through every sink, for the checks of tests/reports.sh.

#include <filesystem>
#include <fstream>
#include <iostream>

#include "audit/sinks.h"
#include "tests/audit/sample_report.h"

namespace {

bool write_all(const std::filesystem::path& folder, const std::string& name, const audit::Report& report) {
  for (const audit::Sink& sink : audit::sinks()) {
    const std::string format(sink.name);
    const std::string extension = format == "text" ? "txt" : format == "junit" ? "xml" : format;
    std::ofstream out(folder / (name + "." + extension), std::ios::binary);
    out << sink.write(report, {});
    if (!out.flush()) return false;
  }
  return true;
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
                       write_all(folder, "sample-baseline", sample_report_with_baseline()) &&
                       write_all(folder, "sample-effective", sample_report_of("effective")) &&
                       write_all(folder, "sample-inspect", sample_report_of("inspect")) &&
                       write_all(folder, "poisoned", poisoned_report());
  return written ? 0 : 4;
}
