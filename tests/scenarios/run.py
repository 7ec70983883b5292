"""Runs the scenarios of fixtures/scenarios/*.reg. A scenario is a registry text that is laid over a fixture machine;
its comments say which machine and profile, and every finding that must come out:

    ; machine: win7-sp1-countermeasures
    ; profile: office365-2018
    ; option: --users alice            any number of them
    ; finding: TLS1102 HKLM fail       rule, scope, verdict
    ; fails because: TEXT              of the finding before: part of its message
    ; passes: TLS1201 user:user        what must pass, and not be beside the point

Every finding that neither passes nor is beside the point must be listed, and every listed one must come out. With
--write the list is written anew, to be read before it is kept.
"""

import json
import os
import re
import subprocess
import sys
import tempfile

QUIET = ("pass", "not_applicable")
NOW = "2018-10-31T00:00:00Z"


def scenario(path):
    said = {"machine": None, "profile": "office365-2018", "option": [], "finding": [], "passes": []}
    for number, line in enumerate(open(path, encoding="utf-8"), 1):
        found = re.match(r"; (machine|profile|option|finding|fails because|passes): (.*\S)", line)
        if not found:
            continue
        name, text = found.groups()
        if name == "option":
            said[name] += text.split()
        elif name == "passes":
            said[name].append(f"{text} pass")
        elif name == "finding":
            said[name].append([text, []])
        elif name == "fails because":
            if not said["finding"]:
                raise SystemExit(f"{path}:{number}: no finding stands before this")
            said["finding"][-1][1].append(text)
        else:
            said[name] = text
    if said["machine"] is None:
        raise SystemExit(f"{path}: names no machine")
    return said


def judged(program, machines, path, said):
    """The findings of the program as (text, message), in the order of the report."""
    with tempfile.TemporaryDirectory() as folder:
        report = os.path.join(folder, "report.json")
        command = [program, "audit", os.path.join(machines, said["machine"]), "--overlay", path]
        command += ["--profile", said["profile"], "--now", NOW, "--second-reader", "never", "-q", "-o", f"json={report}"]
        command += said["option"]
        ran = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
        if ran.returncode not in (0, 1, 3):
            raise SystemExit(f"{path}: exit code {ran.returncode}\n{ran.stdout}{ran.stderr}")
        with open(report, encoding="utf-8") as file:
            document = json.load(file)
    rows = []
    for target in document["targets"]:
        for installation in target["installations"]:
            rows += [(f"{it['rule']} {it['scope']} {it['verdict']}", it["message"]) for it in installation["findings"]]
    if len(rows) < 30:
        raise SystemExit(f"{path}: only {len(rows)} findings, nothing was judged")
    return rows


def loud(rows):
    return [row for row in rows if row[0].split()[-1] not in QUIET]


def compare(path, said, all_rows):
    rows = loud(all_rows)
    wrong = [f"does not come out: {text}" for text in said["passes"] if text not in dict(all_rows)]
    expected = [text for text, _ in said["finding"]]
    came = [text for text, _ in rows]
    wrong += [f"did not come out: {text}" for text in expected if text not in came]
    wrong += [f"is not listed: {text} ({message})" for text, message in rows if text not in expected]
    for text, parts in said["finding"]:
        message = dict(rows).get(text, "")
        wrong += [f"{text} does not say {part!r}, but {message!r}" for part in parts if text in came and part not in message]
    for line in wrong:
        print(f"{path}: {line}")
    return not wrong


def write(path, rows):
    lines = [line for line in open(path, encoding="utf-8") if not line.startswith("; finding: ")]
    at = max(i for i, line in enumerate(lines) if re.match(r"; (machine|profile|option|passes): ", line)) + 1
    lines[at:at] = [f"; finding: {text}\n" for text, _ in loud(rows)]
    with open(path, "w", encoding="utf-8") as file:
        file.writelines(lines)


def main():
    anew = "--write" in sys.argv
    program, machines, *paths = [word for word in sys.argv[1:] if word != "--write"]
    good = 0
    for path in paths:
        said = scenario(path)
        rows = judged(program, machines, path, said)
        if anew:
            write(path, rows)
        good += compare(path, scenario(path) if anew else said, rows)
    print(f"{good} of {len(paths)} scenarios come out as written")
    return 0 if paths and good == len(paths) else 1


sys.exit(main())
