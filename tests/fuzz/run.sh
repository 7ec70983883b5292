#!/bin/sh
# libFuzzer over the reader: sh tests/fuzz/run.sh [SECONDS]. Seeds are the fixture machines' hives and, where they
# are there, the real and damaged ones. A crash is kept in build/fuzz and belongs into fixtures/corpus with its name.
set -eu
cd "$(dirname "$0")/../.."
seconds=${1:-60}
mkdir -p build/fuzz/seeds build/fuzz/corpus
sources=$(sed 's|^|hive/|' hive/sources.txt)
# shellcheck disable=SC2046,SC2086
clang++ -std=c++20 -O1 -g -I. -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all \
  $(pkg-config --cflags fmt) $sources tests/fuzz/hive_fuzz.cpp -o build/fuzz/hive_fuzz \
  $(pkg-config --libs fmt libregf libbfio libcrypto)
number=0
for hive in build/fixtures/machines/*/Windows/System32/config/* fixtures/corpus/* "${HIVEAUDIT_SHARED:-../shared}"/hives/damaged/*; do
  [ -f "$hive" ] || continue
  [ "$(wc -c <"$hive")" -le 1000000 ] || continue
  number=$((number + 1))
  { printf '\001' && cat "$hive"; } >"build/fuzz/seeds/$number"
done
echo "fuzzing for $seconds s with $number seeds"
exec build/fuzz/hive_fuzz -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -max_len=1048576 \
  -artifact_prefix=build/fuzz/ build/fuzz/corpus build/fuzz/seeds
