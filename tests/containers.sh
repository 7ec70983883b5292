#!/bin/sh
# The same machine gives the same findings, whatever it is packed in; 50 changed copies of each container end as they
# should (none with sanitizers, which make each run ten times as slow; the tests of the readers try hundreds). What cannot
# be read is named. The reports are the same however many children run at once. And what other tools take out of the
# containers has the digests that the reports print.
set -eu
cd "${HIVEAUDIT_SOURCE:-$(dirname "$0")/..}"
program=${HIVEAUDIT_PROGRAM:-build/release/hiveaudit}
machine=${HIVEAUDIT_BUILD:-build/release}/fixtures/machines/win10-22h2-golden
status=77
part() { # SCRIPT ARGUMENT...: 77 of a part says that it was skipped
  code=0
  python3 "$@" || code=$?
  if [ "$status" = 77 ] || { [ "$code" != 0 ] && [ "$code" != 77 ]; }; then status=$code; fi
}
part tests/containers/run.py "$program" "$machine" "$([ -z "${HIVEAUDIT_SANITIZED:-}" ] && echo 50 || echo 0)"
part tests/containers/honest.py "$program" "$machine"
part tests/containers/jobs.py "$program" "$machine"
# With sanitizers once is enough: the same bytes were compared with those of the packed files above.
[ -n "${HIVEAUDIT_SANITIZED:-}" ] || part tests/containers/extracted.py "$program" "$machine"
exit "$status"
