#!/bin/sh
# fix.sh
# The loop of `fix` is closed on every fixture machine and on real hives: what was fixable passes with the changes,
# whether they are laid over or merged into the hives by another writer; nothing else changes; the way back leads back.
# And what is hostile reaches each format so that independent readers read the same again.
set -eu
: "${HIVEAUDIT_PROGRAM:?names the program}" "${HIVEAUDIT_BUILD:?names the build folder}"
here=${HIVEAUDIT_SOURCE:-$(dirname "$0")/..}/tests/fix
failed=0
python3 "$here/close_loop.py" || failed=1
python3 "$here/hostile.py" || failed=1
exit "$failed"
