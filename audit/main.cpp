// argv in, exit status out. The only catch(...): input never throws, so what arrives here is our mistake or
// the end of memory, and must not look like a result.

#include <cstdio>
#include <exception>
#include <string>
#include <vector>

#include "audit/exit_code.h"
#include "audit/run.h"

int main(int argc, char** argv) {
  try {
    return audit::run(std::vector<std::string>(argv + (argc > 0 ? 1 : 0), argv + argc));
  } catch (const std::exception& failure) {
    std::fputs("hiveaudit: internal error: ", stderr);
    std::fputs(failure.what(), stderr);
    std::fputs("\n", stderr);
  } catch (...) {
    std::fputs("hiveaudit: internal error\n", stderr);
  }
  return audit::kIncomplete;
}
