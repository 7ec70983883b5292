"""Hostile names and data through every format of `fix`, read again by independent readers: called by tests/fix.sh.

Registry data reaches a text through the way back, which restores whatever stood there. Readers: PyYAML for Ansible,
hivexregedit for .reg, and strict ones written here for the literals of PowerShell and for the lines of LGPO.exe."""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

PROGRAM = os.environ["HIVEAUDIT_PROGRAM"]
MACHINES = os.environ["HIVEAUDIT_BUILD"] + "/fixtures/machines"
HIVEX = shutil.which("hivexregedit")
try:
    import yaml
except ImportError:
    yaml = None
failures = 0

NAMES = ["plain", "it's", 'say "hi"', "back\\slash", "$env:PATH", "`whoami`", "100%", "%PATH%", "]]>", "{{ lookup('x') }}",
         "{% raw %}", "a: b # c", "- x", "=cmd|' /C calc'!A0", "\u2018curly\u2019", "\u00e9\u4e2d\U0001f600", "[x]", "!unsafe y",
         "x;y", "<script>", "::error::", "@", "null", "0x10", "*"]
TEXTS = NAMES + ["", "line\r\nbreak", "line\nfeed\tand tab", "a\x1b[31m", " lead", "trail ", "'; Remove-Item C:\\ #",
                 "\u202egnirts", "x" * 1_000_000, "two\\\\", '"\r\n[-HKEY_LOCAL_MACHINE\\SOFTWARE]\r\n']


def complain(text):
    global failures
    failures += 1
    print("hostile: " + text[:500])


def utf16(text):
    return text.encode("utf-16-le", "surrogatepass")


def cases():
    """name, type, bytes of what was there."""
    key = "HKLM\\SOFTWARE\\hiveaudit test\\RC4 128/128"
    found = [(key, name, "REG_DWORD", b"\xff\xff\xff\xff") for name in NAMES]
    found += [(key, f"text {i}", "REG_SZ", utf16(text + "\0")) for i, text in enumerate(TEXTS)]
    found += [(key, f"path {i}", "REG_EXPAND_SZ", utf16(text + "\0")) for i, text in enumerate(TEXTS) if len(text) < 1000]
    found += [(key, "list", "REG_MULTI_SZ", utf16("a'b\0c\n{{ d }}\0\0")), (key, "empty list", "REG_MULTI_SZ", utf16("\0")),
              (key, "bytes", "REG_BINARY", bytes(range(256))), (key, "no bytes", "REG_BINARY", b""),
              (key, "long number", "REG_QWORD", b"\xfe\xff\xff\xff\xff\xff\xff\xff"),
              (key, "unterminated", "REG_SZ", utf16("abc")), (key, "two nuls", "REG_SZ", utf16("a\0b\0")),
              (key, "lone surrogate", "REG_SZ", b"\x00\xd8\x00\x00"), (key, "odd", "REG_SZ", b"a\0b"),
              (key, "short number", "REG_DWORD", b"\x01"), (key, "no type", "REG_NONE", b"\x01"),
              (key, "other type", "type 0x0000FFFF", b"\x01\x02"), (key, "", "REG_SZ", utf16("unnamed\0")),
              (key + "\\it's [a] `key` $x {{ y }}", "v", "REG_DWORD", b"\1\0\0\0")]
    return found


# What a format may refuse, by the name of the value; everything else must come back exactly.
ODD = {"unterminated", "two nuls", "odd", "short number", "no type", "other type"}
MAY_REFUSE = {"reg": set(), "powershell": ODD, "ansible": ODD | {"lone surrogate", "no bytes"}}


def report():
    """A real report whose one failing finding has our changes."""
    with tempfile.TemporaryDirectory() as work:
        out = f"{work}/r.json"
        subprocess.run([PROGRAM, "audit", f"{MACHINES}/win7-sp1-stock", "--no-hash", "--second-reader", "never", "--now",
                        "2026-11-22T00:00:00Z", "-o", f"json={out}"], capture_output=True, check=False)
        with open(out, encoding="utf-8") as text:
            found = json.load(text)
    installation = found["targets"][0]["installations"][0]
    finding = next(it for it in installation["findings"] if it["verdict"] == "fail" and it["scope"] == "HKLM")
    finding.pop("fix_falls_short", None)
    finding["fix"] = [{"key": key, "name": name, "type": "REG_DWORD", "data": "7", "note": "x\r\n[-HKEY_USERS]\n# y *" + "/",
                       "before": {"state": "present", "type": kind, "raw": data.hex(), "deepest_key": None}}
                      for key, name, kind, data in cases()]
    installation["findings"] = [finding]
    return found


def fix(found, *options):
    with tempfile.TemporaryDirectory() as work:
        path = f"{work}/r.json"
        with open(path, "w", encoding="utf-8") as out:
            json.dump(found, out)
        done = subprocess.run([PROGRAM, "fix", path, *options], capture_output=True, check=False)
        return done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8")


def check(form, read, code, said):
    """What was read again against what was there. A value may be missing only when it was refused aloud."""
    missing = set()
    for key, name, kind, data in cases():
        if (key, name) not in read:
            missing.add(name)
            if name not in MAY_REFUSE[form]:
                complain(f"{form}: {name!r} is missing")
            if name not in said:
                complain(f"{form}: {name!r} was left out in silence")
        elif read[key, name] != (kind, data):
            complain(f"{form}: {name!r} {kind} came back as {read[key, name]!r}")
    if len(read) + len(missing) != len(cases()):
        complain(f"{form}: {len(read)} values came back")
    if code != (3 if missing else 0):
        complain(f"{form}: exit {code} with {len(missing)} refused")


KINDS = {"DWord": "REG_DWORD", "QWord": "REG_QWORD", "String": "REG_SZ", "ExpandString": "REG_EXPAND_SZ",
         "MultiString": "REG_MULTI_SZ", "Binary": "REG_BINARY"}
QUOTES = "'\u2018\u2019\u201a\u201b"  # all of them end a literal between single quotes


class PowerShell:
    """Just the grammar that the writer uses; anything else is an error."""

    def __init__(self, text):
        self.text, self.at = text, 0

    def take(self, word):
        if not self.text.startswith(word, self.at):
            raise ValueError(f"{word!r} expected at {self.text[self.at:self.at + 60]!r}")
        self.at += len(word)

    def sees(self, word):
        return self.text.startswith(word, self.at)

    def quoted(self):
        self.take("'")
        out = ""
        while True:
            letter = self.text[self.at]
            self.at += 1
            if letter in QUOTES:
                if self.text[self.at:self.at + 1] not in tuple(QUOTES):
                    return out
                self.at += 1
            out += letter

    def part(self):
        if self.sees("[char]0x"):
            self.at += 8
            digits = self.text[self.at:self.at + 4]
            self.at += 4
            return chr(int(digits, 16))
        return self.quoted()

    def string(self):
        if not self.sees("("):
            return self.quoted()
        self.take("(")
        if not self.sees("'"):
            raise ValueError("a sum of texts must begin with a text")
        out = self.part()
        while self.sees(" + "):
            self.take(" + ")
            out += self.part()
        self.take(")")
        return out

    def items(self, one):
        found = []
        while not self.sees(")"):
            found.append(one())
            if self.sees(","):
                self.at += 2 if self.sees(", ") else 1
        return found

    def byte(self):
        match = re.compile(r"0x[0-9A-F]{2}").match(self.text, self.at)
        self.at = match.end()
        return int(match[0], 16)

    def data(self):
        if self.sees("([byte[]]@("):
            self.take("([byte[]]@(")
            found = bytes(self.items(self.byte))
            self.take("))")
            return found
        if self.sees("([BitConverter]::ToInt64("):
            self.take("([BitConverter]::ToInt64(")
            found = self.data()
            self.take(", 0))")
            return found
        if self.sees("([string[]]@("):
            self.take("([string[]]@(")
            found = self.items(self.string)
            self.take("))")
            return utf16("".join(it + "\0" for it in found) + "\0")
        number = re.compile(r"-?\d+").match(self.text, self.at)
        if number:
            self.at = number.end()
            return int(number[0]).to_bytes(4, "little", signed=True)
        return utf16(self.string().encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass") + "\0")


def powershell(text):
    read = {}
    if not text.isascii():
        complain("powershell: the script is not plain ASCII")
    for line in text.splitlines():
        if line.startswith("#") or "]::SetValue(" not in line:
            continue
        reader = PowerShell(line)
        reader.take("[Microsoft.Win32.Registry]::SetValue(")
        key = reader.string()
        reader.take(", ")
        name = reader.string()
        reader.take(", ")
        data = reader.data()
        reader.take(", ")
        kind = KINDS[reader.quoted()]
        reader.take(")")
        if reader.at != len(line):
            raise ValueError(f"more behind the call: {line[reader.at:]!r}")
        pair = lambda it: it.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
        read[pair(key).replace("HKEY_LOCAL_MACHINE", "HKLM", 1), pair(name)] = (kind, data)
    return read


def ansible(text):
    class Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
        pass

    Loader.add_constructor("!unsafe", lambda loader, node: Unsafe(loader.construct_scalar(node)))
    kinds = {"dword": "REG_DWORD", "qword": "REG_QWORD", "string": "REG_SZ", "expandstring": "REG_EXPAND_SZ",
             "multistring": "REG_MULTI_SZ", "binary": "REG_BINARY"}
    read = {}
    for task in yaml.load(text, Loader=Loader):
        if set(task) != {"name", "ansible.windows.win_regedit"}:
            complain(f"ansible: a task with {sorted(task)}")
        what = task["ansible.windows.win_regedit"]
        texts = [task["name"], what["path"], what["name"]] + (what["data"] if isinstance(what["data"], list) else [what["data"]])
        for it in texts:
            if isinstance(it, str) and re.search(r"\{[{%#]", it) and not isinstance(it, Unsafe):
                complain(f"ansible: {it!r} would be taken for a template")
        kind, data = kinds[what["type"]], what["data"]
        if kind in ("REG_DWORD", "REG_QWORD"):
            data = data.to_bytes(4 if kind == "REG_DWORD" else 8, "little")
        elif kind == "REG_BINARY":
            data = bytes(data)
        elif kind == "REG_MULTI_SZ":
            data = utf16("".join(it + "\0" for it in data) + "\0")
        else:
            data = utf16(data + "\0")
        read[what["path"].replace("HKLM:\\", "HKLM\\", 1), what["name"]] = (kind, data)
    return read


class Unsafe(str):
    """A text that Ansible does not expand."""


def reg(text):
    """By hivexregedit: into a hive, and out of it again."""
    with tempfile.TemporaryDirectory() as work:
        hive, path = f"{work}/SOFTWARE", f"{work}/x.reg"
        shutil.copy(f"{MACHINES}/win7-sp1-stock/Windows/System32/config/SOFTWARE", hive)
        subprocess.run(["chmod", "u+w", hive], check=True)
        # hivex takes no value of a megabyte: its line is compared as it is.
        large = {name: data for _, name, _, data in cases() if len(data) > 1_000_000}
        for name, data in large.items():
            line = f'"{name}"="{data.decode("utf-16-le")[:-1]}"\n'
            if text.count(line) != 1:
                complain(f"reg: {name!r} is not as it was")
            text = text.replace(line, "")
        # The report says nothing of the keys on the way, as everything was there.
        made = "".join(f"[HKEY_LOCAL_MACHINE\\SOFTWARE\\{key}]\n\n" for key in ("hiveaudit test", "hiveaudit test\\RC4 128/128"))
        with open(path, "w", encoding="utf-8", newline="") as out:
            out.write(text.replace("5.00\n", "5.00\n\n" + made, 1))
        done = subprocess.run([HIVEX, "--merge", "--prefix", "HKEY_LOCAL_MACHINE\\SOFTWARE", hive, path], capture_output=True,
                              text=True, check=False)
        if done.returncode != 0:
            complain(f"reg: hivexregedit: {done.stderr}")
        out = subprocess.run([HIVEX, "--export", "--prefix", "HKLM\\SOFTWARE", hive, "\\hiveaudit test"], capture_output=True,
                             text=True, check=True).stdout
    kinds = {0: "REG_NONE", 1: "REG_SZ", 2: "REG_EXPAND_SZ", 3: "REG_BINARY", 4: "REG_DWORD", 7: "REG_MULTI_SZ", 11: "REG_QWORD"}
    read, key = {(cases()[0][0], name): ("REG_SZ", data) for name, data in large.items()}, None
    for line in out.splitlines():
        if line.startswith("["):
            key = line[1:-1]
        elif line.startswith(('"', "@")) and key:
            name, data = ("", line[2:]) if line[0] == "@" else re.fullmatch(r'"((?:[^"\\]|\\.)*)"=(.*)', line).groups()
            name = re.sub(r"\\(.)", r"\1", name)
            if data.startswith("dword:"):
                read[key, name] = ("REG_DWORD", int(data[6:], 16).to_bytes(4, "little"))
                continue
            number, digits = re.fullmatch(r"hex(?:\(([0-9a-f]+)\))?:(.*)", data).groups()
            kind = int(number or "3", 16)
            read[key, name] = (kinds.get(kind, f"type 0x{kind:08X}"), bytes.fromhex(digits.replace(",", "")))
    return read


def lgpo(text, code, said):
    """Four lines each, in plain letters; what is refused is told."""
    lines = [line for line in text.split("\n") if not line.startswith(";")]
    blocks = [block.split("\n") for block in "\n".join(lines).strip("\n").split("\n\n") if block]
    written = {}
    for block in blocks:
        if len(block) != 4 or block[0] not in ("Computer", "User") or not re.match(r"(DWORD:\d+|SZ:|EXSZ:|DELETE$)", block[3]):
            complain(f"lgpo: no four lines: {block}")
            continue
        written[block[1], block[2]] = block[3]
    for key, name, kind, data in cases():
        line = written.pop((key.split("\\", 1)[1], name), None)
        if line is None:
            if name not in said:
                complain(f"lgpo: {name!r} was left out in silence")
            continue
        expected = {"REG_DWORD": lambda d: f"DWORD:{int.from_bytes(d, 'little')}", "REG_SZ": lambda d: "SZ:" + d.decode("utf-16-le")[:-1],
                    "REG_EXPAND_SZ": lambda d: "EXSZ:" + d.decode("utf-16-le")[:-1]}[kind](data)
        if line != expected:
            complain(f"lgpo: {name!r} is {line!r}")
    if written or code != 3:
        complain(f"lgpo: {written} exit {code}")


def main():
    found = report()
    code, text, said = fix(found, "--undo", "--format", "powershell")
    check("powershell", powershell(text), code, said)
    code, text, said = fix(found, "--undo", "--format", "ansible")
    if yaml:
        check("ansible", ansible(text), code, said)
    else:
        print("skipped: python3-yaml is not installed, no independent reader of YAML")
    code, text, said = fix(found, "--undo", "--format", "reg")
    if HIVEX:
        check("reg", reg(text), code, said)
    else:
        print("skipped: hivexregedit is not installed (package libwin-hivex-perl), no independent reader of .reg")
    code, text, said = fix(found, "--undo", "--format", "lgpo")
    lgpo(text, code, said)
    # A name that a report cannot show as it is must not become another name.
    for name in ("a\nb", "a\rb", "nul\0", "\x1b[31m"):
        found["targets"][0]["installations"][0]["findings"][0]["fix"] = [
            {"key": "HKLM\\SOFTWARE\\x", "name": name, "type": "REG_DWORD", "data": "7", "note": None}]
        for form in ("reg", "powershell", "lgpo", "ansible"):
            code, text, said = fix(found, "--format", form)
            if "its change cannot be made" not in text or re.search(r"=dword|SetValue|DWORD:|win_regedit:", text):
                complain(f"{form}: wrote {name!r}: {text}")
    print(f"hostile: {len(cases())} values through 4 formats; {failures} complaints")
    return 1 if failures else 0


sys.exit(main())
