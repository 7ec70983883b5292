#!/usr/bin/env python3
"""read_reports.py FOLDER: the reports of each run, read by programs that know nothing of ours.

For each NAME.json: NAME.csv (Python's csv), NAME.ndjson, NAME.sarif and NAME.xccdf hold the same findings with the same
verdicts; NAME.prometheus counts them; no line of NAME.github, NAME.azure and NAME.txt commands a build server; and where
the run was incomplete, each of them says so.
"""

import csv
import io
import json
import pathlib
import re
import sys
import xml.etree.ElementTree as ElementTree
from collections import Counter

XCCDF = "{http://checklists.nist.gov/xccdf/1.2}"
VERDICTS = {"notchecked": "not_checked", "notapplicable": "not_applicable"}
complaints = 0


def complain(path, text):
    global complaints
    complaints += 1
    print(f"{path.name}: {text}", file=sys.stderr)


def installations(report):
    return [i for target in report["targets"] for i in target["installations"]]


def story_of_csv(text):
    story, seen = Counter(), set()
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    for row in reader:
        if None in row or None in row.values():
            raise ValueError(f"line {reader.line_num}: not {len(reader.fieldnames)} cells")
        for column, cell in row.items():
            if re.match("\\s*[=+@\t\r-]", cell) or "\n" in cell:
                raise ValueError(f"line {reader.line_num}: {column} is a formula or two lines: {cell[:60]!r}")
        key = (row["target"], row["installation"], row["fingerprint"])
        if row["record"] == "finding" and key not in seen:
            seen.add(key)
            story[row["rule"], row["verdict"]] += 1
    return story


def story_of_ndjson(text):
    records = [json.loads(line) for line in text.split("\n")[:-1]]
    return Counter((r["rule"], r["verdict"]) for r in records if r["record"] == "finding")


def story_of_sarif(text):
    story = Counter()
    for run in json.loads(text)["runs"]:
        for result in run["results"]:
            if result["ruleId"] != "input":
                story[result["ruleId"], result["properties"]["verdict"]] += 1
        for finding in run["properties"]["withoutAlert"]:
            story[finding["ruleId"], finding["verdict"]] += 1
    return story


def story_of_xccdf(text):
    story = Counter()
    for result in ElementTree.fromstring(text.encode()).iter(XCCDF + "rule-result"):
        rule = result.get("idref").split("_rule_")[1]
        word = result.find(XCCDF + "result").text
        if rule != "input":
            story[rule, VERDICTS.get(word, word)] += 1
    return story


def counts_of_prometheus(text):
    counts = Counter()
    sample = re.compile(r'^([a-z_]+)(?:\{((?:[a-z0-9_]+="(?:[^"\\\n]|\\["\\n])*",?)*)\})? (\d+)$')
    series = set()
    for line in text.split("\n")[:-1]:
        if line.startswith(("# HELP ", "# TYPE ")):
            continue
        match = sample.match(line)
        if not match:
            raise ValueError(f"no sample: {line}")
        if line.rsplit(" ", 1)[0] in series:
            raise ValueError(f"a second sample: {line}")
        series.add(line.rsplit(" ", 1)[0])
        if match[1] == "hiveaudit_findings":
            counts[re.search('verdict="([a-z_]+)"', match[2])[1]] += int(match[3])
    return +counts


def check_log(path):
    """No line is a command but those that the format is made of."""
    for line in path.read_text().split("\n"):
        if path.suffix == ".github" and re.match(r"::(error|warning|notice|group|endgroup)\b", line):
            continue
        if path.suffix == ".azure" and re.match(r"##vso\[task\.logissue type=|##\[(end)?group\]", line):
            line = line[line.index("]") + 1 :]
            if "##vso[" not in line:
                continue
        if re.search(r"##(vso)?\[|^\s*::[a-z]", line):
            complain(path, f"commands a build server: {line[:80]}")


def check(path):
    report = json.loads(path.read_text())
    story = Counter((f["rule"], f["verdict"]) for i in installations(report) for f in i["findings"])
    readers = {"csv": story_of_csv, "ndjson": story_of_ndjson, "sarif": story_of_sarif, "xccdf": story_of_xccdf}
    for suffix, read in readers.items():
        other = path.with_suffix("." + suffix)
        try:
            told = read(other.read_bytes().decode())
        except (ValueError, KeyError, csv.Error, ElementTree.ParseError) as fault:
            complain(other, fault)
            continue
        if told != story:
            complain(other, f"tells of other findings: {list((told - story) + (story - told))[:5]}")
    metrics = path.with_suffix(".prometheus")
    try:
        counts = counts_of_prometheus(metrics.read_text())
        wanted = Counter()
        for (_, verdict), number in story.items():
            wanted[verdict] += number
        if counts != wanted:
            complain(metrics, f"counts {dict(counts)}, not {dict(wanted)}")
    except ValueError as fault:
        complain(metrics, fault)
    for suffix in (".github", ".azure", ".txt"):
        check_log(path.with_suffix(suffix))
    summary = path.with_suffix(".markdown").read_text()
    if len(summary.encode()) >= 1 << 20 or re.search(r"<[a-zA-Z/!]", summary):
        complain(path.with_suffix(".markdown"), "is too large, or has HTML in it")
    if report["exit_code"] == 3:
        said = {
            ".sarif": '"executionSuccessful": false',
            ".ndjson": '"complete":false',
            ".prometheus": "scan_success",
            ".xccdf": "<result>error</result>",
            ".github": "::error ",
            ".azure": "type=error",
            ".markdown": "INCOMPLETE" if "INCOMPLETE" in summary else "not everything could be read",
        }
        for suffix, words in said.items():
            text = path.with_suffix(suffix).read_text()
            if words not in text or (suffix == ".prometheus" and not re.search(r"scan_success\{.*\} 0\n", text)):
                complain(path.with_suffix(suffix), "looks complete, and the run was not")


def main():
    folder = pathlib.Path(sys.argv[1])
    # Columns of hexadecimal data are long.
    csv.field_size_limit(1 << 24)
    reports = sorted(folder.glob("*.json"))
    for path in reports:
        check(path)
    print(f"other formats: {len(reports)} reports, {complaints} complaints")
    sys.exit(1 if complaints else 0)


main()
