"""Articles for the tests of the map: each geometry, three languages, and text that would like to be code."""

from __future__ import annotations

import datetime as dt
import math
from typing import get_args

from geo.models import (
    SCHEMA,
    Actor,
    Area,
    ArticleRecord,
    Candidate,
    Corridor,
    Direction,
    Disc,
    Equipment,
    Event,
    EventTime,
    EventType,
    Evidence,
    Geometry,
    Location,
    LocationMethod,
    LocationRole,
    Quantity,
    Ring,
    Sector,
    Unplaced,
)

#: Text that executes, loads or breaks out wherever it is pasted instead of put in as text.
PAYLOADS = (
    "<script>window.hacked=1</script>",
    "</script><script>window.hacked=2</script>",
    "<!--<script>window.hacked=3",
    "<img src=x onerror=window.hacked=4>",
    "<svg onload=window.hacked=5>",
    "<svg><script>window.hacked=6</script></svg>",
    "<iframe srcdoc='<script>parent.hacked=7</script>'></iframe>",
    "<body onload=window.hacked=8>",
    "<details open ontoggle=window.hacked=9>",
    "<a href=javascript:window.hacked=10>x</a>",
    "javascript:window.hacked=11",
    "data:text/html,<script>window.hacked=12</script>",
    "${window.hacked=13}",
    "`${window.hacked=14}`",
    "`;window.hacked=15;`",
    '";window.hacked=16;//',
    "';window.hacked=17;//",
    "\\';window.hacked=18;//",
    '\\";window.hacked=19;//',
    "{{ 7*7 }}{{ window.hacked=20 }}",
    "{% for x in (1,2) %}hacked{% endfor %}",
    "{# comment #}",
    "{{ this.__init__.__globals__ }}",
    "\u2028window.hacked=24\u2029",
    "]]><script>window.hacked=25</script>",
    "&lt;script&gt;window.hacked=26&lt;/script&gt;",
    '" onmouseover="window.hacked=27',
    "' onfocus='window.hacked=28' autofocus='",
    "</style><script>window.hacked=29</script>",
    "</title><script>window.hacked=30</script>",
    "</textarea><img src=x onerror=window.hacked=31>",
    "<math><mtext></p><style><img src=x onerror=window.hacked=32></style>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "url(//evil.example/x.png)",
    "\u202e<script>window.hacked=36</script>\u202c",
)  # fmt: skip


def place(
    role: LocationRole,
    name: str,
    geometry: Geometry | None = None,
    *,
    at: tuple[float, float] | None = None,
    prec: int = 1,
    method: LocationMethod = "gazetteer",
    **more: object,
) -> Location:
    """Return a location; `country`, `start`, `end`, `candidates` and `reasons` by keyword."""
    lat, lon = at if at is not None else (None, None)
    return Location(
        role=role, name=name, place_id=more.get("place_id"), country=more.get("country"), lat=lat, lon=lon,
        where_prec=prec, uncertainty_km=None if at is None else 5.0, method=method, geometry=geometry,
        start=more.get("start", 0), end=more.get("end", 0), score=0.8, candidates=more.get("candidates", ()),
        reasons=more.get("reasons", ("kind town fits",)),
    )  # fmt: skip


def event(event_id: str, kind: str, quote: str, *places: Location, **more: object) -> Event:
    """Return an event; any other field of `Event` by keyword."""
    start = more.pop("at", 0)
    fields: dict[str, object] = {
        "modality": "asserted",
        "actors": (),
        "time": EventTime("", None, None, "", "unknown"),
        "quantities": (),
        "equipment": (),
        "attributed_to": None,
        "confidence": 0.8,
        "reasons": ("no date",),
        "rules": ("r",),
    }
    evidence = Evidence(start, start + len(quote), quote)
    return Event(id=event_id, type=kind, locations=places, evidence=evidence, **{**fields, **more})


def record(source: str, title: str, lang: str, *events: Event, **more: object) -> ArticleRecord:
    """Return the record of an article."""
    return ArticleRecord(
        schema=SCHEMA, source=source, source_sha256="ab" * 32, index=0, start=0, end=1000, title=title, lang=lang,
        published=more.get("published"), published_basis=None, lines=(), places=(), relative_places=(),
        distance_claims=(), events=events, unplaced=more.get("unplaced", ()),
    )  # fmt: skip


def day(text: str) -> EventTime:
    """Return an explicit day."""
    date = dt.date.fromisoformat(text)
    return EventTime(text, date, date, text, "explicit")


AR_QUOTE = "وصلت قوات من فاغنر من قاعدة الجفرة إلى براك الشاطئ ومعها 12 دبابة"
#: Where the quote starts in its file: spans are offsets into the file.
AR_AT = 100


def span(words: str) -> dict[str, int]:
    """Return the offsets of words of the Arabic quote."""
    start = AR_AT + AR_QUOTE.index(words)
    return {"start": start, "end": start + len(words)}


AR_MOVE = event(
    "ev-ar-move", "movement", AR_QUOTE,
    place("from", "Al-Jufra Air Base", Disc(29.198, 16.001, 1.0), at=(29.198, 16.001), country="LY",
          **span("قاعدة الجفرة")),
    place("to", "Brak al-Shati Air Base", Disc(27.653, 14.272, 1.0), at=(27.653, 14.272), country="LY",
          **span("براك الشاطئ")),
    at=AR_AT, actors=(Actor("subject", "Wagner Group", "wagner", **span("فاغنر")),), time=day("2024-10-28"),
    quantities=(Quantity(12, 12, "tank", "12 دبابة", "exact", **span("12 دبابة")),),
    equipment=(Equipment("tank", "tank", "armour", "دبابة", **span("دبابة")),), attributed_to="مصادر محلية",
    modality="reported",
)  # fmt: skip
AR_OPEN = event(
    "ev-ar-open", "movement", "نقلت جزءا من قواتها من قاعدة الجفرة إلى الجنوب الغربي",
    place("from", "Al-Jufra Air Base", Disc(29.198, 16.001, 1.0), at=(29.198, 16.001), country="LY"),
    place("to", "SW", Direction(29.198, 16.001, 225.0, 11.25), prec=7, method="direction"), modality="planned",
)  # fmt: skip
EN_EVENTS = (
    event(
        "ev-en-recon", "recon", "Drones watched the road from Ash Shwayrif to Brak.",
        place("area", "from Ash Shwayrif to Brak", Corridor(((29.985, 14.25), (27.653, 14.272)), 5.0), at=(28.8, 14.26),
              prec=5, method="between"), time=day("2024-11-02"),
    ),
    event(
        "ev-en-sector", "presence", "A camp stands some 260 km south of Gharyan.",
        place("at", "260 km south of Gharyan", Sector(32.17, 13.02, 180.0, 22.5, 234.0, 286.0), at=(29.83, 13.02),
              prec=5, method="relative"), time=day("2024-11-05"),
    ),
    event(
        "ev-en-ring", "strike", "A strike 80 km from Sebha was denied by the ministry.",
        place("at", "80 km from Sebha", Ring(27.04, 14.43, 72.0, 88.0), at=(27.04, 14.43), prec=5, method="relative"),
        modality="denied",
    ),
    event(
        "ev-en-south", "exercise", "Exercises may be held in the south of Libya.",
        place("at", "the south of Libya", Area(26.3, 17.2, 700.0, "LY", "S"), at=(24.0, 17.2), prec=5,
              method="direction", country="LY"), modality="possible",
    ),
    event(
        "ev-en-towards", "withdrawal", "The unit left Gao for Niger.",
        place("from", "Gao", Disc(16.27, -0.04, 6.0), at=(16.27, -0.04), country="ML"),
        place("to", "Niger", prec=6, method="country", country="NE"),
    ),
    event(
        "ev-en-country", "agreement", "Chad signed an agreement with the company.",
        place("at", "Chad", prec=6, method="country", country="TD"),
    ),
    event(
        "ev-en-wide", "visit", "He toured the Sahel.",
        place("at", "Sahel", Area(15.0, 5.0, 1500.0), at=(15.0, 5.0), prec=4, method="region"),
    ),
)  # fmt: skip
TRIPOLIS = (
    Candidate("ly-tripoli", "Tripoli", "town", "LY", 32.89, 13.19, 10.0, 0.5, ()),
    Candidate("lb-tripoli", "Tripoli", "town", "LB", 34.43, 35.84, 5.0, 0.49, ()),
)
FR_EVENTS = (
    event(
        "ev-fr-unplaced", "clash", "Des combats ont éclaté à Tripoli, selon l’agence.",
        place("at", "Tripoli", method="none", candidates=TRIPOLIS),
    ),
    event(
        "ev-fr-arrives", "delivery", "Des véhicules sont arrivés à Bamako le 17 janvier 2025.",
        place("to", "Bamako", Disc(12.609, -7.975, 10.0), at=(12.609, -7.975), country="ML"), time=day("2025-01-17"),
    ),
)  # fmt: skip
#: An article in each language: every shape, both trays.
ARTICLES = (
    record("ar.txt", "تحركات في الجنوب الليبي", "ar", AR_MOVE, AR_OPEN, published=dt.date(2024, 11, 14)),
    record("en.txt", "Desert watch", "en", *EN_EVENTS),
    record(
        "fr.txt", "Livraisons à Bamako", "fr", *FR_EVENTS,
        unplaced=(Unplaced("ev-fr-unplaced", "Tripoli is ambiguous: Tripoli (LY), Tripoli (LB)"),),
    ),
)  # fmt: skip
#: One article per payload, which stands in every field that text reaches.
HOSTILE = tuple(
    record(
        f"{payload}.txt", payload, "en",
        event(
            f"ev-{number}", "presence", f"Troops {payload} stayed.",
            place("at", payload, Disc(20.0 + number, 10.0, 5.0), at=(20.0 + number, 10.0), country="LY", start=7,
                  end=7 + len(payload), reasons=(payload,)),
            actors=(Actor("subject", payload, None, 7, 7 + len(payload)),), attributed_to=payload, reasons=(payload,),
            time=EventTime(payload, None, None, payload, "explicit"), rules=(payload,),
            quantities=(Quantity(None, None, payload, payload, "vague", 7, 7 + len(payload)),),
            equipment=(Equipment(payload, None, payload, payload, 7, 7 + len(payload)),),
        ),
        event(f"ev-{number}-none", "clash", payload, place("at", payload, method="none")),
        unplaced=(Unplaced(f"ev-{number}-none", payload),),
    )
    for number, payload in enumerate(PAYLOADS)
)  # fmt: skip


def crowd(count: int) -> ArticleRecord:
    """Return an article of many events on a spiral around Sebha."""
    kinds = ("presence", "clash", "strike")
    events = []
    for number in range(count):
        turn, reach = number * 2.4, 4 * math.sqrt(number / count)
        at = (27.04 + reach * math.sin(turn), 14.43 + reach * math.cos(turn))
        events.append(
            event(f"ev-{number}", kinds[number % 3], f"Event {number}", place("at", "Sebha", Disc(*at, 2.0), at=at))
        )
    return record("crowd.txt", "A crowd", "en", *events)


def pile(count: int) -> ArticleRecord:
    """Return an article of many events at one base, on one day after the other, and one event at a town beside it."""
    kinds = ("presence", "clash", "strike")
    base = place("at", "Al-Jufra Air Base", Disc(29.198, 16.001, 1.0), at=(29.198, 16.001), country="LY")
    days = [dt.date(2025, 1, 1) + dt.timedelta(days=number) for number in range(count)]
    events = [
        event(f"ev-{number}", kinds[number % 3], f"Report {number} of the base.", base, time=day(date.isoformat()))
        for number, date in enumerate(days)
    ]
    town = place("at", "Hun", Disc(29.12, 15.94, 5.0), at=(29.12, 15.94), country="LY")
    return record("pile.txt", "A pile", "en", *events, event("ev-town", "visit", "He went to Hun.", town))


def one_of_each() -> ArticleRecord:
    """Return an article with an event of each type, a degree apart."""
    kinds = get_args(EventType)
    spots = [(20.0 + number, 15.0) for number in range(len(kinds))]
    events = [
        event(f"ev-{kind}", kind, f"A {kind}.", place("at", kind, Disc(*spot, 1.0), at=spot))
        for kind, spot in zip(kinds, spots, strict=True)
    ]
    return record("each.txt", "One of each", "en", *events)
