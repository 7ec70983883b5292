#!/usr/bin/env python3
"""containers.py PROGRAM DISK_BENCH MACHINE SOFTWARE WORK: what images cost.

Ten editions in one WIM (LZX), each with a SOFTWARE hive of its own, against `wimlib-imagex extract` of the same files,
by turns in one run; and a disk of 40 GiB as VHDX and as QCOW2. Exit status 1 when a gate is missed.

The subject of the disks is a whole golden image: the machine with a SOFTWARE hive of 147 MB, as after years of updates,
and a System32 of 4,800 files. The gates hold in the process that reads it, without digests (disk_bench.cpp); a line
below tells what the program takes with its processes, the digests and the second reader, which reads the hives again.
"""

import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "containers"))
import run as containers  # noqa: E402

RUNS = 3
EDITIONS = 10
HIVES = [f"/Windows/System32/config/{name}" for name in ("SYSTEM", "SOFTWARE", "DEFAULT")]
USERS = [f"/Users/{name}/NTUSER.DAT" for name in ("alice", "bob", "Default")]
MIB = 1 << 20
# As full as that of Windows 10: the folder of the hives is found among them.
SYSTEM32_FILES = 4800


def own(software, number):
    """The hive with another text in it, as another edition has it."""
    text = "Product number 7".encode("utf-16-le")
    at = software.index(text)
    return software[:at] + f"Edition number {number}"[:16].ljust(16).encode("utf-16-le") + software[at + len(text):]


def make_editions(machine, software, out):
    if os.path.exists(out):
        return
    with tempfile.TemporaryDirectory(dir=os.path.dirname(out)) as work:
        tree = os.path.join(work, "tree")
        shutil.copytree(machine, tree)
        for number in range(1, EDITIONS + 1):
            with open(tree + HIVES[1], "wb") as file:
                file.write(own(software, number))
            verb = ["capture"] if number == 1 else ["append"]
            fast = ["--compress=LZX:20"] if number == 1 else []
            containers.run("wimlib-imagex", *verb, tree, out + ".part", f"edition {number}", "--no-acls", *fast)
    os.rename(out + ".part", out)


def make_disk(machine, software, out, kind):
    if os.path.exists(out):
        return
    with tempfile.TemporaryDirectory(dir=os.path.dirname(out)) as work:
        tree, raw = os.path.join(work, "tree"), os.path.join(work, "raw")
        shutil.copytree(machine, tree)
        with open(tree + HIVES[1], "wb") as file:
            file.write(software)
        for number in range(SYSTEM32_FILES):
            with open(f"{tree}/Windows/System32/part{number:05}.dll", "wb") as file:
                file.write(b"MZ")
        volume = os.path.join(work, "volume")
        with open(volume, "wb") as file:
            file.truncate(40 << 30)
        containers.run("mkntfs", "-F", "-Q", "-q", "-s", "512", "-c", "4096", volume)
        containers.capture(tree, os.path.join(work, "image"), "--compress=none")
        containers.run("wimlib-imagex", "apply", os.path.join(work, "image"), "1", volume)
        os.rename(volume, raw)
        containers.run("qemu-img", "convert", "-f", "raw", "-O", kind, raw, out + ".part")
    os.rename(out + ".part", out)


def bytes_read():
    """By this process and the children that it waited for."""
    with open("/proc/self/io", encoding="ascii") as file:
        return int(file.readline().split()[1])


def processor_time():
    """Of the children that this process waited for, and theirs."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def peak_mebibytes(program, target):
    """Of the largest process of an audit. A process begins with the peak of the one that started it, and this one holds
    images: a small one starts it."""
    small = ("import resource, subprocess, sys; subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL); "
             "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)")
    command = [sys.executable, "-c", small, program, "audit", target, "--now", containers.NOW, "-o", "json"]
    return int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def audit(program, target):
    """Seconds, and the document's bytes."""
    start = time.perf_counter()
    done = subprocess.run([program, "audit", target, "-o", "json", "--now", containers.NOW], stdout=subprocess.PIPE,
                          check=False)
    assert done.returncode == 1, f"{target} ends with {done.returncode}"
    return time.perf_counter() - start, len(done.stdout)


def extract(wim):
    with tempfile.TemporaryDirectory(dir="/dev/shm" if os.path.isdir("/dev/shm") else None) as out:
        start = time.perf_counter()
        for number in range(1, EDITIONS + 1):
            containers.run("wimlib-imagex", "extract", wim, str(number), *HIVES, *USERS, f"--dest-dir={out}/{number}",
                           "--no-acls")
        return time.perf_counter() - start


def gate(good, text):
    print(f"{'PASS' if good else 'FAIL'} {text}", flush=True)
    return good


def main():
    program, disk_bench, machine, software_file, work = sys.argv[1:6]
    os.makedirs(work, exist_ok=True)
    with open(software_file, "rb") as file:
        software = file.read()
    wim = os.path.join(work, "editions.wim")
    make_editions(machine, software, wim)
    runs = []
    for _ in range(RUNS):
        before = processor_time()
        judged = audit(program, wim)[0]
        between = processor_time()
        runs.append((judged, extract(wim), between - before, processor_time() - between))
    ours, theirs, our_work, their_work = (min(column) for column in zip(*runs))
    print(f"     processor time: {our_work:.2f} s against {their_work:.2f} s, on {os.cpu_count()} processors", flush=True)
    good = gate(theirs / ours >= 1.5, f"{EDITIONS} editions, SOFTWARE of {len(software) >> 20} MB each: judged in {ours:.2f} s, "
                f"wimlib-imagex extracts them in {theirs:.2f} s: {theirs / ours:.2f} times (gate 1.5)")
    peak = peak_mebibytes(program, wim)
    most = 64 + 2 * (len(software) >> 20)
    good &= gate(peak <= most, f"memory of the largest process: {peak} MiB (gate {most}, of each child; at most 4 at once)")
    for kind in ("vhdx", "qcow2"):
        disk = os.path.join(work, f"golden.{kind}")
        make_disk(machine, software, disk, kind)
        good &= subprocess.run([disk_bench, disk], check=False).returncode == 0
        best, most_read = None, 0
        for _ in range(RUNS):
            before = bytes_read()
            seconds, document = audit(program, disk)
            most_read = max(most_read, bytes_read() - before - 3 * document)  # it goes through two pipes
            best = min(best or seconds, seconds)
        print(f"     the program, with its processes, digests and second reader: {best:.2f} s", flush=True)
        good &= gate(most_read <= 3 * len(software), f"all of its processes read {most_read / MIB:.0f} MiB, "
                     f"{most_read / len(software):.2f} times the hives (gate 3)")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
