#!/bin/sh
# reg_text.sh
# Machines exported by another writer, hivexregedit, give the findings of their hives, and an overlay gives those of the
# same text merged into the hives. Exit 77: skipped.
set -eu
program=${HIVEAUDIT_PROGRAM:?names the program}
machines=${HIVEAUDIT_BUILD:?names the build folder}/fixtures/machines
if ! command -v hivexregedit >/dev/null 2>&1; then
  echo "skipped: hivexregedit is not installed (package libwin-hivex-perl), no independent writer to compare with"
  exit 77
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
failed=0

# FILE: findings without places, those about the lines of texts left out.
flat() {
  python3 - "$1" <<'PY'
import json
import sys

report = json.load(open(sys.argv[1]))
for installation in report["targets"][0]["installations"]:
    for it in installation["findings"]:
        if not it["rule"].startswith("TLS19"):
            print("|".join(it[part] for part in ("rule", "scope", "verdict", "message", "expected", "actual")))
PY
}

# TARGET OUT [OPTION...]: findings of a target; prints the exit code.
judge() {
  target=$1 out=$2
  shift 2
  code=0
  "$program" audit "$target" "$@" --now 2026-11-22T00:00:00Z --second-reader never --no-hash \
    -o "json=$work/report.json" >/dev/null || code=$?
  flat "$work/report.json" | LC_ALL=C sort >"$out"
  echo "$code"
}

same() {
  diff "$2" "$3" >"$work/diff" && [ "$4" = "$5" ] && return
  echo "$1: the findings differ (exit $4 and $5)"
  head -10 "$work/diff"
  failed=1
}

compared=0
for machine in "$machines"/*/; do
  name=$(basename "$machine")
  mkdir -p "$work/$name"
  config=$machine/Windows/System32/config
  for hive in SYSTEM SOFTWARE; do
    hivexregedit --export --prefix "HKEY_LOCAL_MACHINE\\$hive" "$config/$hive" '\' >"$work/$name/$hive.reg"
  done
  if [ -f "$config/DEFAULT" ]; then
    hivexregedit --export --prefix 'HKEY_USERS\.DEFAULT' "$config/DEFAULT" '\' >"$work/$name/default.reg"
  fi
  for user in "$machine"/Users/*/ "$machine"/Windows/ServiceProfiles/*/; do
    [ -f "$user/NTUSER.DAT" ] || continue
    hivexregedit --export --prefix HKEY_CURRENT_USER "$user/NTUSER.DAT" '\' >"$work/$name/$(basename "$user").reg"
  done
  of_hives=$(judge "$machine" "$work/hives.txt")
  of_texts=$(judge "$work/$name" "$work/texts.txt")
  same "$name as texts" "$work/hives.txt" "$work/texts.txt" "$of_hives" "$of_texts"
  [ "$(wc -l <"$work/hives.txt")" -gt 50 ] || { echo "$name: the comparison saw too little"; failed=1; }
  compared=$((compared + 1))
done
echo "$compared machines compared with their texts"

# The same text as an overlay, and merged into the hives by the other writer.
golden=$machines/win10-22h2-golden
settings='Software\Microsoft\Windows\CurrentVersion\Internet Settings'
office='Software\Microsoft\Office\16.0\Common\Internet'
client='ControlSet001\Control\SecurityProviders\SCHANNEL\Protocols\TLS 1.2'
printf '%s\r\n' 'Windows Registry Editor Version 5.00' '' "[HKEY_CURRENT_USER\\$settings]" \
  '"SecureProtocols"=dword:00000a80' '' "[HKEY_CURRENT_USER\\$office]" \
  '"WinHttpSecureProtocols"=dword:00000a80' >"$work/mends.reg"
printf '%s\r\n' 'Windows Registry Editor Version 5.00' '' "[HKEY_LOCAL_MACHINE\\SYSTEM\\$client]" '' \
  "[HKEY_LOCAL_MACHINE\\SYSTEM\\$client\\Client]" '"Enabled"=dword:00000000' >"$work/breaks.reg"
for overlay in mends breaks; do
  rm -rf "$work/merged"
  cp -r "$golden" "$work/merged"
  if [ "$overlay" = mends ]; then
    for user in alice bob; do
      hivexregedit --merge --prefix HKEY_CURRENT_USER "$work/merged/Users/$user/NTUSER.DAT" "$work/mends.reg"
    done
  else
    hivexregedit --merge --prefix 'HKEY_LOCAL_MACHINE\SYSTEM' "$work/merged/Windows/System32/config/SYSTEM" \
      "$work/breaks.reg"
  fi
  merged=$(judge "$work/merged" "$work/merged.txt")
  laid_over=$(judge "$golden" "$work/overlay.txt" --overlay "$work/$overlay.reg")
  same "overlay $overlay" "$work/merged.txt" "$work/overlay.txt" "$merged" "$laid_over"
  expected=0
  if [ "$overlay" = breaks ]; then expected=1; fi
  [ "$laid_over" = "$expected" ] || { echo "overlay $overlay: exit $laid_over, not $expected"; failed=1; }
done
[ "$compared" -gt 0 ] && [ "$failed" -eq 0 ]
