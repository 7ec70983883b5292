#!/bin/sh
# The same machine gives the same findings, whatever it is packed in; 8 changed copies of each
# container end as they should (none with sanitizers, which make each run ten times as slow; the tests of the readers try
# hundreds).
set -eu
cd "${HIVEAUDIT_SOURCE:-$(dirname "$0")/..}"
exec python3 tests/containers/run.py "${HIVEAUDIT_PROGRAM:-build/release/hiveaudit}" \
  "${HIVEAUDIT_BUILD:-build/release}/fixtures/machines/win10-22h2-golden" "$([ -z "${HIVEAUDIT_SANITIZED:-}" ] && echo 8 || echo 0)"
