#!/usr/bin/env python3
"""commands.py PLAIN WHOLE: two files of compiler commands, of a build with all optional readers disabled and of the
whole one. All sources are compiled by the same commands in both, but for those of hive/readers.txt: the first has what
stands in for them.
"""

import json
import re
import subprocess
import sys


def options_of_readers(modules):
    """What pkg-config adds to every command for the libraries of readers."""
    told = subprocess.run(["pkg-config", "--cflags", *modules], capture_output=True, text=True, check=False).stdout
    return {word.removeprefix("-I") for word in told.split()}


def commands(path, aside):
    """What compiles each source, the build's folder, the launcher and the options `aside` left out."""
    found = {}
    with open(path, encoding="utf-8") as file:
        for entry in json.load(file):
            source = re.sub(r"^.*/(?=(hive|rules|audit|fixtures|tests)/)", "", entry["file"].replace(entry["directory"], ""))
            words = entry["command"].replace(entry["directory"], "").replace("-isystem ", "-I").split()
            kept = [word for word in words if word.removeprefix("-I") not in aside and "ccache" not in word]
            found.setdefault(source, set()).add(" ".join(kept))
    return found


def main():
    readers, stand_ins, modules = set(), set(), []
    with open("hive/readers.txt", encoding="utf-8") as file:
        for line in file:
            if line.strip() and not line.startswith("#"):
                _, module, name, *more = line.split()
                modules.append(module)
                readers |= {f"hive/{one}.cpp" for one in (name, *more)}
                stand_ins.add(f"hive/{name}_none.cpp")
    aside = options_of_readers(modules)
    plain, whole = commands(sys.argv[1], aside), commands(sys.argv[2], aside)
    faults = [f"it compiles {source}" for source in sorted(readers & set(plain))]
    faults += [f"it does not compile {source}" for source in sorted(stand_ins - set(plain))]
    faults += [f"it compiles {source} in another way: {plain[source]}" for source in sorted(set(plain) - stand_ins)
               if not plain[source] <= whole.get(source, set())]
    for fault in faults[:5]:
        print(f"plain: {fault}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
