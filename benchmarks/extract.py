"""How fast the whole pipeline reads, beside programs that find place names only.

    python benchmarks/extract.py [--articles N]

One process, one core, the same texts for all: the samples of `data/samples`, each
its paragraphs repeated or cut to 500 words, in Arabic, English and French by turns. Marsad segments,
tokenises, dates, resolves, and makes events of them; the peers only look names up.
A peer that is not installed is said so and left out.
"""

from __future__ import annotations

import argparse
import itertools
import platform
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from peers import PEERS, Finder

from geo.documents import read_source
from geo.pipeline import Pipeline

SAMPLES = Path(__file__).resolve().parent.parent / "data" / "samples"
WORDS = 500
ROUNDS = 5
#: Lines of so many words are paragraphs.
PARAGRAPH = 15


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
    for name, peer in PEERS.items():
        if peer.version is None:
            print(f"{name:34} not installed")
        else:
            label = f"{name} {peer.version}, names only"
            print(f"{label:34} {rate(peer.make(), articles):8.0f} articles/s/core")
    return 0


if __name__ == "__main__":
    sys.exit(main())
