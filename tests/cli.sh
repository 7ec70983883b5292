#!/bin/sh
# The command line as people meet it: each tests/cli/*.txt holds commands with their whole output and exit code.
set -eu
cd "${HIVEAUDIT_SOURCE:-$(dirname "$0")/..}"
exec python3 tests/cli/run.py "${HIVEAUDIT_PROGRAM:?names the program}" \
  "${HIVEAUDIT_BUILD:?names the build folder}/fixtures/machines" tests/cli/*.txt
