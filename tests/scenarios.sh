#!/bin/sh
# The scenarios of the field guides: fixtures/scenarios/*.reg, each with every finding that must come out.
set -eu
cd "${HIVEAUDIT_SOURCE:-$(dirname "$0")/..}"
exec python3 tests/scenarios/run.py "${HIVEAUDIT_PROGRAM:?names the program}" \
  "${HIVEAUDIT_BUILD:?names the build folder}/fixtures/machines" fixtures/scenarios/*.reg
