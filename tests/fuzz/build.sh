#!/bin/sh
# The fuzzers under AddressSanitizer and UndefinedBehaviorSanitizer, into build/fuzz: every source is compiled once,
# and again only when it or what it includes changed. With arguments: only those targets.
set -eu
cd "$(dirname "$0")/../.."
out=build/fuzz
mkdir -p $out
sanitize="-fsanitize=address,undefined -fno-sanitize-recover=all"
packages="fmt libregf libbfio libcrypto pugixml nlohmann_json simdjson"
readers=""  # with a library each, as hive/readers.txt says
while read -r _ module name more; do
  if pkg-config --exists "$module"; then
    packages="$packages $module"
    for file in $name $more; do readers="$readers $file.cpp"; done
  else
    readers="$readers ${name}_none.cpp"
  fi
done <<LIST
$(grep -v '^#' hive/readers.txt)
LIST
# shellcheck disable=SC2086
flags="-std=c++20 -O2 -g1 -I. -Wall -Wextra -Wno-unused-command-line-argument -fno-omit-frame-pointer $sanitize
 -fsanitize=fuzzer-no-link -DHIVEAUDIT_VERSION=\\\"$(cat audit/version.txt)\\\" $(pkg-config --cflags $packages)"
# shellcheck disable=SC2086
libraries="$(pkg-config --libs $packages) -lboost_program_options"
cache=$(command -v ccache || true)

compile() { # SOURCE
  echo "build $out/$1.o: compile $1"
}
{
  echo "builddir = $out"
  echo "rule compile"
  echo "  command = $cache clang++ $(echo "$flags" | tr '\n' ' ') -MD -MF \$out.d -c \$in -o \$out"
  echo "  depfile = \$out.d"
  echo "  deps = gcc"
  echo "rule link"
  echo "  command = clang++ $sanitize \$engine \$in -o \$out $libraries"
  echo "rule embed"
  echo "  command = $out/embed \$out rules"
  echo "build $out/embedded_rules.cpp: embed | $out/embed rules/rules.txt rules/rules.xsd $(sed 's|^|rules/|' rules/rules.txt | tr '\n' ' ')"
  echo "build $out/embedded_rules.cpp.o: compile $out/embedded_rules.cpp"
  reader=""
  for source in $(grep -v '^#' hive/sources.txt) $readers; do
    compile "hive/$source"
    reader="$reader $out/hive/$source.o"
  done
  loader=$reader
  for source in $(grep -v '^#' rules/sources.txt); do
    compile "rules/$source"
    loader="$loader $out/rules/$source.o"
  done
  compile rules/embed.cpp
  echo "build $out/embed: link $out/rules/embed.cpp.o $loader"
  program="$loader $out/embedded_rules.cpp.o"
  for source in $(grep -v '^#' audit/sources.txt); do
    compile "audit/$source"
    program="$program $out/audit/$source.o"
  done
  mutation=""
  for source in hive_map mutate_field mutate_hive mutate_log; do
    compile "tests/fuzz/$source.cpp"
    mutation="$mutation $out/tests/fuzz/$source.cpp.o"
  done
  compile tests/fuzz/libfuzzer_mutator.cpp
  for target in tests/fuzz/*_fuzz.cpp; do
    name=$(basename "$target" .cpp)
    compile "$target"
    mutator="$mutation $out/tests/fuzz/libfuzzer_mutator.cpp.o"
    objects=$reader
    case "$name" in
      text_fuzz | files_fuzz | certificate_fuzz) mutator="" ;;
      machine_fuzz) objects=$program ;;
      report_fuzz)
        mutator=""
        objects=$program
        ;;
    esac
    echo "build $out/$name: link $out/$target.o $mutator $objects"
    echo "  engine = -fsanitize=fuzzer"
  done
  compile tests/fuzz/recovery_seeds.cpp
  echo "build $out/recovery_seeds: link $out/tests/fuzz/recovery_seeds.cpp.o $reader"
  compile tests/fuzz/file_seeds.cpp
  echo "build $out/file_seeds: link $out/tests/fuzz/file_seeds.cpp.o $reader"
  objects=""
  for source in sample_reports_main sample_report big_report; do
    compile "tests/audit/$source.cpp"
    objects="$objects $out/tests/audit/$source.cpp.o"
  done
  echo "build $out/sample_reports: link $objects $program"
  compile tests/fuzz/mutants.cpp
  echo "build $out/mutants: link $out/tests/fuzz/mutants.cpp.o $mutation $program"
} >$out/build.ninja
targets=""
for target in "$@"; do targets="$targets $out/$target"; done
# shellcheck disable=SC2086
exec ninja -f $out/build.ninja ${HIVEAUDIT_JOBS:+-j$HIVEAUDIT_JOBS} $targets
