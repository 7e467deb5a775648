"""Place mentions: which spans of the text name a place, and of what kind.

Names come from the gazetteer; this stage composes facilities and natural
features from head word and name («قاعدة الجفرة», "Gao airport"), adds country
demonyms, and drops names that are ordinary words, people or parts of longer
names. How a mention is used is decided in `geo.extraction.use`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

from geo.extraction.composed import compose
from geo.extraction.credit import Weighed, is_place, weigh
from geo.extraction.demonyms import country_noun, demonym, qualifies_noun
from geo.extraction.respelt import respelt
from geo.extraction.toponyms import Toponym, says_and
from geo.extraction.unlisted import listed_name, longer_name, named_by_head, seat
from geo.gazetteer.index import Gazetteer, NameEntry
from geo.gazetteer.match import NameMatch, find_names
from geo.language.lexicon import Hit
from geo.language.tokens import TokenStream

#: Longest name of a force, in words.
ACTOR_WORDS = 6
#: A town inside a force's name is one from this fame on.
KNOWN_WEIGHT = 0.55
#: Share of an article's places that a country needs to be in focus.
FOCUS_SHARE = 0.12
#: Names of a list after a head word are looked for in so many tokens.
LISTED_NAMES = 6
#: Classes of the lexicon whose hits may open a mention.
OPENING_CLASSES = ("facility_head", "feature_head", "facility_prefix", "seat", "demonym", "regional_demonym")
_HEADS = frozenset({"facility_head", "feature_head", "facility_prefix"})
_ADJECTIVES = frozenset({"demonym", "regional_demonym"})
_EQUIPMENT, _LONGER_NAMES = frozenset({"equipment"}), frozenset({"name_tail", "actor"})
#: What stands between two names of a list.
LIST_MARKS = frozenset({",", "،", "و", "، و", ", and", "-", "–", "/"})
#: Articles that a hyphen joins to a name: the name begins with them ("al-Jufra").
GLUED_ARTICLES = frozenset({"al", "el", "ash", "as", "ad", "an", "ar", "az", "at"})


def find_mentions(stream: TokenStream, gazetteer: Gazetteer, *, taken: Collection[int] = ()) -> tuple[Toponym, ...]:
    """Return the place mentions of an article in order, without overlaps.

    Names that are ordinary words are taken, on a second look, where the article is
    about their country.

    Parameters
    ----------
    stream
        Tokens of the article.
    gazetteer
        An open gazetteer.
    taken
        Tokens of dates, which name no place.
    """
    scanner = _Scanner(stream, gazetteer, _matches(stream, gazetteer, taken))
    sure = scanner.scan(frozenset())
    focus = _focus(sure)
    found = scanner.scan(focus) if scanner.turns(focus) else sure
    return respelt(stream, gazetteer, found, focus)


def _matches(stream: TokenStream, gazetteer: Gazetteer, taken: Collection[int]) -> dict[int, NameMatch]:
    """Return the longest name at each token, less what is part of a date, a weapon or a longer name."""
    out: dict[int, NameMatch] = {}
    for match in find_names(stream, gazetteer):
        known = out.get(match.first)
        if match.first in taken or (known is not None and match.last <= known.last) or _inside_other(stream, match):
            continue
        out[match.first] = match
    for match in [found for found in out.values() if found.last - found.first > 1]:
        longer = [out[i] for i in range(match.first + 1, match.last) if i in out and out[i].last > match.last]
        if any(other.last - other.first >= match.last - match.first for other in longer):
            del out[match.first]
    return out


def _inside_other(stream: TokenStream, match: NameMatch) -> bool:
    """Tell whether a name is part of a weapon's, a person's or a force's name, or of a word with its article."""
    words, first = stream.words, match.first
    numeral = stream.hit(first, "numeral")
    if numeral is not None and numeral.last >= match.last and words[first].arabic and not numeral.reading.definite:
        return True  # «ما بين ألفين وثلاثة آلاف»; with its article a numeral may be a town («الخمس»)
    free = stream.hit_before(first, "preposition") if match.reading.clitics else None
    if free is not None and not free.reading.trim and stream.lexicon.has(words[first - 1], "function_word"):
        return True  # «على كهوف»: nothing is glued to a word after a preposition («مرورا ب» takes one)
    if any(hit.last >= match.last for hit in stream.hits_of(_EQUIPMENT, first, first + 1)):
        return True
    if not words[first].arabic and stream.glued(first) and words[first - 1].norm in GLUED_ARTICLES:
        return True
    for hit in stream.hits_of(_LONGER_NAMES, max(0, first - ACTOR_WORDS), first + 1):
        if hit.cls == "name_tail" and hit.first == first < hit.last - 1 and hit.first > 0:
            return True
        if hit.cls == "actor" and hit.last >= match.last and not hit.reading.trim:
            return not any(_is_known(entry) for entry in match.entries)
    return False


def _is_known(entry: NameEntry) -> bool:
    """Tell whether a reading is well known enough to be a place inside a force's name ("Africa Corps")."""
    return entry.place.kind in ("country", "region") or (entry.common <= 0 and entry.place.weight >= KNOWN_WEIGHT)


def _focus(mentions: tuple[Toponym, ...]) -> frozenset[str]:
    """Return the countries that the article is about."""
    votes = Counter(m.country or (m.entries[0].place.country if m.entries else None) for m in mentions)
    votes.pop(None, None)
    total = sum(votes.values())
    return frozenset(str(country) for country, count in votes.items() if count >= total * FOCUS_SHARE)


class _Scanner:
    """Reads the mentions of one article, twice if need be; what does not depend on the other mentions is kept."""

    def __init__(self, stream: TokenStream, gazetteer: Gazetteer, matches: dict[int, NameMatch]) -> None:
        self.stream = stream
        self.gazetteer = gazetteer
        self.matches = matches
        self.openings = _openings(stream, matches)
        self.heads = stream.marks(_HEADS)
        self.adjectives = stream.marks(_ADJECTIVES)
        self.surnames = {
            stream.words[hit.last].norm
            for hit in stream.find("given_name")
            if not hit.reading.trim and hit.last < len(stream) and stream.words[hit.last].arabic
        }
        self._known: dict[int, tuple[Toponym | None, Weighed | None]] = {}

    def turns(self, focus: frozenset[str]) -> bool:
        """Tell whether there is a name that is a place only with the article's countries in focus."""
        none: frozenset[str] = frozenset()
        doubtful = [weighed for _, weighed in self._known.values() if weighed is not None and weighed.need > 0]
        return bool(focus) and any(
            is_place(weighed, focus, listed=True) and not is_place(weighed, none, listed=False) for weighed in doubtful
        )

    def scan(self, focus: frozenset[str]) -> tuple[Toponym, ...]:
        """Return the mentions in order; names of the countries in focus need less to be one."""
        stream = self.stream
        out: list[Toponym] = []
        after = 0
        for index in self.openings:
            if index < after:
                continue
            found = self._named(index, focus, out) if self.heads[index] or index in self.matches else None
            found = found or named_by_head(stream, index) or listed_name(stream, index, out) or seat(stream, index)
            adjective = demonym(stream, index) if self.adjectives[index] else None
            if adjective is not None and (
                found is None or (adjective.last >= found.last and not country_noun(stream, index))
            ):
                found = adjective
            if found is not None:
                out.append(found)
                after = max(found.last, index + 1)
        return tuple(out)

    def _named(self, index: int, focus: frozenset[str], before: list[Toponym]) -> Toponym | None:
        """Return the facility or the gazetteer name at a token."""
        known = self._known.get(index)
        if known is None:
            facility = compose(self.stream, index, self.matches, self.gazetteer)
            match = self.matches.get(index) if facility is None else None
            known = self._known[index] = facility, weigh(self.stream, match) if match is not None else None
        found, weighed = known
        if weighed is not None and self._is_surname(weighed):
            return None
        if weighed is not None and (
            weighed.need <= 0 or is_place(weighed, focus, listed=_joins_list(self.stream, weighed.match, before))
        ):
            found = self._longer(weighed) or _name(self.stream, weighed)
        if found is not None and found.use == "literal" and self.stream.hit(index, "ambiguous_adjective"):
            return None if qualifies_noun(self.stream, index) else found
        return found

    def _is_surname(self, weighed: Weighed) -> bool:
        """Tell whether a name with no preposition or head is that of a person of the article («بلير»)."""
        return not weighed.role and weighed.admin is None and weighed.match.reading.norm in self.surnames

    def _longer(self, weighed: Weighed) -> Toponym | None:
        """Return the unknown name that a known town only begins."""
        match = weighed.match
        if match.entries[0].place.kind != "town":
            return None
        return longer_name(self.stream, match.first, match.last, weighed.role)


def _openings(stream: TokenStream, matches: dict[int, NameMatch]) -> list[int]:
    """Return the tokens at which a mention can start, in order."""
    by_class = stream.by_class
    starts = set(matches)
    for cls in OPENING_CLASSES:
        starts.update(by_class.get(cls, ()))
    for cls in ("admin_head", "feature_head", "facility_head"):
        heads = by_class.get(cls, {}).values()
        starts.update(at for hit in heads for at in range(hit.last, min(hit.last + LISTED_NAMES, len(stream))))
    starts.update(
        hit.last
        for hit in by_class.get("preposition", {}).values()
        if hit.last < len(stream) and stream.words[hit.last].raw[0].isupper()
    )
    for tail in by_class.get("admin_tail", ()):
        starts.update(range(max(0, tail - 2), tail))
    return sorted(starts)


def _joins_list(stream: TokenStream, match: NameMatch, before: list[Toponym]) -> bool:
    """Tell whether a name follows another place with only a comma or an "and" between."""
    if not before or before[-1].use == "demonym" or stream.line_of[before[-1].first] != stream.line_of[match.first]:
        return False
    gap = stream.text[before[-1].end : match.start].strip()
    return gap in LIST_MARKS or says_and(stream.hits_ending.get(match.first, ()))


def _name(stream: TokenStream, weighed: Weighed) -> Toponym:
    match, admin, tail = weighed.match, weighed.admin, weighed.tail
    first, start = match.first, match.start
    inside = stream.hit(match.first, "admin_head")
    if inside is not None and not inside.reading.definite and inside.last < match.last and word_is_head(stream, inside):
        # tables list «مدينة X» where X alone is a common word: the head stays outside the span
        first, start, admin = inside.last, stream.starts[inside.last], inside
    last, end = match.last, match.end
    if tail is not None:
        last, end = tail.last, stream.ends[tail.last - 1]
    head = admin.value if admin is not None else ("admin" if tail is not None else "")
    return Toponym(
        first, last, start, end, stream.text[start:end], match.entries[0].place.kind, "literal", match.entries,
        admin=head, role=weighed.role,
    )  # fmt: skip


def word_is_head(stream: TokenStream, hit: Hit) -> bool:
    """Tell whether a hit is an Arabic administrative head («مدينة», «بلدة»), which stands outside a name."""
    return stream.words[hit.first].arabic and not hit.reading.trim
