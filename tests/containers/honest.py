#!/usr/bin/env python3
"""honest.py PROGRAM MACHINE: what cannot be read is named with the way out, and ends with exit status 3.

Each case is an image of a machine with one thing in it that hiveaudit does not read, or that is not there; the words are
those of the report. What needs a real disk of another maker is simulated by the marks that tell it.
"""

import functools
import io
import os
import shutil
import struct
import subprocess
import sys
import tarfile
import tempfile
import uuid
import zlib

import run

SECTOR = 512


def partition_at(raw):
    """Where the only partition of a GPT that run.py made begins."""
    return struct.unpack_from("<Q", raw, 2 * SECTOR + 32)[0] * SECTOR


def disk(tree, out):
    run.gpt(SECTOR)(tree, out)
    with open(out, "rb") as file:
        return bytearray(file.read())


def marked(word):
    """The volume's boot sector says something else."""
    def make(tree, out):
        raw = disk(tree, out)
        at = partition_at(raw) + 3
        raw[at:at + len(word)] = word
        return raw
    return make


def typed(kind):
    """The partition is of another type, in both tables."""
    def make(tree, out):
        raw = disk(tree, out)
        last = len(raw) // SECTOR - 1
        for header in (1, last):
            at = header * SECTOR
            entries = struct.unpack_from("<Q", raw, at + 72)[0] * SECTOR
            raw[entries:entries + 16] = uuid.UUID(kind).bytes_le
            struct.pack_into("<I", raw, at + 88, zlib.crc32(raw[entries:entries + 128 * 128]))
            struct.pack_into("<I", raw, at + 16, 0)
            struct.pack_into("<I", raw, at + 16, zlib.crc32(raw[at:at + 92]))
        return raw
    return make


def ldm(tree, out):
    content = run.partition(tree, out)
    return run.table((0x42, 63, len(content) // SECTOR)) + bytes(62 * SECTOR) + content


def attributes(volume, record):
    """(type, place) of each, up to the mark that ends them."""
    at = record + struct.unpack_from("<H", volume, record + 20)[0]
    while (kind := struct.unpack_from("<I", volume, at)[0]) != 0xFFFFFFFF:
        yield kind, at
        at += struct.unpack_from("<I", volume, at + 4)[0]


def data_of(volume, name):
    """The place of a file's data attribute, found by its name attribute (0x30, the name behind 66 bytes)."""
    for record in range(0, len(volume) - 1024, 1024):
        if volume[record:record + 4] != b"FILE" or name.encode("utf-16-le") not in volume[record:record + 1024]:
            continue
        found = dict(attributes(volume, record))
        value = found[0x30] + struct.unpack_from("<H", volume, found[0x30] + 20)[0]
        if volume[value + 66:value + 66 + 2 * volume[value + 64]] == name.encode("utf-16-le"):
            return found[0x80]
    raise ValueError(name)


def encrypted_file(tree, out):
    """The flag of EFS on the data of SYSTEM."""
    raw = disk(tree, out)
    begin = partition_at(raw)
    volume = raw[begin:]
    raw[begin + data_of(volume, "SYSTEM") + 13] |= 0x40
    return raw


def without_windows(_, out):
    empty = out + ".tree"
    os.makedirs(os.path.join(empty, "Users"))
    run.volume(empty, out)
    with open(out, "rb") as file:
        return file.read()


def zeros(tree, _):
    with open(os.path.join(tree, "Windows/System32/config/SYSTEM"), "rb") as file:
        size = len(file.read())
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as tar:
        tar.add(tree, ".", filter=lambda entry: None if entry.name.endswith("config/SYSTEM") else entry)
        entry = tarfile.TarInfo("./Windows/System32/config/SYSTEM")
        entry.size = size
        tar.addfile(entry, io.BytesIO(bytes(size)))
    return packed.getvalue()


def second_part(tree, out):
    run.split(tree, out)
    second = out.replace(".swm", "2.swm")
    with open(second, "rb") as file:
        content = file.read()
    os.unlink(second)
    return content


def begins(word, at=0):
    return lambda tree, out: bytes(at) + word + bytes(65536)


WIM = ["wimlib-imagex"]
# name of the file, tools, how it is made, what the report says
CASES = [
    ("bitlocker.img", run.NTFS, marked(b"-FVE-FS-"), "encrypted with BitLocker"),
    ("refs.img", run.NTFS, marked(b"ReFS\0\0\0\0"), "the volume's file system is ReFS"),
    ("spaces.img", run.NTFS, typed("E75CAF8F-F680-4CEE-AFA3-B001E56EFC2D"), "a pool of Storage Spaces"),
    ("dynamic.img", run.NTFS, typed("AF9B60A0-1431-4F62-BC68-3311714A69AD"), "a dynamic disk (LDM)"),
    ("old-dynamic.img", run.NTFS, ldm, "a dynamic disk (LDM)"),
    ("efs.img", run.NTFS, encrypted_file, "the file is encrypted (EFS)"),
    ("empty.img", run.NTFS, without_windows, "no Windows found in this container"),
    ("zeros.tar", [], zeros, "the machine's SYSTEM hive cannot be judged"),
    ("part.swm", WIM, second_part, "part 1"),
    ("image.ffu", [], begins(b"SignedImage ", 4), "a disk image of the kind FFU"),
    ("layer.cim", [], begins(b"cimfile0"), "a disk image of the kind CimFS"),
    ("disk.vdi", [], begins(b"\x7f\x10\xda\xbe", 64), "a disk image of the kind VDI"),
]


def main():
    program, machine = os.path.abspath(sys.argv[1]), sys.argv[2]
    reads = run.what_it_reads(program)
    with tempfile.TemporaryDirectory() as work:

        def fault_of(name, make, words):
            with tempfile.TemporaryDirectory(dir=work) as folder:
                tree = os.path.join(folder, "tree")
                shutil.copytree(machine, tree)
                path = os.path.join(folder, name)
                content = make(tree, path)
                with open(path, "wb") as file:
                    file.write(content)
                done = subprocess.run([program, "audit", path, "-o", "json", "--now", run.NOW], capture_output=True,
                                      text=True, check=False)
                good = done.returncode == 3 and words in done.stdout
                return "" if good else f"exit status {done.returncode}, no `{words}`"

        return run.tally("honest", "are named", "are not",
                         ((name, run.missing_for((name, tools), reads), functools.partial(fault_of, name, make, words))
                          for name, tools, make, words in CASES))


if __name__ == "__main__":
    sys.exit(main())
