"""A place mention before it is resolved, and the role that stands in front of it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

import msgspec

from geo.gazetteer.index import NameEntry
from geo.gazetteer.match import NameMatch
from geo.language.lexicon import Hit, Lexicon
from geo.language.tokens import TokenStream
from geo.models import PlaceKind, PlaceUse

#: facility head value -> kinds of place that it can be
FEATURE_KINDS: dict[str, PlaceKind] = {
    "lake": "water", "river": "water", "gulf": "water", "strait": "water", "sea": "water", "canal": "water",
    "oasis": "town",
}  # fmt: skip
#: What may stand between a preposition and its place, the likeliest first.
PASSED_OVER = ("admin_head", "determiner", "direction_intensifier", "direction", "demonym")
#: Prepositions that say where around a place, after another that gives the role.
AROUND = frozenset({"near", "off", "over"})


class Toponym(msgspec.Struct, frozen=True, gc=False):
    """A place mention before it is resolved.

    Attributes
    ----------
    first, last
        Token range, half open.
    start, end, surface
        Raw span; proclitics are outside, the article inside.
    entries
        Gazetteer readings of the whole span; may be empty for a composed facility.
    anchor_entries
        Readings of the bare name inside a composed span («الجفرة» of «قاعدة الجفرة»).
    head
        Facility or feature type given by a head word, "" if none.
    admin
        The administrative head before the name ("town", "admin", "district" …), "" if none.
    country
        ISO code for demonyms and seats of power.
    role
        Role that a preposition or clitic in front gives it ("at", "from" …), "" if bare.
    """

    first: int
    last: int
    start: int
    end: int
    surface: str
    kind: PlaceKind
    use: PlaceUse
    entries: tuple[NameEntry, ...] = ()
    anchor_entries: tuple[NameEntry, ...] = ()
    head: str = ""
    admin: str = ""
    country: str | None = None
    role: str = ""
    reasons: tuple[str, ...] = ()


def clitic_letters(head: Hit, stream: TokenStream) -> int:
    """Raw letters of proclitics in front of a head; the article stays inside the span."""
    if not head.reading.clitics:
        return 0
    word = stream.words[head.first]
    if not head.reading.definite:
        return head.reading.skip
    whole = [r for r in word.readings if r.clitics == head.reading.clitics and not r.definite and not r.trim]
    return min((r.skip for r in whole), default=head.reading.skip)


def touches(stream: TokenStream, index: int) -> bool:
    """Tell whether only blanks or a hyphen stand between a token and the one before it."""
    gap = stream.text[stream.ends[index - 1] : stream.starts[index]]
    return len(gap) <= 2 and "\n" not in gap  # noqa: PLR2004  (one blank, or a blank and a mark)


def role_of_clitics(stream: TokenStream, clitics: tuple[str, ...]) -> str:
    """Return the role that a glued preposition gives ("ب" → at)."""
    return _glued_role(stream.lexicon, clitics) if clitics else ""


@lru_cache(maxsize=1024)
def _glued_role(lexicon: Lexicon, clitics: tuple[str, ...]) -> str:
    roles = lexicon.values.get("clitic_role", {}).items()
    return next((role for role, phrases in roles if any(phrase.words[0] in clitics for phrase in phrases)), "")


def role_before(stream: TokenStream, index: int) -> str:
    """Return the role of the preposition before a token, past determiners and administrative heads."""
    for _ in range(4):
        before = stream.before(index)
        hit, head = before.get("preposition"), before.get("admin_head")
        # the "of" of "to the town of X" belongs to its head
        if hit is not None and not hit.reading.trim and (head is None or head.first >= hit.first):
            if hit.value in AROUND:  # "to the outskirts of", «إلى تخوم المدينة»
                outer = stream.hit_before(hit.first, "preposition")
                if outer is not None and outer.value in ("from", "to"):
                    return outer.value
            return role_of_clitics(stream, hit.reading.clitics) or hit.value
        step = next((before[cls] for cls in PASSED_OVER if cls in before), None) if before else None
        if step is None:
            return ""
        clitic = role_of_clitics(stream, step.reading.clitics)
        if clitic:
            return clitic
        index = step.first
    return ""


def role_of(stream: TokenStream, match: NameMatch) -> str:
    """Return the role of the preposition in front of a name, glued or free."""
    return role_of_clitics(stream, match.reading.clitics) or role_before(stream, match.first)


def clitic_role(stream: TokenStream, hit: Hit) -> str:
    """Return the role of the preposition in front of a head, glued or free."""
    return role_of_clitics(stream, hit.reading.clitics) or role_before(stream, hit.first)


def orders(stream: TokenStream, value: str) -> bool:
    """Tell whether the article's language orders its words so (`word_order` in its grammar)."""
    return any(phrase.lang == stream.lang for phrase in stream.lexicon.values.get("word_order", {}).get(value, ()))


def clitics_at(stream: TokenStream, index: int) -> tuple[str, ...]:
    """Return the proclitics that a token may carry."""
    return tuple(c for r in stream.words[index].readings for c in r.clitics)


def clitics_of(stream: TokenStream, mention: Toponym) -> tuple[str, ...]:
    """Return the proclitics outside a mention's span."""
    skip = mention.start - stream.starts[mention.first]
    return tuple(c for r in stream.words[mention.first].readings if r.skip == skip and skip for c in r.clitics)


def says_and(hits: Iterable[Hit]) -> bool:
    """Tell whether one of the hits of a token is "and"."""
    return any(hit.cls == "conjunction" and hit.value == "and" for hit in hits)
