#!/bin/sh
# The same machine gives the same findings, whatever it is packed in; changed copies of each container (8, with
# sanitizers 1; the readers themselves are tried with hundreds) end as they should.
set -eu
cd "${HIVEAUDIT_SOURCE:-$(dirname "$0")/..}"
exec python3 tests/containers/run.py "${HIVEAUDIT_PROGRAM:-build/release/hiveaudit}" \
  "${HIVEAUDIT_BUILD:-build/release}/fixtures/machines/win10-22h2-golden" "$([ -z "${HIVEAUDIT_SANITIZED:-}" ] && echo 8 || echo 1)"
