#!/usr/bin/env python3
"""jobs.py PROGRAM MACHINE: the reports are the same, byte for byte, however many children run at once.

Every set of targets is audited with --jobs 1, 2 and 8 in every format; what was shared out among children is compared
with what one child says that reads the whole container. A child that is killed takes its own images with it, no others.
"""

import functools
import json
import os
import re
import shutil
import stat
import subprocess
import sys
import tempfile

import run

JOBS = [1, 2, 8]


def edition(tree, number):
    """Each image has a file of its own, so that no two are the same."""
    with open(os.path.join(tree, "edition.txt"), "w", encoding="utf-8") as file:
        file.write(f"edition {number}\n")


def editions(count, *options):
    def make(tree, out):
        edition(tree, 1)
        run.capture(tree, out, *options)
        for number in range(2, count + 1):
            edition(tree, number)
            run.run("wimlib-imagex", "append", tree, out, f"edition {number}", "--no-acls")
    return make


def split(tree, out):
    whole = out + ".wim"
    with open(os.path.join(tree, "filler.bin"), "wb") as file:
        file.write(os.urandom(1_500_000))
    editions(3, "--compress=none")(tree, whole)
    os.unlink(os.path.join(tree, "filler.bin"))
    run.run("wimlib-imagex", "split", whole, out, "1")
    os.unlink(whole)


def medium(tree, out):
    """Two WIMs, and one of them solid."""
    folder = os.path.join(out + ".d", "sources")
    os.makedirs(folder)
    editions(3, "--compress=LZX")(tree, os.path.join(folder, "install.wim"))
    editions(2, "--solid")(tree, os.path.join(folder, "boot.wim"))
    run.run("genisoimage", "-quiet", "-udf", "-o", out, out + ".d")


def twins(tree, out):
    """Two WIMs of one name: one child numbers their labels."""
    for arch in ("x64", "x86"):
        folder = os.path.join(out + ".d", arch, "sources")
        os.makedirs(folder)
        editions(2, "--compress=LZX")(tree, os.path.join(folder, "install.wim"))
    run.run("genisoimage", "-quiet", "-udf", "-o", out, out + ".d")


def without_windows(tree, out):
    empty = out + ".d"
    os.makedirs(os.path.join(empty, "Users"))
    editions(3, "--compress=LZX")(empty, out)


def damaged(tree, out):
    """The third of four images has a SOFTWARE of its own, whose data are broken; the second one's metadata are."""
    software = os.path.join(tree, "Windows/System32/config/SOFTWARE")
    mark = b"the third image's own bytes, which are changed in the WIM"
    for number in range(1, 5):
        edition(tree, number)
        if number == 3:
            shutil.copy(software, software + ".kept")
            with open(software, "ab") as file:
                file.write(mark.ljust(4096, b"\0"))
        if number == 4:
            os.replace(software + ".kept", software)
        if number == 1:
            run.capture(tree, out, "--compress=none")
        else:
            run.run("wimlib-imagex", "append", tree, out, f"edition {number}", "--no-acls")
    with open(out, "rb") as file:
        raw = bytearray(file.read())
    at = raw.index(mark)
    raw[at] ^= 1
    second = raw.index("edition.txt".encode("utf-16-le"), raw.index("edition.txt".encode("utf-16-le")) + 2)
    raw[second] ^= 1
    with open(out, "wb") as file:
        file.write(raw)


# name, what must be installed, how it is made, images that are read apart, errors of the target, installations
CONTAINERS = [
    ("editions.wim", ["wimlib-imagex"], editions(10, "--compress=LZX"), 10, 0, 10),
    ("solid.esd", ["wimlib-imagex"], editions(3, "--solid"), 1, 0, 3),
    ("split.swm", ["wimlib-imagex"], split, 3, 0, 3),
    ("medium.iso", ["wimlib-imagex", "genisoimage"], medium, 4, 0, 5),
    ("twins.iso", ["wimlib-imagex", "genisoimage"], twins, 4, 0, 4),
    ("damaged.wim", ["wimlib-imagex"], damaged, 4, 1, 3),
    ("empty.wim", ["wimlib-imagex"], without_windows, 3, 1, 0),
    ("gpt.img", run.NTFS, run.gpt(512), 1, 0, 1),
    ("mbr.img", run.NTFS, run.mbr, 1, 0, 1),
]


@functools.cache
def formats(program):
    """Every format that the program writes."""
    told = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
    return re.search(r"^writes:(.*)$", told, re.M).group(1).split()


def audit(program, targets, jobs, work, environment=None):
    """Exit status, standard error and the bytes of every report."""
    files = {name: os.path.join(work, f"report.{name}") for name in formats(program)}
    outputs = [word for name, file in files.items() for word in ("-o", f"{name}={file}")]
    done = subprocess.run([program, "audit", *targets, *outputs, "--now", run.NOW, "--jobs", str(jobs)],
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False, env=environment)
    reports = {}
    for name, file in files.items():
        with open(file, "rb") as report:
            reports[name] = report.read()
        os.unlink(file)
    return done.returncode, done.stdout, done.stderr, reports


def same_for_all(program, targets, work, environment=None):
    """The first answer, and what is wrong with the others."""
    first = audit(program, targets, JOBS[0], work, environment)
    for jobs in JOBS[1:]:
        other = audit(program, targets, jobs, work, environment)
        if other[:3] != first[:3]:
            return first, f"--jobs {jobs} ends with {other[:3]} instead of {first[:3]}"
        for name in formats(program):
            if other[3][name] != first[3][name]:
                return first, f"--jobs {jobs} writes another {name}"
    return first, ""


def ungated(installation):
    """Without what the parent adds when all is read."""
    kept = dict(installation, totals={})
    kept["findings"] = [dict(finding, fails_gate=False) for finding in installation["findings"]]
    return kept


def child(program, images, path):
    """The targets of the document that a child writes."""
    done = subprocess.run([program, "--container-child", "0", run.NOW, images, "audit", path, "--now", run.NOW],
                          stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, check=True)
    return json.loads(done.stdout)["targets"]


def check(program, path, images, errors, windows, work):
    (status, _, _, reports), wrong = same_for_all(program, [path], work)
    if wrong:
        return wrong
    target = json.loads(reports["json"])["targets"][0]
    if len(target["errors"]) != errors or len(target["installations"]) != windows:
        return f"{len(target['installations'])} installations and errors {target['errors']}"
    if errors and status != 3:
        return f"exit status {status}"
    whole = child(program, "all", path)[0]
    for part in ("kind", "notes", "errors"):
        if target[part] != whole[part]:
            return f"one child alone has other {part}: {whole[part]} instead of {target[part]}"
    if [ungated(one) for one in target["installations"]] != [ungated(one) for one in whole["installations"]]:
        return "one child alone finds something else"
    if images > 1 and len(child(program, "0-0", path)) != 2 * images + 1:
        return "it has another number of images"
    return ""


def killed(program, work, path):
    """A child in the middle of ten images is killed, and one that reads a whole disk."""
    wrapper = os.path.join(work, "wrapper")
    with open(wrapper, "w", encoding="utf-8") as file:
        file.write(f'#!/bin/sh\n[ "$1 $4" != "--container-child $KILLED" ] || kill -9 $$\nexec {program} "$@"\n')
    os.chmod(wrapper, os.stat(wrapper).st_mode | stat.S_IXUSR)
    for images, left, said in (("3-6", 7, "images 4 to 6 of the 10"), ("8-10", 8, "images 9 to 10 of the 10"),
                               ("0-3", 7, "images 1 to 3 of the 10")):
        environment = dict(os.environ, HIVEAUDIT_PROGRAM=wrapper, KILLED=images)
        (status, _, _, reports), wrong = same_for_all(program, [path], work, environment)
        if wrong:
            return wrong
        target = json.loads(reports["json"])["targets"][0]
        messages = [error["message"] for error in target["errors"]]
        if status != 3 or len(target["installations"]) != left or len(messages) != 1 or said not in messages[0]:
            return f"without {images}: status {status}, {len(target['installations'])} installations, {messages}"
    return ""


def mixed(program, machine, made, work):
    """Targets of all kinds, one that is not there among them: the rows stand in the order of the targets."""
    config = os.path.join(machine, "Windows/System32/config")
    targets = [os.path.join(config, "SYSTEM"), *made, os.path.join(work, "nothing here.wim"), machine,
               os.path.join(config, "SOFTWARE")]
    (_, _, _, reports), wrong = same_for_all(program, targets, work)
    if not wrong and [row["target"] for row in json.loads(reports["json"])["targets"]] != targets:
        return "the rows stand in another order"
    return wrong


def main():
    program, machine = os.path.abspath(sys.argv[1]), sys.argv[2]
    reads = run.what_it_reads(program)
    with tempfile.TemporaryDirectory() as work:
        made = {}

        def fault_of(row):
            name, _, make, images, errors, windows = row
            folder = os.path.join(work, name + ".d")
            tree = os.path.join(folder, "tree")
            path = made[name] = os.path.join(folder, name)
            shutil.copytree(machine, tree)
            make(tree, path)
            return check(program, path, images, errors, windows, work)

        rows = [(row[0], run.missing_for(row, reads), functools.partial(fault_of, row)) for row in CONTAINERS]
        rows.append(("children that are killed", rows[0][1], lambda: killed(program, work, made["editions.wim"])))
        rows.append(("targets of all kinds", [], lambda: mixed(program, machine, made.values(), work)))
        return run.tally("jobs", "the same however many", "not", rows)


if __name__ == "__main__":
    sys.exit(main())
