#!/usr/bin/env python3
"""run.py PROGRAM MACHINE: packs a machine into every container that the tools here can make, and audits each.

The findings, protocols, facts and hives of every Windows inside must be those of the plain tree, paths and what is
named after the target aside. A container whose tool is missing is said to be skipped. The bytes are checked
independently: the SHA-256 of each hive in the report is that of the file that was packed.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile

NOW = "2026-11-22T00:00:00Z"


def run(*command, cwd=None):
    subprocess.run(command, cwd=cwd, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def capture(tree, out, *options):
    run("wimlib-imagex", "capture", tree, out, "golden", "--no-acls", *options)


def wim(*options):
    return lambda tree, out: capture(tree, out, *options)


def split(tree, out):
    whole = out + ".wim"
    with open(os.path.join(tree, "filler.bin"), "wb") as file:  # makes a second part
        file.write(os.urandom(1_500_000))
    capture(tree, whole, "--compress=none")
    os.unlink(os.path.join(tree, "filler.bin"))
    run("wimlib-imagex", "split", whole, out, "1")
    os.unlink(whole)
    assert os.path.exists(out.replace(".swm", "2.swm"))


def editions(tree, out):
    capture(tree, out, "--compress=LZX")
    for number in range(2, 11):
        run("wimlib-imagex", "append", tree, out, f"edition {number}", "--no-acls")


def install_iso(tree, out):
    medium = out + ".d"
    os.makedirs(os.path.join(medium, "sources"))
    capture(tree, os.path.join(medium, "sources", "install.wim"), "--compress=LZX")
    run("genisoimage", "-quiet", "-udf", "-o", out, medium)


def tree_iso(tree, out):
    run("genisoimage", "-quiet", "-udf", "-o", out, tree)


def tar(*options):
    return lambda tree, out: run("tar", *options, "-cf", out, "-C", tree, ".")


def zipped(tree, out):
    run(sys.executable, "-m", "zipfile", "-c", out, *sorted(os.listdir(tree)), cwd=tree)


def seven(tree, out):
    run("bsdtar", "--format", "7zip", "-cf", out, "-C", tree, ".")


# name of the file, what must be installed, how it is made, how many Windows are in it
CONTAINERS = [
    ("none.wim", ["wimlib-imagex"], wim("--compress=none"), 1),
    ("xpress.wim", ["wimlib-imagex"], wim("--compress=XPRESS"), 1),
    ("lzx.wim", ["wimlib-imagex"], wim("--compress=LZX"), 1),
    ("solid.esd", ["wimlib-imagex"], wim("--solid"), 1),
    ("split.swm", ["wimlib-imagex"], split, 1),
    ("editions.wim", ["wimlib-imagex"], editions, 10),
    ("install.iso", ["wimlib-imagex", "genisoimage"], install_iso, 1),
    ("tree.iso", ["genisoimage"], tree_iso, 1),
    ("plain.tar", ["tar"], tar(), 1),
    ("packed.tar.gz", ["tar", "gzip"], tar("-z"), 1),
    ("packed.zip", [], zipped, 1),
    ("packed.7z", ["bsdtar"], seven, 1),
]
# What a build must read for a container; `--version` says what it reads.
NEEDS = {"wim": "wim", "esd": "wim", "swm": "wim", "iso": "iso", "tar": "archive", "gz": "archive", "zip": "archive",
         "7z": "archive"}


def audit(program, target):
    done = subprocess.run([program, "audit", target, "-o", "json", "--now", NOW], capture_output=True, text=True,
                          check=False)
    if not done.stdout:
        return done.returncode, {"kind": "none", "errors": [done.stderr], "installations": []}
    return done.returncode, json.loads(done.stdout)["targets"][0]


def comparable(value, prefix):
    if isinstance(value, dict):
        return {name: comparable(item, prefix) for name, item in value.items()
                if name not in ("fingerprint", "decided_by")}
    if isinstance(value, list):
        return [comparable(item, prefix) for item in value]
    return value.replace(prefix, "") if isinstance(value, str) else value


def judged(installation):
    """What must not depend on the container."""
    path = installation["hives"][0]["path"]
    prefix = path[:path.index("Windows/")]
    kept = {name: installation[name] for name in ("os", "facts", "hives", "effective", "findings")}
    return comparable(comparable(kept, prefix), prefix.rstrip(":/") + ":")


def digests(tree):
    found = set()
    for folder, _, files in os.walk(tree):
        for name in files:
            with open(os.path.join(folder, name), "rb") as file:
                found.add(hashlib.sha256(file.read()).hexdigest())
    return found


def check(program, path, windows, want, known):
    status, target = audit(program, path)
    if target["errors"]:
        return f"errors: {target['errors']}"
    if len(target["installations"]) != windows:
        return f"{len(target['installations'])} installations instead of {windows}"
    for installation in target["installations"]:
        have = judged(installation)
        for part, value in want[1].items():
            if have[part] != value:
                return f"{installation['label']}: other {part} than the tree"
        if {hive["sha256"] for hive in installation["hives"]} - known:
            return f"{installation['label']}: a hive has a SHA-256 that no packed file has"
    return "" if status == want[0] else f"exit status {status} instead of {want[0]}"


def damaged(program, path, work):
    """A container cut in the middle must never look clean."""
    cut = os.path.join(work, "cut-" + os.path.basename(path))
    with open(path, "rb") as file:
        whole = file.read()
    with open(cut, "wb") as file:
        file.write(whole[:len(whole) // 2])
    status, _ = audit(program, cut)
    return "" if status == 3 else f"cut in the middle it ends with {status} instead of 3"


def main():
    program, machine = os.path.abspath(sys.argv[1]), sys.argv[2]
    reads = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
    reads = next(line for line in reads.splitlines() if line.startswith("reads:")).split()
    failed = skipped = 0
    with tempfile.TemporaryDirectory() as work:
        tree = os.path.join(work, "golden")
        shutil.copytree(machine, tree)
        known = digests(tree)
        status, target = audit(program, tree)
        want = status, judged(target["installations"][0])
        for name, tools, make, windows in CONTAINERS:
            missing = [tool for tool in tools if shutil.which(tool) is None]
            if NEEDS[name.rsplit(".", 1)[1]] not in reads:
                missing.append("a reader in this build")
            if missing:
                skipped += 1
                print(f"skipped {name}: no {', '.join(missing)}")
                continue
            path = os.path.join(work, name)
            make(tree, path)
            fault = check(program, path, windows, want, known) or damaged(program, path, work)
            failed += fault != ""
            print(f"{'FAILED' if fault else 'ok'} {name}{': ' + fault if fault else ''}", flush=True)
    print(f"containers: {len(CONTAINERS) - skipped - failed} give what the tree gives, {failed} do not, "
          f"{skipped} skipped")
    return 1 if failed else 77 if skipped == len(CONTAINERS) else 0


if __name__ == "__main__":
    sys.exit(main())
