#!/bin/sh
# Without any of the optional readers the program builds, and what needs none of them is judged as ever: a tree, a
# folder, a hive and a .reg file give the same bytes. What it cannot read is named as that and never judged.
# The whole of it, with all tests in such a build, is `./dev test plain`.
set -eu
cd "${HIVEAUDIT_SOURCE:-$(dirname "$0")/..}"
build=${HIVEAUDIT_BUILD:-build/release}
program=${HIVEAUDIT_PROGRAM:-build/release/hiveaudit}
plain=$build/hiveaudit_plain
unset HIVEAUDIT_PROGRAM  # each is its own child
machine=$build/fixtures/machines/win10-22h2-golden
if [ ! -x "$plain" ]; then
  echo "plain: skipped, CMake's build of the tests has the program without readers"
  exit 77
fi
failed=0
complain() {
  echo "plain: $*"
  failed=1
}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
now="--now 2026-11-22T00:00:00Z"

# A build with all of them disabled has these parts and no others: its compiler commands are those of this build, but
# for the readers and what stands in for them.
# shellcheck disable=SC2046
cmake -S . -B "$work/disabled" -G Ninja -D hiveaudit_tests=OFF $(awk '!/^#/ && NF {printf "-D hiveaudit_%s=disabled ", $1}' \
  hive/readers.txt) >"$work/configure" 2>&1 || complain "it cannot be configured: $(tail -n 5 "$work/configure")"
python3 tests/plain/commands.py "$work/disabled/compile_commands.json" "$build/compile_commands.json" || failed=1

# None of their libraries is asked for.
needed=$(readelf -d "$plain" | grep NEEDED)
for module in $(awk '!/^#/ && NF {print $2}' hive/readers.txt); do
  for library in $(pkg-config --libs-only-l "$module" 2>/dev/null | sed 's/-l//g'); do
    case "$needed" in *"[lib$library.so"*) complain "it needs lib$library of $module" ;; esac
  done
done

# It says so.
"$plain" inspect --formats >"$work/formats"
for format in wim iso archive disk; do
  grep -q "^$format .*(not read by this build)$" "$work/formats" || complain "inspect --formats does not say that $format is not read"
done
"$plain" --version | grep -q '^licence: Apache-2.0$' || complain "it names another licence than Apache-2.0"

# The same bytes as of the whole program.
cp -r "$machine" "$work/machine"
mkdir "$work/folder"
cp "$machine/Windows/System32/config/SYSTEM" "$machine/Windows/System32/config/SOFTWARE" "$work/folder/"
cp "$machine/Windows/System32/config/SYSTEM" "$work/SYSTEM"
cp fixtures/machines/win10-22h2-golden/SYSTEM.reg "$work/machine.reg"
for target in machine folder SYSTEM machine.reg; do
  # shellcheck disable=SC2086
  for who in "$plain" "$program"; do
    status=0
    "$who" audit "$work/$target" $now -o json="$work/$(basename "$who").json" -o text="$work/$(basename "$who").txt" \
      -o junit="$work/$(basename "$who").xml" -o html="$work/$(basename "$who").html" || status=$?
    echo "$status" >"$work/$(basename "$who").status"
  done
  for part in json txt xml html status; do
    cmp -s "$work/hiveaudit_plain.$part" "$work/hiveaudit.$part" || complain "another $part of $target"
  done
done

python3 tests/containers/unread.py "$plain" "$machine" || [ $? = 77 ] || failed=1
[ "$failed" = 0 ] && echo "plain: without readers it judges what it reads as ever, and names the rest"
exit "$failed"
