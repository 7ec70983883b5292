"""Changed copies of a container: each must give the report of the whole container, or an error, or what the changed
bytes truly say.

A mutant is made in place, in a copy of the container's folder that one worker has for itself, and undone afterwards.
Its changes follow from the container's name and a number alone, so that a failure is found again by both.
"""

import concurrent.futures
import contextlib
import json
import os
import queue
import random
import select
import shutil
import subprocess
import tempfile

# No container here takes the program 2 s; a machine that is busy with other things may need ten times that.
SECONDS = 60
# What a mutant is for is the way to the hives; the second reader and the digests know no containers.
QUICK = ("--second-reader=never", "--no-hash")
END_BYTES = 4096
BLOCK = 512
def used_blocks(file, size):
    """Where the bytes are that say something: an empty disk is mostly zeros."""
    used, at = [], 0
    while at < size:
        piece = os.pread(file, 1 << 20, at)
        used += [at + block for block in range(0, len(piece), BLOCK) if any(piece[block:block + BLOCK])]
        at += 1 << 20
    return used


def changes_of(name, number, parts):
    """The (part, offset, byte) of a mutant of (size, used blocks); the first part is the container, the others lie
    beside it."""
    where = random.Random(f"{name} {number}")
    changes = []
    for _ in range(where.choice((1, 2, 8, 64))):
        part = 0 if where.random() < 0.8 else where.randrange(len(parts))
        size, used = parts[part]
        if where.random() < 0.5:  # what describes a container lies at its ends
            at = where.randrange(min(size, END_BYTES))
            at = at if where.random() < 0.7 else size - 1 - at
        else:
            at = min(where.choice(used) + where.randrange(BLOCK), size - 1)
        changes.append((part, at, where.randrange(256)))
    return changes


class Copy:
    """A copy of the folder of a container, that is changed and mended by turns."""

    def __init__(self, path, folder):
        source = os.path.dirname(path)
        names = sorted(os.listdir(source), key=lambda name: (name != os.path.basename(path), name))
        for name in names:
            shutil.copyfile(os.path.join(source, name), os.path.join(folder, name))
        self.paths = [os.path.join(folder, name) for name in names]
        self.files = [os.open(path, os.O_RDWR) for path in self.paths]
        sizes = [os.fstat(file).st_size for file in self.files]
        self.parts = [(size, used_blocks(file, size)) for file, size in zip(self.files, sizes)]

    def change(self, changes):
        """Makes the changes and gives those that undo them."""
        undo = []
        for part, offset, byte in changes:
            undo.insert(0, (part, offset, os.pread(self.files[part], 1, offset)[0]))
            os.pwrite(self.files[part], bytes([byte]), offset)
        return undo

    def close(self):
        for file in self.files:
            os.close(file)


def audited(program, path, now, *options):
    """Exit status (negative: a signal; None: out of time), standard output, most memory of a process in MiB."""
    with tempfile.TemporaryFile() as out:
        process = subprocess.Popen([program, "audit", path, "-o", "json", "--now", now, *options], stdout=out,
                                   stderr=subprocess.DEVNULL)
        ended = os.pidfd_open(process.pid)
        waiting = select.poll()
        waiting.register(ended, select.POLLIN)
        in_time = waiting.poll(SECONDS * 1000)
        os.close(ended)
        if not in_time:
            process.kill()
        _, status, used = os.wait4(process.pid, 0)  # of its children, too
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        return process.returncode if in_time else None, out.read(), used.ru_maxrss // 1024


def errors_in(target):
    found = list(target["errors"])
    for installation in target["installations"]:
        found += installation["errors"]
        found += [finding for finding in installation["findings"] if finding["verdict"] == "error"]
        for hive in installation["hives"]:
            found += hive["errors"]
    return found


class Fates:
    """What became of the mutants of one container."""

    def __init__(self):
        self.same = self.errors = self.others = self.most_memory = 0
        self.faults = []

    def __str__(self):
        return f"{self.same} the same, {self.errors} errors, {self.others} others"


def fate_of(program, copy, number, whole, now, judge):
    """`same`, `error`, `other`, or a fault in words, of the copy as it is now; most memory of a process in MiB."""
    status, output, memory = audited(program, copy.paths[0], now, *QUICK)
    if status is None:
        return f"hangs ({SECONDS} s)", memory
    if status == whole[0] and output == whole[1]:
        return "same", memory
    if status not in (whole[0], 3):
        return f"ends with {status}", memory
    try:
        target = json.loads(output)["targets"][0]
    except (ValueError, KeyError, IndexError):
        return "gives no document", memory
    if status == 3:
        return "error" if errors_in(target) else "ends with 3 and names no error", memory
    if errors_in(target):
        return f"ends with {status} and an error", memory
    return judge(target), memory


def run(program, path, count, now, judge, first=0):
    """The fates of `count` mutants; `judge` looks at a report without errors that is not that of the whole container."""
    name = os.path.basename(path)
    fates = Fates()
    copies = queue.Queue()
    with contextlib.ExitStack() as stack:
        for _ in range(os.cpu_count() or 1):
            copy = Copy(path, stack.enter_context(tempfile.TemporaryDirectory(dir=os.path.dirname(os.path.dirname(path)))))
            stack.callback(copy.close)
            copies.put((copy, audited(program, copy.paths[0], now, *QUICK)[:2]))

        def one(number):
            copy, whole = copies.get()
            changes = changes_of(name, number, copy.parts)
            undo = copy.change(changes)
            fate, memory = fate_of(program, copy, number, whole, now, judge)
            kept = ""
            if fate not in ("same", "error", "other"):
                kept = keep(copy, name, number)
            copy.change(undo)
            copies.put((copy, whole))
            return number, fate, memory, changes, kept

        pool = stack.enter_context(concurrent.futures.ThreadPoolExecutor(copies.qsize()))
        for number, fate, memory, changes, kept in pool.map(one, range(first, first + count)):
            fates.most_memory = max(fates.most_memory, memory)
            if kept:
                shown = ", ".join(f"{part}@{at}={byte:#04x}" for part, at, byte in changes[:8])
                fates.faults.append(f"mutant {number} {fate}; {len(changes)} changes: {shown}; kept in {kept}")
            fates.same += fate == "same"
            fates.errors += fate == "error"
            fates.others += fate == "other"
    return fates


def keep(copy, name, number):
    """A failure is kept as it was: tools that make containers write their time and random names into them."""
    folder = os.path.join(tempfile.gettempdir(), "hiveaudit-mutants", f"{name}-{number}")
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    for path in copy.paths:
        shutil.copyfile(path, os.path.join(folder, os.path.basename(path)))
    return folder
