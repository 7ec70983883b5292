"""What a terminal gets and what a pipe gets: colour only where it is wanted, and the same words everywhere.

    run.py HIVEAUDIT MACHINE
"""

import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import tempfile
import termios
import threading

# standard output, variables, options, whether there is colour
CASES = [
    ("pipe", {}, [], False),
    ("pipe", {"CLICOLOR_FORCE": "1"}, [], True),
    ("pipe", {"CLICOLOR_FORCE": "0"}, [], False),
    ("pipe", {"CLICOLOR_FORCE": ""}, [], False),
    ("pipe", {"CLICOLOR_FORCE": "1", "NO_COLOR": "1"}, [], True),
    ("pipe", {"CLICOLOR_FORCE": "1"}, ["--color", "never"], False),
    ("pipe", {"NO_COLOR": "1"}, ["--color", "always"], True),
    ("pipe", {}, ["--color=always"], True),
    ("pipe", {"HIVEAUDIT_COLOR": "always"}, [], True),
    ("pipe", {"HIVEAUDIT_COLOR": "always"}, ["--color=auto"], False),
    ("terminal", {}, [], True),
    ("terminal", {}, ["--color=auto"], True),
    ("terminal", {}, ["--color=never"], False),
    ("terminal", {"NO_COLOR": "1"}, [], False),
    ("terminal", {"NO_COLOR": ""}, [], True),
    ("terminal", {"NO_COLOR": "1"}, ["--color=always"], True),
    ("terminal", {"NO_COLOR": "1", "CLICOLOR_FORCE": "1"}, [], True),
    ("terminal", {"TERM": "dumb"}, [], False),
    ("terminal", {"TERM": "dumb", "CLICOLOR_FORCE": "1"}, [], True),
]
COLOUR = re.compile(rb"\x1b\[[0-9;]*m")


def open_terminal(columns):
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    return ours, theirs


def everything(descriptor):
    """What arrives until the other end is closed; a terminal says that with an error."""
    parts = []
    while True:
        try:
            part = os.read(descriptor, 65536)
        except OSError:
            break
        if not part:
            break
        parts.append(part)
    os.close(descriptor)
    return b"".join(parts)


def run(command, variables, out, err="pipe", columns=80):
    """Standard output, standard error and exit status; each stream is a pipe or a terminal."""
    environment = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "CLICOLOR_FORCE", "COLUMNS")}
    environment.update({"TERM": "xterm", "HIVEAUDIT_NO_CONFIG": "1", **variables})
    streams = [open_terminal(columns) if kind == "terminal" else os.pipe() for kind in (out, err)]
    seen = [None, None]

    def listen(number):
        seen[number] = everything(streams[number][0])

    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=streams[0][1], stderr=streams[1][1],
                               env=environment)
    for _, theirs in streams:
        os.close(theirs)
    listeners = [threading.Thread(target=listen, args=(number,)) for number in range(2)]
    for listener in listeners:
        listener.start()
    code = process.wait(timeout=300)
    for listener in listeners:
        listener.join()
    # A terminal ends its lines with a return.
    return seen[0].replace(b"\r\n", b"\n"), seen[1].replace(b"\r\n", b"\n"), code


def main():
    program, machine = sys.argv[1:]
    audit = [program, "audit", machine, "--now", "2026-11-22T00:00:00Z"]
    faults = []

    def check(what, holds):
        if not holds:
            faults.append(what)

    plain, _, plain_code = run(audit, {}, "pipe")
    check("the plain report has words", b"NOT READY" in plain and b"\x1b" not in plain)
    for out, variables, options, coloured in CASES:
        text, complaints, code = run(audit + options, variables, out)
        case = f"{out} {variables} {options}"
        check(f"{case}: colour {'is missing' if coloured else 'where none is wanted'}",
              bool(COLOUR.search(text)) == coloured)
        # Meaning never rests on colour. Where a variable of ours says something, the report names it.
        same = COLOUR.sub(b"", text) == plain
        check(f"{case}: other words than in a pipe", same)
        check(f"{case}: exit status {code}", code == plain_code)
        check(f"{case}: complaints {complaints!r}", not complaints)
        check(f"{case}: other control sequences", b"\x1b" not in COLOUR.sub(b"", text))

    # Each stream is judged on its own.
    text, _, _ = run(audit, {}, "pipe", err="terminal")
    check("a terminal on standard error colours standard output", text == plain)

    # Width is that of the terminal, within bounds; a pipe has 80 columns.
    for columns, widest in ((60, 60), (40, 60), (100, 100), (300, 120)):
        text, _, _ = run(audit + ["--color=never"], {}, "terminal", columns=columns)
        longest = max(len(line) for line in text.decode().splitlines())
        check(f"{columns} columns: a line of {longest}", longest <= widest)
        check(f"{columns} columns: other words", b"".join(text.split()) != b"")

    # What programs read has no colour, wherever it goes; nor has a file.
    for report in ("json", "junit", "html"):
        text, _, _ = run(audit + ["-o", report, "--color=always"], {}, "terminal")
        check(f"{report} on a terminal has control characters", b"\x1b" not in text)
        piped, _, _ = run(audit + ["-o", report], {}, "pipe")
        check(f"{report} on a terminal differs from a pipe's", text == piped)
    with tempfile.TemporaryDirectory() as folder:
        file = os.path.join(folder, "report.txt")
        run(audit + ["-o", f"text={file}", "--color=always"], {}, "terminal", columns=120)
        check("a text report in a file differs from a pipe's", open(file, "rb").read() == plain)

    # Usage errors go to standard error, and have no colour.
    text, complaints, code = run([program, "audit", "--fail-on", "hgh", machine], {}, "terminal", err="terminal")
    check("a usage error", code == 2 and not text and b"did you mean" in complaints and b"\x1b" not in complaints)

    print(*faults, sep="\n")
    print(f"terminal: {len(CASES)} cases, {len(faults)} faults")
    sys.exit(1 if faults else 0)


main()
