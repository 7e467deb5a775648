"""Write what is generated from the program and its floors.

`docs/cli.md` from the help; the README's table, and `geo/data/accuracy.json` for the reports, from the floors.

Usage: python scripts/build_docs.py [--check]
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
CLI = ROOT / "docs" / "cli.md"
FLOORS = ROOT / "tests" / "eval" / "floors.json"
ACCURACY = ROOT / "geo" / "data" / "accuracy.json"
START, END = "<!-- accuracy: made by scripts/build_docs.py -->", "<!-- end of accuracy -->"
#: Width that the help is laid out for.
COLUMNS = "100"
LANGUAGES = {
    "ar": "Arabic", "en": "English", "fr": "French", "all": "all",
    "own ar": "own, Arabic", "own en": "own, English", "own fr": "own, French", "own": "own, all",
}  # fmt: skip
#: A count of faults is kept as a negative figure, so that higher is better everywhere.
NEGATIVE = {"no violations": "marks where the text has none"}


def cli_page() -> str:
    """Return `docs/cli.md`: the help of every command, as it is printed."""
    os.environ["COLUMNS"] = COLUMNS
    from geo.cli import build_parser  # noqa: PLC0415  (after the width is set)

    parts = ["# Command line", "", "Made from `marsad --help` by `scripts/build_docs.py`; a test holds it current.", ""]
    for name, parser in _commands("marsad", build_parser()):
        parts += [f"## {name}", "", "```text", parser.format_help().rstrip(), "```", ""]
    return "\n".join(parts)


def _commands(name: str, parser: argparse.ArgumentParser) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    yield name, parser
    for action in parser._actions:  # noqa: SLF001  (argparse has no other way to its subcommands)
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001
            for command, own in action.choices.items():
                yield from _commands(f"{name} {command}", own)


def _told(name: str) -> bool:
    """Tell whether a figure is for readers: the gate's own counts of what is told right are not."""
    return not name.endswith(" right")


def accuracy_table() -> str:
    """Return the table of the quality gate's floors, one row a figure, one column a language."""
    kept = json.loads(FLOORS.read_text(encoding="utf-8"))
    floors = kept["floors"]
    languages = [lang for lang in LANGUAGES if lang in floors]
    rows = [f"| | {' | '.join(LANGUAGES[lang] for lang in languages)} |", f"|---|{'---:|' * len(languages)}"]
    for name in filter(_told, floors[languages[0]]):
        values = [floors[lang][name] for lang in languages]
        cells = (f"{abs(value):.0f}" if name in NEGATIVE else f"{value:.2f}" for value in values)
        rows.append(f"| {NEGATIVE.get(name, name)} | {' | '.join(cells)} |")
    return "\n".join([*rows, "", f"Hashes of the two sets of texts: {kept['corpora']}."])


def accuracy_file() -> str:
    """Return the floors as reports carry them: languages by their codes, faults counted as such."""
    kept = json.loads(FLOORS.read_text(encoding="utf-8"))
    floors = {
        lang: {
            NEGATIVE.get(name, name): abs(value) if name in NEGATIVE else value
            for name, value in row.items()
            if _told(name)
        }
        for lang, row in kept["floors"].items()
        if lang in LANGUAGES
    }
    return json.dumps({"corpora": kept["corpora"], "floors": floors}, ensure_ascii=False, indent=1) + "\n"


def readme() -> str:
    """Return the README with the present table."""
    text = README.read_text(encoding="utf-8")
    before, _, rest = text.partition(START)
    _, _, after = rest.partition(END)
    return f"{before}{START}\n{accuracy_table()}\n{END}{after}"


def main() -> int:
    """Write what is out of date, or only say so."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="only tell what is out of date")
    options = parser.parse_args()
    pages = {CLI: cli_page()} | ({README: readme(), ACCURACY: accuracy_file()} if FLOORS.exists() else {})
    stale = [path for path, text in pages.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    for path in stale:
        sys.stdout.write(f"{path.relative_to(ROOT)} {'is out of date' if options.check else 'written'}\n")
        if not options.check:
            path.write_text(pages[path], encoding="utf-8")
    return 1 if stale and options.check else 0


if __name__ == "__main__":
    sys.exit(main())
