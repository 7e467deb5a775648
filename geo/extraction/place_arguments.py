"""Which places of an article can be where an event is: measures, containers and datelines are not."""

from __future__ import annotations

from geo.extraction.elements import Elements, PlaceRef, location_role
from geo.extraction.phrases import RelativePhrase
from geo.extraction.toponyms import Toponym, clitic_role, clitics_of, role_before, role_of_clitics, says_and
from geo.language.tokens import TokenStream
from geo.models import LocationRole

#: Mentions that these reasons put where nothing happens.
NO_ARGUMENT = frozenset({"dateline", "where countries meet"})
#: Relations that only say more of their anchor.
ONLY_SAYS = frozenset({"near", "border", "part", "within", "leads"})
#: Relations whose anchor can be the place itself.
NOT_MEASURED = frozenset({"near", "coordinates", "part", "within"})
#: A place after another within this many tokens may be what contains it ("Djibo, in the north of Burkina Faso").
CONTAINER_WINDOW = 7
#: What a country owns ("Ukraine's north-eastern Sumy region") follows within this many tokens.
OWNED_WINDOW = 5
#: Words for people that a place before them only qualifies ("a Gedo official").
PERSONS = frozenset({"source_noun", "person_title", "commander", "civilian"})
#: The town of a facility follows within this many tokens ("Mitiga airport in Tripoli").
SITE_WINDOW = 3


class PlaceArguments:
    """Place arguments by sentence.

    Attributes
    ----------
    by_sentence
        References in text order; anchors of distances and containers left out.
    anchors
        Mentions by index that only measure or bound something.
    """

    def __init__(self, stream: TokenStream, elements: Elements) -> None:
        self.stream = stream
        self.elements = elements
        self.anchors = _anchors(elements)
        self.by_sentence = self._place_elements()

    def _place_elements(self) -> dict[int, list[PlaceRef]]:
        """Return candidate place arguments by sentence; anchors and containers left out."""
        out: dict[int, list[PlaceRef]] = {}
        mentions = self.elements.mentions
        for number, relative in enumerate(self.elements.relatives):
            if relative.apposition is not None or relative.relation in ONLY_SAYS:
                continue
            if relative.position is not None and relative.anchors:
                continue  # it is where the place before it is
            if relative.relation == "direction" and relative.distance_km is None and self._only_heading(relative):
                continue
            if relative.relation == "direction" and relative.anaphor and not role_before(self.stream, relative.first):
                continue  # « dégarnirait l'ouest du pays »
            role = self._relative_role(relative)
            ref = PlaceRef(role, relative.first, relative.last, relative=number)
            out.setdefault(self.stream.sentence_of(relative.first), []).append(ref)
        previous: Toponym | None = None
        for number, mention in enumerate(mentions):
            if mention.use == "demonym" and mention.country:
                land = self._territory(mention)
                if land is not None:
                    ref = PlaceRef(location_role(land), mention.first, mention.last, mention=number)
                    out.setdefault(self.stream.sentence_of(mention.first), []).append(ref)
                continue
            if mention.use != "literal" or any(reason in NO_ARGUMENT for reason in mention.reasons):
                continue
            if (number in self.anchors and not self._told_of(mention)) or self._qualifies(number):
                continue
            if previous is not None and self._contains(previous, mention):
                continue
            if mention.kind in ("region", "country") and self._after_relative(mention):
                continue
            ref = PlaceRef(location_role(mention.role), mention.first, mention.last, mention=number)
            out.setdefault(self.stream.sentence_of(mention.first), []).append(ref)
            previous = mention
        for ref in self._unnamed():
            out.setdefault(self.stream.sentence_of(ref.first), []).append(ref)
        for refs in out.values():
            refs.sort(key=lambda ref: ref.first)
        return out

    def _qualifies(self, number: int) -> bool:
        """Tell whether a place only says of where somebody is ("Ukraine's Sumy region", "a Gedo official").

        A country that something is near is a border, and nothing happens in all of it.
        """
        stream, mentions = self.stream, self.elements.mentions
        mention = mentions[number]
        if mention.kind == "country" and mention.role == "near":
            return True
        if mention.last + 1 >= len(stream) or stream.words[mention.first].arabic:
            return False
        if mention.kind == "country" and stream.glued(mention.last) and stream.words[mention.last].norm == "s":
            return number + 1 < len(mentions) and mentions[number + 1].first - mention.last <= OWNED_WINDOW
        bare = not mention.role and not mention.head and not mention.admin
        return bare and any(hit.cls in PERSONS for hit in stream.hits[mention.last])

    def _told_of(self, mention: Toponym) -> bool:
        """Tell whether a clause after an anchor says what happened there ("north of El Fasher, besieged by …")."""
        stream, index = self.stream, mention.last
        if index < len(stream) and stream.words[index].raw == ",":
            index += 1
        if index >= len(stream):
            return False
        verb = stream.hit(index, "event_verb")
        done = verb is not None and verb.phrase.form == "past" and "obj=at" in verb.value
        return done or stream.hit(index, "object_relative") is not None

    def _unnamed(self) -> list[PlaceRef]:
        """Return mentions of a facility without a name that another sentence says the distance of."""
        described = [n for n, r in enumerate(self.elements.relatives) if r.describes]
        if len(described) != 1:
            return []
        relative = self.elements.relatives[described[0]]
        covered = {i for m in self.elements.mentions for i in range(m.first, m.last)} | set(
            range(relative.first, relative.last)
        )
        out = []
        for index, hit in self.stream.by_class.get("facility_head", {}).items():
            role = clitic_role(self.stream, hit)
            if (
                index in covered
                or hit.reading.definite
                or role not in ("at", "to")
                or not _belongs(self.stream, hit.last)
            ):
                continue
            out.append(PlaceRef(location_role(role), index, hit.last, relative=described[0], anaphoric=True))
        return out

    def _after_relative(self, outer: Toponym) -> bool:
        """Tell whether a region only says where a relative place before it lies ("45 km from Birao, in Vakaga")."""
        if outer.role in ("to", "from", "via"):
            return False
        for relative in self.elements.relatives:
            if relative.anchors and 0 <= outer.first - relative.last <= CONTAINER_WINDOW // 2:
                between = range(relative.last, outer.first)
                return not any(
                    self.stream.words[i].raw in ".;؛"
                    or any(h.cls in ("event_verb", "conjunction") for h in self.stream.hits[i])
                    for i in between
                )
        return False

    def _territory(self, mention: Toponym) -> str | None:
        """Return the role of "Libyan territory", «الأراضي الليبية»; None if no word for land stands there."""
        stream = self.stream
        land = stream.hit_before(mention.first, "territory")
        if not stream.words[mention.first].arabic and mention.last < len(stream):
            land = stream.hit(mention.last, "territory")
        if land is None:
            return None
        first = min(land.first, mention.first)
        return role_of_clitics(stream, land.reading.clitics) or role_before(stream, first)

    def _only_heading(self, relative: RelativePhrase) -> bool:
        """Tell whether a direction phrase has no anchor of its own, only a bearing."""
        return not relative.anchors and not relative.anaphor

    def _relative_role(self, relative: RelativePhrase) -> LocationRole:
        if relative.relation in ("between", "road"):
            return "area"
        return location_role(role_before(self.stream, relative.first))

    def _contains(self, inner: Toponym, outer: Toponym) -> bool:
        """Tell whether `outer` only says where `inner` lies ("Sollé, in Loroum province")."""
        site = inner.kind == "facility" and outer.kind == "town" and outer.first - inner.last <= SITE_WINDOW
        if (
            (outer.kind not in ("region", "country", "water") and not site)
            or inner.kind == "country"
            or outer.first - inner.last > CONTAINER_WINDOW
        ):
            return False
        if outer.role in ("to", "from", "via") or (
            outer.kind == inner.kind and inner.kind == "region" and not outer.role
        ):
            return False
        stream = self.stream
        if stream.line_of[inner.first] != stream.line_of[outer.first]:
            return False
        for index in range(inner.last, outer.first):
            if stream.words[index].raw in ".;؛؟?!":
                return False
            hits = stream.hits[index]
            if says_and(hits) or any(h.cls in ("event_verb", "force_noun") for h in hits):
                return False
        return not (stream.words[outer.first].arabic and "و" in clitics_of(stream, outer))


def _anchors(elements: Elements) -> set[int]:
    """Return the mentions that only measure or bound something, and those listed after ("borders with A and B")."""
    anchors = {
        a
        for r in elements.relatives
        if r.relation not in NOT_MEASURED and not (r.relation == "leads" and r.apposition is None)
        for a in r.anchors
        # what the phrase only refers to is told on its own ("left Kufra for Rabiana, 130 km to the west")
        if r.first <= elements.mentions[a].first < r.last
    }
    for number in range(1, len(elements.mentions)):
        mention, before = elements.mentions[number], elements.mentions[number - 1]
        if number - 1 in anchors and mention.kind == "country" and f"listed with {before.surface}" in mention.reasons:
            anchors.add(number)
    return anchors


def _belongs(stream: TokenStream, index: int) -> bool:
    """Tell whether a force that owns it stands right after an unnamed facility («قاعدة تابعة للجيش»)."""
    classes = {"force_noun", "actor", "unit_head"}
    return any(h.cls in classes for at in range(index - 1, min(index + 2, len(stream))) for h in stream.hits[at])
