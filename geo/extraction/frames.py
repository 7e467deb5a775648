"""Event frames: which places, forces, numbers and dates belong to which event word.

Clause-level: a sentence may hold several event words, and each place goes to
the one that governs it (`attachment`). Frames point at mentions by index; they
become events once places are resolved (`geo.geocoding.locate`).
"""

from __future__ import annotations

import msgspec

from geo.extraction.attachment import Attachment
from geo.extraction.discourse import Discourse
from geo.extraction.elements import Elements, Frame, Ordered, PlaceRef
from geo.extraction.journeys import departure, join_journeys, split_legs, with_origins, with_starts
from geo.extraction.participants import actors
from geo.extraction.place_arguments import PlaceArguments
from geo.extraction.reference import References
from geo.extraction.triggers import TRANSFER, Trigger
from geo.language.dates import DateMention
from geo.language.tokens import TokenStream

#: Types whose equipment a later sentence may list.
CARRIES = frozenset({"delivery", "deployment", "movement"})


def build_frames(stream: TokenStream, elements: Elements) -> tuple[Frame, ...]:
    """Return the event frames of an article, in order."""
    builder = _Builder(stream, elements)
    frames: list[Frame] = []
    for number in range(len(stream.sentences)):
        found = builder.sentence(number)
        if not found and frames:
            builder.take_inventory(number, frames)
        frames.extend(found)
    return tuple(frames)


_INVENTORY = frozenset({"inventory_verb"})


class _Builder:
    def __init__(self, stream: TokenStream, elements: Elements) -> None:
        self.stream = stream
        self.elements = elements
        self.discourse = Discourse(stream)
        self.by_sentence: dict[int, list[Trigger]] = {}
        for trigger in elements.triggers:
            self.by_sentence.setdefault(trigger.sentence, []).append(trigger)
        self.forces = Ordered(elements.forces, [force.first for force in elements.forces])
        self.counts = Ordered(elements.counts, [count.number.first for count in elements.counts])
        self.weapons = Ordered(elements.weapons, [weapon.first for weapon in elements.weapons])
        self.dates = Ordered(elements.dates, [date.first for date in elements.dates])
        self.places = PlaceArguments(stream, elements)
        self.attachment = Attachment(stream, elements)
        self.references = References(stream, elements, self.places.anchors)
        #: line and date of the last dated frame
        self.last_date: tuple[int, DateMention] | None = None
        #: line and frame of a force that the sentence before said to have left
        self.departure: tuple[int, Frame | None] | None = None

    def sentence(self, number: int) -> list[Frame]:
        """Return the frames of a sentence, in order."""
        triggers = self.by_sentence.get(number, [])
        if all(trigger.void for trigger in triggers):
            return []
        given = self.attachment.assign(number, triggers, self.places.by_sentence.get(number, []))
        found = [
            self._frame(trigger, triggers, places, number)
            for trigger, places in zip(triggers, given, strict=True)
            if not trigger.void
        ]
        line = self.stream.line_of[self.stream.sentences[number][0]]
        left = self.departure[1] if self.departure is not None and self.departure[0] == line else None
        joined = join_journeys([frame for frame in found if frame is not None])
        started = with_starts(self.elements.mentions, split_legs(self.stream, joined))
        frames = with_origins(started, left)
        self.departure = (line, departure(frames, left))
        frames = [self._dated(frame, line) for frame in frames]
        placed = (p.mention for f in frames for p in f.places if p.mention is not None and not p.anaphoric)
        self.references.event_places.extend(placed)
        return frames

    def _dated(self, frame: Frame, line: int) -> Frame:
        """Give an undated frame the date last told in its paragraph, and keep its own for the next."""
        if frame.date is not None:
            self.last_date = (line, frame.date)
            return frame
        if self.last_date is None or self.last_date[0] != line or frame.stance.modality in ("planned", "possible"):
            return frame
        return msgspec.structs.replace(frame, date=self.last_date[1], date_inherited=True)

    def _frame(self, trigger: Trigger, triggers: list[Trigger], places: list[PlaceRef], number: int) -> Frame | None:
        stream = self.stream
        first, last = stream.sentences[number]
        rules = [f"{trigger.meaning.type}:{trigger.text}"]
        ref = self.references.anaphor(trigger, triggers)
        if ref is not None:
            argument = self.attachment.as_argument(trigger, ref)
            if not places or self._fills(trigger, places, argument):
                places = [*places, argument]
                rules.append("anaphora")
        if not places:
            return None
        if trigger.meaning.type not in TRANSFER:
            places = [p for p in places if p.role != "from"]
            if not places:
                return None
        low, high = self._clause(trigger, triggers, places, first, last)
        stance = self.discourse.stance(trigger, low)
        if stance.negated:
            return None
        owned = {t.last for t in triggers if t is not trigger and not t.verb}
        # a force right after another noun of action is that noun's («سيطرة قوات …»)
        forces = [f for f in self.forces.between(first, last) if f.first not in owned]
        subjects, opponents = actors(stream, trigger, forces, low, high)
        direction = self._heading(trigger, triggers, last)
        start, end = stream.span(first, last)
        date = self._date(trigger, places, (first, last), (low, high))
        return Frame(
            trigger, tuple(places), direction, stance, subjects, opponents, date,
            self.counts.between(low, high), self.weapons.between(low, high),
            start, end, tuple(rules),
        )  # fmt: skip

    def _fills(self, trigger: Trigger, places: list[PlaceRef], argument: PlaceRef) -> bool:
        """Tell whether an anaphor gives a movement the end that it lacks."""
        if trigger.meaning.type not in TRANSFER or argument.role not in ("from", "to"):
            return False
        mentions = {p.mention for p in places}
        return argument.mention not in mentions and not any(p.role in (argument.role, "at") for p in places)

    def _clause(
        self, trigger: Trigger, triggers: list[Trigger], places: list[PlaceRef], first: int, last: int
    ) -> tuple[int, int]:
        """Return the token range that belongs to a trigger: up to its neighbours, its places included."""
        low = max((t.last for t in triggers if t.last <= trigger.first), default=first)
        high = min((t.first for t in triggers if t.first >= trigger.last), default=last)
        for place in places:
            low, high = min(low, place.first), max(high, place.last)
        return max(low, first), min(high, last)

    def _heading(self, trigger: Trigger, triggers: list[Trigger], last: int) -> str | None:
        """Return the bare direction of a movement ("head west", «إلى الجنوب الغربي»)."""
        if trigger.meaning.type not in TRANSFER:
            return None
        stop = min(
            (t.first for t in triggers if t.first >= trigger.last and t.meaning.type not in TRANSFER), default=last
        )
        for hit in self.stream.find("direction", trigger.last, stop):
            if hit.value == "C" or any(r.first <= hit.first < r.last for r in self.elements.relatives):
                continue
            following = self.stream.hit(hit.last, "preposition") if hit.last < len(self.stream) else None
            if following is None or following.value != "from":
                return hit.value
        return None

    def _date(
        self, trigger: Trigger, places: list[PlaceRef], sentence: tuple[int, int], clause: tuple[int, int]
    ) -> DateMention | None:
        """Return the date nearest to the event word and its places: in its clause, else in its sentence."""
        dates = self.dates.between(*sentence)
        inside = [d for d in dates if clause[0] <= d.first < clause[1]] or dates

        def apart(date: DateMention) -> int:
            return abs(date.first - trigger.first) + min(abs(date.first - place.first) for place in places)

        return min(inside, key=apart, default=None)

    def take_inventory(self, number: int, frames: list[Frame]) -> None:
        """Add the equipment that a sentence lists to the transfer before it ("the shipment includes …")."""
        first, last = self.stream.sentences[number]
        if self.stream.marks(_INVENTORY).find(1, first, last) < 0:
            return
        weapons = self.weapons.between(first, last)
        if not weapons:
            return
        backwards = range(len(frames) - 1, -1, -1)
        # the first delivery with a place is the article's subject; failing that, the last thing that moved
        ranked = sorted(
            backwards,
            key=lambda at: (not self._main_delivery(frames[at]), at if self._main_delivery(frames[at]) else -at),
        )
        for position in ranked:
            frame = frames[position]
            if frame.trigger.meaning.type in CARRIES:
                counts = self.counts.between(first, last)
                frames[position] = msgspec.structs.replace(
                    frame,
                    weapons=(*frame.weapons, *weapons),
                    counts=(*frame.counts, *counts),
                    rules=(*frame.rules, "inventory"),
                )
                return

    def _main_delivery(self, frame: Frame) -> bool:
        if frame.trigger.meaning.type != "delivery":
            return False
        kinds = {self.elements.mentions[p.mention].kind for p in frame.places if p.mention is not None}
        return kinds != {"country"}
