#!/bin/sh
# Colour and width on terminals, pipes and files, as a pseudo-terminal shows them.
set -eu
cd "${HIVEAUDIT_SOURCE:-$(dirname "$0")/..}"
exec python3 tests/terminal/run.py "${HIVEAUDIT_PROGRAM:?names the program}" \
  "${HIVEAUDIT_BUILD:?names the build folder}/fixtures/machines/win10-22h2-golden"
