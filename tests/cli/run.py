"""Runs the cases of tests/cli/*.txt. A case is

    $ command              run by sh in an empty folder that the cases of a file share
    > line                 of standard output, in order and complete
    ! line                 of standard error
    ...                    after > or !: any number of lines
    = 3                    exit code (0 when left out)
    ? archive              left out where the program does not read this format, and said to be

Lines are compared as they are; in them and in commands $MACHINES is the folder of the fixture machines,
`hiveaudit` the program, and {{REGEX}} matches what the expression matches. # begins a comment line.
"""

import os
import re
import subprocess
import sys
import tempfile

# A case may need one of these: a build without the library behind it does not read it.
OPTIONAL = ("wim", "iso", "archive", "disk")


def cases(text):
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("$ "):
            found.append({"line": number, "command": line[2:], ">": [], "!": [], "code": 0, "needs": set()})
        elif line[:1] in (">", "!") and found:
            found[-1][line[0]].append(line[2:])
        elif line.startswith("= "):
            found[-1]["code"] = int(line[2:])
        elif line.startswith("? ") and line[2:] in OPTIONAL:
            found[-1]["needs"].add(line[2:])
        elif line and not line.startswith("#"):
            raise SystemExit(f"line {number}: what is {line!r}?")
    return found


def expression(line):
    parts = re.split(r"\{\{(.*?)\}\}", line)
    return "".join(re.escape(part) if i % 2 == 0 else part for i, part in enumerate(parts))


def matches(expected, actual):
    """Whether the lines agree; `...` stands for any number of lines."""
    if not expected:
        return not actual
    if expected[0] == "...":
        return any(matches(expected[1:], actual[i:]) for i in range(len(actual) + 1))
    return bool(actual) and bool(re.fullmatch(expression(expected[0]), actual[0])) and matches(expected[1:], actual[1:])


def formats_of(program):
    """Those that this build reads."""
    version = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
    return set(re.search(r"^reads: (.*)$", version, re.M)[1].split())


def run_file(path, program, machines):
    failures = skipped = 0
    reads = formats_of(program)
    environment = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "CLICOLOR_FORCE", "XDG_CONFIG_HOME")}
    environment.update(MACHINES=machines, HIVEAUDIT=program, LC_ALL="C.UTF-8", TERM="dumb")
    with tempfile.TemporaryDirectory() as folder:
        os.makedirs(f"{folder}/bin")
        os.symlink(program, f"{folder}/bin/hiveaudit")
        os.makedirs(f"{folder}/work")
        os.makedirs(f"{folder}/home")
        environment["HOME"] = f"{folder}/home"
        environment["PATH"] = f"{folder}/bin:{environment['PATH']}"
        found = cases(open(path, encoding="utf-8").read())
        for case in found:
            if not case["needs"] <= reads:
                skipped += 1
                print(f"{path}:{case['line']}: skipped, this build does not read {', '.join(case['needs'] - reads)}")
                continue
            done = subprocess.run(["sh", "-c", case["command"]], cwd=f"{folder}/work", env=environment,
                                  stdin=subprocess.DEVNULL, capture_output=True, timeout=300, check=False)
            seen = {">": done.stdout.decode("utf-8").replace(machines, "$MACHINES").splitlines(),
                    "!": done.stderr.decode("utf-8").replace(machines, "$MACHINES").splitlines()}
            wrong = [f"exit code {done.returncode}, expected {case['code']}"] if done.returncode != case["code"] else []
            for stream in (">", "!"):
                if not matches(case[stream], seen[stream]):
                    wrong += [f"expected {stream} {line}" for line in case[stream]]
                    wrong += [f"     got {stream} {line}" for line in seen[stream]]
            if wrong:
                failures += 1
                print(f"{path}:{case['line']}: $ {case['command']}", *wrong, sep="\n    ")
    return len(found) - skipped, failures


def main():
    program, machines = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
    total = failed = 0
    for path in sys.argv[3:]:
        count, failures = run_file(path, program, machines)
        total += count
        failed += failures
    print(f"{total - failed} passed, {failed} failed")
    sys.exit(1 if failed or not total else 0)


main()
