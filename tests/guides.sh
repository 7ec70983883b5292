#!/bin/sh
# The table of the guides in rules/README.md says what the rules cite.
set -eu
cd "${HIVEAUDIT_SOURCE:-$(dirname "$0")/..}"
exec python3 tests/guides/table.py
