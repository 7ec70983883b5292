#!/bin/sh
# render gives back each report, byte for byte: every format that this program writes, of every fixture machine and of
# what cannot be read, from the JSON that the same run saved.
set -u
program=${HIVEAUDIT_PROGRAM:?names the program}
machines=${HIVEAUDIT_BUILD:?names the build folder}/fixtures/machines
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
failed=0
reports=0

complain() {
  echo "render: $*" >&2
  failed=1
}

# The table of formats, as the program tells it.
formats=$("$program" --version | sed -n 's/^writes://p')
[ -n "$formats" ] || complain "the program names no format"

# same VERB TARGET [OPTION]...
same() {
  verb=$1
  shift
  rm -rf "$work/first" "$work/again"
  mkdir "$work/first" "$work/again"
  set -- "$@" --now 2026-11-23T00:00:00Z
  outputs=""
  again=""
  for format in $formats; do
    outputs="$outputs -o $format=$work/first/$format"
    again="$again -o $format=$work/again/$format"
  done
  # Names of formats have no spaces.
  # shellcheck disable=SC2086
  "$program" "$verb" "$@" $outputs 2>/dev/null
  # shellcheck disable=SC2086
  "$program" render "$work/first/json" $again || complain "render ended with $? for $verb $*"
  for format in $formats; do
    cmp -s "$work/first/$format" "$work/again/$format" || complain "$format is another for $verb $*"
    reports=$((reports + 1))
  done
}

for machine in "$machines"/*/; do
  # Sanitizers make each run ten times as slow; the other builds render every machine.
  case ${HIVEAUDIT_SANITIZED:+slow}$machine in
    slow*golden/ | slow*win7-sp1-stock/) ;;
    slow*) continue ;;
    *) ;;
  esac
  for verb in audit effective inspect; do same $verb "$machine"; done
done
golden=$machines/win10-22h2-golden
same evidence "$golden" 'HKLM\SYSTEM\Select' Current
same audit "$work/no-such-file"
same audit "$golden" --fail-on none --users bob
"$program" audit "$golden" --now 2026-11-23T00:00:00Z -o json="$work/saved.json" -q
"$program" waivers template "$work/saved.json" --now 2026-11-23T00:00:00Z |
  sed 's/owner=""/owner="me"/; s/<reason *\/>/<reason>because<\/reason>/; s/<reason><\/reason>/<reason>because<\/reason>/' \
    >"$work/waivers.xml"
same audit "$golden" --waivers "$work/waivers.xml" --baseline "$work/saved.json"
same audit "$machines/win10-22h2-sound" --waivers "$work/waivers.xml" --fail-on-unused-waiver
[ $failed = 0 ] && echo "render: $reports reports came back as they were"
exit $failed
