"""What a matched event tells besides where: modality, date, quantities, equipment, scored against the gold.

Only events that the scorer matches (type group and place) are looked at, so that a figure says how well
an event that was found is understood.
"""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import Any

from geo.language.edtf import bounds
from geo.models import Event

EQUIPMENT = Path(__file__).resolve().parents[2] / "data" / "equipment.csv"
#: A count in the gold, "~60 vehicles", ">=2 killed", "300-400 soldiers"; lengths, weights and shares count nothing.
COUNT = re.compile(r"(?P<sign>~|>=|<=|>|<|)(?P<low>\d+)(?:-(?P<high>\d+))?(?! ?(?:(?:km|m|t)\b|%))(?!\d)")
VAGUE = re.compile(r"\b(?:tens|dozens|hundreds|thousands|several|a few)\b")
#: Ending of the figures that count what is told right.
RIGHT = " right"
Bounds = tuple[float | None, float | None]
_AIRCRAFT = ("fighter", "attack_aircraft", "bomber", "transport_aircraft", "helicopter")
_VEHICLES = ("armoured_vehicle", "apc", "ifv", "tank", "pickup", "truck")
#: Classes that a general word covers besides its own.
FAMILIES = {
    "generic-uav": ("loitering_munition",),
    "generic-aircraft": _AIRCRAFT,
    "generic-vehicle": _VEHICLES,
    "generic-military-vehicle": _VEHICLES,
    "generic-ship": ("warship", "landing_ship", "patrol_boat", "submarine"),
}


def particulars(event: Event) -> dict[str, Any]:
    """Return what a predicted event tells, in lists: the scorer prints predictions as JSON."""
    return {
        "modality": event.modality,
        "edtf": event.time.edtf,
        "quantities": [(q.min, q.max) for q in event.quantities],
        "equipment": [e.equipment_id for e in event.equipment],
    }


def gold_counts(said: str | None) -> set[Bounds]:
    """Return the bounds of the counts that the gold gives in words; a vague one has none."""
    counts: set[Bounds] = set()
    for part in re.split(r"[;,]| and ", re.sub(r"\(.*?\)", "", said or "")):
        found = COUNT.search(part)
        if found is None:
            counts |= {(None, None)} if VAGUE.search(part) else set()
            continue
        low, high = float(found["low"]), float(found["high"] or found["low"])
        sign = found["sign"]
        counts.add((low, None) if sign[:1] == ">" else (None, high) if sign[:1] == "<" else (low, high))
    return counts


@lru_cache(maxsize=1)
def equipment_names() -> dict[str, str]:
    """Return the ids of `data/equipment.csv` by English name in lower case."""
    with EQUIPMENT.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {name.lower(): row["id"] for row in rows for name in (row["name"], *row["aliases_en"].split("|")) if name}


@lru_cache(maxsize=1)
def equipment_classes() -> dict[str, str]:
    """Return the classes of `data/equipment.csv` by id."""
    with EQUIPMENT.open(encoding="utf-8", newline="") as file:
        return {row["id"]: row["class"] for row in csv.DictReader(file)}


@lru_cache(maxsize=512)
def equipment_id(said: str) -> str:
    """Return the id of the longest name of the table in what the gold says, "" if it holds none ("Baltic Leader")."""
    padded = f" {re.sub(r'[^a-z0-9./-]+', ' ', said.lower())} "
    names = [name for name in equipment_names() if f" {name} " in padded]
    return equipment_names()[max(names, key=len)] if names else ""


def covers(general: str, special: str) -> bool:
    """Tell whether equipment is what a more general word names: the MQ-9 a "drone", a bomber an "aircraft"."""
    if general == special:
        return True
    if not general.startswith("generic-") or not special:
        return False
    classes = equipment_classes()
    return classes[special] == classes[general] or classes[special] in FAMILIES.get(general, ())


def matched(
    scorer: ModuleType, gold: list[dict[str, Any]], predictions: dict[str, dict[str, Any]]
) -> Iterator[tuple[str, dict[str, Any], dict[str, Any]]]:
    """Yield the events that the scorer matches: text, gold event, predicted event."""
    for item in gold:
        events = [e for e in predictions[item["id"]]["events"] if scorer.placed(e)]
        pairs = scorer.events_doc(
            item, events, lambda e, q: scorer.compat(e["type"], q.get("type")) and scorer.place_ok(e, q)
        )[3]
        yield from ((item["id"], true, found) for true, found in pairs)


def judged(true: dict[str, Any], found: dict[str, Any]) -> Iterator[tuple[str, int, int]]:
    """Yield what is judged of a pair of events: name, how many are right, of how many.

    Accuracy of quantities and equipment is the share of the gold's that are told; precision the share of
    what is told that the gold has. A count is right if both its bounds are; equipment if it is what the gold
    names or a kind of that, and not imprecise either if it is a more general word for that.
    """
    yield "modality accuracy", true["modality"] == found["modality"], 1
    if true["date"]:
        yield "date overlap", _overlap(true["date"], found["edtf"]), 1
        yield "date exact", true["date"] == found["edtf"], 1
    counts, told_counts = gold_counts(true["quantity"]), {*found["quantities"]}
    yield "quantity accuracy", len(counts & told_counts), len(counts)
    yield "quantity precision", len(counts & told_counts), len(told_counts)
    named, told_names = {equipment_id(said) for said in true["equipment"]}, {*found["equipment"]}
    yield "equipment accuracy", sum(any(covers(t, f) for f in told_names) for t in named), len(named)
    fitting = [f for f in told_names if any(covers(t, f) or covers(f, t) for t in named)]
    yield "equipment precision", len(fitting), len(told_names)


def told(scorer: ModuleType, gold: list[dict[str, Any]], predictions: dict[str, dict[str, Any]]) -> dict[str, float]:
    """Return how often what matched events tell is what the gold says, and how many times it is (``… right``)."""
    right: Counter[str] = Counter()
    of: Counter[str] = Counter()
    for _, true, found in matched(scorer, gold, predictions):
        for name, hits, count in judged(true, found):
            right[name] += hits
            of[name] += count
    shares = {name: round(right[name] / max(1, count), 4) for name, count in of.items()}
    return shares | {f"{name}{RIGHT}": float(right[name]) for name in of}


def differences(
    scorer: ModuleType, gold: list[dict[str, Any]], predictions: dict[str, dict[str, Any]]
) -> Iterator[str]:
    """Yield a line for each thing that a matched event tells otherwise than the gold."""
    words = {"modality": ("modality", "modality"), "date": ("date", "edtf")}
    words |= {name: (name, name.replace("quantity", "quantities")) for name in ("quantity", "equipment")}
    for text, true, found in matched(scorer, gold, predictions):
        wrong = dict.fromkeys(name.split()[0] for name, hits, count in judged(true, found) if hits < count)
        for name in wrong:
            said, read = words[name]
            yield f"{name.upper()} {text} {true['type']} gold {true[said]!s} told {found[read]!s}: {found['quote']}"


def _overlap(true: str, found: str) -> bool:
    """Tell whether two EDTF strings share a day; an open end is unbounded, a date without a year shares none."""
    if not found or "X" in found:
        return False
    try:
        low, high = bounds(true.replace("~", ""))
        start, end = bounds(found)
    except ValueError:
        return true == found
    first, last = dt.date.min, dt.date.max
    return (low or first) <= (end or last) and (start or first) <= (high or last)
