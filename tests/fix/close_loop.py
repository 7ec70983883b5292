"""Audits, fixes, audits again, takes back and audits again: close_loop.py, called by tests/fix.sh."""

import glob
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

PROGRAM = os.environ["HIVEAUDIT_PROGRAM"]
MACHINES = os.environ["HIVEAUDIT_BUILD"] + "/fixtures/machines"
SHARED = os.environ.get("HIVEAUDIT_SHARED") or os.path.join(os.environ.get("HIVEAUDIT_SOURCE", "."), "..", "shared")
# Sanitizers make each run ten times as slow; the other builds close all loops.
SANITIZED = bool(os.environ.get("HIVEAUDIT_SANITIZED"))
PROFILES = ["m365"] if SANITIZED else ["m365", "office365-2018", "hardened", "stig", "vdi", "exchange"]
MERGED_PROFILES = ["m365", "office365-2018", "hardened"]
BAD = ("fail", "error")
CONFIG = "Windows/System32/config"
HIVEX = shutil.which("hivexregedit")
failures = 0


def complain(text):
    global failures
    failures += 1
    print(text)


def run(*words):
    return subprocess.run([PROGRAM, *words], capture_output=True, text=True, check=False, timeout=300)


def audit(work, machine, profile, *options):
    out = f"{work}/result.json"
    done = run("audit", machine["path"], "--profile", profile, "--now", "2026-11-22T00:00:00Z", "--second-reader",
               "never", "--no-hash", "--target-name", machine["name"], *machine["options"], *options, "-o", f"json={out}")
    if done.returncode not in (0, 1, 3):
        raise SystemExit(f"audit of {machine['name']}: exit {done.returncode}: {done.stderr}")
    with open(out, encoding="utf-8") as text:
        return json.load(text)


def installation(report):
    return report["targets"][0]["installations"][0]


def findings(report):
    return {(it["rule"], it["scope"]): it for it in installation(report)["findings"]}


def fixable(finding):
    return finding["verdict"] == "fail" and finding["fix"] and "fix_falls_short" not in finding


def fix(work, report, *options):
    """The text of a fix, its exit code and what it says."""
    with open(f"{work}/saved.json", "w", encoding="utf-8") as out:
        json.dump(report, out)
    done = run("fix", f"{work}/saved.json", *options)
    if done.returncode not in (0, 3):
        raise SystemExit(f"fix {options}: exit {done.returncode}: {done.stderr}")
    return done.stdout, done.returncode, done.stderr


def is_incomplete(report):
    """Something could not be read or decided, so that a fix is not whole either."""
    target = report["targets"][0]
    return any(it.get("errors") for it in [target, installation(report), *installation(report)["hives"]]) or any(
        it["verdict"] == "error" for it in installation(report)["findings"])


def contradicting(text):
    """Rules that a text says contradict each other."""
    lines = [line for line in text.splitlines() if line.startswith("; Refused, findings contradict")]
    return {rule for line in lines for rule in re.findall(r"[A-Z]{3}\d{4}", line)}


def places(text):
    """(key, name) of every value that a .reg text sets or deletes, as its lines spell them, without case."""
    found, key = set(), None
    for line in text.splitlines():
        if line.startswith("["):
            key = line.strip("[]").split("\\", 1)[1].lower()
        elif key and line.startswith('"'):
            found.add((key, line[1:].split('"=')[0].replace("\\\\", "\\").lower()))
    return found


def check_overlay(title, before, after, text):
    """Everything fixable passes, nothing fails newly, facts stay except those that the changes are about."""
    refused = contradicting(text)
    now = findings(after)
    wanted = 0
    for place, finding in findings(before).items():
        verdict = now[place]["verdict"]
        if fixable(finding) and finding["rule"] not in refused:
            wanted += 1
            if verdict != "pass":
                complain(f"{title}: {place} was to be fixed and is {verdict}: {now[place]['message']}")
        elif verdict in BAD and finding["verdict"] not in BAD:
            complain(f"{title}: {place} was {finding['verdict']} and is {verdict}: {now[place]['message']}")
        elif finding["verdict"] == "pass" and verdict not in ("pass", "not_applicable", "informational"):
            complain(f"{title}: {place} passed and is {verdict}: {now[place]['message']}")
        if fixable(now[place]) and finding["rule"] not in refused:
            complain(f"{title}: {place} is still fixable")
    touched = {name for _, name in places(text)}
    then, since = ({it["id"]: it for it in installation(it)["facts"]} for it in (before, after))
    for fact in then.keys() | since.keys():
        one, other = then.get(fact), since.get(fact)
        if one and other and (one["value"], one["state"]) == (other["value"], other["state"]):
            continue
        evidence = (other or one)["evidence"]
        if not evidence or (evidence["name"] or "").lower() not in touched:
            complain(f"{title}: the fact {fact} changed: {one} {other}")
    return wanted


def hive_files(machine, copy):
    """Where the keys of an offline fix belong: key prefix to file."""
    files = {}
    for path in glob.glob(f"{copy}/**", recursive=True):
        if not os.path.isfile(path):
            continue
        name, folder = os.path.basename(path).upper(), os.path.basename(os.path.dirname(path))
        if name in ("SYSTEM", "SOFTWARE"):
            files[f"HKEY_LOCAL_MACHINE\\hiveaudit-{name}"] = path
        elif name == "DEFAULT":
            files["HKEY_USERS\\LocalSystem"] = path
        elif name == "NTUSER.DAT":
            user = "default-user" if folder == "Default" else folder
            files[f"HKEY_USERS\\{machine.get('user', user)}"] = path
    return files


def merge(work, title, text, files):
    """The sections of a .reg text into their hives, by hivexregedit."""
    sections = {}
    for section in re.split(r"(?m)^(?=\[)", text)[1:]:
        key = section[1:].lstrip("-").split("]")[0]
        prefix = "\\".join(key.split("\\")[:2])
        if prefix not in files:
            complain(f"{title}: no hive for {key}")
            continue
        sections.setdefault(prefix, []).append(section)
    for prefix, parts in sections.items():
        path = f"{work}/part.reg"
        with open(path, "w", encoding="utf-8") as out:
            out.write("Windows Registry Editor Version 5.00\n\n" + "".join(parts))
        done = subprocess.run([HIVEX, "--merge", "--prefix", prefix, files[prefix], path], capture_output=True, text=True,
                              check=False)
        if done.returncode != 0:
            complain(f"{title}: hivexregedit: {done.stderr.strip()}")


def verdicts(report):
    """What can be compared with and without a text among the inputs: TLS19.. are about its lines."""
    return {place: tuple(it[part] for part in ("verdict", "message", "expected", "actual", "fix_falls_short") if part in it)
            for place, it in findings(report).items() if not it["rule"].startswith("TLS19")}


def timeless(value):
    """A finding without what a rewritten hive changes: times, offsets, paths of the copy."""
    if isinstance(value, dict):
        return {name: timeless(it) for name, it in value.items()
                if name not in ("written", "key_offset", "value_offset", "fingerprint", "decided_by")}
    return [timeless(it) for it in value] if isinstance(value, list) else value


def check_merged(work, title, machine, profile, before, after):
    copy = f"{work}/copy"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(machine["path"], copy)
    subprocess.run(["chmod", "-R", "u+w", copy], check=True)
    files = hive_files(machine, copy)
    there = {**machine, "path": copy}
    text, _, _ = fix(work, before, "--offline-root", "D:\\mount")
    back, code, said = fix(work, before, "--offline-root", "D:\\mount", "--undo")
    if code != 0 and not contradicting(text):
        complain(f"{title}: the way back is not whole: {said}")
    merge(work, title, text, files)
    merged, laid = verdicts(audit(work, there, profile)), verdicts(after)
    for place in laid:
        if merged[place] != laid[place]:
            complain(f"{title}: {place} merged is {merged[place]}, laid over {laid[place]}")
    merge(work, title, back, files)
    again = json.dumps(audit(work, there, profile)).replace(copy, machine["path"].rstrip("/"))
    undone = timeless(list(findings(json.loads(again)).values()))
    original = timeless(list(findings(before).values()))
    for one, other in zip(original, undone):
        if one != other:
            parts = [part for part in one if one[part] != other.get(part)]
            if parts == ["evidence"]:
                one, other = [it for it in zip(one["evidence"], other["evidence"]) if it[0] != it[1]][0]
                parts = [part for part in one if one[part] != other[part]]
            complain(f"{title}: taken back, {one['rule']} {one['scope']} differs in {parts}: "
                     f"{[one[part] for part in parts]} {[other.get(part) for part in parts]}"[:600])
    if len(original) != len(undone):
        complain(f"{title}: taken back, there are {len(undone)} findings, not {len(original)}")


def machines():
    for path in sorted(glob.glob(f"{MACHINES}/*/")):
        yield {"name": os.path.basename(path.rstrip("/")), "path": path.rstrip("/"), "options": []}
    real = f"{SHARED}/hives/win7"
    if os.path.isdir(real):
        yield {"name": "real-win7", "path": real, "options": ["--os", "7601:client:x64"]}
    else:
        print(f"skipped: no real hives in {SHARED}/hives")


def main():
    loops = wanted = changes = 0
    with tempfile.TemporaryDirectory() as work:
        for machine in machines():
            for profile in PROFILES:
                title = f"{machine['name']} {profile}"
                before = audit(work, machine, profile)
                text, code, said = fix(work, before)
                if code != (3 if contradicting(text) or is_incomplete(before) else 0):
                    complain(f"{title}: exit {code}: {said}")
                if ("incomplete: what could not be read" in said) != is_incomplete(before):
                    complain(f"{title}: incomplete or not: {said}")
                path = f"{work}/fix.reg"
                fix(work, before, "--to", path)
                after = audit(work, machine, profile, "--overlay", path)
                if installation(after)["hives"][-1]["errors"]:
                    complain(f"{title}: the text has defects: {installation(after)['hives'][-1]['errors']}")
                for note in installation(after)["notes"]:
                    if note["code"] == "overlay-not-applied":
                        complain(f"{title}: {note['message']}")
                wanted += check_overlay(title, before, after, text)
                changes += len(places(text))
                loops += 1
                if HIVEX and profile in MERGED_PROFILES:
                    machine["user"] = next((it["scope"].split(":")[-1] for it in installation(before)["findings"]
                                            if machine["options"] and it["scope"].startswith("user:")), None)
                    if not machine["user"]:
                        del machine["user"]
                    check_merged(work, title, machine, profile, before, after)
    if not HIVEX:
        print("skipped in part: hivexregedit is not installed (package libwin-hivex-perl), nothing was merged")
    print(f"{loops} loops closed over {wanted} fixable findings by {changes} changes; {failures} complaints")
    if wanted < (10 if SANITIZED else 100):
        complain("the loops saw too little")
    return 1 if failures else 0


sys.exit(main())
