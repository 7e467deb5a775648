"""How fast the gazetteer opens, looks up, matches and searches; how much memory it takes.

Usage: python benchmarks/gazetteer.py [FILE] [--osm CC=FILE]

With an extract of OpenStreetMap (JSON of the Overpass API) it also prints how many of its settlements the gazetteer
knows by their Arabic names, within 30 km.

Prints one line per figure: what, measured, goal. Cold figures are of the first
touch in this process (the file may be in the system's cache).
"""

from __future__ import annotations

import argparse
import resource
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from geo.gazetteer import Gazetteer, find_names
from geo.gazetteer.extend import rules_of
from geo.gazetteer.osm import read_osm
from geo.gazetteer.records import key_of
from geo.gazetteer.search import search
from geo.geodesy import Point, distance_km
from geo.language.lexicon import load_lexicon
from geo.language.tokens import TokenStream
from geo.models import Line

#: Sentences of ours, repeated to articles of 500 words.
SENTENCES = (
    "وصلت أرتال من المقاتلين والمعدات إلى قاعدة براك الشاطئ قادمة من قاعدة الجفرة ثم توجهت نحو سبها والكفرة.",
    "وقالت مصادر أمنية في طرابلس إن القوات انسحبت من محيط بني وليد وترهونة باتجاه الجنوب مساء السبت.",
    "Residents of Gao and Kidal said the convoy left the airport for Tessalit before dawn on Monday.",
    "L'armée a repris les villes de Ménaka et d'Ansongo, au nord du Mali, ont indiqué des sources locales.",
)
WORDS = 500
#: A place of the same name within this distance is the same one.
SAME_KM = 30.0
LOOKUPS = ("غريان", "tobruk", "bamako", "دير الزور", "قاعده الجفره", "nowhere at all", "الفاشر", "ouagadougou")
QUERIES = ("Gharyan", "Garian", "غريان", "غاريان", "tobru", "Misratha", "s", "al", "باماكو", "Benghasi", "san", "مطار")


def best(run: Callable[[], object], repeat: int = 7) -> float:
    """Return the shortest of several runs, seconds."""
    times = []
    for _ in range(repeat):
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return min(times)


def once(run: Callable[[], object]) -> float:
    """Return the time of one run, seconds."""
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def resident_mb() -> float:
    """Return the memory of this process now, MB."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 1e6


def article() -> str:
    """Return a text of about `WORDS` words."""
    lines: list[str] = []
    while sum(len(line.split()) for line in lines) < WORDS:
        lines.append(SENTENCES[len(lines) % len(SENTENCES)])
    return "\n".join(lines)


def stream(text: str) -> TokenStream:
    """Return the token stream of a text."""
    lines, offset = [], 0
    for line in text.split("\n"):
        lines.append(Line(offset, offset + len(line), "body"))
        offset += len(line) + 1
    return TokenStream(text, lines, load_lexicon())


def row(what: str, measured: float, unit: str, goal: float) -> None:
    """Print one figure beside its goal."""
    print(f"{what:44} {measured:10.3f} {unit:6} goal {goal:g} {'ok' if measured <= goal else 'MISSED'}")


def recall(gazetteer: Gazetteer, country: str, extract: Path) -> None:
    """Print which share of an extract's settlements the gazetteer knows by their Arabic names."""
    known: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for place in read_osm(extract, rules_of(gazetteer), country=country):
        names = place.names["ar"]
        if place.kind != "town" or not names:
            continue
        total[place.subtype] += 1
        entries = (entry.place for name in names for entry in gazetteer.lookup(key_of(name)))
        here = Point(place.lat, place.lon)
        known[place.subtype] += any(distance_km(here, Point(near.lat, near.lon)) <= SAME_KM for near in entries)
    for subtype, count in total.items():
        print(
            f"known by Arabic name, {country} {subtype:28} {known[subtype]:4} of {count} ({known[subtype] / count:.0%})"
        )


def main() -> None:
    """Measure everything."""
    parser = argparse.ArgumentParser(description="How fast the gazetteer is, and what it knows of an extract.")
    parser.add_argument("file", nargs="?", type=Path, help="instead of the embedded one")
    parser.add_argument("--osm", metavar="CC=FILE", help="extract of OpenStreetMap, JSON of the Overpass API")
    options = parser.parse_args()
    path = options.file
    text = article()
    tokens = stream(text)
    before = resident_mb()
    opened = once(lambda: Gazetteer.open(path))
    gazetteer = Gazetteer.open(path)
    row("file", gazetteer.path.stat().st_size / 1e6, "MB", 20)
    row("open", opened * 1e3, "ms", 5)
    cold = [once(lambda key=key: gazetteer.lookup(key)) for key in LOOKUPS]
    row("look-up, cold, slowest", max(cold) * 1e6, "us", 200)
    row("look-up, cached", best(lambda: [gazetteer.lookup(key) for key in LOOKUPS]) / len(LOOKUPS) * 1e6, "us", 20)
    row(f"names in {WORDS} words, cold", once(lambda: find_names(tokens, gazetteer)) * 1e3, "ms", 5)
    row(f"names in {WORDS} words, warm", best(lambda: find_names(tokens, gazetteer)) * 1e3, "ms", 0.2)
    first = [once(lambda query=query: search(gazetteer, query)) for query in QUERIES]
    row("search, first time, slowest", max(first) * 1e3, "ms", 30)
    row("nearest five", best(lambda: gazetteer.nearest(27.65, 14.27)) * 1e3, "ms", 1)
    row("memory that the gazetteer added", resident_mb() - before, "MB", 60)
    if options.osm:
        country, _, extract = options.osm.partition("=")
        recall(gazetteer, country, Path(extract))


if __name__ == "__main__":
    main()
