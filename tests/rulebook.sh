#!/bin/sh
# The shipped rule files: valid by the schema, without faults by our own linter, and every case comes out.
set -eu
cd "${HIVEAUDIT_SOURCE:-$(dirname "$0")/..}"
program=${HIVEAUDIT_PROGRAM:?names the program}
grep -v '^#' rules/rules.txt | while read -r name; do
  xmllint --noout --schema rules/rules.xsd "rules/$name"
done
"$program" rules validate
"$program" rules validate --rules rules
"$program" rules test
