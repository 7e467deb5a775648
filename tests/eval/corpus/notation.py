"""The notation of the corpus sources: marks that are taken out, and tables that are read.

README.md tells the notation to the people who write in it.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
EARTH_RADIUS_KM = 6371.0
EVENT_TYPES = frozenset(
    {"presence", "deployment", "movement", "withdrawal", "construction", "clash", "strike"}
    | {"recon", "naval", "delivery", "exercise", "control", "visit", "agreement"}
)
USES = {"": "literal", "m": "metonym", "o": "organisation-part", "d": "demonym"}
KINDS = {"t": "town", "f": "facility", "r": "region", "c": "country", "w": "water"}
MODALITIES = {"a": "asserted", "r": "reported", "p": "planned", "x": "possible", "d": "denied"}
BEARINGS = {"N": 0, "NE": 45, "E": 90, "SE": 135, "S": 180, "SW": 225, "W": 270, "NW": 315}
QUALIFIERS = {"": "exact", "~": "about", ">=": "at_least", ">": "at_least", "<=": "up_to", "<": "up_to"}
COUNT = re.compile(r"(~|>=|<=|>|<|)(\d+)(?:-(\d+))? (.+)")
VAGUE = re.compile(r"(tens|dozens|hundreds|thousands|several|a few)(?: of)? (.+)")
EDTF_DATE = r"(?:\d{4}|XXXX)(?:-(?:0[1-9]|1[0-2]|2[1-4])(?:-(?:0[1-9]|[12]\d|3[01]))?)?[~?]?"
EDTF = re.compile(rf"{EDTF_DATE}(?:/(?:{EDTF_DATE}|\.\.))?|\.\./{EDTF_DATE}")
MENTION = re.compile(r"\[([^\[\]|{}\n]+)\|([^\[\]|{}\n]+)\]")
SENTENCE = re.compile(r"§(\d+)")
USE_SUFFIX = re.compile(r"(.+?)(?: ([mod]))?")


class CorpusError(ValueError):
    """A source that breaks the notation or contradicts itself."""


@dataclass(frozen=True)
class Row:
    """One place of ``places.tsv``; a country carries a point inside it for events known no finer."""

    name: str
    kind: str
    country: str | None
    lat: float
    lon: float
    tolerance_km: float | None
    low: bool

    def geo(self) -> dict[str, Any]:
        """Return the position as the scorer reads it (`tol` null: anywhere in the country)."""
        return {"name": self.name, "lat": self.lat, "lon": self.lon, "tol": self.tolerance_km, "iso2": self.country}


@dataclass
class Text:
    """A source with its marks taken out, and where they were."""

    name: str
    head: dict[str, str]
    text: str = ""
    mentions: list[tuple[int, int, str]] = field(default_factory=list)
    relatives: list[tuple[int, int, dict[str, str]]] = field(default_factory=list)
    sentences: dict[str, tuple[int, int]] = field(default_factory=dict)
    blocks: list[tuple[int, int, list[str]]] = field(default_factory=list)
    events: list[str] = field(default_factory=list)


def distance_km(lat: float, lon: float, lat2: float, lon2: float) -> float:
    """Return the great-circle distance in kilometres between two points in degrees."""
    rad = math.pi / 180
    chord = math.sin((lat2 - lat) * rad / 2) ** 2
    chord += math.cos(lat * rad) * math.cos(lat2 * rad) * math.sin((lon2 - lon) * rad / 2) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(chord)))


def destination(lat: float, lon: float, bearing: float, km: float) -> tuple[float, float]:
    """Return the point `km` kilometres from (lat, lon) at a bearing in degrees."""
    rad = math.pi / 180
    arc = km / EARTH_RADIUS_KM
    phi = math.asin(math.sin(lat * rad) * math.cos(arc) + math.cos(lat * rad) * math.sin(arc) * math.cos(bearing * rad))
    lam = math.atan2(
        math.sin(bearing * rad) * math.sin(arc) * math.cos(lat * rad),
        math.cos(arc) - math.sin(lat * rad) * math.sin(phi),
    )
    return round(phi / rad, 3), round(lon + lam / rad, 3)


def read_places() -> dict[str, Row]:
    """Read the table of places: name, kind, country, lat, lon, tolerance, flag."""
    rows: dict[str, Row] = {}
    for line in (HERE / "places.tsv").read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        name, kind, country, lat, lon, tol, *flag = line.split("\t")
        if name in rows:
            msg = f"places.tsv: {name} stands twice"
            raise CorpusError(msg)
        tolerance = float(tol) if tol != "-" else None
        rows[name] = Row(
            name, KINDS[kind], None if country == "-" else country, float(lat), float(lon), tolerance, "low" in flag
        )
    return rows


def attributes(words: str) -> dict[str, str]:
    """Read ``key=value`` pairs and bare flags; a value may hold spaces, up to the next key."""
    found = dict(re.findall(r"(\w+)=(.*?)(?=\s+\w+=|\s+mid\b|$)", words.strip()))
    if re.search(r"(?:^|\s)mid\b", words):
        found["mid"] = "1"
    return found


def parse(name: str, source: str) -> Text:
    """Take the marks out of a source."""
    body, _, tail = source.partition("\n%events\n")
    first, _, body = body.partition("\n")
    if not first.startswith("%text "):
        msg = f"{name}: the first line must be %text"
        raise CorpusError(msg)
    parsed = Text(name, {"flags": first, **attributes(first.removeprefix("%text "))})
    parsed.events = [line for line in tail.splitlines() if line.strip() and not line.startswith("#")]
    block: list[str] | None = None
    chunks: list[tuple[list[str], list[str]]] = []
    for line in body.split("\n"):
        if line.startswith("%"):
            block = line[1:].split(" ")
            chunks.append((block, []))
        elif chunks:
            chunks[-1][1].append(line)
        else:
            msg = f"{name}: text before the first %article or %noise"
            raise CorpusError(msg)
    for head, lines in chunks:
        start = len(parsed.text)
        strip(parsed, "\n".join(lines))
        inner = parsed.text[start:]
        begin = start + len(inner) - len(inner.lstrip())
        parsed.blocks.append((begin, start + len(inner.rstrip()), head))
        parsed.text += "\n"
    parsed.text = parsed.text.rstrip("\n") + "\n"
    return parsed


def strip(parsed: Text, marked: str) -> None:
    """Append a block without its marks, and note where they were."""
    out: list[str] = []
    size = len(parsed.text)
    open_at: list[int] = []
    open_sentence: tuple[str, int] | None = None
    i = 0

    def end_sentence() -> None:
        if open_sentence:
            so_far = parsed.text + "".join(out)
            parsed.sentences[open_sentence[0]] = (open_sentence[1], len(so_far.rstrip()))

    while i < len(marked):
        char = marked[i]
        if (mark := SENTENCE.match(marked, i)) is not None:
            end_sentence()
            open_sentence = (mark[1], size)
            i = mark.end()
        elif char == "[" and (mark := MENTION.match(marked, i)) is not None:
            parsed.mentions.append((size, size + len(mark[1]), mark[2]))
            out.append(mark[1])
            size += len(mark[1])
            i = mark.end()
        elif char == "{":
            open_at.append(size)
            i += 1
        elif char == "|" and open_at:
            close = marked.index("}", i)
            parsed.relatives.append((open_at.pop(), size, attributes(marked[i + 1 : close])))
            i = close + 1
        else:
            if char == "\n":
                end_sentence()
                open_sentence = None
            out.append(char)
            size += 1
            i += 1
    end_sentence()
    parsed.text += "".join(out)


def quantities(words: str | None) -> list[dict[str, Any]]:
    """Return "~60 vehicles, tens of soldiers" as bounds; a vague count gets none."""
    out = []
    for part in (words or "").split(", ") if words else []:
        if (hit := COUNT.fullmatch(part)) is not None:
            mark, low, high, unit = hit.groups()
            qualifier = "range" if high else QUALIFIERS[mark]
            least = None if qualifier == "up_to" else int(low)
            most = int(high or low) if qualifier != "at_least" else None
            out.append({"min": least, "max": most, "unit": unit, "qualifier": qualifier})
        elif (hit := VAGUE.fullmatch(part)) is not None:
            out.append({"min": None, "max": None, "unit": hit[2], "qualifier": "vague"})
        else:
            msg = f"cannot read the quantity {part!r}"
            raise CorpusError(msg)
    return out
