"""The table of rules/README.md that says which rule answers each demand of the guides of 2018. It is written from the
rule files: the demands are the requirements A-..., and rules cite them. Without --write the table is compared."""

import pathlib
import re
import sys
import xml.etree.ElementTree as ElementTree

NS = "{urn:hiveaudit:rules:1}"
RULES = pathlib.Path(__file__).resolve().parents[2] / "rules"
BEGIN = "| Requirement | Guide | What it asks for | Rules |\n| --- | --- | --- | --- |\n"


def rule_files():
    for name in (RULES / "rules.txt").read_text(encoding="utf-8").split():
        if name.endswith(".xml"):
            yield ElementTree.parse(RULES / name).getroot()


def ranges(ids):
    """TLS1430 to TLS1433, TLS1480"""
    numbers = sorted({int(i[3:]) for i in ids})
    words, first = [], 0
    for at, number in enumerate(numbers):
        if at + 1 < len(numbers) and numbers[at + 1] == number + 1:
            continue
        run = numbers[first : at + 1]
        words.append(f"TLS{run[0]} to TLS{run[-1]}" if len(run) > 2 else ", ".join(f"TLS{n}" for n in run))
        first = at + 1
    return ", ".join(words)


def answer(requirement, cited):
    if cited:
        return ranges(cited)
    decidable = requirement.get("decidable")
    return {"no": "none: no hive tells", "file": "none: only files tell"}.get(decidable, "none yet")


def table():
    citations, requirements = {}, []
    for root in rule_files():
        requirements += [it for it in root.iter(f"{NS}requirement") if it.get("id").startswith("A-")]
        for rule in root.iter(f"{NS}rule"):
            for cited in rule.get("requirements", "").split():
                citations.setdefault(cited, []).append(rule.get("id"))
    lines = [BEGIN]
    for it in requirements:
        guides = " ".join(source for source in it.get("sources").split() if re.fullmatch(r"D\d", source)) or "-"
        text = " ".join(it.find(f"{NS}text").text.split()).replace("|", "\\|")
        lines.append(f"| {it.get('id')} | {guides} | {text} | {answer(it, citations.get(it.get('id')))} |\n")
    return "".join(lines)


def main():
    path = RULES / "README.md"
    text = path.read_text(encoding="utf-8")
    if text.count(BEGIN) != 1:
        return "rules/README.md has no table of the guides"
    begin = text.index(BEGIN)
    end = re.compile(r"^(?!\|)", re.M).search(text, begin).start()
    if sys.argv[1:] == ["--write"]:
        path.write_text(text[:begin] + table() + text[end:], encoding="utf-8")
    elif text[begin:end] != table():
        return "the table of the guides in rules/README.md is not that of the rules: run tests/guides/table.py --write"
    return 0


if __name__ == "__main__":
    sys.exit(main())
