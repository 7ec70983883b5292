#!/bin/sh
# CMake and Meson build the same program from the same lists: nothing is listed that is not there, nothing is
# there that is not listed, both name the same options, tests and targets, and both programs say the same of
# themselves.
set -eu
cd "${HIVEAUDIT_SOURCE:-$(dirname "$0")/..}"
failed=0
complain() {
  echo "parity: $*"
  failed=1
}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# LIST FIND-ARGUMENTS...: the list equals what is on disk.
same_files() {
  list=$1
  folder=$(dirname "$list")
  shift
  grep -v '^#' "$list" | LC_ALL=C sort >"$work/listed"
  (cd "$folder" && find . "$@" | sed 's|^\./||' | LC_ALL=C sort) >"$work/there"
  diff "$work/listed" "$work/there" >"$work/difference" || complain "$list (<) and the files there (>) differ:
$(cat "$work/difference")"
}
# hive/readers.txt names those that need a library: each has its file, and another for builds without.
grep -v '^#' hive/readers.txt | while read -r _ _ name more; do
  for file in "$name" "${name}_none" $more; do echo "$file.cpp"; done
done | LC_ALL=C sort >"$work/readers"
(cd hive && LC_ALL=C ls $(cat "$work/readers")) 2>/dev/null | diff "$work/readers" - >"$work/difference" ||
  complain "hive/readers.txt (<) and the files there (>) differ: $(cat "$work/difference")"
sort hive/sources.txt "$work/readers" | LC_ALL=C sort >"$work/listed"
(cd hive && find . -name '*.cpp' | sed 's|^\./||' | LC_ALL=C sort) | diff "$work/listed" - >"$work/difference" ||
  complain "hive/sources.txt with the readers (<) and the files there (>) differ: $(cat "$work/difference")"
same_files rules/sources.txt -name '*.cpp' ! -name embed.cpp
same_files audit/sources.txt -name '*.cpp' ! -name main.cpp
same_files rules/rules.txt -name '*.xml'
same_files fixtures/machines.txt -path './machines/*' -name '*.reg'
(cd tests && find hive rules audit -name '*.cpp' ! -name sample_reports_main.cpp | LC_ALL=C sort) >"$work/there"
grep -v '^#' tests/tests.txt | LC_ALL=C sort | diff - "$work/there" >"$work/difference" ||
  complain "tests/tests.txt (<) and the tests there (>) differ: $(cat "$work/difference")"

# Neither build file names a source of its own.
for list in hive/sources.txt hive/readers.txt rules/sources.txt audit/sources.txt tests/tests.txt tests/scripts.txt rules/rules.txt \
  fixtures/machines.txt audit/version.txt audit/package/files.txt audit/package/written.txt; do
  for build in CMakeLists.txt meson.build; do
    grep -q "$list" "$build" || complain "$build does not read $list"
  done
done
grep -nE '(hive|rules|audit)/[a-z_/]+\.cpp' CMakeLists.txt | grep -vE 'audit/main\.cpp|rules/embed\.cpp|tests/' &&
  complain "CMakeLists.txt names sources itself"
grep -nE "'(hive|rules|audit)/[a-z_/]+\.cpp'" meson.build | grep -vE 'audit/main\.cpp|rules/embed\.cpp' &&
  complain "meson.build names sources itself"

# The same options, targets and warnings.
{
  grep -oE '^option\([a-z_]+' CMakeLists.txt | sed 's/option(//'
  grep -v '^#' hive/readers.txt | while read -r library _; do echo "hiveaudit_$library"; done
} | sort >"$work/cmake"
grep -oE "^option\('[a-z_]+" meson_options.txt | sed "s/option('//" | sort >"$work/meson"
diff "$work/cmake" "$work/meson" >"$work/difference" || complain "options differ: $(cat "$work/difference")"
for word in hiveaudit_hive hiveaudit_loader hiveaudit_rules hiveaudit_audit hiveaudit embed build_machines machines sample_reports \
  reader_bench software_bench recovery_bench disk_bench big_software -Wall -Wextra -Wconversion -Wshadow -Werror \
  -fstack-protector-strong -D_FORTIFY_SOURCE=2 -ffile-prefix-map; do
  for build in CMakeLists.txt meson.build; do
    grep -q -e "$word" "$build" || complain "$build lacks $word"
  done
done

# Both programs, where both are built; a test run builds Meson's with sanitizers.
meson=
for folder in build/meson build/sanitize; do
  [ -x "$folder/hiveaudit" ] && [ -f "$folder/meson-info/intro-targets.json" ] && meson=$folder/hiveaudit
done
if [ -x build/release/hiveaudit ] && [ -n "$meson" ]; then
  build/release/hiveaudit --version >"$work/cmake"
  "$meson" --version >"$work/meson"
  diff "$work/cmake" "$work/meson" >"$work/difference" || complain "--version differs: $(cat "$work/difference")"
  [ "$(head -n 1 "$work/cmake")" = "hiveaudit $(cat audit/version.txt)" ] || complain "--version is not audit/version.txt"
  build/release/hiveaudit rules list >"$work/cmake"
  "$meson" rules list >"$work/meson"
  diff "$work/cmake" "$work/meson" >/dev/null || complain "the two programs carry different rulebooks"

  # Both install the same files; the programs themselves differ.
  cmake --install build/release --prefix "$work/tree-cmake" >"$work/log" 2>&1 || complain "cmake --install: $(cat "$work/log")"
  DESTDIR=$work/root meson install -C "$(dirname "$meson")" --no-rebuild >"$work/log" 2>&1 ||
    complain "meson install: $(cat "$work/log")"
  mv "$work/root/usr/local" "$work/tree-meson"
  for tree in cmake meson; do
    [ -x "$work/tree-$tree/bin/hiveaudit" ] || complain "$tree installs no program"
    : >"$work/tree-$tree/bin/hiveaudit"
  done
  diff -r "$work/tree-cmake" "$work/tree-meson" >"$work/difference" ||
    complain "what CMake (<) and Meson (>) install differs: $(cat "$work/difference")"
  grep -v '^#' audit/package/written.txt audit/package/files.txt | sed 's/^[^:]*://' | while read -r file folder _; do
    [ -s "$work/tree-cmake/$folder/$(basename "$file")" ] || echo "$folder/$file"
  done >"$work/difference"
  [ ! -s "$work/difference" ] || complain "not installed: $(cat "$work/difference")"
  while read -r name; do
    cmp -s "rules/$name" "$work/tree-cmake/share/hiveaudit/rules/$name" || complain "rules/$name is not installed"
  done <rules/rules.txt
  build/release/hiveaudit rules validate --rules "$work/tree-cmake/share/hiveaudit/rules" >/dev/null ||
    complain "the installed rules cannot be used"
else
  echo "parity: only one of the two programs is built; they were not compared"
fi
[ "$failed" = 0 ] && echo "parity: both builds read the same lists"
exit "$failed"
