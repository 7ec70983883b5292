"""Compares help, manual page, completions, --show-config and --version of one program with each other.

    run.py HIVEAUDIT
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

SHELLS = ("bash", "zsh", "fish", "powershell")
EXIT_CODES = ("0", "1", "2", "3", "4", "130", "143")
# Asked for once, on the command line; all others are settings.
REQUESTS = {"config", "no-config", "show-config", "help", "version", "to", "formats", "markdown", "format", "only", "undo",
            "offline-root", "target"}

faults = []
skipped = []


def check(what, holds):
    if not holds:
        faults.append(what)


def run(*command, **more):
    environment = {k: v for k, v in os.environ.items() if not k.startswith("HIVEAUDIT_")}
    environment.update({"HOME": "/nonexistent", "LC_ALL": "C.UTF-8", **more.pop("variables", {})})
    return subprocess.run(command, capture_output=True, text=True, timeout=300, check=False, env=environment,
                          stdin=subprocess.DEVNULL, **more)


def options_of(help_text):
    """Name to (letter or None, argument or None), as the lines of help tell."""
    found = {}
    for letter, name, argument in re.findall(r"^  (?:-(\w), |    )--([a-z-]+)(?: (\S+))?", help_text, re.M):
        # A flag's help stands on its line; an argument is in capitals.
        found[name] = (letter or None, argument if re.match(r"[A-Z]", argument) and argument.isupper() or "[=" in argument
                       else None)
    return found


def check_help(program):
    """Verb to its options."""
    whole = run(program, "--help").stdout
    verbs = re.findall(r"^  ([a-z]+) +[A-Z]", whole.split("\nVerbs:\n")[1].split("\n\n")[0], re.M)
    table = {}
    for verb in [None] + verbs:
        done = run(program, *([verb] if verb else []), "--help")
        name = f"{verb or 'hiveaudit'} --help"
        check(f"{name} ends with {done.returncode}", done.returncode == 0 and not done.stderr)
        check(f"{name} has a line over 80 columns", max(map(len, done.stdout.splitlines())) <= 80)
        check(f"{name} has a line with a space at its end", not re.search(r" $", done.stdout, re.M))
        codes = re.findall(r"^  (\d+) +", done.stdout.split("Exit codes:\n")[1], re.M)
        check(f"{name} lists the exit codes {codes}", tuple(codes) == EXIT_CODES)
        table[verb] = options_of(done.stdout)
        check(f"{name} lists the options of every verb", set(table[None]) <= set(table[verb]))
    check("there are verbs", {"audit", "inspect", "effective", "completion", "man"} <= set(verbs))
    return table


def check_manual(program, table, folder):
    page = run(program, "man").stdout
    text = page.replace("\\-", "-")
    for verb, options in table.items():
        check(f"the manual page has no verb {verb}", verb is None or re.search(rf"^\\fB{verb}\\fR", text, re.M))
        for name, (letter, argument) in options.items():
            head = (rf"\\fB-{letter}\\fR, " if letter else "") + rf"\\fB--{name}\\fR"
            head += rf" \\fI{re.escape(argument)}\\fR" if argument else ""
            check(f"the manual page has no {head}", re.search(rf"^{head}$", text, re.M))
            variable = rf"^\\fBHIVEAUDIT_{name.upper().replace('-', '_')}\\fR$"
            wanted = name not in REQUESTS - {"config", "no-config"}
            check(f"the manual page and the variable of --{name}", bool(re.search(variable, text, re.M)) == wanted)
    codes = re.findall(r"^\\fB(\d+)\\fR$", text, re.M)
    check(f"the manual page lists the exit codes {codes}", tuple(codes) == EXIT_CODES)
    check("the manual page is the same each time", page == run(program, "man").stdout)
    file = os.path.join(folder, "hiveaudit.1")
    open(file, "w", encoding="utf-8").write(page)
    if not shutil.which("man"):
        skipped.append("man is not installed (man-db)")
        return
    for width in ("80", "200"):
        done = run("man", "--warnings=w", "-E", "UTF-8", "-l", file, variables={"MANWIDTH": width, "MANROFFSEQ": ""})
        check(f"man -l: {done.stderr}", done.returncode == 0 and not done.stderr)
    shown = re.sub(r".\x08", "", done.stdout)
    shown = re.sub(r"\x1b\[[0-9;]*m", "", shown)
    for name in table["audit"]:
        check(f"man -l does not show --{name}", f"--{name}" in shown)
    check("man -l does not show an example as it is typed",
          r"hiveaudit evidence SYSTEM 'HKLM\SYSTEM\Select' Current" in shown)


def check_scripts(program, table, folder):
    files = {}
    for shell in SHELLS:
        done = run(program, "completion", shell)
        check(f"completion {shell}: {done.stderr}", done.returncode == 0 and not done.stderr)
        files[shell] = os.path.join(folder, f"hiveaudit.{shell}")
        open(files[shell], "w", encoding="utf-8").write(done.stdout)
        for verb, options in table.items():
            check(f"completion {shell} has no verb {verb}", verb is None or re.search(rf"\b{verb}\b", done.stdout))
            for name, (letter, _) in options.items():
                typed = rf"-l {name}\b" if shell == "fish" else rf"--{name}(?![\w-])"
                check(f"completion {shell} has no --{name}", re.search(typed, done.stdout))
                short = rf"-s {letter}\b" if shell == "fish" else rf"(?<![\w-])-{letter}\b"
                check(f"completion {shell} has no -{letter}", not letter or re.search(short, done.stdout))
        for word in ("critical", "office365-2018", "junit", "TLS1011", "shift_jis", "validate"):
            check(f"completion {shell} has no {word}", word in done.stdout)
    for shell, *command in (("bash", "shellcheck"), ("bash", "bash", "-n"), ("zsh", "zsh", "-n"), ("fish", "fish", "-n"),
                            ("powershell", "pwsh", "-NoProfile", "-File")):
        if shutil.which(command[0]):
            done = run(*command, files[shell])
            check(f"{' '.join(command)}: {done.stdout}{done.stderr}",
                  done.returncode == 0 and not done.stdout and not done.stderr)
        elif command[0] != "pwsh":  # Debian has none
            skipped.append(f"{command[0]} is not installed")
    return files


def completed_by_bash(script, line, folder):
    """What bash offers for the last word of a line, cut into words as readline cuts it."""
    words = [part for word in line.split(" ") for part in re.findall(r"=|[^=]+", word) or [""]]
    if line.endswith("="):
        pass  # the sign itself is the current word
    quoted = " ".join("'" + word.replace("'", "'\\''") + "'" for word in words)
    text = (f". '{script}'; COMP_WORDS=({quoted}); COMP_CWORD={len(words) - 1}; COMPREPLY=()\n"
            'declare -F _hiveaudit >/dev/null; _hiveaudit; ((${#COMPREPLY[@]})) && printf "%s\\n" "${COMPREPLY[@]}"; :')
    done = run("bash", "--norc", "-c", text, cwd=folder)
    check(f"bash, {line}: {done.stderr}", done.returncode == 0 and not done.stderr)
    return set(done.stdout.splitlines())


def check_bash(script, table, folder):
    work = os.path.join(folder, "work")
    os.makedirs(os.path.join(work, "hives"))
    for name in ("SYSTEM", "a file.reg"):
        open(os.path.join(work, name), "w", encoding="utf-8").close()
    everything = {"hives", "SYSTEM", "a file.reg"}
    verbs = {verb for verb in table if verb}

    def offers(line, wanted):
        seen = completed_by_bash(script, line, work)
        check(f"bash offers {sorted(seen)[:12]} for '{line}', wanted {sorted(wanted)[:12]}", seen == wanted)

    def typed(verb):
        letters = {f"-{letter}" for letter, _ in table[verb].values() if letter}
        return letters | {f"--{name}" for name in table[verb]}

    gate = {"critical", "high", "medium", "low", "info", "none"}
    offers("hiveaudit ", verbs)
    offers("hiveaudit e", {verb for verb in verbs if verb.startswith("e")})
    offers("hiveaudit -", typed(None))
    offers("hiveaudit --color never a", {"audit"})
    offers("hiveaudit --color=never a", {"audit"})
    offers("hiveaudit --color ", {"auto", "always", "never"})
    for verb in verbs:
        offers(f"hiveaudit {verb} -", typed(verb))
    offers("hiveaudit audit --fail-on ", gate)
    offers("hiveaudit audit --fail-on=", gate)
    offers("hiveaudit audit --fail-on=c", {"critical"})
    offers("hiveaudit audit -q SYSTEM --fail-on h", {"high"})
    offers("hiveaudit audit -o j", {"json", "junit"})
    offers("hiveaudit audit -o junit=S", {"SYSTEM"})
    offers("hiveaudit audit --output=junit=", everything)
    offers("hiveaudit audit --profile st", {"stig"})
    offers("hiveaudit audit --now ", set())
    offers("hiveaudit audit --overlay a", {"a file.reg"})
    offers("hiveaudit audit --rules ", {"hives"})
    offers("hiveaudit audit ", everything)
    offers("hiveaudit audit -o junit=x.xml S", {"SYSTEM"})
    offers("hiveaudit evidence ", everything)
    offers("hiveaudit evidence SYSTEM ", set())
    offers("hiveaudit explain TLS10111", set())
    offers("hiveaudit explain TLS1011", {"TLS1011"})
    offers("hiveaudit rules ", {"coverage", "list", "show", "test", "validate"})
    offers("hiveaudit rules show TLS1011", {"TLS1011"})
    offers("hiveaudit rules show TLS1011 ", set())
    offers("hiveaudit completion ", set(SHELLS))
    offers("hiveaudit man ", set())


def check_fish(script, folder):
    if not shutil.which("fish"):
        return
    for line, wanted in (("hiveaudit audit --fail-on=c", {"--fail-on=critical"}), ("hiveaudit comp", {"completion"}),
                         ("hiveaudit rules cov", {"coverage"}), ("hiveaudit audit --all-control", set())):
        done = run("fish", "--no-config", "-c", f"source {script}; complete -C '{line}'", cwd=folder,
                   variables={"HOME": folder, "XDG_CONFIG_HOME": folder, "XDG_DATA_HOME": folder})
        seen = {row.split("\t")[0] for row in done.stdout.splitlines()}
        check(f"fish offers {sorted(seen)[:12]} for '{line}' {done.stderr}", seen == wanted)


def check_zsh(script):
    """zsh completes only for a person; here _arguments is told to show what it was given."""
    if not shutil.which("zsh"):
        return
    text = (f"_arguments() {{ if [[ $1 == -C ]]; then state=word; return 1; fi; print -rl -- \"$@\"; }}; compdef() {{ }}\n"
            f"words=(audit x); source {script}; _hiveaudit")
    done = run("zsh", "-f", "-c", text)
    check(f"zsh: {done.stderr}", done.returncode == 0 and not done.stderr)
    rows = done.stdout.splitlines()
    check(f"zsh gives the gate's words to _arguments: {rows[:4]}",
          any(row.startswith("--fail-on=[") and row.endswith(":SEVERITY:(critical high medium low info none)")
              for row in rows))


def check_settings(program, table):
    for verb, options in table.items():
        done = run(program, *([verb] if verb else []), "--show-config", cwd="/")
        rows = done.stdout.splitlines()
        listed = {row.split()[0] for row in rows[rows.index(next(r for r in rows if r.startswith("OPTION"))) + 1:]}
        wanted = set(options) if verb else set().union(*(set(names) for names in table.values()))
        check(f"{verb} --show-config differs: {listed ^ (wanted - REQUESTS)}", listed == wanted - REQUESTS)


def check_sbom(program):
    document = json.loads(run(program, "sbom").stdout)
    check("the SBOM has a time of its own", document["creationInfo"]["created"] == "1970-01-01T00:00:00Z")
    check("the SBOM is the same each time", document == json.loads(run(program, "sbom").stdout))
    dated = json.loads(run(program, "sbom", variables={"SOURCE_DATE_EPOCH": "1709210096"}).stdout)
    check("the SBOM takes SOURCE_DATE_EPOCH", dated["creationInfo"]["created"] == "2024-02-29T12:34:56Z")
    packages = {row["SPDXID"]: row for row in document["packages"]}
    for name in ("spdxVersion", "dataLicense", "SPDXID", "name", "documentNamespace", "creationInfo", "relationships"):
        check(f"the SBOM has no {name}", document.get(name))
    for row in packages.values():
        check(f"{row['name']} has no version or licence", row["versionInfo"] and row["licenseConcluded"] != "NOASSERTION")
        check(f"{row['SPDXID']} is no identifier", re.fullmatch(r"SPDXRef-[A-Za-z0-9.-]+", row["SPDXID"]))
    related = {row["relatedSpdxElement"] for row in document["relationships"]}
    check("something in the SBOM is not related to the program", related == set(packages))
    version = run(program, "--version").stdout
    for row in packages.values():
        check(f"--version does not name {row['name']}", f"{row['name']} {row['versionInfo']}" in version)
    licence = re.search(r"^licence: (\S+)", version, re.M).group(1)
    check("the SBOM and --version differ in the licence", packages["SPDXRef-hiveaudit"]["licenseConcluded"] == licence)
    # What the loader loads for us is listed: all but the C and C++ runtimes, and what libraries bring themselves.
    linked = set(re.findall(r"NEEDED\s+lib(\S+?)\.so", run("objdump", "-p", program).stdout)) if shutil.which("objdump") else set()
    runtime = {"c", "m", "stdc++", "gcc_s", "asan", "ubsan", "pthread"}
    spelt = {"crypto": "OpenSSL", "z": "zlib", "boost_program_options": "Boost"}
    names = {row["name"] for row in packages.values()}
    for library in linked - runtime:
        name = spelt.get(library, library)
        check(f"lib{library} is linked and not in the SBOM", name in names or f"lib{name}" in names)


def main():
    program = os.path.abspath(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        table = check_help(program)
        check_manual(program, table, folder)
        scripts = check_scripts(program, table, folder)
        check_bash(scripts["bash"], table, folder)
        check_fish(scripts["fish"], folder)
        check_zsh(scripts["zsh"])
    check_settings(program, table)
    check_sbom(program)
    print(*faults, sep="\n")
    print(f"documents: {len(table) - 1} verbs, {len(set().union(*table.values()))} options, {len(faults)} faults")
    if not faults and skipped:
        print("skipped:", "; ".join(skipped))
        sys.exit(77)
    sys.exit(1 if faults else 0)


main()
