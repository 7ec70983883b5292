#!/bin/sh
# Who may include whom: the folders know nothing of those above them, libraries stay in their one file, and
# operating-system headers in the four places that house them. Also the shape of the house: sizes and names.
set -eu
cd "${HIVEAUDIT_SOURCE:-$(dirname "$0")/..}"
failed=0
complain() {
  echo "layering: $*"
  failed=1
}

# FILES-REGEX FORBIDDEN-INCLUDE-REGEX WHY [EXCEPT-FILES-REGEX]
forbid() {
  found=$(find hive rules audit fixtures -name '*.h' -o -name '*.cpp' | LC_ALL=C sort | grep -E "$1" |
    { [ -n "${4:-}" ] && grep -Ev "$4" || cat; } | xargs -r grep -nE "^ *# *include *[<\"]($2)" || true)
  [ -z "$found" ] || complain "$3:
$found"
}

forbid '^hive/' '(rules|audit|tests|fixtures)/' "hive/ knows only itself"
forbid '^rules/' '(audit|tests|fixtures)/' "rules/ knows nothing of judging"
forbid '^audit/' '(tests|fixtures)/' "audit/ knows no tests"
forbid '^(hive|rules|audit)/' 'lib(regf|cerror)' "libregf is the second reader's" '^hive/second_reader[a-z_]*\.cpp$'
forbid '^(hive|rules|audit)/' 'libbfio' "libbfio is the second reader's and the bridge of the disk libraries" \
  '^hive/(second_reader[a-z_]*|bfio_source|disk_(vhdi|qcow|vmdk))\.cpp$|^hive/ntfs_entry\.h$'
for library in vhdi qcow vmdk; do
  forbid '^(hive|rules|audit)/' "lib$library" "lib$library stays in its file" "^hive/disk_$library\.cpp$"
done
forbid '^(hive|rules|audit)/' 'libfsntfs' "libfsntfs stays in the reader of NTFS" '^hive/ntfs_entry\.h$'
forbid '^(hive|rules|audit)/' '(udfread/|archive(_entry)?\.h)' "discs and archives have a file each" \
  '^hive/((udf|archive)_tree\.cpp|archive_pass\.h)$'
forbid '^(hive|rules|audit)/' 'boost/program_options' "options.cpp alone parses options" '^audit/options\.cpp$'
forbid '^(hive|rules|audit)/' 'pugixml' "pugixml belongs to rules/, the configuration of IIS, the XML of a WIM, the waivers, JUnit and XCCDF" \
  '^(rules/.*|hive/(site_bindings|wim_xml)\.cpp|audit/((waiver[a-z_]*|write_xccdf|libraries)\.cpp|write_junit[a-z_]*\.(cpp|h)))$'
forbid '^(hive|rules|audit)/' 'nlohmann' "nlohmann-json belongs to the JSON documents" \
  '^audit/((write_json|write_difference_json|write_ndjson|write_sarif[a-z_]*|sbom|libraries)\.cpp|(json_rows|write_sarif_results)\.h)$'
forbid '^(hive|rules|audit)/' 'simdjson' "simdjson reads the JSON document" '^audit/(read_json|libraries)\.cpp$'
forbid '^(hive|rules|audit)/' 'openssl' "libcrypto is for hashes and certificates" \
  '^(hive/(digest|certificate)|audit/libraries)\.cpp$'
forbid '^(hive|rules|audit)/' 'zlib' "zlib unpacks streams and does nothing else" '^hive/inflate_zlib\.cpp$'
forbid '^(hive|rules|audit)/' 'wimlib' "libwim decompresses chunks and does nothing else" '^hive/wim_codec_wimlib\.cpp$'
forbid '^audit/(write_|text_|html|headline|protocol_matrix|report_words|finding_status|summary|evidence_text|wrap|safe_text|cell_reasons|read_places|alerts|worst_first|file_place|finding_counts|json_rows)' \
  '(hive|rules)/' "a sink reads the report and nothing else"
forbid '^(hive|rules|audit|fixtures)/' \
  '(unistd|fcntl|poll|signal|termios|dirent|dlfcn|spawn|pwd|grp|sys/[a-z_]+|linux/[a-z_]+|csignal)(\.h)?>' \
  "operating-system calls live in four places" \
  '^(hive/(file_source|child_process)|audit/(terminal|atomic_file))[a-z_]*_posix\.cpp$'

# The vocabulary that rules/ may use of hive/.
found=$(grep -nE '#include "hive/' rules/*.h rules/*.cpp | grep -vE '"hive/(registry_path|value|error|result)\.h"' || true)
[ -z "$found" ] || complain "of hive/, rules/ may include registry_path.h, value.h, error.h and result.h:
$found"

# Clang 14, which builds the fuzzers on Debian 12, cannot compile the views of its standard library, nor the algorithms
# that give a subrange.
subranges='unique|remove|remove_if|partition|stable_partition|rotate|search|find_end|equal_range|subrange'
found=$(grep -nE "std::(ranges::)?views::|ranges::($subranges)\\b" -r hive rules audit tests/fuzz \
  --include='*.cpp' --include='*.h' || true)
[ -z "$found" ] || complain "the fuzzers cannot be built with views and subranges:
$found"

# No #ifdef inside functions: system differences are files.
found=$(grep -nE '^ +# *if' -r hive rules audit --include='*.cpp' --include='*.h' || true)
[ -z "$found" ] || complain "no conditional compilation inside functions:
$found"

# Small files: nothing over 500 lines, and the median near 100.
lines=$(find hive rules audit fixtures tests \( -name node_modules -o -name build \) -prune -o \
  \( -name '*.h' -o -name '*.cpp' -o -name '*.xml' -o -name '*.sh' -o -name '*.reg' -o -name '*.mjs' \) \
  -exec wc -l {} + | grep -v ' total$' | sort -n)
# One table is one file, however many rows it has: rules/requirements.xml.
large=$(printf '%s\n' "$lines" | awk '$1 > 500 && $2 != "rules/requirements.xml"')
[ -z "$large" ] || complain "files over 500 lines:
$large"
median=$(printf '%s\n' "$lines" | awk '{n[NR] = $1} END {print n[int((NR + 1) / 2)]}')
[ "$median" -le 150 ] || complain "the median file has $median lines"

# The top level of the house.
for entry in $(git ls-files 2>/dev/null | cut -d/ -f1 | sort -u); do
  case "$entry" in
    CMakeLists.txt | meson.build | meson_options.txt | audit | hive | rules | fixtures | tests | README.md | dev | LICENSE | \
      CHANGELOG.md | .*) ;;
    *) complain "$entry does not belong at the top level" ;;
  esac
done

# Names that say nothing.
found=$(find hive rules audit -iname '*manager*' -o -iname '*helper*' -o -iname '*util*' -o -iname '*handler*' \
  -o -iname '*processor*' -o -iname '*engine*' -o -iname '*context*')
[ -z "$found" ] || complain "a name that says nothing: $found"

[ "$failed" = 0 ] && echo "layering: as agreed; $(printf '%s\n' "$lines" | wc -l) files, median $median lines"
exit "$failed"
