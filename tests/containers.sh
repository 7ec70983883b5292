#!/bin/sh
# The same machine gives the same findings, whatever it is packed in; 50 changed copies of each container end as they
# should. What cannot be read is named. The reports are the same however many children run at once. And what other tools
# take out of the containers has the digests that the reports print.
#
# With sanitizers, which make each run ten times as slow, one container of each reader is opened, and none is changed: the
# tests of the readers try hundreds of changes each.
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
if [ -n "${HIVEAUDIT_SANITIZED:-}" ]; then
  part tests/containers/run.py "$program" "$machine" 0 lzx.wim solid.esd split.swm install.iso plain.tar packed.tar.gz \
    packed.tar.xz packed.zip packed.7z volume.img mbr.img gpt-4kn.img dynamic.vhd fixed.vhd differencing.vhd dirty.vhdx \
    differencing.vhdx compressed.qcow2 backing.qcow2 sparse.vmdk stream.vmdk fast.E01
  part tests/containers/honest.py "$program" "$machine"
  exit "$status"
fi
part tests/containers/run.py "$program" "$machine" 50
part tests/containers/honest.py "$program" "$machine"
part tests/containers/jobs.py "$program" "$machine"
part tests/containers/extracted.py "$program" "$machine"
exit "$status"
