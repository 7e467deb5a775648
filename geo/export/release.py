"""What leaves the house: records as a release profile lets them out, before any exporter sees them.

One place for all exporters, so that a map, a table and a picture of one release hold
back the same. What is left out is gone from everything that is returned: an event
takes its sentence with it wherever else that sentence stands, an article without
events its title and its name.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Literal

import msgspec

from geo.export.blacken import Blackener
from geo.export.coarsen import coarsen
from geo.export.heldback import HeldBack
from geo.export.profile import Profile
from geo.models import Area, ArticleRecord, Event, Evidence, Location, Model, Unplaced
from geo.related import Link, Reports, related_reports, said_by

ChangeKind = Literal[
    "embargoed", "too_early", "unreviewed", "rejected", "merged", "articles", "coarsened", "place_names", "blackened",
    "sentences", "titles", "outlets", "voices", "marked",
]  # fmt: skip
#: Kinds that count events left out, in the order in which they are asked.
LEFT_OUT: tuple[ChangeKind, ...] = ("rejected", "merged", "unreviewed", "too_early", "embargoed")
#: An analyst stood by these.
REVIEWED = frozenset({"accepted", "moved"})
#: Stands for a name that was dropped; a face puts the words of its language there.
WITHHELD = "[withheld]"
#: A point written in a sentence: degrees, a pair of decimals, or a military grid reference.
_POINT_IN_WORDS = re.compile(
    r"\d\s*[°º]|\d{1,3}[.,٫]\d{2,}\W{1,12}\d{1,3}[.,٫]\d{2,}|\b\d{1,2}[C-HJ-NP-X]\s?[A-HJ-NP-Z]{2}\s?\d{2,5}\s?\d{2,5}\b"
)


class Change(Model, frozen=True):
    """How many events, places, sentences … a profile changed in one way."""

    what: ChangeKind
    count: int


class Released(Model, frozen=True):
    """Records as they leave the house, with what was done to them.

    Attributes
    ----------
    records
        The articles with the events that are let out.
    articles_in, events_in
        How many of each there were.
    changes
        What the profile changed, only kinds that occurred.
    reviews
        What analysts said of each event that is let out ("unreviewed" if nothing), where the profile asks for
        it to be marked; else empty.
    links
        Other reports of the same, found with the words that the profile took away; None where it took none, and the
        records tell themselves.
    """

    records: tuple[ArticleRecord, ...]
    profile: Profile
    articles_in: int
    events_in: int
    changes: tuple[Change, ...] = ()
    reviews: dict[str, str] = msgspec.field(default_factory=dict)
    links: dict[str, Reports] | None = None


def release(
    records: Sequence[ArticleRecord],
    profile: Profile | None = None,
    *,
    day: dt.date | None = None,
    reviews: Mapping[str, str] | None = None,
) -> Released:
    """Return records as a profile lets them out.

    Parameters
    ----------
    records
        Articles with their events.
    profile
        None lets everything out.
    day
        Day of the report, from which an embargo counts back.
    reviews
        The last verdict of analysts on each event that has one (`geo.store.review.StoredEvent.status`), by event id.
        What they rejected or merged into another event is left out under every profile.

    Raises
    ------
    SettingsError
        If the profile counts days back and `day` is not given.
    """
    profile = profile if profile is not None else Profile()
    hand = _Hand(profile, profile.last_day(day), reviews or {})
    events_in = sum(len(record.events) for record in records)
    kept = [(record, [event for event in record.events if hand.lets_out(record, event)]) for record in records]
    ids = {event.id for _, events in kept for event in events}
    out = []
    for record, events in kept:
        if not events and (record.events or profile.changes_records):
            hand.counts["articles"] += 1
            continue
        if len(events) < len(record.events) or profile.changes_records:
            record = hand.cleaned(record, events, ids)  # noqa: PLW2901  (the record as it is from here on)
        out.append(record)
    marks = {}
    if profile.unreviewed == "mark":
        marks = {event.id: hand.status(event) for record in out for event in record.events}
        hand.counts["marked"] = sum(status not in REVIEWED for status in marks.values())
    released, links = tuple(out), None
    if profile.changes_records:
        # places as they leave the house, so that a link tells no more of them; words as they were, to tell copies
        said = {event.id: said_by(record, event) for record, events in kept for event in events}
        links = related_reports(released, said=said)
    if profile.outlets == "hide":
        return hand.renamed(Released(released, profile, len(records), events_in, (), marks, links))
    changes = hand.changes()
    return Released(released, profile, len(records), events_in, changes, marks, links)


class _Hand:
    """Applies one profile and counts what it does."""

    def __init__(self, profile: Profile, last_day: dt.date | None, reviews: Mapping[str, str]) -> None:
        self.profile, self.last_day, self.reviews = profile, last_day, reviews
        self.counts: Counter[ChangeKind] = Counter()
        #: Sentences that tell of events under embargo: they are not shown with other events either.
        self.held_back = HeldBack()
        self._secret: set[str] = set()

    def status(self, event: Event) -> str:
        return self.reviews.get(event.id, "unreviewed")

    def lets_out(self, record: ArticleRecord, event: Event) -> bool:
        why = self._why_not(record, event)
        if why is not None:
            self.counts[why] += 1
            if why == "embargoed":
                self.held_back.add(event.evidence.quote)
                self._secret.add(event.id)
        return why is None

    def _why_not(self, record: ArticleRecord, event: Event) -> ChangeKind | None:
        status = self.status(event)
        if status in ("rejected", "merged"):
            return "rejected" if status == "rejected" else "merged"
        if self.profile.unreviewed == "drop" and status not in REVIEWED:
            return "unreviewed"
        last = _last_day(record, event)
        if self.profile.since is not None and (last is None or last < self.profile.since):
            return "too_early"
        if self.last_day is not None and (last is None or last > self.last_day):
            return "embargoed"
        return None

    def cleaned(self, record: ArticleRecord, events: Sequence[Event], kept: set[str]) -> ArticleRecord:
        """Return an article with these events, as far as they may be told; its workings go, they hold the rest."""
        points = {(p.start, p.end) for event in record.events for p in event.locations if p.method == "coordinates"}
        points |= {(found.start, found.end) for found in record.relative_places if found.relation == "coordinates"}
        secrets = [event.evidence for event in record.events if event.id in self._secret]
        kept_here = {event.id for event in events}
        silent = {
            event.id
            for event in events
            if self._is_silent(event, points) or any(_overlap(event.evidence, secret) for secret in secrets)
        }
        inked = Blackener(self._fine_words(record))
        told = {event.evidence.quote for event in events if event.id not in silent}
        gone = {event.evidence.quote for event in record.events if event.id in silent or event.id not in kept_here}
        out = tuple(self._event(event, kept, inked, silent=event.id in silent) for event in events)
        why = WITHHELD if self.profile.places == "drop" else None
        unplaced = tuple(
            Unplaced(item.event, why or inked(item.why)) for item in record.unplaced if item.event in kept_here
        )
        return msgspec.structs.replace(
            record, title=inked(self._title(record, gone - told)), lines=(), places=(), relative_places=(),
            distance_claims=(), events=out, unplaced=unplaced,
        )  # fmt: skip

    def _is_silent(self, event: Event, points: set[tuple[int, int]]) -> bool:
        """Tell whether the sentence of an event must not be shown."""
        profile, said = self.profile, event.evidence
        return bool(said.quote) and (
            "drop" in (profile.sentences, profile.places)
            or self.held_back.tells(said.quote)
            or (profile.voices == "hide" and event.attributed_to is not None)
            or (profile.grid_km > 0 and _tells_a_point(said, points))
        )

    def _title(self, record: ArticleRecord, gone: set[str]) -> str:
        """Return a title, or nothing where it tells what a dropped sentence told."""
        title, profile, own = record.title, self.profile, HeldBack()
        for quote in gone:
            own.add(quote)
        tells = own.tells(title) or self.held_back.tells(title)
        read = (found.text for found in record.relative_places if found.relation == "coordinates")
        coarse = profile.grid_km > 0 and (_POINT_IN_WORDS.search(title) is not None or any(t in title for t in read))
        hidden = "drop" in (profile.sentences, profile.places) or profile.outlets == "hide"
        if not title or not (tells or coarse or hidden):
            return title
        self.counts["titles"] += 1
        return ""

    def _fine_words(self, record: ArticleRecord) -> set[str]:
        """Return how an article writes the places that are smaller than a cell of the grid."""
        fine = [place for place in record.places if self._is_fine(place.uncertainty_km)]
        words = {word for place in fine for word in (place.surface, place.name)}
        for event in record.events:
            base, quote = event.evidence.start, event.evidence.quote
            for place in event.locations:
                if self._is_fine(place.uncertainty_km) and _is_named(place):
                    words |= {place.name, quote[max(0, place.start - base) : max(0, place.end - base)]}
        return words

    def _is_fine(self, uncertainty_km: float | None) -> bool:
        """Tell whether a place lies within a cell of the grid with room to spare: its name would undo the grid."""
        return uncertainty_km is not None and 2 * uncertainty_km < self.profile.grid_km

    def _event(self, event: Event, kept: set[str], inked: Blackener, *, silent: bool) -> Event:
        if not silent and inked(event.evidence.quote) != event.evidence.quote:
            self.counts["blackened"] += 1
            said = msgspec.structs.replace(event.evidence, quote=inked(event.evidence.quote))
            event = msgspec.structs.replace(event, evidence=said, reasons=())
        if event.attributed_to is not None:
            event = msgspec.structs.replace(event, attributed_to=inked(event.attributed_to))
        if silent:
            self.counts["sentences"] += 1
            event = msgspec.structs.replace(event, evidence=Evidence(0, 0, ""), reasons=())
        if self.profile.voices == "hide" and event.attributed_to is not None:
            self.counts["voices"] += 1
            event = msgspec.structs.replace(event, attributed_to=None, reasons=())
        if event.denies is not None and event.denies not in kept:
            event = msgspec.structs.replace(event, denies=None)
        return msgspec.structs.replace(event, locations=tuple(self._place(place, inked) for place in event.locations))

    def _place(self, place: Location, inked: Blackener) -> Location:
        # also what is wider but named after it: "near the base"
        fine = self._is_fine(place.uncertainty_km) or inked(place.name) != place.name
        unnamed = (self.profile.places == "drop" or fine) and _is_named(place)
        if self.profile.grid_km:
            coarse = coarsen(place, self.profile.grid_km)
            self.counts["coarsened"] += (coarse.lat, coarse.lon) != (place.lat, place.lon)
            place = coarse
            if place.method == "coordinates":  # the name is the point
                place = msgspec.structs.replace(place, name=WITHHELD)
        if unnamed:
            self.counts["place_names"] += 1
            place = msgspec.structs.replace(place, name=WITHHELD, place_id=None, candidates=(), reasons=())
        return place

    def changes(self) -> tuple[Change, ...]:
        return tuple(Change(what, count) for what, count in sorted(self.counts.items()) if count)

    def renamed(self, released: Released) -> Released:
        """Return a release with numbers for the names of files, and for the ids, which follow from the files."""
        files = {record.source_sha256 or record.source: None for record in released.records}
        file = {key: f"source {number}" for number, key in enumerate(files, 1)}
        events = (event.id for record in released.records for event in record.events)
        own = {key: f"r-{number}" for number, key in enumerate(dict.fromkeys(events), 1)}
        self.counts["outlets"] = len(files)
        records = tuple(
            msgspec.structs.replace(
                record, source=file[record.source_sha256 or record.source], source_sha256="",
                events=tuple(
                    msgspec.structs.replace(event, id=own[event.id], denies=own.get(event.denies or ""))
                    for event in record.events
                ),
                unplaced=tuple(Unplaced(own[item.event], item.why) for item in record.unplaced if item.event in own),
            )
            for record in released.records
        )  # fmt: skip
        links = {
            own[key]: Reports(tuple(_to(link, own[link.event]) for link in found.links), found.independent)
            for key, found in (released.links or {}).items()
        }
        reviews = {own[key]: status for key, status in released.reviews.items()}
        return msgspec.structs.replace(released, records=records, reviews=reviews, links=links, changes=self.changes())


def _to(link: Link, event: str) -> Link:
    return msgspec.structs.replace(link, event=event)


def _overlap(one: Evidence, other: Evidence) -> bool:
    return one.start < other.end and other.start < one.end


def _last_day(record: ArticleRecord, event: Event) -> dt.date | None:
    """Return the last day on which an event may have happened, as far as the text or its publication tells."""
    days = (event.time.end or record.published, event.time.start)
    return max((day for day in days if day is not None), default=None)


def _tells_a_point(said: Evidence, points: set[tuple[int, int]]) -> bool:
    return _POINT_IN_WORDS.search(said.quote) is not None or any(
        said.start < end and start < said.end for start, end in points
    )


def _is_named(place: Location) -> bool:
    """Tell whether a location names a place finer than a country."""
    whole = isinstance(place.geometry, Area) and place.geometry.country is not None
    return place.method not in ("country", "direction") and not whole and bool(place.name)
