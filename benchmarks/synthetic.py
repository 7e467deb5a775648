"""Events made up for the benchmarks of the map: where towns are, in words of our own."""

from __future__ import annotations

import datetime as dt
import hashlib

import msgspec
import numpy as np

from geo.export.mapspec import SCHEMA as MAP_SCHEMA
from geo.export.mapspec import Layer, MapSpec, SourceArticle
from geo.export.packed import HASH_DIGITS, MODALITIES, TYPES, Rows, pack
from geo.export.symbols import SYMBOLS
from geo.export.words import strings
from geo.models import SCHEMA, Actor, ArticleRecord, Disc, Event, EventTime, Evidence, Location

FORCES = (*(f"{number}. Brigade" for number in range(1, 41)), "لواء الصحراء", "كتيبة الشرق", "قوات حرس الحدود")
VERBS = ("وصلت", "انسحبت", "تمركزت", "اشتبكت", "deployed", "withdrew", "a attaqué", "se sont repliées")
TOWNS = 400
ARTICLE_EVENTS = 8
FIRST_DAY = dt.date(2015, 1, 1)
DAYS = 3650


class Numbers:
    """Columns of `count` random events, the same for the same count."""

    def __init__(self, count: int) -> None:
        rng = np.random.default_rng(20250117)
        town_lat, town_lon = rng.uniform(8, 36, TOWNS), rng.uniform(-15, 45, TOWNS)
        self.town = rng.zipf(1.3, count) % TOWNS
        self.lat = np.round(town_lat[self.town] + rng.normal(0, 0.25, count), 4)
        self.lon = np.round(town_lon[self.town] + rng.normal(0, 0.25, count), 4)
        self.day = rng.integers(0, DAYS, count)
        self.type = rng.integers(0, len(TYPES), count)
        self.modality = rng.choice(len(MODALITIES), count, p=(0.4, 0.35, 0.1, 0.1, 0.05))
        self.precision = rng.choice((1, 1, 1, 2, 4, 5), count)
        self.force = rng.integers(0, len(FORCES), count)
        self.verb = rng.integers(0, len(VERBS), count)
        self.number = rng.integers(2, 300, count)

    def sentence(self, row: int) -> str:
        """Return the sentence of an event: about 40 characters."""
        return f"{FORCES[self.force[row]]} {VERBS[self.verb[row]]} Town {self.town[row]} ({self.number[row]} men)"


def records(count: int) -> list[ArticleRecord]:
    """Return articles with `count` events together."""
    numbers = Numbers(count)
    out = []
    for first in range(0, count, ARTICLE_EVENTS):
        events = tuple(_event(numbers, row) for row in range(first, min(first + ARTICLE_EVENTS, count)))
        article = ArticleRecord(
            SCHEMA, f"a{first}.txt", hashlib.sha256(b"%d" % first).hexdigest(), 0, 0, 1000, f"Report {first}", "en",
            None, None, (), (), (), (), events, (),
        )  # fmt: skip
        out.append(article)
    return out


def _event(numbers: Numbers, row: int) -> Event:
    lat, lon = float(numbers.lat[row]), float(numbers.lon[row])
    day = FIRST_DAY + dt.timedelta(days=int(numbers.day[row]))
    quote = numbers.sentence(row)
    town = f"Town {numbers.town[row]}"
    place = Location(
        "at", town, town, "LY", lat, lon, int(numbers.precision[row]), 5.0, "gazetteer", Disc(lat, lon, 5.0), 0, 0, 0.8,
    )  # fmt: skip
    return Event(
        f"ev-{row:016x}", TYPES[numbers.type[row]], MODALITIES[numbers.modality[row]],
        (Actor("subject", FORCES[numbers.force[row]], None, 0, 0),), (place,),
        EventTime(day.isoformat(), day, day, "", "explicit"), (), (), None, Evidence(0, len(quote), quote), 0.8, (), (),
    )  # fmt: skip


def large_map(count: int) -> MapSpec:
    """Return a map of `count` events straight from columns: records of a million events would fill the memory."""
    n = Numbers(count)
    day = n.day + (FIRST_DAY - dt.date(1970, 1, 1)).days
    names = tuple(f"Town {town}" for town in range(TOWNS))
    rows = Rows(
        lat=n.lat, lon=n.lon, type=n.type, modality=n.modality, precision=n.precision, confidence=np.full(count, 0.8),
        radius_km=np.full(count, 5.0), day=day, last_day=day, source=np.arange(count) // ARTICLE_EVENTS,
        actor=n.force + 1, place=n.town + 1, text=[n.sentence(row) for row in range(count)], actors=FORCES,
        places=names,
    )  # fmt: skip
    articles = [_article(first) for first in range(0, count, ARTICLE_EVENTS)]
    packed, _ = pack(rows, [msgspec.json.encode(article) for article in articles])
    words, counts = strings("en"), np.bincount(n.type, minlength=len(SYMBOLS))
    layers = tuple(
        Layer(symbol.type, words[f"type.{symbol.type}"], symbol.colour, symbol.badge, symbol.glyph, int(number))
        for symbol, number in zip(SYMBOLS, counts, strict=True)
    )
    box = (float(n.lat.min()), float(n.lon.min()), float(n.lat.max()), float(n.lon.max()))
    return MapSpec(MAP_SCHEMA, words["title"], "en", layers, (), (), (), (), (), box, packed)


def _article(first: int) -> SourceArticle:
    digest = hashlib.sha256(b"%d" % first).hexdigest()[:HASH_DIGITS]
    return SourceArticle(f"a{first}.txt", digest, 0, f"Report {first}", "en", None, None)
