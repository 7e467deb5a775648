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
from geo.extraction.credit import is_place
from geo.extraction.demonyms import country_noun, demonym, qualifies_noun
from geo.extraction.toponyms import Toponym, role_of, touches
from geo.extraction.unlisted import listed_name, named_by_head, seat
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
    matches = _matches(stream, gazetteer, taken)
    sure = _scan(stream, gazetteer, matches, frozenset())
    focus = _focus(sure)
    return _scan(stream, gazetteer, matches, focus) if focus else sure


def _matches(stream: TokenStream, gazetteer: Gazetteer, taken: Collection[int]) -> dict[int, NameMatch]:
    """Return the longest name at each token, less what is part of a date, a weapon or a longer name."""
    out: dict[int, NameMatch] = {}
    for match in find_names(stream, gazetteer):
        known = out.get(match.first)
        if match.first in taken or (known is not None and match.last <= known.last) or _inside_other(stream, match):
            continue
        out[match.first] = match
    for match in list(out.values()):
        longer = [out[i] for i in range(match.first + 1, match.last) if i in out and out[i].last > match.last]
        if any(other.last - other.first >= match.last - match.first for other in longer):
            del out[match.first]
    return out


def _inside_other(stream: TokenStream, match: NameMatch) -> bool:
    """Tell whether a name is part of a weapon's, a person's or a force's name, or of a word with its article."""
    words, first = stream.words, match.first
    for hit in stream.hits[first]:
        if hit.cls == "equipment" and hit.last >= match.last:
            return True
    if not words[first].arabic and stream.glued(first) and words[first - 1].norm in GLUED_ARTICLES:
        return True
    for back in range(max(0, first - ACTOR_WORDS), first + 1):
        for hit in stream.hits[back]:
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


def _scan(
    stream: TokenStream, gazetteer: Gazetteer, matches: dict[int, NameMatch], focus: frozenset[str]
) -> tuple[Toponym, ...]:
    out: list[Toponym] = []
    after = 0
    for index in _openings(stream, matches):
        if index < after:
            continue
        found = compose(stream, index, matches, gazetteer) or _name(stream, index, matches, focus, out)
        if found is not None and found.use == "literal" and stream.hit(index, "ambiguous_adjective"):
            found = None if qualifies_noun(stream, index) else found
        found = found or named_by_head(stream, index) or listed_name(stream, index, out) or seat(stream, index)
        adjective = demonym(stream, index)
        if adjective is not None and (
            found is None or (adjective.last >= found.last and not country_noun(stream, index))
        ):
            found = adjective
        if found is not None:
            out.append(found)
            after = max(found.last, index + 1)
    return tuple(out)


def _openings(stream: TokenStream, matches: dict[int, NameMatch]) -> list[int]:
    """Return the tokens at which a mention can start, in order."""
    by_class = stream.by_class
    starts = set(matches)
    for cls in OPENING_CLASSES:
        starts.update(by_class.get(cls, ()))
    for cls in ("admin_head", "feature_head", "facility_head"):
        heads = by_class.get(cls, {}).values()
        starts.update(at for hit in heads for at in range(hit.last, min(hit.last + LISTED_NAMES, len(stream))))
    for tail in by_class.get("admin_tail", ()):
        starts.update(range(max(0, tail - 2), tail))
    return sorted(starts)


def _joins_list(stream: TokenStream, match: NameMatch, before: list[Toponym]) -> bool:
    """Tell whether a name follows another place with only a comma or an "and" between."""
    if not before or before[-1].use == "demonym" or stream.line_of[before[-1].first] != stream.line_of[match.first]:
        return False
    gap = stream.text[before[-1].end : match.start].strip()
    return gap in LIST_MARKS or any(
        h.cls == "conjunction" and h.value == "and" for h in stream.hits_ending.get(match.first, ())
    )


def _name(
    stream: TokenStream, index: int, matches: dict[int, NameMatch], focus: frozenset[str], before: list[Toponym]
) -> Toponym | None:
    match = matches.get(index)
    if match is None:
        return None
    role = role_of(stream, match)
    admin = stream.hit_before(match.first, "admin_head")
    if admin is not None and admin.reading.trim:
        admin = None
    tail = None
    if match.last < len(stream) and touches(stream, match.last) and not stream.words[index].arabic:
        tail = stream.hit(match.last, "admin_tail")
    cued = admin is not None or tail is not None
    if not is_place(stream, match, focus, role=role, cued=cued, listed=_joins_list(stream, match, before)):
        return None
    first, start = match.first, match.start
    inside = stream.hit(match.first, "admin_head")
    if inside is not None and inside.last < match.last and word_is_head(stream, inside):
        # tables list «مدينة X» where X alone is a common word: the head stays outside the span
        first, start, admin = inside.last, stream.starts[inside.last], inside
    last, end = match.last, match.end
    if tail is not None:
        last, end = tail.last, stream.ends[tail.last - 1]
    head = admin.value if admin is not None else ("admin" if tail is not None else "")
    return Toponym(
        first, last, start, end, stream.text[start:end], match.entries[0].place.kind, "literal", match.entries,
        admin=head, role=role,
    )  # fmt: skip


def word_is_head(stream: TokenStream, hit: Hit) -> bool:
    """Tell whether a hit is an Arabic administrative head («مدينة», «بلدة»), which stands outside a name."""
    return stream.words[hit.first].arabic and not hit.reading.trim
