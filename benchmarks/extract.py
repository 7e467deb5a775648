"""How fast the whole pipeline reads, beside programs that find place names only.

    python benchmarks/extract.py [--articles N]

One process, one core, the same texts for all: the samples of `data/samples`, each
its paragraphs repeated or cut to 500 words, in Arabic, English and French by turns. Marsad segments,
tokenises, dates, resolves, and makes events of them; the peers only look names up.
A peer that is not installed is said so and left out.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import importlib.util
import itertools
import platform
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from geo.documents import read_source
from geo.gazetteer import Gazetteer
from geo.gazetteer.extend import rows_of
from geo.pipeline import Pipeline

SAMPLES = Path(__file__).resolve().parent.parent / "data" / "samples"
WORDS = 500
ROUNDS = 5
#: Lines of so many words are paragraphs.
PARAGRAPH = 15
Finder = Callable[[str], object]


def texts(count: int) -> list[str]:
    """Return `count` texts of 500 words, line ends kept."""
    cut = []
    for path in sorted(SAMPLES.glob("*.txt")):
        lines = path.read_text(encoding="utf-8").splitlines()
        paragraphs = [line for line in lines if len(line.split(" ")) >= PARAGRAPH]
        words, kept = 0, []
        # a title told twice would begin a second article, so only paragraphs are repeated
        for line in itertools.chain(lines, itertools.cycle(paragraphs)):
            part = line.split(" ")[: WORDS - words]
            words += len(part)
            kept.append(" ".join(part))
            if words >= WORDS:
                break
        cut.append("\n".join(kept))
    # a number of its own, so that no two are the same text
    return [f"{text}\n{number}" for number, text in zip(range(count), itertools.cycle(cut), strict=False)]


def rate(finder: Finder, articles: Sequence[str]) -> float:
    """Return articles a second of processor time, the best of several rounds: other work on the machine counts less."""
    finder(articles[0])
    best = float("inf")
    for _ in range(ROUNDS):
        start = time.process_time()
        for article in articles:
            finder(article)
        best = min(best, time.process_time() - start)
    return len(articles) / best


# --------------------------------------------------------------------- finders


def marsad() -> Finder:
    """Return the whole pipeline: bytes in, records out."""
    pipeline = Pipeline()
    return lambda text: pipeline.run_source(read_source(None, text.encode(), "x.txt", settings=pipeline.settings))


def flashgeotext() -> Finder:
    """Return flashgeotext with its own data."""
    from flashgeotext.geotext import GeoText  # noqa: PLC0415

    return GeoText().extract


def geotext() -> Finder:
    """Return geotext with its own data."""
    from geotext import GeoText  # noqa: PLC0415

    return GeoText


def spacy_phrase_matcher() -> Finder:
    """Return spaCy's PhraseMatcher with the names of our gazetteer, on a blank pipeline."""
    import spacy  # noqa: PLC0415
    from spacy.matcher import PhraseMatcher  # noqa: PLC0415

    nlp = spacy.blank("xx")
    matcher = PhraseMatcher(nlp.vocab, attr="LOWER")
    gazetteer = Gazetteer.open()
    names = {name for row in rows_of(gazetteer) for lang in ("en", "ar", "fr") for name in row.names.get(lang, ())}
    matcher.add("place", list(nlp.tokenizer.pipe(sorted(names))))
    nlp.max_length = 10_000_000
    return lambda text: matcher(nlp(text))


PEERS: dict[str, tuple[str, Callable[[], Finder]]] = {
    "flashgeotext": ("flashgeotext", flashgeotext),
    "geotext": ("geotext", geotext),
    "spaCy PhraseMatcher": ("spacy", spacy_phrase_matcher),
}


# ---------------------------------------------------------------------- report


def seconds(*arguments: str) -> float:
    """Return the wall time of a run of the command line, the best of several."""
    taken = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        subprocess.run([sys.executable, "-m", "geo.cli", *arguments], check=True, stdout=subprocess.DEVNULL)
        taken.append(time.perf_counter() - start)
    return min(taken)


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=240, metavar="N", help="texts of 500 words (default 240)")
    options = parser.parse_args()
    articles = texts(options.articles)
    print(
        f"Python {platform.python_version()}, {platform.machine()}, one process; {len(articles)} texts of {WORDS} words"
    )
    print(f"marsad --help                      {seconds('--help'):8.3f} s")
    print(f"marsad extract, first article      {seconds('extract', str(SAMPLES / 'ar-01-brak.txt')):8.3f} s")
    print(f"marsad, whole pipeline             {rate(marsad(), articles):8.0f} articles/s/core")
    print(f"marsad, peak memory                {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:8.0f} MB")
    for name, (package, make) in PEERS.items():
        if importlib.util.find_spec(package) is None:
            print(f"{name:34} not installed")
        else:
            label = f"{name} {importlib.metadata.version(package)}, names only"
            print(f"{label:34} {rate(make(), articles):8.0f} articles/s/core")
    return 0


if __name__ == "__main__":
    sys.exit(main())
