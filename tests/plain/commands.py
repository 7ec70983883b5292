#!/usr/bin/env python3
"""commands.py PLAIN WHOLE: two files of compiler commands, of a build with all optional readers disabled and of the
whole one. All sources are compiled by the same commands in both, but for those of hive/readers.txt: the first has what
stands in for them.
"""

import json
import re
import sys


def commands(path):
    """What compiles each source, the build's folder and the launcher aside."""
    found = {}
    with open(path, encoding="utf-8") as file:
        for entry in json.load(file):
            source = re.sub(r"^.*/(?=(hive|rules|audit|fixtures|tests)/)", "", entry["file"])
            words = entry["command"].replace(entry["directory"], "").split(" ")
            found.setdefault(source, set()).add(" ".join(words[1:] if "ccache" in words[0] else words))
    return found


def main():
    readers, stand_ins = set(), set()
    with open("hive/readers.txt", encoding="utf-8") as file:
        for line in file:
            if line.strip() and not line.startswith("#"):
                _, _, name, *more = line.split()
                readers |= {f"hive/{one}.cpp" for one in (name, *more)}
                stand_ins.add(f"hive/{name}_none.cpp")
    plain, whole = commands(sys.argv[1]), commands(sys.argv[2])
    faults = [f"it compiles {source}" for source in sorted(readers & set(plain))]
    faults += [f"it does not compile {source}" for source in sorted(stand_ins - set(plain))]
    faults += [f"it compiles {source} in another way: {plain[source]}" for source in sorted(set(plain) - stand_ins)
               if not plain[source] <= whole.get(source, set())]
    for fault in faults[:5]:
        print(f"plain: {fault}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
