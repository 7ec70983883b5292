#!/bin/sh
# fixtures_test.sh [BUILD_MACHINES SOURCE_DIR]
# BUILD_MACHINES is the program (or the folder that holds it), SOURCE_DIR the fixtures/machines folder; without
# them the test environment names both (HIVEAUDIT_BUILD, HIVEAUDIT_SOURCE).
# Every hive that our builder makes from a text is compared with the hive that an independent writer,
# hivexregedit, makes from the same text: keys, values, types and data must agree. Exit 77: skipped.
set -eu

program=${1:-${HIVEAUDIT_BUILD:?names the build folder}}
machines=${2:-${HIVEAUDIT_SOURCE:?names the source folder}/fixtures/machines}
if [ -d "$program" ]; then program=$program/build_machines; fi
if ! command -v hivexregedit >/dev/null 2>&1; then
  echo "skipped: hivexregedit is not installed (package libwin-hivex-perl), no independent writer to compare with"
  exit 77
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

"$program" "$machines" "$work/ours" >/dev/null
"$program" "$machines" "$work/again" >/dev/null
diff -r "$work/ours" "$work/again" || { echo "two runs of build_machines differ"; exit 1; }

# The builds learn from this list when to run build_machines again.
(cd "$machines/.." && ls machines/*/*.reg) | diff - "$machines/../machines.txt" ||
  { echo "fixtures/machines.txt does not list every text"; exit 1; }

# The other writer wants parents before children and knows no CurrentControlSet; nothing else is changed.
prepare() {
  awk -v root="$2" '
    { sub(/\r$/, "") }
    /^\[/ {
      path = substr($0, 2, length($0) - 2)
      sub(/^HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet/, "HKEY_LOCAL_MACHINE\\SYSTEM\\ControlSet001", path)
      rest = substr(path, length(root) + 2)
      parents = root
      count = split(rest, part, "\\")
      for (i = 1; i < count; i++) {
        parents = parents "\\" part[i]
        if (!(parents in seen)) print "[" parents "]\n"
        seen[parents] = 1
      }
      seen[path] = 1
      print "[" path "]"
      next
    }
    { print }' "$1"
}

# One line for each key and value, the value with its key before it, so that order no longer matters.
flat() {
  hivexregedit --export --prefix HIVE "$1" '\' | tr -d '\r' | awk '
    /^\[/ { key = $0; print key; next }
    /=/ { print key " " $0 }' | LC_ALL=C sort
}

compared=0
failed=0
for text in "$machines"/*/*.reg; do
  machine=$(basename "$(dirname "$text")")
  name=$(basename "$text" .reg)
  config=$work/ours/$machine/Windows/System32/config
  case $name in
    SYSTEM | SOFTWARE) root="HKEY_LOCAL_MACHINE\\$name" hive=$config/$name ;;
    LocalSystem) root=HKEY_CURRENT_USER hive=$config/DEFAULT ;;
    LocalService | NetworkService)
      root=HKEY_CURRENT_USER hive=$work/ours/$machine/Windows/ServiceProfiles/$name/NTUSER.DAT ;;
    *) root=HKEY_CURRENT_USER hive=$work/ours/$machine/Users/$name/NTUSER.DAT ;;
  esac
  # awk takes escapes in -v: every backslash twice.
  prepare "$text" "$(printf '%s' "$root" | sed 's/\\/\\\\/g')" >"$work/text.reg"
  "$program" --empty "$work/theirs"
  hivexregedit --merge --prefix "$root" "$work/theirs" "$work/text.reg"
  flat "$hive" >"$work/ours.txt"
  flat "$work/theirs" >"$work/theirs.txt"
  if ! diff "$work/theirs.txt" "$work/ours.txt"; then
    echo "$machine/$name: the hive differs from what hivexregedit makes of the same text"
    failed=1
  fi
  # A comparison of nothing would prove nothing.
  keys=$(grep -c '^\[' "$text")
  if [ "$(grep -c ' .*=' "$work/ours.txt")" -lt 3 ] || [ "$(wc -l <"$work/ours.txt")" -lt "$keys" ]; then
    echo "$machine/$name: the comparison saw too little"
    failed=1
  fi
  compared=$((compared + 1))
done
echo "$compared hives compared with hivexregedit"
[ "$compared" -gt 0 ] && [ "$failed" -eq 0 ]
