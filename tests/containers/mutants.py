"""Changed copies of a container: each must give the report of the whole container, or an error. Where the container has
no sums of its own and bytes of a hive were changed, it must give the report of a plain tree with the same changes.

A mutant is made in place, in a copy of the container's folder that one worker has for itself, and undone afterwards.
Its changes follow from the container's name and a number alone, so that a failure is found again by both.
"""

import concurrent.futures
import contextlib
import json
import os
import queue
import random
import resource
import select
import shutil
import subprocess
import tempfile

# No container here takes the program 2 s; a machine that is busy with other things may need ten times that.
SECONDS = 60
# What a mutant is for is the way to the hives: the second reader and the digests know no containers, and a profile with
# few rules takes half of the time.
QUICK = ("--second-reader=never", "--no-hash", "--profile=stig")
# "64 MiB plus twice the largest hive plus one solid chunk" (issue 5), the most that a chunk may claim: limits.h.
MOST_MEMORY = 64 + 2 + 64
END_BYTES = 4096
BLOCK = 512
MIB = 1 << 20


def used_blocks(file, size):
    """Where the bytes are that say something: an empty disk is mostly filled with zeros, a fresh journal with ones."""
    used, at = [], 0
    while at < size:
        piece = os.pread(file, 1 << 20, at)
        used += [at + block for block in range(0, len(piece), BLOCK) if len(set(piece[block:block + BLOCK])) > 2]
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
        files = [name for name in os.listdir(source) if os.path.isfile(os.path.join(source, name))]
        names = sorted(files, key=lambda name: (name != os.path.basename(path), name))
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


def missing_in(target):
    """What it says that every Windows has and that is not there."""
    notes = [note for installation in target["installations"] for note in installation["notes"]]
    return sorted(note["message"] for note in notes if note["code"] in ("account-hive-missing", "user-hive-missing"))


def errors_in(target):
    found = list(target["errors"])
    for installation in target["installations"]:
        found += installation["errors"]
        found += [finding for finding in installation["findings"] if finding["verdict"] == "error"]
        for hive in installation["hives"]:
            found += hive["errors"]
    return found


class Twin:
    """The plain tree of the machine that was packed, and where in the container its bytes are."""

    def __init__(self, tree, folder, copy):
        self.root = os.path.join(folder, "tree")
        shutil.copytree(tree, self.root)
        contents, sectors = [], {}
        for part, (file, (size, used)) in enumerate(zip(copy.files, copy.parts)):
            contents.append(os.pread(file, size, 0))
            for at in used:
                sectors.setdefault(contents[part][at:at + BLOCK], []).append((part, at))
        self.places = []  # (part, first byte, end, path, first byte in the file)
        for place, _, names in os.walk(self.root):
            for name in names:
                self.look_for(os.path.join(place, name), contents, sectors)

    def look_for(self, path, contents, sectors):
        """As a whole, else sector by sector. A sector that is there twice belongs to the file where it lies among others
        of it, or would if the container beside it had them: a VHDX keeps the bytes of its disk in blocks of whole MiB. A
        VHD and a QCOW2 have other blocks; there a sector that two files share may stay unfound. What is packed is not
        found."""
        with open(path, "rb") as file:
            data = file.read()
        whole = [(part, content.find(data)) for part, content in enumerate(contents)]
        whole = [(part, at) for part, at in whole if at >= 0 and contents[part].find(data, at + 1) < 0]
        if len(whole) == 1:
            part, at = whole[0]
            self.places.append((part, at, at + len(data), path, 0))
            return
        found = {begin: sectors.get(data[begin:begin + BLOCK], []) for begin in range(0, len(data), BLOCK)}
        runs = {(at[0][0], at[0][1] - begin) for begin, at in found.items() if len(at) == 1}
        for begin, at in found.items():
            self.places += [(part, first, first + BLOCK, path, begin) for part, first in at
                            if len(at) == 1 or any(start == first - begin if own == part else
                                                   (start - first + begin) % MIB == 0 for own, start in runs)]

    @contextlib.contextmanager
    def changed(self, changes):
        """The tree with the changes that hit its files; gives how many those are."""
        before, hits = {}, 0
        for part, offset, byte in changes:
            for own, first, end, path, begin in self.places:
                if own != part or not first <= offset < end:
                    continue
                hits += 1
                with open(path, "r+b") as file:
                    before.setdefault(path, file.read())
                    file.seek(begin + offset - first)
                    file.write(bytes([byte]))
        yield hits
        for path, content in before.items():
            with open(path, "wb") as file:
                file.write(content)


def with_paths(value, hives):
    """Evidence with the path of its hive instead of the number, which is another one where a hive before it is missing."""
    if isinstance(value, list):
        return [with_paths(item, hives) for item in value]
    if not isinstance(value, dict):
        return value
    named = {name: with_paths(item, hives) for name, item in value.items()}
    if isinstance(named.get("hive"), int):
        named["hive"] = hives[named["hive"]]["path"]
    return named


def of_common_scopes(installation, other):
    """What was found for those who are in both."""
    common = {row["scope"] for row in other["findings"] + other["effective"]}
    return [with_paths([row for row in installation[part] if row["scope"] in common], installation["hives"])
            for part in ("findings", "effective")]


class Bench:
    """What one worker has for itself: a copy of the container, and of the machine in it."""

    def __init__(self, program, path, tree, folder, now):
        self.program, self.now = program, now
        os.makedirs(os.path.join(folder, "copy"))
        self.copy = Copy(path, os.path.join(folder, "copy"))
        self.twin = Twin(tree, folder, self.copy)
        self.status, self.output, _ = audited(program, self.copy.paths[0], now, *QUICK)

    def fate(self, changes, judged):
        """`same`, `error`, `missing`, `other`, or a fault in words; most memory of a process in MiB."""
        status, output, memory = audited(self.program, self.copy.paths[0], self.now, *QUICK)
        # A process counts what its parent had in memory when it was started.
        if memory > max(MOST_MEMORY, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024):
            return f"takes {memory} MiB", memory
        if status is None:
            return f"hangs ({SECONDS} s)", memory
        if (status, output) == (self.status, self.output):
            return "same", memory
        if status not in (self.status, 3):
            return f"ends with {status}", memory
        try:
            target = json.loads(output)["targets"][0]
        except (ValueError, KeyError, IndexError):
            return "gives no document", memory
        if status == 3:
            return "error" if errors_in(target) else "ends with 3 and names no error", memory
        if errors_in(target):
            return f"ends with {status} and an error", memory
        return self.other(changes, target, judged), memory

    def other(self, changes, target, judged):
        """The report has no error and is not that of the whole container."""
        whole = json.loads(self.output)["targets"][0]
        lacks = missing_in(target) != missing_in(whole)
        have = [judged(one) for one in target["installations"]]
        if not lacks and have == [judged(one) for one in whole["installations"]]:
            return "same"
        if os.path.basename(self.copy.paths[0]).startswith("compressed."):
            fate = self.other_unpacked(have, judged)
            return "missing" if lacks and fate == "other" else fate
        with self.twin.changed(changes) as hits:
            if hits == 0 and not lacks:
                return "has other findings, and no byte of its hives was changed"
            status, output, _ = audited(self.program, self.twin.root, self.now, *QUICK)
            want = [judged(one) for one in json.loads(output)["targets"][0]["installations"]]
        if lacks:
            left = [of_common_scopes(*pair) for pair in zip(have, want)]
            same = len(have) == len(want) and left == [of_common_scopes(*pair) for pair in zip(want, have)]
            return "missing" if same else "lacks a hive and says so, and what is left has other findings"
        same = status == self.status and have == want
        return "other" if same else "has other findings than the tree with the same bytes"

    def other_unpacked(self, have, judged):
        """A QCOW2 packs its clusters without a sum: what QEMU unpacks must give the same findings. What is damaged
        where nobody looks is left out."""
        with tempfile.NamedTemporaryFile(suffix=".img") as raw:
            command = ("qemu-img", "convert", "--salvage", "-O", "raw", self.copy.paths[0], raw.name)
            if subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False).returncode:
                return "has other findings, and QEMU cannot read it"
            status, output, _ = audited(self.program, raw.name, self.now, *QUICK)
        want = [judged(one) for one in json.loads(output)["targets"][0]["installations"]]
        same = status == self.status and have == want
        return "other" if same else "has other findings than what QEMU reads"


def run(program, path, tree, count, now, judged, first=0):
    """Judges `count` mutants; gives a tally in words and the faults. `judged` picks what must not depend on the
    container out of an installation."""
    name = os.path.basename(path)
    most, fates, faults = 0, {"same": 0, "error": 0, "missing": 0, "other": 0}, []
    benches = queue.Queue()
    with contextlib.ExitStack() as stack:
        for _ in range(os.cpu_count() or 1):
            folder = stack.enter_context(tempfile.TemporaryDirectory())
            bench = Bench(program, path, tree, folder, now)
            stack.callback(bench.copy.close)
            benches.put(bench)

        def one(number):
            bench = benches.get()
            changes = changes_of(name, number, bench.copy.parts)
            undo = bench.copy.change(changes)
            fate, memory = bench.fate(changes, judged)
            fault = ""
            if fate not in fates:
                fault = f"mutant {number} {fate}; {shown(changes)}; kept in {keep(bench.copy, name, number)}"
            bench.copy.change(undo)
            benches.put(bench)
            return fate, memory, fault

        pool = stack.enter_context(concurrent.futures.ThreadPoolExecutor(benches.qsize()))
        for fate, memory, fault in pool.map(one, range(first, first + count)):
            most = max(most, memory)
            if fault:
                faults.append(fault)
            else:
                fates[fate] += 1
    return (f"{fates['same']} the same, {fates['error']} errors, {fates['missing']} lack a hive and say so, "
            f"{fates['other']} other bytes, {most} MiB at most"), faults


def shown(changes):
    places = ", ".join(f"{part}@{offset}={byte:#04x}" for part, offset, byte in changes[:8])
    return f"{len(changes)} changes (part@offset=byte): {places}"


def keep(copy, name, number):
    """A failure is kept as it was: tools that make containers write their time and random names into them."""
    folder = os.path.join(tempfile.gettempdir(), "hiveaudit-mutants", f"{name}-{number}")
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    for path in copy.paths:
        shutil.copyfile(path, os.path.join(folder, os.path.basename(path)))
    return folder
