#!/bin/sh
# Fuzzing for SECONDS in total: sh tests/fuzz/run.sh [SECONDS] [TARGET...]. The targets are those of libFuzzer (hive,
# text, recovery, files, certificate, report, machine) and mutants (structure-aware changes to whole machines, through
# the whole line); each gets the same share of the time. Everything runs one after another under the sanitizers, in
# build/fuzz. Ends with the totals, which are also added to build/fuzz/tally.txt; exit status 1 when something was
# found. What is found is kept in build/fuzz/found and belongs, made small and named after its bug, into fixtures/corpus.
set -eu
cd "$(dirname "$0")/../.."
seconds=${1:-60}
[ $# -eq 0 ] || shift
targets=${*:-hive text recovery files certificate report machine mutants}
programs="recovery_seeds file_seeds sample_reports"
for target in $targets; do
  case "$target" in
    mutants) programs="$programs mutants" ;;
    *) programs="$programs ${target}_fuzz" ;;
  esac
done
# shellcheck disable=SC2086
sh tests/fuzz/build.sh $programs
[ -d build/fixtures/machines ] || {
  echo "fuzz: ./dev build makes the fixture machines, which are the seeds" >&2
  exit 2
}

fuzz=build/fuzz
shared=${HIVEAUDIT_SHARED:-../shared}/hives
for target in hive text recovery files certificate report machine; do mkdir -p "$fuzz/seeds/$target" "$fuzz/corpus/$target"; done
mkdir -p $fuzz/found
# NAME TARGET FILE...: a seed, unless it is too large for a quick turn.
seed() {
  to=$fuzz/seeds/$2/$1
  shift 2
  cat "$@" >"$to"
  [ "$(wc -c <"$to")" -le 700000 ] || rm -f "$to"
}
for machine in build/fixtures/machines/*; do
  name=$(basename "$machine")
  # SYSTEM and SOFTWARE before the users: the order of an audit.
  find "$machine" -type f | LC_ALL=C sort -r >"$fuzz/files"
  # shellcheck disable=SC2046
  seed "$name" machine $(cat "$fuzz/files")
  while read -r hive; do seed "$name-$(basename "$(dirname "$hive")")-$(basename "$hive")" hive "$hive"; done <"$fuzz/files"
done
for text in fixtures/machines/*/*.reg; do
  name=$(basename "$(dirname "$text")")-$(basename "$text")
  seed "$name" text "$text"
  iconv -f UTF-8 -t UTF-16 "$text" >"$fuzz/seeds/text/utf16-$name"
done
for file in fixtures/corpus/*; do
  [ -f "$file" ] || continue
  for target in hive text recovery files certificate machine; do seed "corpus-$(basename "$file")" "$target" "$file"; done
done
for hive in "$shared"/damaged/* "$shared"/pairs/*/*DirtyHive; do
  [ -f "$hive" ] && seed "$(basename "$hive")" hive "$hive"
done
for hive in "$shared"/pairs/*/*DirtyHive; do
  [ -f "$hive" ] && seed "$(basename "$hive")" recovery "$hive" "$hive".LOG*
done
$fuzz/recovery_seeds $fuzz/seeds/recovery
$fuzz/file_seeds $fuzz/seeds
$fuzz/sample_reports $fuzz/reports
for report in "$fuzz"/reports/*.json; do seed "$(basename "$report")" report "$report"; done
chmod -R u+w $fuzz/seeds

share=0
for target in $targets; do share=$((share + 1)); done
share=$(((seconds + share - 1) / share))
status=0
# Allocations are many and their stacks short: what a finding needs is where it was met.
export ASAN_OPTIONS="malloc_context_size=6:${ASAN_OPTIONS:-}"
for target in $targets; do
  echo "fuzzing $target for $share s"
  log=$fuzz/$target.log
  found=0
  if [ "$target" = mutants ]; then
    (cd $fuzz && ./mutants 0 "$share" "$(date +%s)" seeds/machine/*) >"$log" 2>&1 || found=1
    runs=$(sed -n 's/^\([0-9]*\) mutants.*/\1/p' "$log" | tail -n 1)
    [ $found = 0 ] || cp "$fuzz/mutant.bin" "$fuzz/found/mutant-$(date +%s)"
  else
    # Leaks are looked for by the tests and by mutants: here the search would take most of the time.
    case "$target" in
      text) most=2048 ;;
      files | certificate) most=8192 ;;
      *) most=131072 ;;
    esac
    $fuzz/"${target}"_fuzz -max_total_time="$share" -timeout=20 -rss_limit_mb=2048 -max_len="$most" \
      -detect_leaks=0 -print_final_stats=1 -artifact_prefix="$fuzz/found/$target-" "$fuzz/corpus/$target" "$fuzz/seeds/$target" \
      >"$log" 2>&1 || found=1
    runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
  fi
  [ $found = 0 ] || {
    status=1
    tail -n 40 "$log"
  }
  echo "$(date -u +%Y-%m-%dT%H:%M:%SZ) $target ${runs:-0} $share $found" >>$fuzz/tally.txt
done
echo "target executions seconds findings, of all runs in this folder:"
awk '{ runs[$2] += $3; time[$2] += $4; found[$2] += $5; all += $3; bad += $5 }
  END { for (t in runs) print t, runs[t], time[t], found[t]; print "total", all, "", bad }' $fuzz/tally.txt
exit $status
