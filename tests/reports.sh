#!/bin/sh
# tests/reports.sh [HIVEAUDIT MACHINES_DIR [SAMPLE_REPORTS]]
#
# Our reports judged by programs that are not ours. HIVEAUDIT audits, inspects and asks for the protocols of
# each folder in MACHINES_DIR, and a file that is not there; SAMPLE_REPORTS (the test program of that name)
# writes the hostile samples. `-` stands for an argument that is not there; without arguments all three come
# from the test environment (HIVEAUDIT_PROGRAM, HIVEAUDIT_BUILD). Then
#   xmllint         JUnit is well-formed in each style, and valid for both schemas in tests/schemas
#   oscap           XCCDF is valid, results and all
#   ajv             JSON follows audit/report.schema.json; SARIF the schema of OASIS and the rules of GitHub
#   Python          CSV and NDJSON hold the findings of the JSON; metrics, annotations and summaries are what they should
#                   be (tests/read_reports.py)
#   html-validate   the pages are valid HTML
#   axe, Chromium   no violation, light and dark; no request; nothing hidden without script or in print; a page with
#                   5,000 findings opens within two seconds; a bigger report is a page for each target
# Ends with 77 (skipped) when the npm packages or Chromium cannot be had. HIVEAUDIT_WEB names a folder to keep
# node_modules in (default: in the build folder, else a temporary one). Sanitizer builds write all of them and stop there.
set -u

build=${HIVEAUDIT_BUILD:-}
hiveaudit=${1:-${HIVEAUDIT_PROGRAM:-}}
machines=${2:-${build:+$build/fixtures/machines}}
samples=${3:-$([ $# -eq 0 ] && [ -n "$build" ] && echo "$build/sample_reports" || echo -)}
if [ -z "$hiveaudit" ] || [ -z "$machines" ]; then
  sed -n 2p "$0" >&2
  exit 2
fi
source_dir=$(cd "$(dirname "$0")/.." && pwd)
chromium=${CHROMIUM:-/usr/bin/chromium}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
out=$work/reports
mkdir "$out"
failed=0
skipped=""
first=""

complain() {
  echo "FAILED: $*" >&2
  failed=1
}

# report NAME WANTED_CODES VERB TARGET...: one run, all formats; the exit code must be one of WANTED_CODES.
report() {
  name=$1
  codes=$2
  shift 2
  "$hiveaudit" "$@" --now 2026-11-22T04:08:00Z -o "text=$out/$name.txt" -o "json=$out/$name.json" \
    -o "junit=$out/$name.xml" -o "html=$out/$name.html" -o "sarif=$out/$name.sarif" -o "ndjson=$out/$name.ndjson" \
    -o "csv=$out/$name.csv" -o "markdown=$out/$name.markdown" -o "github=$out/$name.github" \
    -o "azure=$out/$name.azure" -o "xccdf=$out/$name.xccdf" -o "prometheus=$out/$name.prometheus" \
    >"$work/stdout" 2>"$work/stderr"
  code=$?
  case " $codes " in
    *" $code "*) ;;
    *) complain "hiveaudit $* ended with $code, wanted one of $codes: $(head -3 "$work/stderr")" ;;
  esac
  [ -s "$work/stdout" ] && complain "hiveaudit $* wrote to stdout though every report went to a file"
}

if [ "$hiveaudit" != - ]; then
  hiveaudit=$(cd "$(dirname "$hiveaudit")" && pwd)/$(basename "$hiveaudit")
  for machine in "$machines"/*/; do
    [ -d "$machine" ] || continue
    name=$(basename "$machine")
    first=${first:-$name}
    report "$name" "0 1 3" audit "$machine"
    report "$name-effective" "0 3" effective "$machine"
    report "$name-inspect" "0 3" inspect "$machine"
  done
  [ -n "$first" ] || complain "no machine in $machines"
  report missing 3 audit "$work/no-such-file"
  mkdir "$work/empty"
  echo "this is no hive" >"$work/words.txt"
  find "$machines/$first" -type f -name SYSTEM -exec head -c 5000 {} \; >"$work/SYSTEM"
  for verb in audit effective inspect; do
    report "empty-$verb" 3 $verb "$work/empty"
    report "words-$verb" 3 $verb "$work/words.txt"
    report "truncated-$verb" 3 $verb "$work/SYSTEM"
  done
fi
if [ "$samples" != - ]; then
  "$samples" "$out" || complain "$samples could not write"
fi
# More findings than one page holds: a front page and one for each target, and standard output says that it takes one.
if [ "$hiveaudit" != - ] && [ -n "$first" ]; then
  mkdir "$work/several"
  set --
  while [ $# -lt 16 ]; do
    for machine in "$machines"/*/; do set -- "$@" "$machine"; done
  done
  "$hiveaudit" audit "$@" --now 2026-11-22T04:08:00Z -o "html=$work/several/all.html" 2>"$work/stderr" >/dev/null
  [ "$(ls "$work/several" | wc -l)" -eq $(($# + 1)) ] || complain "$(ls "$work/several" | wc -l) pages for $# targets"
  grep -q "all.html is the front of $(($# + 1)) files" "$work/stderr" || complain "several pages, and nobody says so"
  for page in "$work/several"/all-*.html; do
    grep -q "\"$(basename "$page")#" "$work/several/all.html" || complain "nothing leads to $(basename "$page")"
  done
  "$hiveaudit" audit "$@" --now 2026-11-22T04:08:00Z -o html 2>"$work/stderr" | tail -1 | grep -q '^</html>' ||
    complain "no page on standard output"
  grep -q 'note: this html report is big for one file' "$work/stderr" || complain "one big page, and nobody says so"
  ln -s /dev/null "$work/several/null.html"
  "$hiveaudit" audit "$@" --now 2026-11-22T04:08:00Z -o "html=$work/several/null.html" 2>"$work/stderr" >/dev/null
  ls "$work/several" | grep -q 'null-' && complain "pages beside a device"
fi
# A page must open fast (check_speed.mjs measures that): 80 KiB for what every page has, filter and summary too, 1 KiB
# for each finding, 384 bytes for the reason of each answer about a protocol, and 512 bytes for each demand of a document
# that the checks rest on.
if [ "$hiveaudit" != - ]; then
  for file in "$out"/*.html; do
    json=${file%.html}.json
    case $file in
      */sample-* | */poisoned*) continue ;;
      # What damage has to say is not bounded by the number of rules.
      */truncated-* | */words-* | */empty-*) continue ;;
    esac
    cells=$(grep -c '"stack"' "$json" || true)
    count=$(grep -c '"fingerprint"' "$json" || true)
    demands=$(sed -n '/^ "requirements": \[/,/^ \]/p' "$json" | grep -c '^   "id"' || true)
    [ "$(wc -c <"$file")" -le $((81920 + 1024 * count + 384 * cells + 512 * demands)) ] ||
      complain "$(basename "$file") has $(wc -c <"$file") bytes, too many for $count findings, $cells answers, $demands demands"
  done
fi
ls "$out"/*.json >/dev/null 2>&1 || { complain "no report to check"; exit 1; }

# The same input gives the same bytes in every build: other programs read them once.
if [ -n "${HIVEAUDIT_SANITIZED:-}" ]; then
  echo "$(ls "$out" | wc -l) reports written; what other programs make of them is left to the builds without sanitizers"
  exit $failed
fi

if command -v xmllint >/dev/null; then
  for file in "$out"/*.xml "$out"/*.junit-* "$out"/*.xccdf; do
    [ -e "$file" ] || continue
    xmllint --noout --nonet "$file" || complain "$(basename "$file") is not well-formed"
  done
  for file in "$out"/*.xml; do
    for schema in jenkins-junit-10 windyroad-junit; do
      xmllint --noout --nonet --schema "$source_dir/tests/schemas/$schema.xsd" "$file" 2>"$work/stderr" ||
        complain "$(basename "$file"), $schema: $(head -3 "$work/stderr")"
    done
  done
  echo "junit: $(ls "$out"/*.xml | wc -l) reports"
else
  skipped="$skipped; xmllint is not installed (libxml2-utils)"
fi

if command -v oscap >/dev/null; then
  for file in "$out"/*.xccdf; do
    oscap xccdf validate "$file" >"$work/stdout" 2>&1 || complain "$(basename "$file"): $(head -3 "$work/stdout")"
    # It prefers a form of CPE names that its own schema refuses.
    warnings=$(grep Warning "$work/stdout" | grep -v 'CPE URI binding')
    [ -z "$warnings" ] || complain "$(basename "$file"): $warnings"
  done
  # A validator that accepts everything proves nothing.
  for spoiler in 's/<result>[a-z]*</<result>passed</' 's/ idref="xccdf_[^"]*_rule_/ idref="rule_/' 's/<score /<points /'; do
    sed "$spoiler" "$(ls "$out"/*.xccdf | head -1)" >"$work/spoilt.xccdf"
    oscap xccdf validate "$work/spoilt.xccdf" >/dev/null 2>&1 && complain "oscap does not notice $spoiler"
  done
  echo "xccdf: $(ls "$out"/*.xccdf | wc -l) reports"
else
  skipped="$skipped; oscap is not installed (openscap-utils)"
fi

if command -v python3 >/dev/null; then
  python3 "$source_dir/tests/read_reports.py" "$out" || complain "what other formats say"
else
  skipped="$skipped; python3 is not installed"
fi

web=${HIVEAUDIT_WEB:-${build:-$work}/web}
mkdir -p "$web"
if ! command -v npm >/dev/null; then
  skipped="$skipped; npm is not installed"
elif ! { cmp -s "$source_dir/tests/web/package-lock.json" "$web/package-lock.json" && [ -d "$web/node_modules/ajv-draft-04" ]; } &&
  ! { cp "$source_dir/tests/web/package.json" "$source_dir/tests/web/package-lock.json" "$source_dir/tests/web/.npmrc" "$web" &&
    (cd "$web" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error) >"$work/npm" 2>&1; }; then
  rm -f "$web/package-lock.json"
  skipped="$skipped; npm packages cannot be fetched: $(tail -1 "$work/npm")"
else
  cp "$source_dir"/tests/web/*.mjs "$web"
  # The poisoned sample breaks the report's contract on purpose; its JSON need only be JSON.
  set --
  for file in "$out"/*.json; do
    case $file in
      */poisoned.json) ;;
      *) set -- "$@" "$file" ;;
    esac
  done
  node "$web/check_json.mjs" "$source_dir/audit/report.schema.json" "$@" || complain "JSON"
  if [ "$hiveaudit" != - ]; then
    mkdir "$work/differences"
    for other in "$out"/*.json; do
      case $other in
        */poisoned.json) continue ;;
      esac
      "$hiveaudit" diff "$out/$first.json" "$other" -o "json=$work/differences/$(basename "$other")"
      case $? in
        0 | 1 | 3) ;;
        *) complain "diff with $(basename "$other")" ;;
      esac
    done
    node "$web/check_json.mjs" "$source_dir/audit/difference.schema.json" "$work"/differences/*.json ||
      complain "JSON of differences"
  fi
  node "$web/check_sarif.mjs" "$source_dir/tests/schemas/sarif-2.1.0.json" "$out"/*.sarif || complain "SARIF"
  if [ -x "$chromium" ]; then
    # A browser looks at one page of each kind; xmllint and ajv have read them all.
    set --
    for file in "$out"/*.html; do
      case $(basename "$file" .html) in
        sample-* | "$first-effective" | "$first-inspect" | *golden | *golden-audit) set -- "$@" "$file" ;;
        *) ;;
      esac
    done
    if [ "$samples" != - ]; then
      # Many small pages, of which the browser looks at the front and at one; and the two biggest that are one page.
      "$samples" "$work/many" 5001 250 || complain "$samples could not write many pages"
      rm "$work/many/big.json"
      set -- "$@" "$work/many/big.html" "$work/many/big-machine-007.html"
      "$samples" "$work/usual" 5000 10 && "$samples" "$work/all-fail" 5000 10 all-fail ||
        complain "$samples could not write big pages"
      CHROMIUM=$chromium node "$web/check_speed.mjs" "$work/usual/big.html" "$work/all-fail/big.html" || complain "speed"
    fi
    CHROMIUM=$chromium node "$web/check_html.mjs" "$@" || complain "HTML"
  else
    skipped="$skipped; $chromium is not installed"
  fi
fi

[ $failed = 0 ] || exit 1
[ -z "$skipped" ] && exit 0
echo "skipped: ${skipped#; }"
exit 77
