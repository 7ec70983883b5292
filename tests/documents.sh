#!/bin/sh
# Help, manual page and completion come from one table: each of them has every option of it, and the programs that read
# them have nothing to say. Ends with 77 (skipped) when one of these programs is not installed.
set -eu
cd "${HIVEAUDIT_SOURCE:-$(dirname "$0")/..}"
exec python3 tests/documents/run.py "${HIVEAUDIT_PROGRAM:?names the program}"
