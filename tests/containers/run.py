#!/usr/bin/env python3
"""run.py PROGRAM MACHINE MUTANTS[@FIRST] [NAME...]: packs a machine into every container that the tools here can make, and
audits each; with names only those.

The findings, protocols, facts and hives of every Windows inside must be those of the plain tree, paths and what is
named after the target aside. MUTANTS changed copies of each (mutants.py), and a cut one, are audited too,
those from number FIRST on; 0: none. A container whose tool is missing is said to be skipped. The bytes are checked
independently: the SHA-256 of each hive in the report is that of the file that was packed.
"""

import contextlib
import functools
import hashlib
import json
import os
import shutil
import struct
import subprocess
import sys
import tempfile
import uuid
import zlib

import differencing
import mutants

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


def compressed(*command):
    """A tar in blocks of a mebibyte, as tapes had: most of what is packed lies behind its end."""
    def make(tree, out):
        run("tar", "-b", "2048", "-cf", out + ".plain", "-C", tree, ".")
        with open(out + ".plain", "rb") as source, open(out, "wb") as target:
            subprocess.run(command, stdin=source, stdout=target, check=True)
        os.unlink(out + ".plain")
    return make


def zipped(tree, out):
    run(sys.executable, "-m", "zipfile", "-c", out, *sorted(os.listdir(tree)), cwd=tree)


def seven(tree, out):
    run("bsdtar", "--format", "7zip", "-cf", out, "-C", tree, ".")


def volume(tree, out, sector=512):
    """An NTFS volume with the machine on it: libwim writes into it without a mount."""
    with open(out, "wb") as file:
        file.truncate(12 << 20)
    run("mkntfs", "-F", "-q", "-s", str(sector), "-c", "4096", out)
    image = out + ".wim"
    capture(tree, image, "--compress=none")
    run("wimlib-imagex", "apply", image, "1", out)
    os.unlink(image)


def partition(tree, out, sector=512):
    """The bytes of such a volume."""
    volume(tree, out + ".ntfs", sector)
    with open(out + ".ntfs", "rb") as file:
        content = file.read()
    os.unlink(out + ".ntfs")
    return content


def table(*entries):
    """The sector of an MBR with (type, first sector, sectors)."""
    packed = b"".join(struct.pack("<B3xB3xII", 0, *entry) for entry in entries)
    return bytes(446) + packed.ljust(64, b"\0") + b"\x55\xaa"


def mbr(tree, out):
    """A primary partition of another system, and the volume as the first logical one of an extended partition."""
    content = partition(tree, out)
    first, sectors = 2048, len(content) // 512
    with open(out, "wb") as file:
        file.write(table((0x83, 1, first - 1), (0x0F, first, sectors + 64)))
        file.seek(first * 512)
        file.write(table((0x07, 64, sectors)))
        file.seek((first + 64) * 512)
        file.write(content)


def gpt(size):
    def make(tree, out):
        content = partition(tree, out, size)
        first = 1024 * 1024 // size
        last = first + len(content) // size - 1
        basic = uuid.UUID("EBD0A0A2-B9E5-4433-87C0-68B6B72699C7").bytes_le
        entries = (basic + uuid.UUID(int=1).bytes_le + struct.pack("<QQQ", first, last, 0) +
                   "Windows".encode("utf-16-le").ljust(72, b"\0")).ljust(128 * 128, b"\0")
        blocks = len(entries) // size
        count = last + 1 + blocks + 1 + 8

        def header(here, other, entries_at):
            fields = struct.pack("<8sIIIIQQQQ16sQIII", b"EFI PART", 0x10000, 92, 0, 0, here, other, 2 + blocks,
                                 count - 2 - blocks, uuid.UUID(int=2).bytes_le, entries_at, 128, 128,
                                 zlib.crc32(entries))
            return fields[:16] + struct.pack("<I", zlib.crc32(fields)) + fields[20:]

        behind = count - 1 - blocks
        with open(out, "wb") as file:
            for at, what in ((0, table((0xEE, 1, count - 1))), (1, header(1, count - 1, 2)), (2, entries),
                             (first, content), (behind, entries), (count - 1, header(count - 1, 1, behind))):
                file.seek(at * size)
                file.write(what)
            file.truncate(count * size)
    return make


def virtual(kind, *options):
    def make(tree, out):
        gpt(512)(tree, out + ".raw")
        run("qemu-img", "convert", "-O", kind, *options, out + ".raw", out)
        os.unlink(out + ".raw")
    return make


def written(write):
    """An image whose bytes we write ourselves."""
    def make(tree, out):
        gpt(512)(tree, out + ".whole")
        with open(out + ".whole", "rb") as file:
            whole = file.read()
        os.unlink(out + ".whole")
        write(whole, out)
    return make


def acquired(*options):
    """Its segments lie beside each other, when there is more than one."""
    def make(tree, out):
        gpt(512)(tree, out + ".raw")
        run("ewfacquire", "-u", "-t", out.removesuffix(".E01"), *options, out + ".raw")
        os.unlink(out + ".raw")
    return make


NTFS = ["mkntfs", "wimlib-imagex"]
QEMU = [*NTFS, "qemu-img"]
EWF = [*NTFS, "ewfacquire"]

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
    ("packed.tar.xz", ["tar", "xz"], compressed("xz", "-c"), 1),
    ("packed.tar.bz2", ["tar", "bzip2"], compressed("bzip2", "-c"), 1),
    ("packed.tar.zst", ["tar", "zstd"], compressed("zstd", "-c", "-q"), 1),
    ("packed.zip", [], zipped, 1),
    ("packed.7z", ["bsdtar"], seven, 1),
    ("volume.img", NTFS, volume, 1),
    ("mbr.img", NTFS, mbr, 1),
    ("gpt.img", NTFS, gpt(512), 1),
    ("gpt-4kn.img", NTFS, gpt(4096), 1),
    ("dynamic.vhd", QEMU, virtual("vpc"), 1),
    ("fixed.vhd", QEMU, virtual("vpc", "-o", "subformat=fixed"), 1),
    ("dynamic.vhdx", QEMU, virtual("vhdx"), 1),
    ("fixed.vhdx", QEMU, virtual("vhdx", "-o", "subformat=fixed"), 1),
    ("plain.qcow2", QEMU, virtual("qcow2"), 1),
    ("compressed.qcow2", QEMU, virtual("qcow2", "-c"), 1),
    ("backing.qcow2", [*QEMU, "qemu-io"], written(differencing.backing_qcow2), 1),
    ("differencing.vhd", QEMU, written(differencing.differencing_vhd), 1),
    ("differencing.vhdx", QEMU, written(differencing.differencing_vhdx), 1),
    ("whole-blocks.vhdx", QEMU, written(differencing.whole_blocks_vhdx), 1),
    ("dirty.vhdx", QEMU, written(differencing.dirty_vhdx), 1),
    ("sparse.vmdk", QEMU, virtual("vmdk"), 1),
    ("stream.vmdk", QEMU, virtual("vmdk", "-o", "subformat=streamOptimized"), 1),
    ("fast.E01", EWF, acquired("-f", "encase6", "-c", "deflate:fast"), 1),
    ("large-chunks.E01", EWF, acquired("-f", "encase7", "-c", "deflate:best", "-b", "1024"), 1),
    ("segments.E01", EWF, acquired("-f", "encase6", "-c", "deflate:none", "-S", "1048576"), 1),
    ("old.E01", EWF, acquired("-f", "encase1", "-c", "deflate:fast"), 1),
]
# What a build must read for a container; `--version` says what it reads.
NEEDS = {"wim": "wim", "esd": "wim", "swm": "wim", "iso": "iso", "tar": "archive", "gz": "archive", "xz": "archive",
         "bz2": "archive", "zst": "archive", "zip": "archive",
         "7z": "archive", "img": "disk", "vhd": "disk", "vhdx": "disk", "qcow2": "disk", "vmdk": "disk", "E01": "disk"}
# And which library, where not every reader of that kind has it.
LIBRARIES = {"E01": "zlib"}


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


@contextlib.contextmanager
def changed_copy(path, content):
    """The container with other content under its own name, what lies beside it linked."""
    folder = os.path.dirname(path)
    with tempfile.TemporaryDirectory(dir=folder) as copy:
        for name in os.listdir(folder):
            if os.path.isfile(os.path.join(folder, name)) and name != os.path.basename(path):
                os.link(os.path.join(folder, name), os.path.join(copy, name))
        name = os.path.join(copy, os.path.basename(path))
        with open(name, "wb") as file:
            file.write(content)
        yield name


def damaged(program, path):
    """A container cut in the middle must never look clean."""
    with open(path, "rb") as file:
        whole = file.read()
    with changed_copy(path, whole[:len(whole) // 2]) as cut:
        status, _ = audit(program, cut)
    return "" if status == 3 else f"cut in the middle it ends with {status} instead of 3"


def orphaned(program, path):
    """A child whose parent is another disk, or gone, must never look clean. A QCOW2 keeps no number of its parent."""
    parent = differencing.parent_of(path)
    if not os.path.exists(parent):
        return ""
    kinds = {".vhd": "vpc", ".vhdx": "vhdx"}
    ending = os.path.splitext(path)[1]
    if ending in kinds:
        run("qemu-img", "create", "-f", kinds[ending], parent, "16M")
        if audit(program, path)[0] != 3:
            return "it is judged over another parent"
    os.unlink(parent)
    return "" if audit(program, path)[0] == 3 else "it is judged without its parent"


def what_it_reads(program):
    """The formats that this build reads and the names of its libraries."""
    version = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
    return set(version.replace(",", " ").split())


def missing_for(row, reads):
    """What is not here of what a row of CONTAINERS needs."""
    name, tools = row[0], row[1]
    missing = [tool for tool in tools if shutil.which(tool) is None]
    ending = name.rsplit(".", 1)[1]
    needed = NEEDS.get(ending, "disk")
    if not {needed, LIBRARIES.get(ending, needed)} <= reads:
        missing.append("reader in this build")
    return missing


def tally(what, good, bad, rows):
    """Does the job of each (name, what is missing here, job) and tells it; a job gives its fault, empty when all is well."""
    count = failed = skipped = 0
    for name, missing, job in rows:
        count += 1
        if missing:
            skipped += 1
            print(f"skipped {name}: no {', '.join(missing)}")
            continue
        fault = job()
        failed += fault != ""
        print(f"{'FAILED' if fault else 'ok'} {name}{': ' + fault if fault else ''}", flush=True)
    print(f"{what}: {count - skipped - failed} {good}, {failed} {bad}, {skipped} skipped")
    return 1 if failed else 77 if skipped == count else 0


def main():
    program, machine = os.path.abspath(sys.argv[1]), sys.argv[2]
    reads = what_it_reads(program)
    count, first = (int(number) for number in (sys.argv[3] + "@0").split("@")[:2])
    chosen = [row for row in CONTAINERS if row[0] in sys.argv[4:]] if sys.argv[4:] else CONTAINERS
    with tempfile.TemporaryDirectory() as work:
        tree = os.path.join(work, "golden")
        shutil.copytree(machine, tree)
        known = digests(tree)
        status, target = audit(program, tree)
        want = status, judged(target["installations"][0])

        def fault_of(row):
            name, _, make, windows = row
            with tempfile.TemporaryDirectory(dir=work) as folder:
                path = os.path.join(folder, name)
                make(tree, path)
                fault = check(program, path, windows, want, known)
                if count > 0 and not fault:
                    fault = damaged(program, path)
                if count > 0 and not fault:
                    told, faults = mutants.run(program, path, tree, count, NOW, judged, first)
                    print(f"   {name}: {count} mutants: {told}")
                    fault = "; ".join(faults[:3]) or orphaned(program, path)
                return fault

        return tally("containers", "give what the tree gives", "do not",
                     ((row[0], missing_for(row, reads), functools.partial(fault_of, row)) for row in chosen))


if __name__ == "__main__":
    sys.exit(main())
