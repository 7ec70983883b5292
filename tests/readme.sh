#!/bin/sh
# The sample run at the top of the README is what the program prints, and the commands in its section on pipelines do
# what they are shown for.
set -eu
cd "${HIVEAUDIT_SOURCE:-$(dirname "$0")/..}"
exec python3 tests/readme/run.py "${HIVEAUDIT_PROGRAM:-build/release/hiveaudit}" \
  "${HIVEAUDIT_BUILD:-build/release}/fixtures/machines/win10-22h2-golden"
