#!/usr/bin/env python3
"""run.py PROGRAM MACHINE: runs every hiveaudit command of the README's examples for pipelines, in their order, in a
folder that holds what they name, made from MACHINE: a disk, a WIM, exports, an earlier result, waivers.

A command must end as an audit of that machine does, its reports must be there and hold something. YAML must be YAML.
The sample run at the top must be what the program prints, but for what `...` leaves out.
What a missing tool cannot make is said to be skipped, and so is what this build does not read, with all that needs it.
"""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/containers"))
import run as containers  # noqa: E402

BEGIN, END = "## In a pipeline\n", "\n## "
FENCED = re.compile(r"^```(yaml|groovy|hcl|sh)\n(.*?)^```$", re.M | re.S)
# To the end of the line, or of the quotes around it.
COMMAND = re.compile(r"""(?:(["'])(hiveaudit .*?)\1|(hiveaudit .*))$""")
WRITES = re.compile(r"(?:-o \w+=|--to )(\S+)")
CLEAN, FINDINGS = 0, 1
NOW = "2026-11-22T00:00:00Z"

# what an example names, what must be installed to make it, how it is made from the machine
PARTS = [
    ("golden.vhdx", containers.QEMU, containers.virtual("vhdx")),
    ("golden.qcow2", containers.QEMU, containers.virtual("qcow2")),
    ("case-17.E01", containers.EWF, containers.acquired("-f", "encase6", "-c", "deflate:fast")),
    ("install.wim", ["wimlib-imagex"], containers.wim("--compress=LZX")),
    ("exports", [], lambda tree, out: shutil.copytree(tree, out)),
]


def examples():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    begin = text.index(BEGIN) + len(BEGIN)
    return FENCED.findall(text[begin : text.index(END, begin)])


def commands(block):
    for line in block.splitlines():
        found = COMMAND.search(line.strip().rstrip("]}").rstrip())
        if found:
            yield found.group(2) or found.group(3)


def yaml_fault(block):
    try:
        import yaml
    except ImportError:
        return None
    try:
        return None if isinstance(yaml.safe_load(block), dict) else "no mapping"
    except yaml.YAMLError as error:
        return str(error)


def make_parts(program, machine, folder):
    """Which of them are not there or cannot be read, and why."""
    missing = {}
    reads = containers.what_it_reads(program)
    for name, tools, make in PARTS:
        lacking = containers.missing_for((name, tools), reads) if "." in name else []
        if lacking:
            missing[name] = f"no {', '.join(lacking)}"
            continue
        make(machine, os.path.join(folder, name))
    return missing


def hiveaudit(command, program, folder):
    environment = os.environ | {"PATH": f"{os.path.dirname(program)}:{os.environ['PATH']}"}
    return subprocess.run(["sh", "-c", command], cwd=folder, env=environment, capture_output=True, text=True, timeout=300)


def prepare(program, folder):
    """An earlier result of the same machine, and waivers for all that fails today."""
    hiveaudit(f"hiveaudit audit exports --now {NOW} -o json=last.json", program, folder)
    template = hiveaudit(f"hiveaudit waivers template last.json --now {NOW}", program, folder).stdout
    filled = re.sub(r'owner=""', 'owner="vdi-team"', template)
    filled = re.sub(r"<reason>.*?</reason>|<reason/>", "<reason>accepted until the next release</reason>", filled,
                    flags=re.S)
    (pathlib.Path(folder) / "waivers.xml").write_text(filled, encoding="utf-8")


def sample_run(program, machine):
    """The first line of the sample that the program does not print there; None when all stand."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    sample = re.search(r"^```\n\$ hiveaudit audit \S+\n(.*?)^```$", text, re.M | re.S)
    if not sample:
        return "the sample run at the top"
    ended = subprocess.run([program, "audit", machine, "--now", NOW, "--no-config"], capture_output=True, text=True,
                           timeout=300)
    printed = [line.rstrip() for line in ended.stdout.splitlines()]
    at, may_skip = 0, False
    for line in (line.rstrip() for line in sample[1].splitlines()):
        if line.strip() == "...":
            may_skip = True
            continue
        rest = printed[at:] if may_skip else printed[at : at + 1]
        if line not in rest:
            return line
        at += rest.index(line) + 1
        may_skip = False
    return None


def main():
    program, machine = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
    failed, skipped, ran = [], [], 0
    with tempfile.TemporaryDirectory() as folder:
        wrong = sample_run(program, machine)
        if wrong is not None:
            failed.append(f"the sample run at the top of the README: the program does not print: {wrong}")
        missing = make_parts(program, machine, folder)
        prepare(program, folder)
        for kind, block in examples():
            fault = yaml_fault(block) if kind == "yaml" else None
            if fault:
                failed.append(f"a YAML example cannot be read: {fault}")
            for command in commands(block):
                writes = WRITES.findall(command)
                lacks = [why for name, why in missing.items() if name in command and name not in writes]
                if lacks:
                    skipped.append(f"{command}: {lacks[0]}")
                    missing |= {name: lacks[0] for name in writes}
                    continue
                ran += 1
                ended = hiveaudit(command, program, folder)
                if ended.returncode not in (CLEAN, FINDINGS):
                    failed.append(f"{command}: ended with {ended.returncode}: {ended.stderr.strip()}")
                for name in writes:
                    path = os.path.join(folder, name)
                    if not os.path.exists(path) or os.path.getsize(path) == 0:
                        failed.append(f"{command}: wrote no {name}")
    for line in skipped:
        print(f"skipped: {line}")
    for line in failed:
        print(f"FAILED: {line}", file=sys.stderr)
    print(f"{ran} commands of the README")
    return 1 if failed or ran == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
