"""Read the public geoparsing corpora as their authors publish them: texts with places and their coordinates.

Nothing of them is kept in this repository. Where the stated offsets do not point at the
stated words they are put right; `Corpus.realigned` says how often.
"""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

#: Where the corpora lie under the folder that the user names: the layout of the repository
#: "Pragmatic-Guide-to-Geoparsing-Evaluation", and of "IDRISI".
LGL, TR_NEWS = "data/Corpora/lgl.xml", "data/Corpora/TR-News.xml"
GEOVIRUS = "data/Corpora/GeoVirus.xml"
GEOWEBNEWS, GEOWEBNEWS_POINTS = "data/GeoWebNews", "data/Geocoding/gwn_full.txt"
IDRISI_ARABIC = "LMD/data/AR"
#: Types of IDRISI-D that are facilities and streets rather than places that a gazetteer of settlements has.
FACILITY_TYPES = frozenset({"Human-made Point-of-Interest", "Road/street"})


@dataclass(frozen=True, slots=True)
class Gold:
    """A place as an annotator marked it: half-open span in code points, WGS84 degrees."""

    start: int
    end: int
    phrase: str
    lat: float
    lon: float
    sort: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A text with the places that have coordinates."""

    name: str
    text: str
    gold: tuple[Gold, ...]


def in_order(gold: Iterable[Gold]) -> tuple[Gold, ...]:
    """Return places in order of their beginnings."""
    return tuple(sorted(gold, key=lambda place: (place.start, place.end)))


@dataclass(slots=True)
class Corpus:
    """The documents of one corpus; `realigned` counts spans that had to be put right."""

    name: str
    lang: str
    documents: list[Document] = field(default_factory=list)
    realigned: int = 0

    @property
    def size(self) -> int:
        """Number of places with coordinates."""
        return sum(len(document.gold) for document in self.documents)


def realign(text: str, phrase: str, start: int, drift: int) -> int | None:
    """Return where a phrase stands: where it is stated to, else its occurrence nearest to that, corrected by a drift.

    Parameters
    ----------
    text, phrase
        Document and marked words.
    start
        Offset that the corpus states.
    drift
        By how much the place marked before it had to be moved: in a document whose characters were counted
        differently the error grows step by step, so the last one is the best guess of the next.

    Returns
    -------
    int or None
        None if the text does not hold the phrase.
    """
    if text.startswith(phrase, start):
        return start
    wanted, places = start + drift, []
    at = text.find(phrase)
    while at >= 0:
        places.append(at)
        at = text.find(phrase, at + 1)
    return min(places, key=lambda place: abs(place - wanted), default=None)


def read_xml(path: Path, name: str, *, first: int = 0) -> Corpus:
    """Read LGL, TR-News or GeoVirus: articles with toponyms, in the first two some without coordinates.

    `first` is the number that the corpus gives to the first character.
    """
    corpus = Corpus(name, "en")
    for article in ET.parse(path).getroot().iter("article"):  # noqa: S314  (a file that the user downloaded)
        text = article.findtext("text") or ""
        gold, drift = [], 0
        for toponym in (*article.iter("toponym"), *article.iter("location")):
            lat, lon = toponym.findtext(".//lat"), toponym.findtext(".//lon")
            phrase = toponym.findtext("phrase") or toponym.findtext("name") or ""
            start = int(toponym.findtext("start") or 0) - first
            at = realign(text, phrase, start, drift)
            if at is None:
                at = start  # counted all the same: nothing is left out of the denominator
            if at != start:
                drift = at - start
                corpus.realigned += bool(lat)
            if lat and lon:
                gold.append(Gold(at, at + len(phrase), phrase, float(lat), float(lon)))
        corpus.documents.append(Document(article.get("docid") or "", text, in_order(gold)))
    return corpus


def read_geowebnews(folder: Path) -> Corpus:
    """Read GeoWebNews: texts with a title line, and the 2,401 places that its authors gave GeoNames' coordinates."""
    corpus = Corpus("GeoWebNews", "en")
    points = (folder / GEOWEBNEWS_POINTS).read_text(encoding="utf-8").splitlines()
    names = sorted(path.stem for path in (folder / GEOWEBNEWS).glob("*.txt"))
    for name, line in zip(names, points, strict=True):
        # as its authors read it: a damaged byte is one character
        text = (folder / GEOWEBNEWS / f"{name}.txt").read_text(encoding="utf-8", errors="replace")
        title, _, _ = text.partition("\n")
        gold = []
        for record in filter(str.strip, line.split("||")):
            _, phrase, lat, lon, start, _ = record.split(",,")
            at = realign(text, phrase, int(start) + len(title) + 1, 0)
            if at is None:
                at = 0
            corpus.realigned += at != int(start) + len(title) + 1
            gold.append(Gold(at, at + len(phrase), phrase, float(lat), float(lon)))
        corpus.documents.append(Document(name, text, in_order(gold)))
    return corpus


def read_idrisi(folder: Path) -> Corpus:
    """Read the Arabic part of IDRISI-D: posts on disasters, places with points of OpenStreetMap, train and dev."""
    corpus = Corpus("IDRISI-D ar", "ar")
    for path in sorted((folder / IDRISI_ARABIC).glob("*/*.jsonl")):
        with path.open(encoding="utf-8") as lines:
            for record in map(json.loads, lines):
                gold = in_order(_idrisi_gold(record, corpus))
                corpus.documents.append(Document(record["tweet_id"], record["text"], gold))
    return corpus


def _idrisi_gold(record: dict[str, object], corpus: Corpus) -> Iterator[Gold]:
    text, mentions = str(record["text"]), record["location_mentions"]
    assert isinstance(mentions, list)  # noqa: S101  (the format of the corpus)
    for mention in mentions:
        point = mention.get("osm_json") or {}
        if not point.get("lat"):
            continue
        start = int(mention["start_offset"])
        at = realign(text, mention["text"], start, 0)
        corpus.realigned += at != start
        at = start if at is None else at
        end = at + len(mention["text"])
        yield Gold(at, end, mention["text"], float(point["lat"]), float(point["lon"]), mention["type"])


def read_all(folders: Iterable[Path]) -> list[Corpus]:
    """Return the corpora that lie in the folders, in a fixed order."""
    found = []
    for folder in folders:
        if (folder / LGL).exists():
            found.append(read_xml(folder / LGL, "LGL"))
        if (folder / TR_NEWS).exists():
            found.append(read_xml(folder / TR_NEWS, "TR-News"))
        if (folder / GEOVIRUS).exists():
            found.append(read_xml(folder / GEOVIRUS, "GeoVirus", first=1))
        if (folder / GEOWEBNEWS_POINTS).exists():
            found.append(read_geowebnews(folder))
        if (folder / IDRISI_ARABIC).exists():
            found.append(read_idrisi(folder))
    return found
