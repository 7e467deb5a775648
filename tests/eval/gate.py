"""The quality gate: score the pipeline on texts with gold, and hold the floors.

python tests/eval/gate.py                 score and compare with the floors
python tests/eval/gate.py --show          list every error
python tests/eval/gate.py --raise         write the present figures as the new floors (they only rise)
"""

from __future__ import annotations

import argparse
import datetime as dt
import hashlib
import importlib.util
import json
import sys
import warnings
from pathlib import Path
from types import ModuleType
from typing import Any

from told import RIGHT, differences, particulars, told

from geo.documents import read_source
from geo.models import ArticleRecord, Event, Location
from geo.pipeline import Pipeline
from geo.settings import Settings

HERE = Path(__file__).resolve().parent
SHARED = HERE.parent.parent.parent / "shared" / "eval"
OWN = HERE / "corpus"
FLOORS = HERE / "floors.json"
#: A figure may differ this much from its floor by rounding alone.
ROUNDING = 5e-4
LANGUAGES = ("ar", "en", "fr")


def load_scorer(folder: Path = SHARED) -> ModuleType:
    """Import the scorer that lies beside the texts."""
    sys.path.insert(0, str(folder))
    spec = importlib.util.spec_from_file_location("marsad_score", folder / "score.py")
    if spec is None or spec.loader is None:
        msg = f"no scorer in {folder}"
        raise FileNotFoundError(msg)
    module = importlib.util.module_from_spec(spec)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # it leaves its tables to be closed by the collector
        spec.loader.exec_module(module)
    return module


def prediction(text_id: str, records: tuple[ArticleRecord, ...], countries: dict[str, Any]) -> dict[str, Any]:
    """Return records in the scorer's format; a country alone gets the country's representative point."""

    def point(place: Location | None) -> tuple[float | None, float | None]:
        if place is None:
            return None, None
        if place.lat is None and place.where_prec == 6 and place.country in countries:
            lat, lon = countries[place.country]["rep"]
            return lat, lon
        return place.lat, place.lon

    def slots(event: Event) -> dict[str, Any]:
        found: dict[str, Any] = {"type": event.type, "actor": event.actors[0].name if event.actors else None}
        for slot, roles in (("place", ("at", "area", "via")), ("from", ("from",)), ("to", ("to",))):
            place = next((p for role in roles for p in event.locations if p.role == role), None)
            found[f"{slot}_lat"], found[f"{slot}_lon"] = point(place)
        return found

    return {
        "id": text_id,
        "places": [
            {"start": p.start, "end": p.end, "lat": p.lat, "lon": p.lon, "use": p.use, "country": p.country}
            for record in records
            for p in record.places
        ],
        "events": [{**slots(e), **particulars(e), "quote": e.evidence.quote} for r in records for e in r.events],
        "relative_places": [{"text": p.text, "lat": p.lat, "lon": p.lon} for r in records for p in r.relative_places],
    }


def predict(folder: Path, gold: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Run the pipeline on every text of a folder."""
    countries = json.loads((SHARED / "data" / "country_meta.json").read_text(encoding="utf-8"))
    pipeline = Pipeline()
    out = {}
    for item in gold:
        path = folder / "texts" / f"{item['id']}.txt"
        # as from a feed: the day of publication is known where the text does not give it
        day = dt.date.fromisoformat(item["published"]) if item["published"] else None
        source = read_source(path, None, path.name, settings=Settings(published=day))
        out[item["id"]] = prediction(item["id"], pipeline.run_source(source), countries)
    return out


def figures(result: dict[str, Any]) -> dict[str, float]:
    """Return the figures that the gate holds, from one language's result."""
    relative = result["relative places (if predicted)"].split("/")
    out = {
        "literal place F1": result["mentions literal"]["F"],
        "use accuracy": result["use label accuracy on matched"],
        "Acc@10 km": result["Acc@10km (literal, non-country)"],
        "Acc@161 km": result["Acc@161km (literal, non-country)"],
        "event F1": result["events type group + place"]["F"],
        "from accuracy": result["event from-slot accuracy (matched movements)"],
        "relative places": int(relative[0]) / max(1, int(relative[1])),
        "no violations": -float(result["must_not_plot violations"]),
    }
    return {name: round(value or 0.0, 4) for name, value in out.items()}


def fallen(values: dict[str, float], floors: dict[str, float]) -> list[str]:
    """Return the figures that fell below their floors.

    A share of the matched events may fall while more events are matched; it has fallen only if the number told
    right has fallen, too.
    """
    low = {name for name, value in values.items() if value < floors.get(name, value) - ROUNDING}
    return sorted(name for name in low if f"{name}{RIGHT}" not in values or f"{name}{RIGHT}" in low)


def raised(values: dict[str, float], floors: dict[str, float]) -> dict[str, float]:
    """Return new floors: figures only rise, but a share of matched events goes with the number told right."""
    out = {}
    for name, value in values.items():
        right = f"{name}{RIGHT}"
        as_many = right in values and values[right] >= floors.get(right, 0.0)
        out[name] = value if as_many else max(value, floors.get(name, value))
    return out


def corpus_hash(folder: Path) -> str:
    """Return a hash of the gold and texts, so that floors go with the corpus they were measured on."""
    digest = hashlib.sha256()
    for path in sorted([folder / "gold.jsonl", *(folder / "texts").iterdir()]):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def corpora() -> str:
    """Return the hashes of both corpora."""
    return f"{corpus_hash(SHARED)} {corpus_hash(OWN)}"


def run(*, show: bool = False) -> tuple[dict[str, dict[str, float]], dict[str, Any]]:
    """Score both corpora in all languages; return the gated figures and the full results.

    The shared corpus stands under "all" and its languages, ours under "own" and "own ar" …
    """
    scorer = load_scorer()
    now: dict[str, dict[str, float]] = {}
    full: dict[str, Any] = {}
    for folder, whole, prefix in ((SHARED, "all", ""), (OWN, "own", "own ")):
        gold = [json.loads(line) for line in (folder / "gold.jsonl").read_text(encoding="utf-8").splitlines() if line]
        predictions = predict(folder, gold)
        parts = {whole: gold} | {f"{prefix}{lang}": [g for g in gold if g["lang"] == lang] for lang in LANGUAGES}
        for name, chosen in parts.items():
            full[name] = scorer.score(chosen, predictions, show and name == whole)
            now[name] = figures(full[name]) | told(scorer, chosen, predictions)
        if show:
            sys.stdout.writelines(f"{line}\n" for line in differences(scorer, gold, predictions))
    return now, full


def main() -> int:
    """Print the figures beside their floors; return 1 if one fell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--show", action="store_true", help="list every error")
    parser.add_argument("--raise", dest="lift", action="store_true", help="write the figures as new floors")
    parser.add_argument("--full", action="store_true", help="print the scorer's whole result")
    options = parser.parse_args()
    if not SHARED.exists():
        sys.stdout.write("skipped: the texts with gold lie beside the project in development and CI only\n")
        return 0
    now, full = run(show=options.show)
    if options.full:
        sys.stdout.write(json.dumps(full, ensure_ascii=False, indent=1) + "\n")
    floors = json.loads(FLOORS.read_text(encoding="utf-8")) if FLOORS.exists() else {"corpora": "", "floors": {}}
    fell = False
    for lang, values in now.items():
        down = fallen(values, floors["floors"].get(lang, {}))
        fell = fell or bool(down)
        for name, value in values.items():
            floor = floors["floors"].get(lang, {}).get(name)
            mark = "  FELL" if name in down else ""
            sys.stdout.write(f"{lang:6} {name:26} {value:8.4f}   floor {floor if floor is not None else '-'}{mark}\n")
    if options.lift:
        merged = {lang: raised(values, floors["floors"].get(lang, {})) for lang, values in now.items()}
        FLOORS.write_text(json.dumps({"corpora": corpora(), "floors": merged}, indent=1) + "\n", encoding="utf-8")
    return 1 if fell else 0


if __name__ == "__main__":
    sys.exit(main())
