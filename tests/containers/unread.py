#!/usr/bin/env python3
"""unread.py PROGRAM MACHINE: what a build without readers of containers says of each kind of container.

It judges none of them: each is an error `unsupported` that names what is missing, and ends with exit status 3.
"""

import functools
import os
import shutil
import sys
import tempfile

import run

# container of run.py, what the report says
CASES = [
    ("lzx.wim", "this build reads no compressed WIM"),
    ("solid.esd", "this build reads no compressed WIM"),
    ("install.iso", "this build reads no disc images"),
    ("plain.tar", "this build reads no archives"),
    ("packed.zip", "this build reads no archives"),
    ("packed.7z", "this build reads no archives"),
    ("volume.img", "this build reads no NTFS volumes"),
    ("gpt.img", "this build reads no NTFS volumes"),
    ("dynamic.vhd", "this build reads no VHDX and growing VHD files"),
    ("dynamic.vhdx", "this build reads no VHDX and growing VHD files"),
    ("plain.qcow2", "this build reads no QCOW2 files"),
    ("sparse.vmdk", "this build reads no VMDK files"),
    ("fast.E01", "this build reads no E01 files"),
]


def fault_of(program, machine, work, row, words):
    name, _, make, _ = row
    with tempfile.TemporaryDirectory(dir=work) as folder:
        tree, path = os.path.join(folder, "tree"), os.path.join(folder, name)
        shutil.copytree(machine, tree)
        make(tree, path)
        status, target = run.audit(program, path)
        if status != 3 or target["installations"]:
            return f"exit status {status}, {len(target['installations'])} installations"
        told = [error for error in target["errors"] if error["code"] == "unsupported" and words in error["message"]]
        return "" if told else f"no `{words}` in {target['errors']}"


def main():
    program, machine = os.path.abspath(sys.argv[1]), sys.argv[2]
    rows = {row[0]: row for row in run.CONTAINERS}
    with tempfile.TemporaryDirectory() as work:
        return run.tally("unread", "are named", "are not",
                         ((name, [tool for tool in rows[name][1] if shutil.which(tool) is None],
                           functools.partial(fault_of, program, machine, work, rows[name], words))
                          for name, words in CASES))


if __name__ == "__main__":
    sys.exit(main())
