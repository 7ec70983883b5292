#!/usr/bin/env python3
"""mutate_model.py BUILD [COUNT] [--seed N]: whether the suite notices a wrong in the model.

Writes one small wrong at a time into the sources that judge (what a stack offers, how a value is compared, how checks
are combined), compiles that source alone, links it with the objects of BUILD (made by CMake with the tests) in a folder
of its own, and runs the fast tests. COUNT mutants (40), always the same ones for a seed; 0: all of them. Prints those
that nobody noticed, and the score; ends with 1 below what is promised.
"""

import concurrent.futures
import glob
import os
import random
import re
import shutil
import subprocess
import sys
import threading

PROMISED = 0.95
SOURCES = ["audit/effective*.cpp", "audit/cipher_suites*.cpp", "audit/evaluate_value.cpp",
           "audit/evaluate_combine.cpp", "rules/expectation.cpp"]
# The nearest ones first: most mutants die there.
TESTS = [("rules_tests", "Expectation*:CompareVersions*"),
         ("audit_tests", "Effective*:Evaluate*:Cipher*:DotNet*:Office*:Schannel*:Stacks*:WinHttp*:WinInet*:Verdict*:*WorkedExamples*"),
         ("audit_tests", "RuleCases.EveryShippedCaseComesOutAsItSays")]
SECONDS = 300  # for one run of tests; an endless loop is a wrong that is noticed

SWAPS = [(r"(?<=\s)==(?=\s)", "!="), (r"(?<=\s)!=(?=\s)", "=="), (r"(?<=\s)&&(?=\s)", "||"), (r"(?<=\s)\|\|(?=\s)", "&&"),
         (r"(?<=\s)<(?=\s)", "<="), (r"(?<=\s)<=(?=\s)", "<"), (r"(?<=\s)>(?=\s)", ">="), (r"(?<=\s)>=(?=\s)", ">"),
         (r"\btrue\b", "false"), (r"\bfalse\b", "true"), (r"(?<=[\s(])!(?=[A-Za-z(])", ""),
         (r"(?<=\s)&(?=\s)", "|"), (r"\bCellState::on\b", "CellState::off"),
         (r"\bCellState::off\b", "CellState::on"), (r"\bCellState::explicit_only\b", "CellState::on"),
         (r"\bCellState::unsupported\b", "CellState::on"), (r"\bVerdict::pass\b", "Verdict::fail"),
         (r"\bVerdict::fail\b", "Verdict::pass"), (r"\b~0U\b", "0U")]


def blanked(text):
    """Strings and comments as spaces of the same length: nothing in them is a wrong of the model."""
    hide = lambda match: re.sub(r"[^\n]", " ", match.group())
    return re.sub(r'"(?:\\.|[^"\\\n])*"|//[^\n]*|\'(?:\\.|[^\'\\\n])\'', hide, text)


def only_words(text, at):
    """Whether a wrong there chooses words for a reader, or cannot be reached: inside a call that writes a sentence, an
    assert, the order in which doubts are told. The tests of the reports hold the words."""
    begin = text.rfind("\n", 0, at) + 1
    line = text[begin:text.find("\n", at)]
    if re.search(r"\bassert\(|#include|\breason\b|\.title|\bwhy_none\b", line):
        return True
    depth = 0
    for place in range(at - 1, max(0, at - 2000), -1):
        letter = text[place]
        if letter in ";{}" and depth == 0:
            return False
        if letter == ")":
            depth += 1
        elif letter == "(" and depth > 0:
            depth -= 1
        elif letter == "(" and re.search(r"(\bstep|\bformat)$", text[max(0, place - 12):place]):
            return True
    return False


def mutants(root):
    found = []
    for pattern in SOURCES:
        for path in sorted(glob.glob(os.path.join(root, pattern))):
            name = os.path.relpath(path, root)
            with open(path, encoding="utf-8") as file:
                text = file.read()
            code = blanked(text)
            for regex, to in SWAPS:
                for match in re.finditer(regex, code):
                    line = text.count("\n", 0, match.start())
                    if only_words(code, match.start()):
                        continue
                    changed = text[:match.start()] + to + text[match.end():]
                    found.append((name, line + 1, match.start(), match.group(), to or "nothing", changed))
            for match in re.finditer(r"\b0x([0-9A-Fa-f]+)\b", code):
                line = text.count("\n", 0, match.start())
                bit = f"0x{int(match.group(1), 16) << 1:X}"
                found.append((name, line + 1, match.start(), match.group(), bit,
                              text[:match.start()] + bit + text[match.end():]))
    return sorted(found, key=lambda mutant: mutant[:3])


class Build:
    """The commands of a build, redirected into a folder of its own."""

    def __init__(self, folder):
        self.folder = os.path.abspath(folder)
        listed = subprocess.run(["ninja", "-C", self.folder, "-t", "commands", "audit_tests", "rules_tests"], check=True,
                                capture_output=True, text=True).stdout.splitlines()
        self.compiles = [line for line in listed if " -c " in line]
        self.links = {name: next(line for line in listed if re.search(rf" -o {name}(\s|$)", line))
                      for name in ("audit_tests", "rules_tests")}

    def run(self, command, timeout=None, **more):
        return subprocess.run(command, cwd=self.folder, shell=isinstance(command, str), stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL, timeout=timeout, check=False, **more).returncode == 0

    def compile(self, source, changed, place):
        command = next(line for line in self.compiles if line.endswith("/" + source))
        out = os.path.join(place, "changed.o")
        command = re.sub(r" -MD -MT \S+ -MF \S+", "", command)
        command = re.sub(r" -o \S+", lambda _: f" -o {out}", command)
        command = re.sub(r" -c \S+$", lambda _: f" -c {changed}", command)
        # A wrong leaves names unused; that is not what is asked.
        return self.run(command.replace(" -Werror", ""))

    def link(self, program, source, place):
        library = "libhiveaudit_" + os.path.dirname(source) + ".a"
        own = os.path.join(place, library)
        if not os.path.exists(own):
            shutil.copy(os.path.join(self.folder, library), own)
            member = os.path.basename(source) + ".o"
            renamed = os.path.join(place, member)
            os.rename(os.path.join(place, "changed.o"), renamed)
            if not self.run(["ar", "r", own, renamed]):
                return False
        command = self.links[program]
        command = re.sub(rf"(?<=\s){library}", own, command)
        command = re.sub(rf" -o {program}(?=\s|$)", f" -o {os.path.join(place, program)}", command)
        return self.run(command.split("&& cd ")[0] if "cmake -E" in command else command)


def fate(build, root, work, number, mutant):
    source, _, _, _, _, text = mutant
    place = os.path.join(work, str(number))
    os.makedirs(place, exist_ok=True)
    changed = os.path.join(place, "changed.cpp")
    with open(changed, "w", encoding="utf-8") as file:
        file.write(text)
    try:
        if not build.compile(source, changed, place):
            return "refused"
        environment = dict(os.environ, HIVEAUDIT_SOURCE=root, HIVEAUDIT_BUILD=build.folder,
                           HIVEAUDIT_PROGRAM=os.path.join(build.folder, "hiveaudit"))
        for program, tests in TESTS:
            if program == "rules_tests" and not source.startswith("rules/"):
                continue
            if not os.path.exists(os.path.join(place, program)) and not build.link(program, source, place):
                return "refused"
            try:
                ran = build.run([os.path.join(place, program), "--gtest_filter=" + tests, "--gtest_fail_fast"],
                                timeout=SECONDS, env=environment)
            except subprocess.TimeoutExpired:
                return "caught"
            if not ran:
                return "caught"
        return "survived"
    finally:
        shutil.rmtree(place, ignore_errors=True)


def main(arguments):
    seed = 1
    if "--seed" in arguments:
        at = arguments.index("--seed")
        seed = int(arguments[at + 1])
        del arguments[at:at + 2]
    if not arguments:
        print(__doc__, file=sys.stderr)
        return 2
    root = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
    build = Build(arguments[0])
    count = int(arguments[1]) if len(arguments) > 1 else 40
    work = os.path.join(build.folder, "mutants")
    shutil.rmtree(work, ignore_errors=True)
    everything = mutants(root)
    chosen = everything
    if 0 < count < len(everything):
        chosen = sorted(random.Random(seed).sample(everything, count), key=lambda mutant: mutant[:3])
    # What is as it ought to be must pass, else every wrong would seem to be noticed.
    with open(os.path.join(root, chosen[0][0]), encoding="utf-8") as file:
        unchanged = (chosen[0][0], 0, 0, "", "", file.read())
    if fate(build, root, work, "unchanged", unchanged) != "survived":
        print("mutate_model: the tests fail without any wrong, or the build could not be used", file=sys.stderr)
        return 2
    counts = {"caught": 0, "survived": 0, "refused": 0}
    lock = threading.Lock()

    def look(item):
        number, mutant = item
        result = fate(build, root, work, number, mutant)
        with lock:
            counts[result] += 1
            if result == "survived":
                source, line, _, was, now, _ = mutant
                print(f"survived: {source}:{line}: {was} -> {now}", flush=True)

    with concurrent.futures.ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        list(pool.map(look, enumerate(chosen)))
    judged = counts["caught"] + counts["survived"]
    score = counts["caught"] / judged if judged else 0
    print(f"{len(chosen)} of {len(everything)} mutants of the model: {counts['caught']} caught, {counts['survived']} "
          f"survived, {counts['refused']} do not compile; score {100 * score:.1f} %")
    return 0 if score >= PROMISED else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
