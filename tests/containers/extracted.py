#!/usr/bin/env python3
"""extracted.py PROGRAM MACHINE [NAME...]: other tools take the hives out of containers, and what they give has the
SHA-256 that the report prints for the same path.

Containers are those of run.py; with names only those. A tool that is missing is said to be skipped.
"""

import functools
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile

import run

# 7-Zip's command has another name in each of its packages.
SEVEN = next((name for name in ("7zz", "7z", "7za") if shutil.which(name)), "7zz")


def files_below(folder):
    """SHA-256 by path, in lower case: some tools change it."""
    found = {}
    for place, _, names in os.walk(folder):
        for name in names:
            with open(os.path.join(place, name), "rb") as file:
                digest = hashlib.sha256(file.read()).hexdigest()
            found[os.path.relpath(os.path.join(place, name), folder).lower()] = digest
    return found


def seven(container, work, _):
    out = os.path.join(work, "out")
    run.run(SEVEN, "x", "-y", f"-o{out}", container)
    return files_below(out)


def seven_in_seven(container, work, _):
    """install.wim out of an ISO, then the hives out of that."""
    out = os.path.join(work, "medium")
    run.run(SEVEN, "x", "-y", f"-o{out}", container)
    return seven(os.path.join(out, "sources", "install.wim"), work, _)


def wimlib(container, work, _):
    out = os.path.join(work, "out")
    run.run("wimlib-imagex", "apply", container, "1", out, "--no-acls")
    return files_below(out)


def in_partition(raw, work, paths):
    """The files of the first partition's volume."""
    told = subprocess.run(["sgdisk", "-i", "1", raw], capture_output=True, text=True, check=True).stdout
    first, last = (int(re.search(rf"{word} sector: (\d+)", told).group(1)) for word in ("First", "Last"))
    volume = os.path.join(work, "volume")
    run.run("dd", f"if={raw}", f"of={volume}", "bs=512", f"skip={first}", f"count={last - first + 1}")
    found = {}
    for path in paths:
        done = subprocess.run(["ntfscat", "-f", volume, "/" + path], capture_output=True, check=True)
        found[path.lower()] = hashlib.sha256(done.stdout).hexdigest()
    return found


def qemu(container, work, paths):
    raw = os.path.join(work, "disk.raw")
    run.run("qemu-img", "convert", "-O", "raw", container, raw)
    return in_partition(raw, work, paths)


def libewf(container, work, paths):
    out = os.path.join(work, "disk")
    run.run("ewfexport", "-u", "-f", "raw", "-t", out, container)
    return in_partition(out + ".raw", work, paths)


QEMU = ["qemu-img", "sgdisk", "dd", "ntfscat"]
EWF = ["ewfexport", "sgdisk", "dd", "ntfscat"]

# container, how its files are taken out, with which tools
CHECKS = [
    ("none.wim", seven, [SEVEN]),
    ("xpress.wim", seven, [SEVEN]),
    ("lzx.wim", seven, [SEVEN]),
    ("lzx.wim", wimlib, ["wimlib-imagex"]),
    ("solid.esd", seven, [SEVEN]),
    ("solid.esd", wimlib, ["wimlib-imagex"]),
    ("install.iso", seven_in_seven, [SEVEN]),
    ("tree.iso", seven, [SEVEN]),
    ("packed.zip", seven, [SEVEN]),
    ("packed.7z", seven, [SEVEN]),
    ("gpt.img", qemu, QEMU),
    ("dynamic.vhd", qemu, QEMU),
    ("fixed.vhd", qemu, QEMU),
    ("dynamic.vhdx", qemu, QEMU),
    ("fixed.vhdx", qemu, QEMU),
    ("plain.qcow2", qemu, QEMU),
    ("compressed.qcow2", qemu, QEMU),
    ("sparse.vmdk", qemu, QEMU),
    ("stream.vmdk", qemu, QEMU),
    ("fast.E01", libewf, EWF),
    ("large-chunks.E01", libewf, EWF),
    ("segments.E01", libewf, EWF),
    ("old.E01", libewf, EWF),
]


def reported(program, path):
    """SHA-256 by the path inside the Windows; nothing when the report has errors."""
    _, target = run.audit(program, path)
    if target["errors"] or len(target["installations"]) != 1:
        return {}
    return {hive["path"].rsplit(":", 1)[1]: hive["sha256"] for hive in target["installations"][0]["hives"]}


def compare(want, have):
    for path, digest in want.items():
        other = have.get(path.lower())
        if other != digest:
            return f"{path} has SHA-256 {other}, the report says {digest}"
    return ""


def check(program, tree, work, row, take):
    name, _, make, _ = row
    path = os.path.join(work, name)
    make(tree, path)
    want = reported(program, path)
    # The machine's own and its users' at least.
    if len(want) < 4:
        return f"the report has {len(want)} hives"
    with tempfile.TemporaryDirectory() as out:
        try:
            return compare(want, take(path, out, list(want)))
        except subprocess.CalledProcessError as failure:
            return f"{failure.cmd[0]} ended with {failure.returncode}"


def main():
    program, machine = os.path.abspath(sys.argv[1]), sys.argv[2]
    reads = run.what_it_reads(program)
    rows = {row[0]: row for row in run.CONTAINERS}
    checks = [one for one in CHECKS if not sys.argv[3:] or one[0] in sys.argv[3:]]
    with tempfile.TemporaryDirectory() as work:
        tree = os.path.join(work, "golden")
        shutil.copytree(machine, tree)

        def fault_of(name, take):
            with tempfile.TemporaryDirectory(dir=work) as place:
                return check(program, tree, place, rows[name], take)

        return run.tally("extracted", "have the bytes that other tools take out", "have not",
                         ((f"{name} by {tools[0]}",
                           run.missing_for(rows[name], reads) + [tool for tool in tools if shutil.which(tool) is None],
                           functools.partial(fault_of, name, take)) for name, take, tools in checks))


if __name__ == "__main__":
    sys.exit(main())
